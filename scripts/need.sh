#!/bin/sh
# Makes sure that what parley is built from is installed: `scripts/need.sh build` or `scripts/need.sh test`.
# As root it installs what is missing with apt-get; otherwise it names the packages in one line and stops.
set -eu

build="gcc cmake ninja-build make pkg-config libuv1-dev libwebsockets-dev libwebsockets-evlib-uv libcjson-dev
libpcre2-dev libutf8proc-dev libfyaml-dev libssl-dev libxml2-dev libcsv-dev zlib1g-dev"
test="$build libcmocka-dev python3 python3-websockets python3-jsonschema python3-junitparser python3-yaml nodejs node-ws openssl man-db
libxml2-utils default-jre-headless libhdrhistogram-java prometheus curl slurm-wlm openmpi-bin"
lint="$build clang-format clang-tidy libcmocka-dev python3"
coverage="$test gcovr"
fuzz="$build clang libclang-rt-14-dev"

case "${1:-}" in
build) wanted=$build ;;
test) wanted=$test ;;
lint) wanted=$lint ;;
coverage) wanted=$coverage ;;
fuzz) wanted=$fuzz ;;
*)
    echo "usage: $0 build|test|lint|coverage|fuzz" >&2
    exit 2
    ;;
esac

missing=
for package in $wanted; do
    dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
        missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "parley needs these packages; please run: sudo apt-get install$missing" >&2
    exit 1
fi
echo "installing:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
# Prometheus and Slurm are wanted as programs: no service is to run because of a test, now or after the next boot.
policy=/usr/sbin/policy-rc.d
wants=/etc/systemd/system/multi-user.target.wants
enabled=$(echo "$wants"/*.service)
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod +x "$policy"
fi
apt-get update -qq
# shellcheck disable=SC2086 # a list of names
apt-get install -y -qq --no-install-recommends $missing >/dev/null
for service in "$wants"/*.service; do
    case " $enabled " in
    *" $service "*) ;;
    *) rm -f "$service" ;;
    esac
done
