"""python -m somat.vault.converter --dir DIR"""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from pathlib import Path

from somat.vault.converter.daemon import AlreadyRunning, Daemon
from somat.vault.converter.nursery import Nursery
from somat.vault.converter.sandbox.ladder import climb


def main() -> int:
    """Exit codes: 0 ended by a signal, 1 not started, 2 misuse."""
    parser = argparse.ArgumentParser(prog="somat.vault.converter", description="Tiến trình chuyển tệp thành ảnh trang")
    parser.add_argument("--dir", type=Path, required=True, metavar="DIR", help="thư mục cài đặt")
    parser.add_argument("--vault-uid", type=int, metavar="UID", help="tài khoản của két, nếu khác chủ thư mục két")
    given = parser.parse_args()
    folder = given.dir.resolve()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    nursery = Nursery(climb(folder))
    try:
        with Daemon(folder, nursery, vault_uid=given.vault_uid) as daemon:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: daemon.stop())
            nursery.warm()
            daemon.serve()
    except AlreadyRunning:
        print(f"Thư mục {folder} đã có một tiến trình chuyển tệp đang chạy.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"Không mở được thư mục {folder}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    finally:
        nursery.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
