#!/bin/sh
# Installs a bundle where there is no network at all (a network namespace with only its own loopback) and starts a site.
set -eu
bundle=$(realpath "$1")
[ "${2:-}" = inside ] || exec unshare -rn env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$(realpath "$0")" "$bundle" inside

work=$(mktemp -d /var/tmp/somat-bundle-XXXXXX)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$work"' EXIT
export HOME="$work"
cd "$work"
python3 - <<'PY'
import fcntl, socket, struct
with socket.socket() as s:  # set the loopback up: a new namespace has it down
    fcntl.ioctl(s, 0x8914, struct.pack("16sH14s", b"lo", 0x1 | 0x40, b""))
PY
if python3 -c 'import socket; socket.create_connection(("192.0.2.1", 80), 2)' 2>/dev/null; then
  echo "check: the network is not off" >&2
  exit 1
fi
sh "$bundle" "$work/somat"
"$work/somat/bin/somat" init "$work/site" --demo
"$work/somat/bin/somat" serve "$work/site" --port 8765 >"$work/log" 2>&1 &
server=$!
python3 - <<'PY' || { cat "$work/log" >&2; exit 1; }
import time, urllib.request
for _ in range(60):
    try:
        page = urllib.request.urlopen("http://127.0.0.1:8765/", timeout=5)
        print("check: installed and serving with the network off:", page.status, page.url)
        break
    except OSError as error:
        last = error
        time.sleep(0.5)
else:
    raise SystemExit(f"no page: {last}")
PY
"$work/somat/bin/somat" verify "$work/site"
