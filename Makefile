# The words of the workshop; each recipe is one line, and what is longer lies in scripts/.
PYTHON ?= python3
SITE ?= build/demo
PORT ?= 8000
BIN := .venv/bin
export PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup ready run test test-deep check fix words docs bench bundle lock

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

setup: ## make .venv with everything for work on the code (Debian packages too, when root)
	@scripts/setup.sh dev

ready: # only what the program itself needs
	@scripts/setup.sh run && $(BIN)/python -m scripts.words compile

run: ready ## a site with demonstration data on http://127.0.0.1:8000 (PORT=, SITE=)
	@[ -e $(SITE)/site.toml ] || $(BIN)/somat init $(SITE) --demo
	@$(BIN)/somat serve $(SITE) --port $(PORT)

test: setup ## every check and every test, on SQLite and on PostgreSQL
	@scripts/test.sh

test-deep: setup ## the same with the long tests (load, crash, soak)
	@scripts/test.sh deep

check: setup ## style, types, floors, templates, words
	@scripts/check.sh

fix: setup ## mend what a machine can mend
	@$(BIN)/ruff check --fix-only -q . && $(BIN)/ruff format -q .

words: setup ## the Vietnamese of every English msgid: complete, or it fails
	@$(BIN)/python -m scripts.words

docs: setup ## write docs/ tables anew from the code
	@$(BIN)/python -m scripts.docs

bench: setup ## each figure beside its floor, as a table and build/bench.json
	@$(BIN)/python -m bench

bundle: setup ## one file that installs with the network off
	@$(BIN)/python -m scripts.bundle

lock: ## pin every dependency anew (needs uv)
	@scripts/lock.sh
