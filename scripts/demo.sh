#!/bin/sh
# Plays the samples against agents that parley serves itself: `make demo`.
set -eu
parley=$1
cd "$(dirname "$0")/.."
"$parley" run --time-scale 0.2 scenarios/appointment.json
echo
"$parley" run --time-scale 0.2 -j 4 scenarios/
echo
echo "These were the samples in scenarios/, played by $parley. Next: docs/getting-started.md"
