"""The journal's tree: every committed leaf gets one place, every batch a signature, and what was changed is found at start."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from somat.audit.tree import Tree, leaf_hash, make_note, parse_note, root_of, verify_note
from somat.vault.process.clock import Clock
from somat.vault.process.database import connect
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.log.floor import SETTLE, PostgresqlFloor, SqliteFloor
from somat.vault.process.log.journal import Journal
from somat.vault.process.log.sequencer import Sequencer
from somat.vault.process.log.shelf import KEPT, Shelf
from somat.vault.process.site import read_site
from tests.vault.ground import PASSPHRASE, Ground, Refused, now


def whole(ground: Ground) -> int:
    """Judge the journal without the vault: indexes without a gap, each leaf once, every note signed and true."""
    placed = ground.all('SELECT "index", leaf FROM audit_leafindex ORDER BY "index"')
    assert [index for index, _ in placed] == list(range(len(placed)))
    bodies = dict(ground.all("SELECT uuid, body FROM audit_leaf"))
    assert {leaf for _, leaf in placed} <= set(bodies)
    assert len({leaf for _, leaf in placed}) == len(placed)
    hashes = [leaf_hash(bytes(bodies[leaf])) for _, leaf in placed]
    public = (ground.site.keys / "log.pub").read_text()
    tree = Tree()
    for size, root, note in ground.all("SELECT size, root, note FROM audit_checkpoint ORDER BY size"):
        tree.extend(hashes[tree.size : size])
        checkpoint = verify_note(note, public)
        assert (checkpoint.size, checkpoint.root) == (size, tree.root())
        assert checkpoint.root.hex() == root
        assert checkpoint.origin == f"somat/{ground.site.installation}"
    return len(placed)


def test_it_places_and_signs_what_is_committed(ground: Ground) -> None:
    ground.acts(5)
    status = ground.settle()
    assert status["log"]["size"] == whole(ground) == 5
    bodies = [bytes(body) for (body,) in ground.all("SELECT body FROM audit_leaf ORDER BY id")]
    assert status["log"]["root"] == root_of(map(leaf_hash, bodies)).hex()
    assert (ground.site.checkpoints / "5").read_text() == ground.all(
        "SELECT note FROM audit_checkpoint WHERE size = 5"
    )[0][0]


def test_it_places_soon_when_poked_and_within_two_seconds_otherwise(ground: Ground) -> None:
    ground.settle()
    time.sleep(0.3)
    for poked, least in ((True, 0.6), (False, 2.0)):
        ground.acts(1)
        began = time.monotonic()
        if poked:
            ground.ask("poke")
        while ground.ask("status")["log"]["pending"]:
            time.sleep(0.01)
        assert time.monotonic() - began < least


def test_the_status_tells_how_long_the_oldest_leaf_waits(ground: Ground) -> None:
    ground.settle()
    assert ground.machine.process is not None
    ground.machine.process.send_signal(signal.SIGSTOP)
    ground.leaf(actor=uuid4(), session=None, verb="entry.issue", at=now())
    time.sleep(1.2)
    keys = Embedded(ground.site.keys, installation=ground.site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    journal = Journal(
        ground.database,
        keys=keys,
        installation=ground.site.installation,
        shelf=Shelf(ground.site.checkpoints),
        clock=Clock(),
    )
    journal.open()
    with ground.database.reading() as reader:
        count, oldest = journal.pending(reader)
    ground.machine.process.send_signal(signal.SIGCONT)
    assert count == 1 and oldest is not None
    assert 1.0 < (now() - oldest).total_seconds() < 10


def test_it_goes_on_after_a_restart(ground: Ground) -> None:
    ground.acts(3)
    before = ground.settle()["log"]
    ground.restart()
    after = ground.settle()["log"]
    assert (after["size"], after["root"]) == (before["size"], before["root"])
    ground.acts(2)
    assert ground.settle()["log"]["size"] == whole(ground) == 5


def test_a_leaf_below_the_placed_ones_is_found_after_a_restart(ground: Ground) -> None:
    """The floor that is counted at the opening must not pass over a leaf that waits between placed ones."""
    ground.acts(3)
    ground.settle()
    ground.tamper("audit_leaf", "UPDATE audit_leaf SET id = id + 10 WHERE id = (SELECT max(id) FROM audit_leaf)")
    highest = ground.all("SELECT max(id) FROM audit_leaf")[0][0]
    ground.machine.end()
    facts = (highest - 5, uuid4(), b"between", now(), uuid4(), "entry.issue", None, "granted", "")
    ground.put(
        "audit_leaf",
        **dict(zip(("id", "uuid", "body", "at", "actor", "verb", "object", "decision", "row"), facts, strict=True)),
    )
    ground.machine.start()
    ground.unseal()
    assert ground.settle()["log"]["size"] == whole(ground) == 4


def test_it_survives_being_killed_in_the_middle(ground: Ground) -> None:
    """Leaves are committed all the while; five times the process dies without a warning."""
    stop = threading.Event()
    written = [0]

    def write() -> None:
        while not stop.is_set():
            ground.acts(1)
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(5):
            time.sleep(0.2)
            ground.restart(signal.SIGKILL)
    finally:
        stop.set()
        writer.join()
    ground.settle()
    assert whole(ground) == written[0] > 0


def place_for(folder: str, seconds: float) -> None:
    """One of several sequencers on the same database."""
    site = read_site(Path(folder))
    keys = Embedded(site.keys, installation=site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    journal = Journal(
        connect(site), keys=keys, installation=site.installation, shelf=Shelf(site.checkpoints), clock=Clock()
    )
    journal.open()
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        journal.place()
    assert not journal.broken, journal.broken


def test_two_sequencers_at_once_never_fork_the_tree(ground: Ground) -> None:
    """The vault's own one and two more, each in a process of its own, while leaves keep coming."""
    started = multiprocessing.get_context("spawn")
    others = [started.Process(target=place_for, args=(str(ground.site.folder), 2.5)) for _ in range(2)]
    for other in others:
        other.start()
    written = 0
    while any(other.is_alive() for other in others):
        ground.acts(3)
        written += 3
    for other in others:
        other.join()
        assert other.exitcode == 0
    ground.settle()
    assert whole(ground) == written > 0


