#!/bin/sh
# Installs the Debian packages that `run` or `test` need, when they are missing and we are root; else names them.
set -eu
missing=
useful=
need() { missing="$missing $1"; }
want() { useful="$useful $1"; }

python3 -c 'import venv, ensurepip' 2>/dev/null || need python3-venv
if [ "$1" = test ]; then
  [ -x /usr/lib/postgresql/15/bin/postgres ] || need postgresql-15
  command -v chromium >/dev/null || need chromium
  command -v pdftoppm >/dev/null || need poppler-utils
  command -v softhsm2-util >/dev/null || need softhsm2
  command -v tesseract >/dev/null || need tesseract-ocr
  [ -e /usr/share/tesseract-ocr/5/tessdata/vie.traineddata ] || need tesseract-ocr-vie
  take=need
else
  take=want  # without them the site runs: office files are then refused with a sentence, the sandbox stands a rung lower
fi
command -v bwrap >/dev/null || $take bubblewrap
[ -e /usr/lib/libreoffice/program/libswlo.so ] || $take libreoffice-writer-nogui
[ -e /usr/lib/libreoffice/program/libsclo.so ] || $take libreoffice-calc-nogui
[ "$(id -u)" = 0 ] && missing="$missing$useful"
if [ "$(id -u)" != 0 ] && [ -n "$useful" ]; then
  echo "Useful Debian packages, to show office files and to shut files in better:$useful" >&2
fi
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "Missing Debian packages. As root: apt-get install --no-install-recommends$missing" >&2
  exit 1
fi
if [ ! -d /etc/postgresql-common ]; then  # the tests start a server of their own; Debian's need not run
  mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/somat.conf
fi
echo "Installing Debian packages:$missing …"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086  # one word for each package
apt-get install -qy --no-install-recommends $missing >/dev/null 2>&1 ||
  { apt-get -q update >/dev/null && apt-get install -qy --no-install-recommends $missing >/dev/null; }
