#!/bin/sh
# `make bench`: what parley costs, as ratios to a raw epoll client (the floor) in the same minutes. Takes less than five.
# The client is pinned to one core and the agent to another; CPU time is the client's own, from getrusage. Rounds of
# floor and parley alternate, and the median of their ratios counts.
set -eu
cd "$(dirname "$0")/.."
build=${BUILD:-build/release}
rounds=${ROUNDS:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM

"$build/bench/bench-engine"
echo
exec python3 bench/compare.py --build "$build" --rounds "$rounds" --work "$work"
