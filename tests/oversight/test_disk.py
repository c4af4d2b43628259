"""A disk that runs full is said, then stops the writing; what was acknowledged stays (R36)."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings

from somat.audit import standing
from somat.audit.change import ReadOnly
from somat.oversight import disk, due, queries
from somat.oversight.actions import NIGHT, ask
from somat.oversight.models import Watch
from tests.cast import World, world  # noqa: F401


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The disk as the tests want it: `percent` of it is free."""
    planted = SimpleNamespace(percent=50)

    def statvfs(_: Path) -> SimpleNamespace:
        return SimpleNamespace(
            f_blocks=1_000, f_bfree=planted.percent * 10, f_bavail=planted.percent * 10, f_frsize=4096
        )

    monkeypatch.setattr(disk.os, "statvfs", statvfs)
    standing.ask_again()
    yield planted
    standing.ask_again()


@pytest.mark.parametrize(
    "percent, warned, stopped", [(100, 0, 0), (20, 0, 0), (19, 1, 0), (10, 1, 0), (9, 1, 1), (0, 1, 1)]
)
def test_the_thresholds(room: SimpleNamespace, percent: int, warned: bool, stopped: bool) -> None:
    room.percent = percent
    assert bool(disk.warning()) == warned
    assert bool(disk.read_only_reason()) == stopped


def test_room_kept_for_root_is_nobodys(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = SimpleNamespace(f_blocks=1_000, f_bfree=150, f_bavail=100, f_frsize=1)
    monkeypatch.setattr(disk.os, "statvfs", lambda _: facts)
    assert disk.disk(Path("/")) == disk.Disk(100, 950)


def test_no_act_is_taken_while_it_is_full(world: World, room: SimpleNamespace) -> None:  # noqa: F811
    room.percent = 9
    with pytest.raises(ReadOnly, match="còn trống 9 %"):
        ask(by=world.quan)
    room.percent = 11
    assert ask(by=world.quan).asked_by == world.quan.person


def test_the_stop_is_recorded_once_on_freed_room_and_so_is_its_end(world: World, room: SimpleNamespace) -> None:  # noqa: F811
    reserve = disk.reserve_of(settings.SITE.folder)
    assert due.watch_disk() == []
    assert reserve.stat().st_size == disk.RESERVE
    room.percent = 5
    assert "còn trống 5 %" in due.watch_disk()[0]
    assert not reserve.exists()
    assert due.watch_disk() == []
    last = queries.last_look(Watch.Kind.DISK, by=NIGHT)
    assert last is not None and "5 %" in last.found
    room.percent = 15
    assert due.watch_disk() == ["Máy đã trở lại bình thường."]
    assert not reserve.exists()
    room.percent = 25
    assert due.watch_disk() == []
    assert reserve.stat().st_size == disk.RESERVE


WRITER = """
import resource, sqlite3, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
link = sqlite3.connect(sys.argv[1], isolation_level=None)
link.execute("PRAGMA synchronous=FULL")
for number in range(100_000):
    try:
        link.execute("BEGIN IMMEDIATE")
        link.execute("INSERT INTO line VALUES (?, ?)", (number, "x" * 900))
        link.execute("COMMIT")
    except sqlite3.OperationalError as full:
        print("full", full, flush=True)
        break
    print(number, flush=True)
"""


def test_a_full_disk_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    """The site's own way of writing (WAL, synchronous=FULL) against a limit that the system sets on the file's size."""
    path = tmp_path / "full.sqlite3"
    link = sqlite3.connect(path)
    link.executescript("PRAGMA journal_mode=WAL; CREATE TABLE line (number INTEGER PRIMARY KEY, text TEXT);")
    link.close()
    done = subprocess.run([sys.executable, "-c", WRITER, str(path)], capture_output=True, text=True, timeout=120)
    said = done.stdout.split("\n")
    acknowledged = [int(word) for word in said if word.isdigit()]
    assert any(word.startswith("full") for word in said), done.stderr
    link = sqlite3.connect(path)
    assert [number for (number,) in link.execute("SELECT number FROM line ORDER BY number")] == acknowledged
    assert link.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(acknowledged) > 50
    assert path.stat().st_size <= 400_000
