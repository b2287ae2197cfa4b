# Everything a developer or a machine needs: `make run` serves, `make test` tests. Both install what is missing.

SWIFT ?= swift
PACKAGES := libsqlite3-dev liblapacke-dev libxxhash-dev zlib1g-dev libcurl4-openssl-dev
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Targets Fuzz/Sanitized/Package.swift \
	Fuzz/Sanitized/Sources/SocketServer/Mutex.swift
ARGS ?=

# The suites whose arithmetic the optimiser could change.
NUMERIC_SUITES := 'SequenceEntropyTests|LawFittingTests|InteractionLogTests|JSONTextTests'

.PHONY: run build test bench accuracy fuzz sanitize lint format setup

run: build
	.build/release/performance-law serve $(ARGS)

build: setup
	$(SWIFT) build -c release --product performance-law

test: setup
	Fuzz/sanitize
	$(SWIFT) build --build-tests
	$(SWIFT) test -c release -Xswiftc -enable-testing --filter $(NUMERIC_SUITES)
	$(SWIFT) test --skip-build

# Beside the peers that this machine has; `wrk`, `nginx`, `golang-go` and Python's packages are reported where they are missing.
bench: build
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/.build/release/serverbench speed
	Benchmarks/.build/release/serverbench uneven
	Benchmarks/.build/release/entropybench $(ARGS)

accuracy: setup
	$(SWIFT) run -c release --package-path Benchmarks accuracy

# Ten minutes of libFuzzer on each target.
fuzz: setup
	Fuzz/run all 600

# The HTTP parser's and server's tests under AddressSanitizer and ThreadSanitizer.
sanitize: setup
	Fuzz/sanitize

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

# Asks the package manager only where a package is missing.
setup:
	@missing=; for package in $(PACKAGES); do \
		dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
	done; \
	if [ -n "$$missing" ]; then \
		$(AS_ROOT) apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends $$missing; \
	fi
