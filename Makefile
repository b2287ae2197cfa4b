# `make run` starts the service, `make test` runs all tests. Both install missing Debian packages.

SWIFT ?= swift
PACKAGES := libpq-dev libssl-dev libsqlite3-dev liblapacke-dev libxxhash-dev zlib1g-dev libcurl4-openssl-dev
# What some tests start: a database server, and what traces or formats. Without them these tests report that they were skipped.
TEST_PACKAGES := postgresql strace e2fsprogs openssl util-linux nginx-light prometheus systemd mandoc python3-yaml
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Targets Fuzz/Sanitized/Package.swift \
	Fuzz/Sanitized/Sources/SocketServer/Mutex.swift
ARGS ?=
# What `--version` shows beside the version; empty without git.
COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)

# The suites whose results the optimiser could change.
NUMERIC_SUITES := 'SequenceEntropyTests|LawFittingTests|ElementaryFunctionsTests|InteractionLogTests|JSONTextTests'

# The platform's C library chooses its code by the processor. Without these paths it is another library, and our figures must not change.
WITHOUT_FMA := glibc.cpu.hwcaps=-FMA,-AVX2,-AVX2_Usable,-FMA_Usable

.PHONY: run build test bench accuracy accuracy-peers fuzz sanitize lint format setup test-setup power-cut dist image-check

run: build
	.build/release/performance-law serve $(ARGS)

build: setup
	BUILD_COMMIT="$(COMMIT)" $(SWIFT) build -c release --product performance-law

# Each part notes its time. The last one is the test runner's own, so the times of the others are printed before it.
test: test-setup
	@rm -f .build/parts
	@.ci/part "sanitizers: build and tests" Fuzz/sanitize
	@.ci/part "release: build" $(SWIFT) build -c release -Xswiftc -enable-testing --build-tests
	@.ci/part "release: numeric tests" $(SWIFT) test -c release -Xswiftc -enable-testing --skip-build --filter $(NUMERIC_SUITES)
	@.ci/part "release: fingerprints without FMA" env GLIBC_TUNABLES=$(WITHOUT_FMA) \
		$(SWIFT) test -c release -Xswiftc -enable-testing --skip-build --filter Fingerprint
	@.ci/part "debug: build" $(SWIFT) build --build-tests
	@.ci/part "deployment files" Tests/deploy-check/run .build/debug/performance-law
	@cat .build/parts
	$(SWIFT) test --skip-build

# A tarball and a Debian package in .build/dist. The executable needs no Swift on the machine where it runs.
dist: setup
	$(SWIFT) build -c release --product performance-law --static-swift-stdlib
	packaging/dist .build/release/performance-law

# The Dockerfile's steps without a container engine: the image is made, started and measured. It needs root and the package mirror.
image-check: setup
	@{ $(call install,debootstrap); } || echo "debootstrap cannot be installed"
	Tests/image-check/run $(ARGS)

# Compares with the peers that are installed. Missing ones (`wrk`, `nginx`, `golang-go`, Python packages) are reported.
bench: build
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/.build/release/serverbench speed
	Benchmarks/.build/release/serverbench uneven
	Benchmarks/.build/release/serverbench bounds
	Benchmarks/.build/release/entropybench $(ARGS)

# Peers stand beside our law in the table. Without them it says that they were skipped.
accuracy: setup accuracy-peers
	$(SWIFT) run -c release --package-path Benchmarks accuracy $(ARGS)

# One of the peers asks for a newer Python than it needs, and for no package that is not here.
PEERS := .build/accuracy-peers
accuracy-peers:
	@[ -e $(PEERS)/complete ] || { \
		python3 -m venv $(PEERS) && \
		$(PEERS)/bin/pip install -q -r Benchmarks/Peers/python/accuracy_requirements.txt && \
		$(PEERS)/bin/pip install -q --ignore-requires-python --no-deps simple-scaling-laws==0.2.0 && \
		touch $(PEERS)/complete; \
	} || echo "the peers cannot be installed; their rows are skipped"

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

# Prometheus is unpacked and not installed, because an installed one starts as a service.
# Debian would make a database cluster of its own when it installs the server; the tests make theirs in a temporary folder.
test-setup: setup
	@[ -e /etc/postgresql-common/createcluster.conf ] || $(AS_ROOT) sh -c \
		'mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf'
	@{ $(call install,$(TEST_PACKAGES)); } || echo "some packages for tests cannot be installed; their tests are skipped"
	@[ -x .build/kubernetes-validate/bin/kubernetes-validate ] || \
		{ python3 -m venv .build/kubernetes-validate && .build/kubernetes-validate/bin/pip install -q kubernetes-validate==1.37.0; } || \
		echo "kubernetes-validate cannot be installed; its checks are skipped"
	@[ -x /usr/bin/promtool ] || [ -x .build/prometheus/usr/bin/promtool ] || ( mkdir -p .build/prometheus && \
		cd .build/prometheus && apt-get download -qq prometheus && dpkg -x prometheus_*.deb . ) || \
		echo "Prometheus cannot be downloaded; its tests are skipped"

define install
missing=; for package in $(1); do \
	dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	$(AS_ROOT) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends $$missing; \
fi
endef
