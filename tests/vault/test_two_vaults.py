"""Two running vault processes on one database: each unsealed in its own folder, both sign, one dies; the tree never forks."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from somat.vault.process.clock import Clock
from somat.vault.process.database import Writer
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.log.journal import Journal
from somat.vault.process.log.shelf import Shelf
from tests.vault.ground import NOTHING, PASSPHRASE, Ground, Machine
from tests.vault.test_log import swap, whole

LINKS = ("somat.sqlite3", "run/write.lock")  # SQLite: the database and the lock of its writers are one for both


@pytest.fixture
def second(ground: Ground, tmp_path: Path) -> Iterator[Machine]:
    """Another vault: the same database, keyring and blobs; a folder, socket, index and checkpoints of its own."""
    first, folder = ground.site.folder, tmp_path / "second"
    for name in ("run", "checkpoints"):
        (folder / name).mkdir(parents=True)
    shutil.copy(first / "site.toml", folder)
    (folder / "vault").symlink_to(first / "vault")  # a volume's key is made by whichever vault seals into it first
    if ground.database.engine == "sqlite":
        for name in LINKS:
            (folder / name).symlink_to(first / name)
    else:
        for file in first.glob("*.url"):
            shutil.copy(file, folder)
    with Machine(folder) as machine:
        machine.line.ask("unseal", passphrase=PASSPHRASE)
        yield machine


def again(machine: Machine) -> None:
    machine.end(signal.SIGKILL)
    machine.start()
    machine.line.ask("unseal", passphrase=PASSPHRASE)


def settled(machine: Machine, size: int) -> dict[str, object]:
    for _ in range(400):
        log: dict[str, object] = machine.line.ask("status")["log"]
        if (log["size"], log["pending"]) == (size, 0) or log["broken"]:
            return log
        machine.line.ask("poke")
        time.sleep(0.025)
    raise AssertionError(log)


def test_two_running_vaults_never_fork_the_tree(ground: Ground, second: Machine) -> None:
    """Leaves keep coming, both are poked, each is killed in the middle and comes back."""
    stop, written = threading.Event(), [0]

    def write() -> None:
        while not stop.is_set():
            ground.acts(2)
            written[0] += 2

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(40):
            for machine in (ground.machine, second):
                machine.line.ask("poke")
            if turn in (12, 26):
                again(second if turn == 12 else ground.machine)
            time.sleep(0.02)
    finally:
        stop.set()
        writer.join()
    logs = [settled(machine, written[0]) for machine in (ground.machine, second)]
    assert [log["broken"] for log in logs] == ["", ""]
    assert logs[0]["root"] == logs[1]["root"]
    assert whole(ground) == written[0] > 0
    for site in (ground.site, second.site):
        assert list(site.checkpoints.iterdir()), "both have signed"


def test_a_search_in_one_sees_what_the_other_has_placed(ground: Ground, second: Machine) -> None:
    book, binh = ground.book(), ground.person(cleared=2)
    ground.right(binh, kind="book", level=2, book=book[0])
    session = ground.session(binh)
    entry = ground.entry(book, abstract="Chỉ có ở máy thứ nhất")
    ground.acts(1, about=entry)
    assert ground.search(binh, "may thu nhat") == [entry]
    asked = {"actor": binh.hex, "session": session.hex, "filters": NOTHING, "before": 0, "limit": 5}
    for _ in range(200):
        if second.line.ask("status")["index"]["state"] == "ready":
            break
        time.sleep(0.02)
    (hit,) = second.line.ask("search", words="may thu nhat", **asked)["hits"]
    assert hit[0] == entry.hex


def test_both_stop_at_a_journal_that_was_changed(ground: Ground, second: Machine) -> None:
    """The control of the judge and of both vaults: two leaves change places."""
    ground.acts(5)
    for machine in (ground.machine, second):
        settled(machine, 5)
    swap(ground)
    with pytest.raises(AssertionError):
        whole(ground)
    for machine in (ground.machine, second):
        machine.end()
        machine.start()
        with pytest.raises(Exception, match="log-broken"):
            machine.line.ask("unseal", passphrase=PASSPHRASE)


class Heedless(Journal):
    """The planted fault: a sequencer that neither waits for its turn nor looks at what another has placed."""

    def _round(self) -> int:
        with self._database.writing() as writer:
            look = self._look(writer, count=10)
            self._put(writer, [leaf.uuid for leaf in look.fresh])
        return len(look.fresh)

    def _put(self, writer: Writer, leaves: list[object]) -> None:
        self._tables.place(writer, self._tree.size, leaves)  # type: ignore[arg-type]


def test_the_database_refuses_one_that_does_not_follow(ground: Ground) -> None:
    keys = Embedded(ground.site.keys, installation=ground.site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    stale = Heedless(
        ground.database, keys=keys, installation=ground.site.installation, shelf=Shelf(ground.site.checkpoints), clock=Clock()
    )  # fmt: skip
    stale.open()
    ground.acts(3)
    ground.settle()
    ground.ask("seal-again")
    ground.leaf(actor=uuid4(), session=None, verb="entry.issue")
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        stale.place()
    assert whole(ground) == 3
