#!/bin/sh
# Runs every fuzz target for a while: `make fuzz`, or `SECONDS_EACH=1800 make fuzz`. A finding stays in build/fuzz/findings.
set -eu
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-60}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
mkdir -p build/fuzz/findings
for target in build/fuzz/tests/fuzz/fuzz_*; do
    [ -x "$target" ] && [ -f "$target" ] || continue
    name=${target##*/fuzz_}
    corpus=build/fuzz/corpus/$name
    mkdir -p "$corpus"
    echo "== $name, $seconds s"
    "$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -verbosity=0 \
        -artifact_prefix=build/fuzz/findings/"$name"- "$corpus" "tests/fuzz/corpus/$name" 2>&1 |
        grep -E 'stat::|ERROR|SUMMARY' || true
done
if [ -n "$(ls build/fuzz/findings)" ]; then
    echo "findings:" && ls build/fuzz/findings
    exit 1
fi
