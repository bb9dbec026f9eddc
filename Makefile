# Two commands on a fresh machine: `make run` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# A folder with questions.yaml, claims.jsonl and the like to measure against: make bench DEV=FOLDER
DEV    ?=

.PHONY: install run test quick bench check lock clean

install: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "LN Consult needs Python 3.11 or later; this is " + sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $(STAMP)

run: install
	$(BIN)/ln-consult serve

test: install
	$(BIN)/python -m pytest

quick: install
	$(BIN)/python -m pytest -m "not browser and not slow and not postgres"

# Speed with pytest-benchmark; then accuracy on question and claim files, where DEV names a folder that has them.
bench: install
	$(BIN)/python -m pytest tests/benchmarks -o addopts= -q -s --benchmark-disable-gc
	$(BIN)/python -m tests.benchmarks.claims tests/fixtures/claims/first_sight.jsonl
	if [ -f $(DEV)/claims.jsonl ]; then \
	    $(BIN)/python -m tests.benchmarks.claims $(DEV)/claims.jsonl; \
	    $(BIN)/python -m tests.benchmarks.answers $(DEV)/questions.yaml; \
	    $(BIN)/python -m tests.benchmarks.retrieval $(DEV)/questions.yaml --dialogues $(DEV)/multiturn.yaml; \
	    $(BIN)/python -m tests.benchmarks.screening --identifiers $(DEV)/identifiers.jsonl --scope $(DEV)/scope.jsonl \
	        --injections $(DEV)/injections.yaml; \
	fi

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# Makes the lock file anew from pyproject.toml, without index addresses.
lock: install
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	    --no-header --no-emit-index-url --no-emit-find-links --output-file requirements.lock

clean:
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache
