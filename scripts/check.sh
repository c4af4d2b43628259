#!/bin/sh
# Every check that reads the code without running it; all of them run, then the first failure decides.
set -u
cd "$(dirname "$0")/.."
bad=0
step() { name=$1; shift; echo "check: $name"; "$@" || { echo "check: $name FAILED" >&2; bad=1; }; }

step style .venv/bin/ruff check -q .
step format .venv/bin/ruff format -q --check .
step types .venv/bin/mypy
step floors .venv/bin/lint-imports --no-cache
step templates .venv/bin/djlint src --lint --quiet
step words .venv/bin/python -m scripts.words
exit $bad