def swap(ground: Ground) -> None:
    (first,), (second,) = ground.all('SELECT leaf FROM audit_leafindex WHERE "index" IN (1, 2) ORDER BY "index"')
    for index, leaf in ((1, uuid4()), (2, first), (1, second)):
        leaf = leaf if isinstance(leaf, UUID) else UUID(leaf)
        ground.tamper("audit_leafindex", 'UPDATE audit_leafindex SET leaf = ? WHERE "index" = ?', leaf, index)


def change(ground: Ground) -> None:
    ((body,),) = ground.all(
        'SELECT l.body FROM audit_leaf l JOIN audit_leafindex i ON i.leaf = l.uuid WHERE i."index" = 1'
    )
    changed = bytes(body).replace(b"granted", b"refused")
    ground.tamper("audit_leaf", "UPDATE audit_leaf SET body = ? WHERE body = ?", changed, bytes(body))


def drop_leaf(ground: Ground) -> None:
    ground.tamper(
        "audit_leaf", 'DELETE FROM audit_leaf WHERE uuid = (SELECT leaf FROM audit_leafindex WHERE "index" = 1)'
    )


def drop_place(ground: Ground) -> None:
    ground.tamper("audit_leafindex", 'DELETE FROM audit_leafindex WHERE "index" = 1')


def cut(ground: Ground) -> None:
    """The database as it was three leaves ago, checkpoints and all: only the vault's own file knows better."""
    ground.tamper("audit_leafindex", 'DELETE FROM audit_leafindex WHERE "index" > 1')
    ground.tamper("audit_checkpoint", "DELETE FROM audit_checkpoint WHERE size > 2")


def cut_and_grow(ground: Ground) -> None:
    """Set back, and grown again past the old size with other leaves."""
    cut(ground)
    ground.acts(6)
    rows = ground.all(
        "SELECT uuid FROM audit_leaf WHERE uuid NOT IN (SELECT leaf FROM audit_leafindex) ORDER BY id DESC"
    )
    for index, (leaf,) in enumerate(rows[:6], start=2):
        ground.put("audit_leafindex", index=index, leaf=leaf if isinstance(leaf, UUID) else UUID(leaf))


def forge_note(ground: Ground) -> None:
    ground.tamper("audit_checkpoint", "UPDATE audit_checkpoint SET note = replace(note, ?, ?)", "\n5\n", "\n4\n")


def foreign_note(ground: Ground) -> None:
    other = Embedded(ground.site.folder / "tmp-vault", installation=ground.site.installation)
    other.create(Passphrase(PASSPHRASE))
    other.unwrap(Passphrase(PASSPHRASE))
    checkpoint = parse_note(ground.all("SELECT note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")[0][0])
    note = make_note(checkpoint, public=other.verify_key(), sign=other.sign)
    ground.tamper("audit_checkpoint", "UPDATE audit_checkpoint SET note = ? WHERE size = ?", note, checkpoint.size)


def spoil_file(ground: Ground) -> None:
    (ground.site.checkpoints / "9").write_text("not a note\n")


TAMPERING: dict[Callable[[Ground], None], str] = {
    swap: "the tree of 5 leaves differs from its checkpoint",
    change: "the tree of 5 leaves differs from its checkpoint",
    drop_leaf: "index 1 or its leaf is missing",
    drop_place: "index 1 or its leaf is missing",
    cut: "the database has 2 leaves placed, the newest checkpoint 5",
    cut_and_grow: "the tree of 5 leaves differs from its checkpoint",
    forge_note: "newest checkpoint: the signature does not hold",
    foreign_note: "newest checkpoint: no signature by",
    spoil_file: "newest checkpoint: not a signed note",
}


