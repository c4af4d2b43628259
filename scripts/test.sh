#!/bin/sh
# All checks, all tests on both database engines, then the browser and what needs no database once. `test.sh deep` adds the long tests.
set -u
cd "$(dirname "$0")/.."
not_deep="not deep and "
[ "${1:-}" = deep ] && not_deep=
unset PYTHONDONTWRITEBYTECODE  # the tests start hundreds of processes: without kept bytecode each compiles Django anew
rm -f build/test-counts-*.json
bad=0
run() { counts=$1; marks=$2; echo "tests: $counts"; SOMAT_TEST_COUNTS=$counts timeout -k 30 40m .venv/bin/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "$marks" || bad=1; }

scripts/check.sh || bad=1
SOMAT_TEST_DB=sqlite run sqlite "${not_deep}not browser and not once"
SOMAT_TEST_DB=postgresql run postgresql "${not_deep}not browser and not once"
SOMAT_TEST_DB=sqlite run browser "${not_deep}(browser or once)"
.venv/bin/python -m scripts.counts || bad=1
exit $bad
