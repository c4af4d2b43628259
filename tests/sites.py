"""Whole sites for tests of the command: a folder made by `somat init` on the engine of the run, and the command itself."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from somat.vault.process.hardening import swap
from tests import postgres, workplace

SOMAT = Path(sys.executable).parent / "somat"
PASSPHRASE = "mười hai con giáp đi qua cầu"
PEOPLE = """name,username,post,roles,clearance,clearance_until,decision,decided_on
Nguyễn Trọng An,an,Chủ tịch,LD,Tuyệt mật,2099-12-31,01/QĐ-UBND,2026-01-05
Phạm Minh Khôi,khoi,Phó Chủ tịch,LD,Tuyệt mật,2099-12-31,02/QĐ-UBND,2026-01-05
Nguyễn Thị Hạnh,hanh,Văn thư,VT,Tuyệt mật,2099-12-31,03/QĐ-UBND,2026-01-05
Trần Thu Hà,ha,Cán bộ bảo mật,BM,Tối mật,2099-12-31,04/QĐ-UBND,2026-01-05
Đỗ Văn Tấn,tan,Kiểm soát nhật ký,KT,,,05/QĐ-UBND,2026-01-05
Bùi Đức Quân,quan,Quản trị máy chủ,QT,,,06/QĐ-UBND,2026-01-05
Hoàng Lệ Giang,giang,Người giữ mảnh khóa,GK,,,07/QĐ-UBND,2026-01-05
Ngô Hoài Nam,nam,Người chứng kiến,NC,,,08/QĐ-UBND,2026-01-05
"""


def somat(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a person would: without what this test run set up for itself."""
    return subprocess.run([SOMAT, *words], env=plain() | more, capture_output=True, text=True, timeout=600)


def backup(folder: Path, file: Path) -> subprocess.CompletedProcess[str]:
    """`somat backup` of a site that is served: again, as it says, while the site's own jobs have the turn."""
    until = time.monotonic() + 120
    while True:
        done = somat("backup", folder, file)
        if "Đang có một lần sao lưu khác" not in done.stderr or time.monotonic() > until:
            return done
        time.sleep(1)


def plain() -> dict[str, str]:
    """The environment of a person at a terminal."""
    ours = ("SOMAT_", "DJANGO_", "PYTEST_")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def make(folder: Path, *more: str | Path) -> Path:
    """A new site with eight people and its books, on the engine of this run; nothing runs in it."""
    notes = folder.parent / f"{folder.name}.notes"
    notes.mkdir(parents=True)
    (notes / "people.csv").write_text(PEOPLE, "utf-8")
    (notes / "passphrase").write_text(PASSPHRASE, "utf-8")
    words: list[str | Path] = ["--people", notes / "people.csv", "--passphrase-file", notes / "passphrase"]
    if workplace.engine() == "postgresql":
        cluster = postgres.Cluster(workplace.root() / "pg").start()
        name = cluster.fresh()
        for role, option in (("app", "--database-url-file"), ("owner", "--owner-url-file")):
            (notes / role).write_text(cluster.url(name, role=f"somat_{role}"), "utf-8")
            words += [option, notes / role]
    done = somat("init", folder, "--agency", "Ủy ban nhân dân xã Thử", *words, *more)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    accept_open_swap(folder)
    return folder


ACCEPT = """
import sys; from pathlib import Path; from somat.cli.start import django_for; django_for(Path(sys.argv[1]))
from somat.cli.open_swap import accepted_by_two; accepted_by_two()
"""


def accept_open_swap(folder: Path) -> None:
    """Where the tests' own machine has one, two of the new site's people accept it, or its vault would stay sealed (R10)."""
    if swap() == "open":
        subprocess.run([sys.executable, "-c", ACCEPT, folder], env=plain(), check=True, timeout=120)
