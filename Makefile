# The commands a newcomer needs. Everything else is CMake: see CMakePresets.json.
.PHONY: demo build test bench install lint fuzz soak coverage clean

PREFIX ?= /usr/local
DESTDIR ?=

build: build/release/build.ninja
	@cmake --build --preset release

build/%/build.ninja:
	@scripts/need.sh build
	@cmake --preset $* $(if $(filter release,$*),-DPARLEY_TESTS=OFF) >/dev/null

demo: build
	@scripts/demo.sh build/release/parley

test:
	@scripts/need.sh test
	@scripts/test.sh

lint:
	@scripts/need.sh lint
	@scripts/lint.sh

bench: build
	@scripts/bench.sh

fuzz:
	@scripts/need.sh fuzz
	@scripts/fuzz.sh

coverage:
	@scripts/need.sh coverage
	@scripts/coverage.sh

# Five minutes; SOAK_SECONDS=3600 for an hour.
soak: build
	@scripts/soak.py build/release/parley

install: build
	@DESTDIR="$(DESTDIR)" cmake --install build/release --prefix "$(PREFIX)"

clean:
	rm -rf build
