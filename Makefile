# Buurtlijn. `make` alone says what there is. Needs make and Python 3.11 or newer; everything else goes into .venv.

ONCE =
ONLY =
QUICK =
UPGRADE =
PYTEST = -q -n 3 --dist loadfile

BIN := .venv/bin
UV := VIRTUAL_ENV=.venv $(BIN)/uv --quiet --no-progress
INSTALL := $(UV) pip install --system-certs

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore
# Nothing is written outside this folder: there may be no home.
export UV_CACHE_DIR = .venv/.cache

MAKEFLAGS += --no-print-directory --no-builtin-rules
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test faults bench lock clean

help:  # What there is
	@sed -n 's/^\([a-z]*\):[^#]*#  *\(.*\)/  make \1\t\2/p' Makefile | expand -t 16

demo: .venv/.run  # Play one night live, then stay up; ONCE=1 ends after it and writes demo-report.json
	@$(BIN)/buurtlijn demo $(if $(filter 1,$(ONCE)),--once)

test: .venv/.dev  # Lint, types, imports, all tests on SQLite and PostgreSQL
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest $(PYTEST)

faults: .venv/.dev  # Kills, floods and partitions, at length; every story on both databases
	$(BIN)/python -m pytest -q tests/faults tests/stories tests/ivr/test_hanging_up.py --long

bench: .venv/.dev  # Measure; ONLY=P1,P6 measures these alone, QUICK=1 each within 15 seconds
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(filter 1,$(QUICK)),--quick)

lock: .venv/.uv  # Write the lock files anew; UPGRADE=1 takes the newest versions
	$(COMPILE) requirements-dev.in -o requirements-dev.lock
	$(COMPILE) requirements.in -c requirements-dev.lock -o requirements.lock
	echo uv | $(COMPILE) - -o requirements-uv.lock

COMPILE = $(UV) pip compile --system-certs --universal --generate-hashes --no-header --no-annotate \
	--python-version 3.11 $(if $(filter 1,$(UPGRADE)),--upgrade)

clean:  # Remove what was made here
	rm -rf .venv .demo build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo-report.json
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: a second run does nothing, a changed lock installs again.

.venv/.made:
	@for python in python3.11 python3.12 python3.13 python3.14 python3; do \
	  $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue; found=$$python; \
	  $$python -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  echo "A virtual environment with $$($$python -V), in .venv"; \
	  $$python -m venv --clear .venv && touch $@; exit; \
	done; \
	if [ -n "$$found" ]; then \
	  echo "$$found is here, but without venv. On Debian or Ubuntu: apt-get install $$found-venv"; \
	else \
	  echo "Python 3.11 or newer is missing. On Debian or Ubuntu: apt-get install python3 python3-venv"; \
	fi >&2; exit 1

.venv/.uv: requirements-uv.lock .venv/.made
	@$(BIN)/python -m pip install --quiet --no-cache-dir --require-hashes -r $<
	@touch $@

.venv/.run: requirements.lock pyproject.toml .venv/.uv
	@echo "Installing what the line runs with, from requirements.lock"
	@$(INSTALL) --require-hashes --no-build -r $<
	@$(INSTALL) --no-deps --no-build-isolation --config-setting editable_mode=compat -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.run
	@echo "Installing what the checks need, from requirements-dev.lock"
	@$(INSTALL) --require-hashes --no-build -r $<
	@touch $@
