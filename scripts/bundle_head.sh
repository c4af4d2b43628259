#!/bin/sh
# Sổ Mật in one file: `sh THIS [FOLDER]` installs into /opt/somat or FOLDER. Needs Debian 12's python3, no network.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tail -n +9 "$0" | tar -xz -C "$work"
sh "$work/install.sh" "$@"
exit 0