@pytest.mark.parametrize("tampering", TAMPERING, ids=lambda t: t.__name__)
def test_a_tampered_journal_stays_closed(ground: Ground, tampering: Callable[[Ground], None]) -> None:
    for count in (2, 3):
        ground.acts(count)
        ground.settle()
    ground.ask("seal-again")
    tampering(ground)
    with pytest.raises(Refused, match="log-broken") as no:
        ground.unseal()
    assert TAMPERING[tampering] in no.value.facts["why"]
    status = ground.ask("status")
    assert status["state"] == "log-broken" and TAMPERING[tampering] in status["log"]["broken"]
    for op, fields in (("seal", {"items": []}), ("poke", {}), ("open", {"leaf": "0" * 32, "rows": [["t", "0" * 32]]})):
        with pytest.raises(Refused, match="log-broken"):
            ground.ask(op, **fields)
    assert ground.signed() <= 5, "nothing was signed on top of it"


def test_a_journal_that_breaks_while_open_stops_everything(ground: Ground) -> None:
    ground.acts(3)
    ground.settle()
    ground.tamper("audit_leafindex", 'DELETE FROM audit_leafindex WHERE "index" > 0')
    ground.acts(1)
    end = time.monotonic() + 10
    while ground.ask("status")["state"] != "log-broken":
        assert time.monotonic() < end
        time.sleep(0.05)
    with pytest.raises(Refused, match="log-broken") as no:
        ground.ask("seal", items=[])
    assert no.value.facts["why"] == "the database has 1 leaves placed, the signed tree 3"
    assert ground.signed() == 3
    with pytest.raises(Refused, match="log-broken"):
        ground.unseal()


def test_a_leaf_committed_late_gets_its_place(ground: Ground) -> None:
    """It took its id before others that were committed first. On SQLite the second writer waits for the first."""
    ground.settle()
    ready, go = threading.Event(), threading.Event()

    def late() -> None:
        with ground.database.writing() as writer:
            writer.all("SELECT 1")
            columns = "uuid, body, at, actor, verb, object, decision, row"
            facts = [uuid4(), b"late", now(), uuid4(), "entry.issue", None, "granted", ""]
            values = [ground.native(fact) for fact in facts]
            writer.many(f"INSERT INTO audit_leaf ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [values])
            ready.set()
            go.wait(10)

    first = threading.Thread(target=late)
    first.start()
    ready.wait(10)
    others = threading.Thread(target=ground.acts, args=(5,))
    others.start()
    if ground.database.engine == "postgresql":
        others.join()
        assert ground.settle()["log"]["size"] == 5
    go.set()
    first.join()
    others.join()
    assert ground.settle()["log"]["size"] == whole(ground) == 6


def test_the_sequencer_comes_back_after_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda fault: None)
    rounds: list[int] = []

    def act() -> None:
        rounds.append(1)
        if len(rounds) == 1:
            raise ZeroDivisionError

    sequencer = Sequencer(act)
    sequencer.start()
    end = time.monotonic() + 10
    while len(rounds) < 3 and time.monotonic() < end:
        sequencer.poke()
        time.sleep(0.02)
    sequencer.end()
    assert len(rounds) >= 3
    sequencer.poke()
    assert not sequencer._thread or not sequencer._thread.is_alive()


def test_the_floor_waits_for_every_transaction_that_was_under_way() -> None:
    clock = [0.0]
    floor = PostgresqlFloor(clock=lambda: clock[0])
    floor.saw_all(100, lower=500, upper=510)  # 500 to 509 may hold ids up to 100
    clock[0] += SETTLE + 1
    floor.saw_all(140, lower=509, upper=520)
    assert floor.above == 0, "509 is still under way"
    floor.saw_all(150, lower=510, upper=530)
    assert floor.above == 100
    floor.saw_all(160, lower=530, upper=540)
    assert floor.above == 100, "noted at the last rise, and the settling time is not over"
    clock[0] += SETTLE + 1
    floor.saw_all(170, lower=545, upper=550)
    assert floor.above == 150


def test_the_floor_of_sqlite_rises_at_once() -> None:
    floor = SqliteFloor()
    floor.saw_all(7, lower=0, upper=0)
    assert floor.above == 7


def test_the_shelf_keeps_the_newest_and_one_a_day(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for size in range(1, KEPT + 1):
        (tmp_path / str(size)).write_text("old")
        os.utime(tmp_path / str(size), (size // 100 * 86_400 + 3_600,) * 2)
    for size in range(KEPT + 1, 2 * KEPT + 1):
        shelf.put(size, f"note {size}")
    kept = sorted(int(path.name) for path in tmp_path.iterdir())
    assert kept == [99, 199, 256, *range(KEPT + 1, 2 * KEPT + 1)]
    assert shelf.newest() == f"note {2 * KEPT}"
