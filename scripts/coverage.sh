#!/bin/sh
# Which lines the suite runs: by folder on stdout, by line in build/coverage/html. `make coverage`.
#
# A process that is killed, or that ends with _exit(), writes nothing down: what it ran counts only if another test runs it too.
# The sweep of faults is left out: gcov allocates and writes too, and would be made to fail.
set -eu
cd "$(dirname "$0")/.."
folders="engine formats transports load runtime reports commands"
build=build/coverage
cmake --preset coverage >/dev/null
cmake --build --preset coverage >"$build/build.log" 2>&1 || {
    tail -n 60 "$build/build.log"
    exit 1
}
find "$build" -name '*.gcda' -delete
ctest --preset coverage --repeat until-pass:2 --exclude-regex cli/fault_sweep >"$build/ctest.log" 2>&1 || {
    tail -n 60 "$build/ctest.log"
    exit 1
}
mkdir -p "$build/html"
filters=
objects=
for folder in $folders; do
    filters="$filters --filter $folder/"
    objects="$objects $build/$folder"
done
# shellcheck disable=SC2086 # lists of words
gcovr --root . $filters --csv "$build/coverage.csv" --html-details "$build/html/index.html" $objects
awk -F, -v folders="$folders" '
    NR > 1 { split($1, path, "/"); lines[path[1]] += $2; run[path[1]] += $3; all += $2; all_run += $3 }
    function row(name, lines, run) { printf "%-12s %6d lines  %6.1f %%\n", name, lines, 100 * run / lines }
    END {
        count = split(folders, names, " ")
        for (i = 1; i <= count; i++) row(names[i] "/", lines[names[i]], run[names[i]])
        row("all", all, all_run)
    }' "$build/coverage.csv"
echo "line by line: $build/html/index.html"
