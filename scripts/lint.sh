#!/bin/sh
# Formatting, clang-tidy, and the rules of the house that fit in a few lines. Prints what is wrong; exit 1 if anything is.
set -eu
cd "$(dirname "$0")/.."
status=0

sources=$(git ls-files '*.c' '*.h')
# shellcheck disable=SC2086 # lists of file names without spaces
clang-format --dry-run --Werror $sources || status=1

# Every arrow goes down: the engine knows nothing of loops, sockets, threads, files and the floors above it.
if grep -nE '#include +[<"](uv|libwebsockets|pthread|cjson|libfyaml|time)|#include +"(formats|transports|load|runtime|reports|commands)/' \
    engine/*.[ch]; then
    echo "lint: engine/ includes only what is in engine/, PCRE2 and utf8proc" >&2
    status=1
fi
if grep -nE '#include +"(formats|runtime|reports|commands)/' transports/*.[ch] load/*.[ch]; then
    echo "lint: transports/ and load/ stand on engine/ alone" >&2
    status=1
fi
if grep -nE '\b(malloc|calloc|realloc|strdup|asprintf)\(' engine/*.[ch] | grep -v '^engine/memory\.'; then
    echo "lint: memory in engine/ comes from engine/memory.h" >&2
    status=1
fi

cmake --preset dev >/dev/null
# Generated headers must be there before clang-tidy reads what includes them.
cmake --build --preset dev >build/dev/build.log 2>&1 || { tail -n 40 build/dev/build.log; exit 1; }
# The program and what measures it. The tests are formatted and compiled with all warnings; LINT_TESTS=1 reads them too.
skip='^tests/'
[ -z "${LINT_TESTS:-}" ] || skip='^tests/fuzz/'
git ls-files '*.c' | grep -v "$skip" |
    xargs -P "$(nproc)" -n 4 clang-tidy -p build/dev --quiet 2>build/dev/tidy.log || {
    grep -vE '^[0-9]+ warnings? generated|Suppressed|Use -header-filter' build/dev/tidy.log || true
    status=1
}
[ "$status" -ne 0 ] || echo "lint: clean"
exit "$status"
