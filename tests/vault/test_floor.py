"""Which leaves the sequencer looks for on PostgreSQL: those above what it has seen, and below it only what was not there then."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import pytest

from somat.vault.process.clock import Clock
from somat.vault.process.database import Database, Reader, Writer
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.log.floor import MOST_GAPS, SETTLE, PostgresqlFloor, Where
from somat.vault.process.log.journal import Journal
from somat.vault.process.log.shelf import Shelf
from somat.vault.process.log.source import Tables, looks
from tests.vault.ground import PASSPHRASE, Ground, now

ABOVE, AMONG = "l.id > ?", "l.id = ANY(?)"


class Heard:
    """A database that notes the ids for which unplaced leaves are looked for."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.looks: list[tuple[str, Any]] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._database.reading() as reader:
            yield self._listening(reader)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        with self._database.writing() as writer:
            yield self._listening(writer)

    def _listening(self, opened: Any) -> Any:
        heard, asked = self.looks, opened.all

        class Listening:
            many = opened.many

            @staticmethod
            def all(sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
                heard.extend((ids, values[0]) for ids in (ABOVE, AMONG) if ids in sql)
                return asked(sql, values)

        return Listening()

    def heard(self) -> set[tuple[str, str]]:
        """What was looked for since the last time."""
        found, self.looks[:] = {(ids, str(value)) for ids, value in self.looks}, []
        return found


def journal(ground: Ground, database: Any) -> Journal:
    """A sequencer in this process, on the journal of a vault that has ended."""
    site = ground.site
    keys = Embedded(site.keys, installation=site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    made = Journal(database, keys=keys, installation=site.installation, shelf=Shelf(site.checkpoints), clock=Clock())
    made.open()
    assert not made.broken
    return made


@contextmanager
def under_way(ground: Ground) -> Iterator[Callable[[], None]]:
    """A leaf that has its id and is not committed; what is given commits it."""
    ready, go = threading.Event(), threading.Event()

    def write() -> None:
        with ground.database.writing() as writer:
            columns = "uuid, body, at, actor, verb, object, decision, row"
            facts = [uuid4(), b"late", now(), uuid4(), "entry.issue", None, "granted", ""]
            writer.many(f"INSERT INTO audit_leaf ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [facts])
            ready.set()
            go.wait(20)

    writer = threading.Thread(target=write)
    writer.start()
    assert ready.wait(10)

    def commit() -> None:
        go.set()
        writer.join()

    try:
        yield commit
    finally:
        commit()


def test_a_round_looks_only_for_what_it_has_not_seen(ground: Ground) -> None:
    """Twenty leaves have their place when the sequencer starts: it never looks at them again, but for the one not there yet."""
    if ground.database.engine == "sqlite":
        return  # ids are committed in order there
    begin_ids(ground)
    ground.acts(20)
    ground.settle()
    ground.machine.end()
    ((top,),) = ground.all("SELECT max(id) FROM audit_leaf")
    database = Heard(ground.database)
    placing = journal(ground, database)
    with under_way(ground) as commit:  # takes the id after the top
        ground.acts(3)
        assert placing.place() == 3
        assert database.heard() == {(ABOVE, str(top))}
        assert placing.place() == 0
        assert database.heard() == {(ABOVE, str(top + 4)), (AMONG, str([top + 1]))}
        commit()
        assert placing.place() == 1
    assert placing.place() == 0 and placing.size == 24
    database.looks.clear()
    assert placing.place() == 0
    assert database.heard() == {(ABOVE, str(top + 4))}


def test_an_id_that_is_not_there_at_the_start_may_still_come(ground: Ground) -> None:
    if ground.database.engine == "sqlite":
        return
    begin_ids(ground)
    with under_way(ground) as commit:
        ground.acts(5)
        ground.settle()
        ground.machine.end()
        ((top,),) = ground.all("SELECT max(id) FROM audit_leaf")
        database = Heard(ground.database)
        placing = journal(ground, database)
        assert placing.place() == 0
        assert database.heard() == {(ABOVE, str(top)), (AMONG, "[1]")}
        commit()
        assert placing.place() == 1 and placing.size == 6
    with ground.database.reading() as reader:
        assert Tables(ground.database).gaps(reader, top) == []


def test_many_missing_ids_are_not_listed(ground: Ground) -> None:
    if ground.database.engine == "sqlite":
        return
    begin_ids(ground, at=MOST_GAPS + 1)
    ground.acts(1)
    with ground.database.reading() as reader:
        assert Tables(ground.database).gaps(reader, MOST_GAPS + 1) == [*range(1, MOST_GAPS + 1)]
    begin_ids(ground, at=MOST_GAPS + 3)
    ground.acts(1)
    with ground.database.reading() as reader:
        assert Tables(ground.database).gaps(reader, MOST_GAPS + 3) is None


def begin_ids(ground: Ground, *, at: int = 1) -> None:
    """The next leaf gets this id; ids of the tests before are not there."""
    ground.tamper("audit_leaf", f"ALTER TABLE audit_leaf ALTER COLUMN id RESTART WITH {at}")


def floor(*, gaps: Sequence[int] = ()) -> tuple[PostgresqlFloor, list[float]]:
    clock = [0.0]
    made = PostgresqlFloor(clock=lambda: clock[0])
    made.begin(100, gaps)
    return made, clock


@pytest.mark.parametrize(
    ("gaps", "found", "where"),
    [
        ((), [], Where(100)),
        ((), [101, 102], Where(102)),
        ((40, 77), [101, 103], Where(103, (40, 77, 102))),
        ((40, 77), [77], Where(100, (40,))),
        ((40, 77), [40, 105], Where(105, (77, 101, 102, 103, 104))),
        ((), [101 + MOST_GAPS], Where(101 + MOST_GAPS, tuple(range(101, 101 + MOST_GAPS)))),
        ((), [102 + MOST_GAPS], Where(0)),  # too many: all above the floor are looked at
        ((40,), [101 + MOST_GAPS], Where(0)),
    ],
)
def test_what_a_look_did_not_find_is_looked_for_again(gaps: tuple[int, ...], found: list[int], where: Where) -> None:
    made, _ = floor(gaps=gaps)
    made.found(found)
    assert made.where == where


def test_what_the_floor_passes_is_no_longer_looked_for() -> None:
    made, clock = floor(gaps=(40, 77))
    made.found([105])
    made.saw_all(90, lower=5, upper=6)
    clock[0] += SETTLE + 1
    made.saw_all(105, lower=6, upper=9)
    assert made.above == 90 and made.where == Where(105, (101, 102, 103, 104))


def test_after_too_many_gaps_it_goes_on_from_the_floor() -> None:
    made, clock = floor()
    made.saw_all(5000, lower=5, upper=6)
    made.found([5000])
    assert made.where == Where(0)
    clock[0] += SETTLE + 1
    made.saw_all(5000, lower=6, upper=9)
    assert made.where == Where(5000)
    made.found([5002])
    assert made.where == Where(5002, (5001,))


def test_lower_ids_are_asked_for_first() -> None:
    assert [value for _, value in looks(Where(9, (4, 7)))] == [[4, 7], 9]
    assert [value for _, value in looks(Where(9))] == [9]
