"""A scene for comparing the faces of "may this person read this line": people and lines on both sides of every boundary.

What is right stands in the tables below, written by hand. They know periods, ranges and circles by name only; the days
that the names stand for are put into the rows, and the code under test sees nothing but rows.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import transaction
from django.db.models import Model

from somat.access.models import Proposal, Right
from somat.audit import guard
from somat.people.models import Person, RoleHeld
from tests.access import shelf

TODAY = date(2026, 6, 15)
BASE = date(2026, 3, 10)  # the day about which the lines are dated and the ranges cut
MAT, TOI_MAT, TUYET_MAT = 1, 2, 3
PEOPLE, COPIES, BOOKS = 165, 25, 3

# Name of a period: first and last day counted from TODAY, and whether it is in force.
PERIODS = {
    "long": (-400, 400, True),
    "from today": (0, 30, True),
    "only today": (0, 0, True),
    "until today": (-30, 0, True),
    "until yesterday": (-30, -1, False),
    "from tomorrow": (1, 30, False),
}
# Who is cleared for the first level may read the second.
COVERS = {
    (MAT, MAT): True,
    (MAT, TOI_MAT): False,
    (MAT, TUYET_MAT): False,
    (TOI_MAT, MAT): True,
    (TOI_MAT, TOI_MAT): True,
    (TOI_MAT, TUYET_MAT): False,
    (TUYET_MAT, MAT): True,
    (TUYET_MAT, TOI_MAT): True,
    (TUYET_MAT, TUYET_MAT): True,
}
# Name of a range of lines: first and last day from BASE, and which lines lie in it: of the day before, of the day, after.
RANGES: dict[str, tuple[int | None, int | None, dict[int, bool]]] = {
    "whole": (None, None, {-1: True, 0: True, 1: True}),
    "that day": (0, 0, {-1: False, 0: True, 1: False}),
    "from that day": (0, None, {-1: False, 0: True, 1: True}),
    "up to that day": (None, 0, {-1: True, 0: True, 1: False}),
}
# How a person stands to a circle: the last day of his row from TODAY, and whether he is in.
CIRCLE: dict[str, tuple[int | None, bool]] = {
    "named": (None, True),
    "named until tomorrow": (1, True),
    "named until today": (0, True),
    "named until yesterday": (-1, False),
    "not named": (None, False),
}
# Is he the administrator today?
ADMIN = {"never": False, "long": True, "until today": True, "until yesterday": False, "from tomorrow": False}
# administrator, cleared for the level, named in the circle, keeps or inspects the book: may read
MAY_READ = {
    (False, False, False, False): False,
    (False, False, False, True): False,
    (False, False, True, False): False,
    (False, False, True, True): False,
    (False, True, False, False): False,
    (False, True, False, True): True,
    (False, True, True, False): True,
    (False, True, True, True): True,
    (True, False, False, False): False,
    (True, False, False, True): False,
    (True, False, True, False): False,
    (True, False, True, True): False,
    (True, True, False, False): False,
    (True, True, False, True): False,
    (True, True, True, False): False,
    (True, True, True, True): False,
}


@dataclass
class Line:
    """A line of a book, `day` counted from BASE."""

    level: int
    book: int
    day: int
    row: Any = None


@dataclass
class Reader:
    """A person by the names of his periods: clearances (level, period) and books (book, level, period, range)."""

    admin: str
    clearances: list[tuple[int, str]]
    books: list[tuple[int, int, str, str]]
    uuid: UUID = field(default_factory=uuid4)
    circle: dict[int, str] = field(default_factory=dict)

    def cleared(self, level: int) -> bool:
        return any(PERIODS[period][2] and COVERS[held, level] for held, period in self.clearances)

    def keeps(self, line: Line) -> bool:
        return any(
            book == line.book and PERIODS[period][2] and self.cleared(level) and RANGES[range_][2][line.day]
            for book, level, period, range_ in self.books
        )

    def named(self, place: int) -> bool:
        return CIRCLE[self.circle[place]][1]


class Scene:
    """The people and lines, the same for every run, and the tables' answer for each pair."""

    def __init__(self, seed: int = 63) -> None:
        self.chance = random.Random(seed)
        self.lines = [
            Line(level, book, day)
            for _ in range(COPIES)
            for level in (MAT, TOI_MAT, TUYET_MAT)
            for book in range(BOOKS)
            for day in (-1, 0, 1)
        ]
        self.readers = [self._reader() for _ in range(PEOPLE)]
        self._write()

    @cached_property
    def right(self) -> dict[UUID, frozenset[UUID]]:
        """For each person the lines that he may read, by the tables."""
        return {
            reader.uuid: frozenset(
                line.row.uuid
                for place, line in enumerate(self.lines)
                if MAY_READ[ADMIN[reader.admin], reader.cleared(line.level), reader.named(place), reader.keeps(line)]
            )
            for reader in self.readers
        }

    @property
    def pairs(self) -> int:
        return len(self.readers) * len(self.lines)

    def clear(self) -> None:
        """Take everything away again: the scene is committed, for the vault looks at it through a connection of its own."""
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)

    def _reader(self) -> Reader:
        pick = self.chance.choice
        # Every name often enough; the ones that allow more often, so that a fifth of all pairs is allowed.
        admin = pick(["never"] * 14 + [*ADMIN])
        periods = [*PERIODS, "long", "long"]
        clearances = [(pick([1, 2, 3, 3]), pick(periods)) for _ in range(pick([0, 1, 1, 1, 1, 2]))]
        books = [
            (pick(range(BOOKS)), pick([1, 2, 3]), pick(periods), pick([*RANGES])) for _ in range(pick([0, 0, 1, 2, 3]))
        ]
        reader = Reader(admin, clearances, books)
        names = pick([[*CIRCLE, "not named", "not named"], [*CIRCLE, "named", "named until today"]])
        reader.circle = {place: pick(names) for place in range(len(self.lines))}
        return reader

    def _write(self) -> None:
        books = [shelf.open_book() for _ in range(BOOKS)]
        for number, book in enumerate(books):
            own = [line for line in self.lines if line.book == number]
            rows = shelf.write_lines(book, [(line.level, BASE + timedelta(days=line.day)) for line in own])
            for line, row in zip(own, rows, strict=True):
                line.row = row
        with transaction.atomic(), guard.opened():
            Person.unchecked.bulk_create(Person(uuid=r.uuid, name="x", folded="x") for r in self.readers)
            RoleHeld.unchecked.bulk_create(self._roles())
            proposal = Proposal.unchecked.create(
                kind="clearance",
                person=uuid4(),
                since=TODAY,
                decision="x",
                decided_on=TODAY,
                proposed_by=uuid4(),
                proposed_at=datetime.now(UTC),
            )
            Right.unchecked.bulk_create(self._rights(books, proposal))
        for reader in self.readers:
            shelf.name(
                (reader.uuid, self.lines[place].row, day_after(CIRCLE[name][0]))
                for place, name in reader.circle.items()
                if name != "not named"
            )

    def _roles(self) -> Iterator[RoleHeld]:
        for reader in self.readers:
            yield RoleHeld(person_id=reader.uuid, role="CB", decision="x", decided_on=TODAY, since=date(2020, 1, 1))
            if reader.admin != "never":
                since, until, _ = PERIODS[reader.admin]
                yield RoleHeld(
                    person_id=reader.uuid,
                    role="QT",
                    decision="x",
                    decided_on=TODAY,
                    since=TODAY + timedelta(days=since),
                    until=day_after(until),
                )

    def _rights(self, books: list[Model], proposal: Proposal) -> Iterator[Right]:
        for reader in self.readers:
            for level, period in reader.clearances:
                yield right("clearance", reader, level, period, proposal)
            for book, level, period, range_ in reader.books:
                held = right("book", reader, level, period, proposal)
                held.book = books[book].uuid  # type: ignore[attr-defined]
                first, last, _ = RANGES[range_]
                held.first = None if first is None else BASE + timedelta(days=first)
                held.last = None if last is None else BASE + timedelta(days=last)
                yield held


def right(kind: str, reader: Reader, level: int, period: str, proposal: Proposal) -> Right:
    since, until, _ = PERIODS[period]
    return Right(
        person=reader.uuid,
        kind=kind,
        level=level,
        since=TODAY + timedelta(days=since),
        until=TODAY + timedelta(days=until),
        proposal=proposal,
    )


def day_after(days: int | None) -> date | None:
    return None if days is None else TODAY + timedelta(days=days)


def planted(module: ModuleType, old: str = "", new: str = "") -> ModuleType:
    """A copy of a module with one place changed; the place must be there exactly once."""
    assert module.__file__
    text = Path(module.__file__).read_text("utf-8")
    if old:
        assert text.count(old) == 1, f"{module.__name__}: {old!r} stands {text.count(old)} times"
    copy = ModuleType(module.__name__)
    copy.__file__ = module.__file__
    exec(compile(text.replace(old, new) if old else text, module.__file__, "exec"), copy.__dict__)
    return copy
