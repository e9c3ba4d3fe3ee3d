#!/bin/sh
# The whole suite: plain, then under AddressSanitizer and UBSan, then what has threads under ThreadSanitizer.
# Stops at the first that fails; ends with ctest's summary.
set -eu
cd "$(dirname "$0")/.."

suite() {
    preset=$1
    shift
    cmake --preset "$preset" >/dev/null
    cmake --build --preset "$preset" >"build/$preset/build.log" 2>&1 || {
        tail -n 60 "build/$preset/build.log"
        exit 1
    }
    echo "== $preset"
    # Peers are real processes: on a busy machine one may run out of patience once. What fails twice is broken.
    ctest --preset "$preset" --repeat until-pass:2 "$@"
}

mkdir -p build
suite tsan -L threads --no-tests=ignore
suite asan-ubsan
suite dev
