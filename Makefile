# `make` alone lists what there is to do.

PORT ?= 8080
POLICIES ?= Policies
SOURCES = Package.swift Plugins Sources Tests
# A build of its own, so that `check` starts clean and leaves yours alone.
CHECK_BUILD = .build/check
PYTHON = Interop/.venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests run test test-swift test-interop check format release bench fuzz clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what a build needs, if it is missing
	@Scripts/setup.sh

setup-tests:
	@Scripts/setup.sh --tests

run: setup ## Build and serve the policies of POLICIES=Policies on PORT=8080, with a demo tenant
	swift build
	.build/debug/cardea dev $(POLICIES) --port $(PORT)

test: test-swift test-interop ## Run every test, those in other languages and browsers too

test-swift: setup-tests ## Run the tests in Swift alone; FILTER=JOSETests for some of them
	swift build --build-tests
ifdef FILTER
	swift test --skip-build --filter '$(FILTER)'
else
	swift test --skip-build --skip '^TransportTests\.'
# Sockets and deadlines: by themselves, since the others keep every core busy.
	swift test --skip-build --filter '^TransportTests\.'
endif

# Made again when the requirements change.
Interop/.venv/ready: Interop/requirements.txt
	python3 -m venv Interop/.venv
	$(PYTHON) -m pip install --quiet --disable-pip-version-check -r Interop/requirements.txt
	touch $@

ifneq ($(wildcard Interop/requirements.txt),)
test-interop: setup-tests Interop/.venv/ready ## Run real clients and a browser against the server; TESTS=path for some
	swift build
	$(PYTHON) -m pytest $(or $(TESTS),Interop)
else
test-interop:
endif

check: setup ## Check format, warnings, declared imports and the rules of TidyTests on a clean build; and build for release
	swift format lint --strict --recursive $(SOURCES)
	rm -rf $(CHECK_BUILD)
	swift build --build-tests --scratch-path $(CHECK_BUILD) --explicit-target-dependency-import-check error
	swift test --skip-build --scratch-path $(CHECK_BUILD) --filter 'TidyTests\.'
# The optimiser has refused what a debug build takes.
	$(MAKE) release

format: ## Format the sources
	swift format --in-place --recursive $(SOURCES)

release: setup ## Build the programs as they are shipped: optimised, stripped, Swift's libraries inside
	for product in cardea cardea-load cardea-phone; do \
	    swift build -c release --static-swift-stdlib -Xlinker -s --product $$product || exit 1; \
	done

bench: release ## Build for release and print operations per second and CPU per operation
	.build/release/cardea-load $(ARGS)

# Each parser in turn, or TARGET alone, from the few files of Fuzz/Corpus. What a run finds is kept in FUZZ_BUILD, and a
# test is made of what broke something. Swift's own crash reporter would keep libFuzzer from writing that down.
FUZZ_BUILD = .build/fuzz
FUZZ_TARGETS = cbor cose authdata clientdata attestation u2f facets metadata der json base64 jose jsonlogic
SECONDS ?= 60
fuzz: setup ## Throw broken bytes at the parsers; TARGET=cbor for one of them, SECONDS=600 for longer
	CARDEA_FUZZ=1 swift build --scratch-path $(FUZZ_BUILD) --product fuzz-parsers
	for target in $(or $(TARGET),$(FUZZ_TARGETS)); do \
	    mkdir -p $(FUZZ_BUILD)/corpus/$$target && \
	    FUZZ_TARGET=$$target SWIFT_BACKTRACE=enable=no $(FUZZ_BUILD)/debug/fuzz-parsers \
	        -max_total_time=$(SECONDS) -max_len=8192 -timeout=10 -artifact_prefix=$(FUZZ_BUILD)/$$target- \
	        $(FUZZ_BUILD)/corpus/$$target Fuzz/Corpus/$$target || exit 1; \
	done

clean: ## Forget everything that was built
	rm -rf .build Interop/.venv
