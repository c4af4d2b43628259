#!/bin/sh
# Makes .venv: `setup.sh run` for the program alone, `setup.sh dev` for work on it. Quick when nothing changed.
set -eu
cd "$(dirname "$0")/.."
what=$1
python=${PYTHON:-python3}

stamp() { echo ".venv/.stamp-$1-$(cat pyproject.toml "requirements/$1.txt" requirements/build.txt | sha256sum | cut -c1-16)"; }

[ "$what" = run ] || scripts/debian.sh test
if [ -e "$(stamp dev)" ] || [ -e "$(stamp "$what")" ]; then exit 0; fi
scripts/debian.sh run

.venv/bin/python -c 'import sys; assert sys.version_info >= (3, 11)' 2>/dev/null || "$python" -m venv --clear .venv
rm -f .venv/.stamp-*

pip() { .venv/bin/python -m pip "$@"; }
if uv --version >/dev/null 2>&1; then  # the same pins and hashes, only faster
  pip() { command=$1; shift; uv pip "$command" --python .venv/bin/python "$@"; }
elif ! pip --version >/dev/null 2>&1; then
  .venv/bin/python -m ensurepip -q
fi
echo "Installing the pinned packages ($what) into .venv …"
pip install -q --require-hashes -r requirements/build.txt -r "requirements/$what.txt"
pip install -q --no-deps --no-build-isolation -e .
touch "$(stamp "$what")"
