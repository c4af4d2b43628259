"""python -m somat.vault.process --dir DIR"""

from __future__ import annotations

import argparse
import logging
import sys
from pathlib import Path

from somat.vault.process.run import run
from somat.vault.process.server import AlreadyRunning


def main() -> int:
    """Exit codes: 0 ended by a signal, 1 not started, 2 misuse."""
    parser = argparse.ArgumentParser(prog="somat.vault.process", description="Tiến trình giữ khóa của Sổ Mật")
    parser.add_argument("--dir", type=Path, required=True, metavar="DIR", help="thư mục cài đặt")
    parser.add_argument("--web-uid", type=int, metavar="UID", help="tài khoản của trang web, khi khác tài khoản này")
    asked = parser.parse_args()
    folder = asked.dir
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        run(folder, web_uid=asked.web_uid)
    except AlreadyRunning:
        print(f"Thư mục {folder} đã có một tiến trình giữ khóa đang chạy.", file=sys.stderr)
        return 1
    except (OSError, KeyError, ValueError) as error:
        print(f"Không mở được thư mục {folder}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
