# Every verb prepares what it needs by itself; `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: run serve test test-all bench fix docs lock clean help

# The first Python on the path that is new enough; `make run PYTHON=/opt/python3.12` to choose another.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13 python3.14; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
PREPARE = $(if $(PYTHON),"$(PYTHON)" tools/prepare.py,sh -c 'echo "Troth needs Python 3.11 or newer; on Debian: apt-get install python3 python3-venv" >&2; exit 2')
BIN := .venv/bin
CASE ?= cases/gaza-pause-2023

run: ## set up, run the example case, print the picture and where the report lies
	@$(PREPARE) core
	@$(BIN)/troth run "$(CASE)"

serve: ## set up, and open the demonstration of three offices at http://127.0.0.1:8400/demo
	@$(PREPARE) core
	@$(BIN)/troth serve "$(CASE)" --demo

test: ## set up, then lint, types, import contracts and tests
	@$(PREPARE) dev
	@$(PREPARE) browser
	@$(PREPARE) database
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/python -m pytest -n 2 --dist worksteal -q -m "not slow"

test-all: ## the same, with the tests that take minutes: hostile words in every field, kills, fuzzing, every page in a browser, laws in many worlds
	@$(PREPARE) dev
	@$(PREPARE) browser
	@$(PREPARE) database
	$(BIN)/python -m pytest -n 2 --dist worksteal -q

bench: ## run every benchmark; each states size, time, CPU time and peak memory
	@$(PREPARE) dev
	@$(BIN)/python -m pip --disable-pip-version-check --quiet install -c requirements-dev.lock -e '.[bench]' || echo "the peers could not be installed: ours runs without them" >&2
	@for script in benchmarks/[!_]*.py; do test -e "$$script" || continue; echo "== $$script"; $(BIN)/python "$$script" || exit 1; done

fix: ## let ruff mend and format the code
	@$(PREPARE) dev
	$(BIN)/python -m ruff check --fix .
	$(BIN)/python -m ruff format .

docs: ## write docs/schema and docs/handbook/commands.md from the program
	@$(PREPARE) core
	$(BIN)/troth schema --to docs/schema
	$(BIN)/python -m troth.share.reference docs/handbook/commands.md

lock: ## resolve pyproject.toml anew and write both requirements locks
	@$(PREPARE) lock

clean: ## remove what the other verbs made
	rm -rf .venv .mypy_cache .ruff_cache .hypothesis .import_linter_cache cases/*/results
	find src tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## list the verbs
	@sed -n 's/^\([a-z-]*\): ## \(.*\)/make \1\t\2/p' Makefile | expand -t 14
