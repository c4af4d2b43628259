"""python -m somat.vault.converter --dir DIR"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from somat.vault.converter.daemon import AlreadyRunning, Daemon
from somat.vault.converter.nursery import Nursery
from somat.vault.converter.sandbox import rungs, walls
from somat.vault.converter.sandbox.ladder import climb


def main() -> int:
    """Exit codes: 0 ended by a signal, 1 not started, 2 misuse."""
    given = arguments()
    folder = given.dir.resolve()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        with Daemon(folder, vault_uid=given.vault_uid) as daemon:
            if given.uid is not None:
                walls.become(given.uid, group=given.gid)
                walls.end_with_parent(signal.SIGTERM)
            serve(daemon, folder)
    except AlreadyRunning:
        print(f"Thư mục {folder} đã có một tiến trình chuyển tệp đang chạy.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không mở được thư mục {folder}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="somat.vault.converter", description="Tiến trình chuyển tệp thành ảnh trang")
    parser.add_argument("--dir", type=Path, required=True, metavar="DIR", help="thư mục cài đặt")
    parser.add_argument("--vault-uid", type=int, metavar="UID", help="tài khoản của két, nếu khác chủ thư mục két")
    parser.add_argument("--uid", type=int, metavar="UID", help="tài khoản của tiến trình này, sau khi root đã mở ổ nối")
    parser.add_argument("--gid", type=int, metavar="GID", help="nhóm của tài khoản đó")
    given = parser.parse_args()
    if (given.uid is None) != (given.gid is None):
        parser.error("--uid và --gid đi cùng nhau")
    return given


def serve(daemon: Daemon, folder: Path) -> None:
    """Try the ladder, then answer until a signal."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: daemon.stop())
    rungs.sweep()
    nursery = Nursery(climb(folder))
    nursery.warm()
    try:
        daemon.serve(nursery)
    finally:
        nursery.close()


if __name__ == "__main__":
    sys.exit(main())
