#!/bin/sh
# Installs Sổ Mật from the files beside it; needs Debian 12 (amd64) with its package python3, and no network.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-/opt/somat}

case $(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) in
  3.11) ;;
  *) echo "Python 3.11 is needed: Debian 12's package python3." >&2; exit 1 ;;
esac
cd "$here"
sha256sum --quiet -c SHA256SUMS
echo "Installing into $target …"
python3 -m venv --clear --without-pip "$target"
pip() { "$target/bin/python" "$(echo "$here"/wheels/pip-*.whl)/pip" --isolated --no-cache-dir --disable-pip-version-check "$@"; }
pip install -q --no-index --no-deps --find-links wheels --require-hashes -r run.txt
pip install -q --no-index --no-deps wheels/somat-*.whl
"$target/bin/somat" --help >/dev/null
echo "Done. Next: $target/bin/somat init /srv/somat && $target/bin/somat serve /srv/somat"
