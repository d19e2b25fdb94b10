# `make demo` and `make test` do all their own set-up: a virtual environment in .venv, pinned by requirements.lock.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
OUT    ?= out

.PHONY: demo test lint bench lock clean help
.DEFAULT_GOAL := help

help:            ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("tieout needs Python 3.11 or later; this is %s. Try: make PYTHON=python3.12 ..." % sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready  ## from the books of two real firms to their annual reports, and why
	@TIEOUT=$(BIN)/tieout OUT=$(OUT) sh examples/demo.sh

test: $(VENV)/.ready  ## every test and every worked example of the documentation
	@$(BIN)/python -m pytest --numprocesses auto

lint: $(VENV)/.ready  ## ruff and mypy --strict, no exemptions
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

bench: $(VENV)/.ready  ## speed beside hledger and beancount where they are installed, and how well filings are read
	@$(BIN)/python -m bench

lock:            ## pin the dependencies anew (needs uv)
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --output-file requirements.lock

clean:           ## remove what the other commands made
	rm -rf $(VENV) $(OUT) .mypy_cache .ruff_cache .hypothesis dist
