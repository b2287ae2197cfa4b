# `make run` starts the service, `make test` runs all tests. Both install missing Debian packages.

SWIFT ?= swift
PACKAGES := libpq-dev libssl-dev libsqlite3-dev liblapacke-dev libxxhash-dev zlib1g-dev libcurl4-openssl-dev
# What some tests start: a database server, and what traces or formats. Without them these tests report that they were skipped.
TEST_PACKAGES := postgresql strace e2fsprogs openssl util-linux
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Targets Fuzz/Sanitized/Package.swift \
	Fuzz/Sanitized/Sources/SocketServer/Mutex.swift
ARGS ?=

# The suites whose results the optimiser could change.
NUMERIC_SUITES := 'SequenceEntropyTests|LawFittingTests|ElementaryFunctionsTests|InteractionLogTests|JSONTextTests'

# The platform's C library chooses its code by the processor. Without these paths it is another library, and our figures must not change.
WITHOUT_FMA := glibc.cpu.hwcaps=-FMA,-AVX2,-AVX2_Usable,-FMA_Usable

.PHONY: run build test bench accuracy fuzz sanitize lint format setup test-setup power-cut

run: build
	.build/release/performance-law serve $(ARGS)

build: setup
	$(SWIFT) build -c release --product performance-law

# Each part notes its time. The last one is the test runner's own, so the times of the others are printed before it.
test: test-setup
	@rm -f .build/parts
	@.ci/part "sanitizers: build and tests" Fuzz/sanitize
	@.ci/part "release: build" $(SWIFT) build -c release -Xswiftc -enable-testing --build-tests
	@.ci/part "release: numeric tests" $(SWIFT) test -c release -Xswiftc -enable-testing --skip-build --filter $(NUMERIC_SUITES)
	@.ci/part "release: fingerprints without FMA" env GLIBC_TUNABLES=$(WITHOUT_FMA) \
		$(SWIFT) test -c release -Xswiftc -enable-testing --skip-build --filter Fingerprint
	@.ci/part "debug: build" $(SWIFT) build --build-tests
	@cat .build/parts
	$(SWIFT) test --skip-build

# Compares with the peers that are installed. Missing ones (`wrk`, `nginx`, `golang-go`, Python packages) are reported.
bench: build
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/.build/release/serverbench speed
	Benchmarks/.build/release/serverbench uneven
	Benchmarks/.build/release/serverbench bounds
	Benchmarks/.build/release/entropybench $(ARGS)

accuracy: setup
	$(SWIFT) run -c release --package-path Benchmarks accuracy

# Cuts the power of a file system under load, and counts what is lost. It needs root and loop devices, and says so without.
power-cut: setup
	$(SWIFT) build --product StoreExerciser
	Tests/power-cut/run 6
	Tests/power-cut/run 1 control

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

# Asks the package manager only if a package is missing.
setup:
	@$(call install,$(PACKAGES))

# Debian would make a database cluster of its own when it installs the server; the tests make theirs in a temporary folder.
test-setup: setup
	@[ -e /etc/postgresql-common/createcluster.conf ] || $(AS_ROOT) sh -c \
		'mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf'
	@{ $(call install,$(TEST_PACKAGES)); } || echo "some packages for tests cannot be installed; their tests are skipped"

define install
missing=; for package in $(1); do \
	dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	$(AS_ROOT) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends $$missing; \
fi
endef
