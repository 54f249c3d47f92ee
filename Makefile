# `make demo` shows what there is; `make test` checks everything; both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The versions of what Python needs: `VENV=.venv-oldest PINS=constraints-oldest.txt` has the lowest.
PINS := constraints.txt
export PIP_CONSTRAINT := $(CURDIR)/$(PINS)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

SWIFT_SOURCES := $(shell find Sources -name '*.swift') Package.swift
SWIFT_DIRECTORIES := $(wildcard Sources Tests)
PYTHON_DIRECTORIES := $(wildcard python examples benchmarks experiments) setup.py
GENERATE := .build/debug/neuralc-generate

.PHONY: setup demo test test-swift test-python lint docs format wheel bench experiments clean
.DEFAULT_GOAL := setup

setup: $(VENV)/.native
	@echo "Ready: $(BIN)/python has neuralc, $(BIN)/neuralc is the command line."

$(VENV)/.created:
	@.ci/prerequisites $(PYTHON)
	$(PYTHON) -m venv $(VENV)
	@touch $@

# The package, in place, with what development needs. The native part is built on the way.
$(VENV)/.installed: $(VENV)/.created pyproject.toml setup.py $(PINS)
	$(BIN)/python -m pip install --quiet --editable '.[dev,native,plot]'
	@touch $@

# The library and the command line, again after every change of the Swift sources.
$(VENV)/.native: $(VENV)/.installed $(SWIFT_SOURCES)
	$(BIN)/python setup.py --quiet build_native
	@touch $@

demo: setup
	$(BIN)/python examples/demo.py

test: test-swift test-python lint

test-swift:
	@.ci/prerequisites $(PYTHON)
	swift build --build-tests
	swift test --skip-build
	$(GENERATE) --check

# What fails is run once more, alone, so that a machine that stalls is told from a fault; both show.
test-python: export OMP_NUM_THREADS = 1
test-python: setup
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal \
	|| $(BIN)/python -m pytest --last-failed --last-failed-no-failures none

lint: $(VENV)/.installed
	swift format lint --strict --recursive --parallel $(SWIFT_DIRECTORIES) Package.swift
	$(BIN)/ruff check $(PYTHON_DIRECTORIES)
	$(BIN)/ruff format --check $(PYTHON_DIRECTORIES)
	$(BIN)/mypy

# The generated pages, and the outputs that other pages show.
docs: setup
	swift build --product neuralc-generate
	$(GENERATE)
	$(BIN)/python python/tests/test_docs.py

format: $(VENV)/.installed
	swift format --in-place --recursive --parallel $(SWIFT_DIRECTORIES) Package.swift
	$(BIN)/ruff check --fix $(PYTHON_DIRECTORIES)
	$(BIN)/ruff format $(PYTHON_DIRECTORIES)

# What can be uploaded, with a tag that says which Linux it runs on.
$(VENV)/.wheel: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[wheel]'
	@touch $@

wheel: setup $(VENV)/.wheel
	rm -rf build/wheel
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir build/wheel .
ifeq ($(shell uname),Linux)
	PATH="$(BIN):$$PATH" $(BIN)/auditwheel repair --wheel-dir dist build/wheel/*.whl
else
	mkdir -p dist && cp build/wheel/*.whl dist
endif

# The tools that the benchmarks compare with.
$(VENV)/.peers: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[benchmarks]'
	@touch $@

bench: setup $(VENV)/.peers
	for benchmark in benchmarks/*.py; do $(BIN)/python $$benchmark || exit 1; done

$(VENV)/.experiments: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --editable '.[experiments]'
	@touch $@

# Quick, into out/experiments; FULL=1 runs ten seeds and renews experiments/results and its page.
experiments: setup $(VENV)/.experiments
	$(BIN)/python -m experiments $(if $(FULL),--full)

clean:
	rm -rf .build .venv .venv-oldest build dist python/neuralc/_native python/*.egg-info
