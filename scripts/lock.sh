#!/bin/sh
# Writes uv.lock and the hashed lists that pip and the bundle install from.
set -eu
cd "$(dirname "$0")/.."
uv lock
list() { file=$1; shift; uv export -q --frozen --no-emit-project --no-header "$@" -o "requirements/$file.txt"; }
list run --no-dev
list build --only-group build
list pip --only-group pip
list dev --group dev --group build --group pip
