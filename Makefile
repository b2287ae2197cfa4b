# Everything a developer or a machine needs: `make run` serves, `make test` tests. Both install what is missing.

SWIFT ?= swift
PACKAGES := libsqlite3-dev liblapacke-dev libxxhash-dev zlib1g-dev libcurl4-openssl-dev
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests
ARGS ?=

# The suites whose arithmetic the optimiser could change.
NUMERIC_SUITES := 'SequenceEntropyTests|LawFittingTests|InteractionLogTests|JSONTextTests|HTTPMessageTests'

.PHONY: run build test bench accuracy lint format setup

run: build
	.build/release/performance-law serve $(ARGS)

build: setup
	$(SWIFT) build -c release --product performance-law

test: setup
	$(SWIFT) build --build-tests
	$(SWIFT) test -c release -Xswiftc -enable-testing --filter $(NUMERIC_SUITES)
	$(SWIFT) test --skip-build

bench: build
	$(SWIFT) run -c release --package-path Benchmarks benchmarks

accuracy: build
	$(SWIFT) run -c release --package-path Benchmarks accuracy

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
