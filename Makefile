# `make run` starts the service, `make test` runs all tests. Both install missing Debian packages.

SWIFT ?= swift
PACKAGES := libpq-dev libssl-dev libsqlite3-dev liblapacke-dev libxxhash-dev zlib1g-dev libcurl4-openssl-dev python3-venv
# What some tests start: a database server, and what traces or formats. Without them these tests report that they were skipped.
TEST_PACKAGES := curl jq valgrind postgresql strace e2fsprogs openssl util-linux nginx-light prometheus systemd mandoc python3-yaml \
	chromium chromium-driver default-jre-headless
AS_ROOT := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
SOURCES := Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Fuzz/Targets Fuzz/Sanitized/Package.swift \
	Fuzz/Sanitized/Mutex.swift
ARGS ?=
# What `--version` shows beside the version; empty without git.
COMMIT := $(shell git describe --always --dirty --abbrev=12 --exclude='*' 2>/dev/null)

# The suites whose results the optimiser could change.
NUMERIC_SUITES := SequenceEntropyTests LawFittingTests ElementaryFunctionsTests InteractionLogTests JSONTextTests
# Optimised as in the product. `Package.swift` leaves the other suites out.
RELEASE_TESTS := env TEST_TARGETS="$(NUMERIC_SUITES)" $(SWIFT)
RELEASE := -c release -Xswiftc -enable-testing
# Without optimisation, but for the fits.
DEBUG_TESTS := env OPTIMISE_FITS=1 $(SWIFT)

# The platform's C library chooses its code by the processor. Without these paths it is another library, and our figures must not change.
WITHOUT_FMA := glibc.cpu.hwcaps=-FMA,-AVX2,-AVX2_Usable,-FMA_Usable

.PHONY: run build test bench bench-check accuracy accuracy-peers fuzz sanitize lint format setup test-setup power-cut dist image-check \
	wheel contract python-setup toolchain

run: build
	.build/release/performance-law serve $(ARGS)

build: setup
	BUILD_COMMIT="$(COMMIT)" $(SWIFT) build -c release --product performance-law

# Each part notes its time. The last one is the test runner's own, so the times of the others are printed before it.
test: test-setup
	@rm -f .build/parts
	@.ci/part "sanitizers: build and tests" Fuzz/sanitize
	@.ci/part "release: build" $(RELEASE_TESTS) build $(RELEASE) --build-tests
	@.ci/part "release: numeric tests" .ci/tests $(RELEASE_TESTS) test $(RELEASE) --skip-build
	@.ci/part "release: fingerprints without FMA" env GLIBC_TUNABLES=$(WITHOUT_FMA) \
		.ci/tests $(RELEASE_TESTS) test $(RELEASE) --skip-build --filter Fingerprint
	@.ci/part "release: instruction counts" Benchmarks/counts/check .build/release/performance-law --without-service
	@.ci/part "accuracy, short" $(SWIFT) run -c release --package-path Benchmarks accuracy --short
	@.ci/part "debug: build" $(DEBUG_TESTS) build --build-tests
	@.ci/part "page in a browser" env PAGE_TESTS=1 .ci/tests $(DEBUG_TESTS) test --skip-build --filter 'IntegrationTests\.Page'
	@.ci/part "Spark" env SPARK_TESTS=1 .ci/tests $(DEBUG_TESTS) test --skip-build --filter SparkTests
	@.ci/part "deployment files" Tests/deploy-check/run .build/debug/performance-law
	@cat .build/parts
	@.ci/tests $(DEBUG_TESTS) test --skip-build

# A tarball and a Debian package in .build/dist. The executable needs no Swift on the machine where it runs.
dist: setup
	BUILD_COMMIT="$(COMMIT)" $(SWIFT) build -c release --product performance-law --static-swift-stdlib
	packaging/dist .build/release/performance-law

# The Python package with the executable inside, in .build/dist. Its libraries are archives, so the executable needs none that a machine
# may lack: pkg-config points to a folder that has only these archives. Only the link differs from that of `make dist`.
STATIC := $(CURDIR)/.build/static-libraries
LIBRARIES = $(shell dpkg -L libsqlite3-dev libssl-dev libxxhash-dev zlib1g-dev | grep -E '/lib(sqlite3|crypto|xxhash|z)\.a$$')
wheel: setup python-setup
	@rm -rf $(STATIC) && mkdir -p $(STATIC) && ln -s $(LIBRARIES) $(STATIC)/
	@for name in libcrypto libxxhash sqlite3 zlib; do \
		sed 's#^libdir=.*#libdir=$(STATIC)#' "$$(pkg-config --variable=pcfiledir $$name)/$$name.pc" >$(STATIC)/$$name.pc; \
	done
	BUILD_COMMIT="$(COMMIT)" PKG_CONFIG_PATH=$(STATIC) \
		$(SWIFT) build -c release --product performance-law --static-swift-stdlib
	integrations/python/wheel .build/release/performance-law
	integrations/python/check-wheel "$$(ls -t .build/dist/performance_law-*.whl | head -1)"

