# `make run` needs Python >= 3.11 (with venv) and make; `make test` the same.

PORT ?= 8000
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input install --require-hashes

.PHONY: run test lint bench chaos preflight locks clean

run: preflight .venv/runtime.stamp
	@exec $(BIN)/python manage.py run --port $(PORT)

test: .venv/dev.stamp
	@exec $(BIN)/python -m tests $(ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: .venv/dev.stamp
	@exec $(BIN)/python -m bench $(ARGS)

chaos: .venv/dev.stamp
	@exec $(BIN)/python -m chaos $(ARGS)

preflight:
	@$(or $(PYTHON),python3) mingfa/preflight.py $(PORT)

.venv/runtime.stamp: requirements/runtime.txt
	@$(or $(PYTHON),python3) mingfa/preflight.py
	@test -x $(BIN)/python || { echo "Making .venv"; $(PYTHON) -m venv .venv; }
	@echo "Installing the runtime packages (about half a minute)"
	@$(PIP) --requirement requirements/runtime.txt
	@touch $@

.venv/dev.stamp: .venv/runtime.stamp requirements/postgres.txt requirements/dev.txt
	@echo "Installing the packages for development"
	@$(PIP) --requirement requirements/postgres.txt --requirement requirements/dev.txt
	@touch $@

# Compile the locks anew from requirements/*.in (see requirements/README.md).
locks: .venv/dev.stamp
	for set in runtime postgres dev; do $(BIN)/uv pip compile --python-version 3.11 --universal \
	  --no-emit-index-url --no-header --generate-hashes --quiet \
	  --output-file requirements/$$set.txt requirements/$$set.in; done

clean:
	rm -rf .venv var/test var/static .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
