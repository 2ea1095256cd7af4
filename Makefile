# Each target sets up what it needs; on a fresh machine Python 3.11+ with venv, and make, are enough.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
# Every file that may be installed is named by its hash: nothing else passes, whoever serves it.
LOCKED := --universal --no-header --no-annotate --generate-hashes
INSTALL := -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help demo test shots check fix bench faults wheel deploy-check lock clean

help:  ## Say what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.product  ## Run the main job on a synthetic district: make demo ARGS="--consumers 20000 --profile dhanbad"
	@$(BIN)/bijlisetu demo $(ARGS)

test: $(VENV)/.tools  ## Run all tests, a process for each core: make test ARGS="-n0 tests/reach" in one
	@$(BIN)/python -m pytest -n logical --maxprocesses 8 $(ARGS)

shots: $(VENV)/.tools  ## Keep every page as a picture under build/shots/, in Hindi and English, on a phone and on a desk
	@$(BIN)/python -m pytest -n0 -s tests/web/browser/shots.py $(ARGS)

check: $(VENV)/.tools  ## Format, lint, types, import contracts, migrations, kinds and texts
	@$(BIN)/ruff format --check src tests bench faults deploy
	@$(BIN)/ruff check src tests bench faults deploy
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings bijlisetu.project.settings
	@$(BIN)/bijlisetu check --quiet

fix: $(VENV)/.tools  ## Format and mend what can be mended
	@$(BIN)/ruff format src tests bench faults deploy
	@$(BIN)/ruff check --fix src tests bench faults deploy

bench: $(VENV)/.tools build/yardsticks/.made  ## Measure speed and memory into build/bench.json
	@$(BIN)/python -m bench $(ARGS)

faults: $(VENV)/.tools  ## Kill and trouble the real processes: make faults ARGS="--messages 20000 --kills 50 --seed 1 --only kills"
	@$(BIN)/python -m faults $(ARGS)

wheel: $(VENV)/.tools  ## Make dist/: what a server needs, see docs/how-to/run-for-a-department.md
	@rm -rf dist
	@$(BIN)/uv build --quiet --wheel --out-dir dist
	@cp -r requirements.lock deploy dist/

deploy-check: wheel  ## Follow docs/how-to/run-for-a-department.md on a throw-away copy of this machine (Debian, as root)
	@$(BIN)/python -m deploy.check $(ARGS)

lock: $(VENV)/.tools  ## Choose newer versions of all that is pinned
	@$(BIN)/uv pip compile -q $(LOCKED) --upgrade --extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q $(LOCKED) -c requirements.lock --extra build --extra dev pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile -q $(LOCKED) --upgrade bench/yardstick/requirements.in -o requirements-bench.lock

clean:  ## Remove what was made here, the data in BIJLISETU_HOME excepted
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache src/*.egg-info
	find src -name '*.mo' -delete

$(VENV)/.product: requirements.lock pyproject.toml setup.py $(wildcard src/bijlisetu/web/locale/*/LC_MESSAGES/*.po)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up (once) ..."
	@$(BIN)/python $(INSTALL) --require-hashes -r requirements.lock
	@$(BIN)/python $(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.tools: $(VENV)/.product requirements-dev.lock
	@echo "setting up the tools (once) ..."
	@$(BIN)/python $(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

build/yardsticks/.made: requirements-bench.lock
	@echo "setting up the yardsticks (once) ..."
	@$(PYTHON) -m venv build/yardsticks
	@build/yardsticks/bin/python $(INSTALL) --require-hashes -r requirements-bench.lock
	@touch $@
