# The words that run the project. A machine needs Python 3.11 or newer with venv, make and git; `make` alone lists the words.

VENV ?= .venv
PYTHON ?=
# Which tests `make test` leaves out; `make test MARKS=` runs them all, as .ci/run does.
MARKS ?= not packaging
# How many tests at once: one for each core and one more, since they wait a lot; four at most (each may have a Chromium and a server).
AT_ONCE ?= -n $(shell n=$$(( $$(nproc 2>/dev/null || echo 3) + 1 )); echo $$(( n > 4 ? 4 : n ))) --dist worksteal
ARGS ?=

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
BROWSER := $(BIN)/python hatch_build.py
CODE := $(wildcard sessions server tests bench tools hatch_build.py)

.DEFAULT_GOAL := help
.PHONY: help setup run dev test check lint format chaos attack fuzz bench bench-peers pictures build lock clean

help: ## list these words
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(VENV)/dev.stamp ## everything that run, test and check need
	@$(BROWSER) install

run: $(VENV)/run.stamp build ## start on http://127.0.0.1:8000 (ARGS="--lan" and the like)
	@exec $(BIN)/python -m server serve $(ARGS)

dev: setup build ## the same, built and started again whenever a file changes
	@$(BROWSER) watch & watch=$$!; trap 'kill $$watch $$served 2>/dev/null; exit 0' INT TERM EXIT; \
	while :; do \
	  touch $(VENV)/dev.turn; $(BIN)/python -m server serve $(ARGS) & served=$$!; \
	  until find server sessions static/locales static/dist -name __pycache__ -prune -o -type f -newer $(VENV)/dev.turn -print \
	    | grep -q .; do sleep 1; done; \
	  kill $$served 2>/dev/null; wait $$served; \
	done

test: setup build ## every test, a real Chromium included (ARGS="-k dot_vote")
	@$(BIN)/python tests/browser/chromium.py
	@$(BIN)/python -m pytest $(AT_ONCE) -m "$(MARKS)" $(ARGS)

check: lint test ## lint, types and tests

lint: setup ## format, lint, types and import contracts, without the tests
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports
	$(BROWSER) types

format: setup ## lay out the Python files and mend what ruff can mend
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

# Runs of an hour: no test is too long for them.
AT_LENGTH := -o faulthandler_timeout=0 -p no:cacheprovider -s

chaos: setup build ## kill the server 1,000 times in rehearsals of fifty, fail its disk at every call (CHAOS_KILLS=100 CHAOS_SEED=2)
	@CHAOS_KILLS="$${CHAOS_KILLS:-1000}" CHAOS_SEEDS="$${CHAOS_SEEDS:-1000}" CHAOS_ACTIONS="$${CHAOS_ACTIONS:-1000}" CHAOS_CUTS="$${CHAOS_CUTS:-0}" CHAOS_FLIPS="$${CHAOS_FLIPS:-10000}" CHAOS_FAULTS="$${CHAOS_FAULTS:-0}" $(BIN)/python -m pytest -m chaos tests/chaos $(AT_LENGTH) $(ARGS)

attack: setup ## look for authors and voters in everything on the disk, 1,000 rounds (TALKOOT_ROUNDS=100)
	@TALKOOT_ROUNDS="$${TALKOOT_ROUNDS:-1000}" $(BIN)/python -m pytest tests/contract/test_attacker.py $(AT_LENGTH) $(ARGS)

fuzz: setup build ## ten million broken frames, and acts, files, sockets and requests (FUZZ_FRAMES=1000000 FUZZ_SEED=2)
	@FUZZ_FRAMES="$${FUZZ_FRAMES:-10000000}" $(BIN)/python -m pytest -m chaos tests/chaos/test_fuzz.py tests/chaos/test_fuzz_sockets.py $(AT_LENGTH) $(ARGS)

bench: setup build ## measure; nothing here passes or fails (ARGS="P1 P3 --quick")
	@$(if $(ARGS),,$(BIN)/python tests/browser/chromium.py)
	@$(BIN)/python -m bench $(ARGS)

bench-peers: ## the servers that Talkoot is measured beside (needs Node)
	cd bench/peers && npm ci --ignore-scripts

pictures: setup build ## the README's pictures, and every page in every state into build/screens
	@$(BIN)/python tests/browser/chromium.py
	@$(BIN)/python -m tools.pictures $(ARGS)

build: $(VENV)/run.stamp ## the browser half into static/dist, when something changed
	@$(BROWSER) build

lock: $(VENV)/.made ## newest versions into requirements/*.txt and package-lock.json
	$(BIN)/python -m pip --quiet install uv
	for part in run dev node; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade --no-header \
	    --output-file requirements/$$part.txt requirements/$$part.in || exit 1; done
	$(BROWSER) lock

clean: ## remove everything that make made
	rm -rf $(VENV) node_modules static/dist static/.dist-* static/gen .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.made:
	@py='$(PYTHON)'; new='import sys; sys.exit(sys.version_info < (3, 11))'; \
	for p in python3.13 python3.12 python3.11 python3; do \
	  if [ -z "$$py" ] && $$p -c "$$new" >/dev/null 2>&1; then py=$$p; fi; done; \
	if [ -z "$$py" ] || ! $$py -c "$$new" >/dev/null 2>&1; then \
	  echo "talkoot: needs Python 3.11 or newer; name one with: make PYTHON=/path/to/python3.11" >&2; exit 1; fi; \
	if ! $$py -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	  echo "talkoot: $$py has no venv module; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; fi; \
	echo "Setting up $(VENV) with $$($$py --version) …"; \
	$$py -m venv --clear $(VENV) && touch $@

$(VENV)/run.stamp: $(VENV)/.made requirements/run.txt
	@$(PIP) -r requirements/run.txt && touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements/dev.txt
	@$(PIP) -r requirements/dev.txt && touch $@