# About 20,000 cases of schemathesis, and a generated client.
contract: build python-setup
	Tests/contract/run .build/release/performance-law 400
	Tests/contract/generated-client .build/release/performance-law

# The Dockerfile's steps without a container engine: the image is made, started and measured. It needs root and the package mirror.
image-check: setup
	@{ $(call install,debootstrap); } || echo "debootstrap cannot be installed"
	Tests/image-check/run $(ARGS)

# Compares with the peers that are installed. Missing ones (`wrk`, `nginx`, `golang-go`, Python packages) are reported.
bench: build
	$(SWIFT) build -c release --package-path Benchmarks
	Benchmarks/.build/release/serverbench speed
	Benchmarks/.build/release/serverbench own-core
	Benchmarks/.build/release/serverbench uneven
	Benchmarks/.build/release/serverbench bounds
	Benchmarks/operations/load .build/release/performance-law
	Benchmarks/operations/kinds .build/release/performance-law units
	Benchmarks/operations/kinds .build/release/performance-law departures
	Benchmarks/operations/sliders .build/release/performance-law
	Benchmarks/.build/release/entropybench $(ARGS)

# Compares instruction counts with the figures that are kept. `ARGS=--write` keeps new ones. The build is that of `make test`, so that both
# count the same code.
bench-check: setup
	@$(call install,valgrind)
	$(RELEASE_TESTS) build $(RELEASE) --build-tests
	Benchmarks/counts/check .build/release/performance-law $(ARGS)

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

lint: toolchain
	$(SWIFT) format lint --strict --recursive $(SOURCES)

format: toolchain
	$(SWIFT) format --in-place --recursive $(SOURCES)

toolchain:
	@command -v $(SWIFT) >/dev/null || { \
		echo "Swift is missing. Install Swift 6.3 or later from https://www.swift.org/install/linux/ and put its bin folder on the path,"; \
		echo "or name it: make SWIFT=/opt/swift/usr/bin/swift."; \
		echo "The other way is the container image, which brings its own: docker build -t performance-law . (see deploy/README.md)."; \
		exit 1; \
	} >&2

# Asks the package manager only if a package is missing. The page draws with a script that is made here.
setup: toolchain
	@$(call install,$(PACKAGES))
	@packaging/vega-bundle

# Prometheus is unpacked and not installed, because an installed one starts as a service.
# Debian would make a database cluster of its own when it installs the server; the tests make theirs in a temporary folder.
test-setup: setup python-setup
	@[ -e /etc/postgresql-common/createcluster.conf ] || $(AS_ROOT) sh -c \
		'mkdir -p /etc/postgresql-common && echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf'
	@{ $(call install,$(TEST_PACKAGES)); } || echo "some packages for tests cannot be installed; their tests are skipped"
	@[ -x .build/kubernetes-validate/bin/kubernetes-validate ] || \
		{ python3 -m venv .build/kubernetes-validate && .build/kubernetes-validate/bin/pip install -q kubernetes-validate==1.37.0; } || \
		echo "kubernetes-validate cannot be installed; its checks are skipped"
	@[ -e .build/axe/complete ] || { \
		rm -rf .build/axe && python3 -m venv .build/axe && \
		.build/axe/bin/pip install -q --disable-pip-version-check --no-deps axe-playwright-python==0.1.8 && \
		touch .build/axe/complete; } || echo "axe-core cannot be installed; its test of the page is skipped"
	@[ -x /usr/bin/promtool ] || [ -x .build/prometheus/usr/bin/promtool ] || ( mkdir -p .build/prometheus && \
		cd .build/prometheus && apt-get download -qq prometheus && dpkg -x prometheus_*.deb . ) || \
		echo "Prometheus cannot be downloaded; its tests are skipped"

# What the tests of the Python package and of the contract need.
python-setup:
	@$(call environment,python,integrations/python/requirements-test.txt)
	@$(call environment,contract,Tests/contract/requirements.txt)
	@$(call environment,spark,integrations/python/requirements-spark.txt)

# A virtual environment in .build with the packages of a file. It is made again when the file changes.
define environment
cmp -s $(2) .build/$(1)/complete || { \
	rm -rf .build/$(1) && python3 -m venv .build/$(1) && \
	.build/$(1)/bin/pip install -q --disable-pip-version-check -r $(2) && cp $(2) .build/$(1)/complete; \
} || echo "the packages of $(2) cannot be installed; their tests are skipped"
endef

define install
missing=; for package in $(1); do \
	dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'install ok installed' || missing="$$missing $$package"; \
done; \
if [ -n "$$missing" ]; then \
	$(AS_ROOT) apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive $(AS_ROOT) apt-get install -y -qq --no-install-recommends $$missing; \
fi
endef
