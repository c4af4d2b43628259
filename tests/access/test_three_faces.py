"""One question, three answers that must be one: the law's `may_read`, its SQL form, and the vault's filter (R16).

A fourth, the vault's search, is held against the same tables. Each face is also shown to fail when a fault is planted in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import ModuleType
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from pytest_django import DjangoDbBlocker

from somat.access import actors, queries, visible
from somat.access.models import Right
from somat.law import access as law
from somat.law.access import Actor, BookScope, Clearance, Thing
from somat.law.levels import Level
from somat.people.queries import roles
from somat.vault.process import rights
from somat.vault.process.database import Database, connect
from somat.vault.process.index import index
from somat.vault.process.index.words import parse
from somat.vault.process.protocol import Filters
from somat.vault.process.site import read_site
from tests.access import shelf
from tests.access.faces import TODAY, Reader, Scene, planted

pytestmark = pytest.mark.django_db

Face = Callable[[Scene, Reader], frozenset[UUID]]


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Scene]:
    with django_db_blocker.unblock():
        scene = Scene()
        yield scene
        scene.clear()


@pytest.fixture(scope="module")
def database(scene: Scene) -> Iterator[Database]:
    """The same database as the vault process opens it: its own connection, without Django."""
    opened = connect(read_site(settings.SITE.folder))
    yield opened
    opened.close()


def as_held(reader: Reader) -> Actor:
    """An actor with all that a person has ever held: the faces themselves must look at the days."""
    held = Right.unchecked.filter(person=reader.uuid).order_by("id")
    clearances = [Clearance(Level(r.level), r.since, r.until) for r in held if r.kind == "clearance"]
    clearances.sort(key=lambda c: (c.since <= TODAY <= c.until, c.level))
    scopes = [
        BookScope(r.book, Level(r.level), r.since, r.until, r.first, r.last)
        for r in held
        if r.kind == "book" and r.book
    ]
    return Actor(
        reader.uuid,
        "",
        roles(reader.uuid, on=TODAY),
        frozenset(),
        clearances[-1] if clearances else None,
        tuple(scopes),
    )


def by_law(module: ModuleType = law, actor_of: Callable[[Reader], Actor] = as_held) -> Face:
    def face(scene: Scene, reader: Reader) -> frozenset[UUID]:
        actor = actor_of(reader)
        if actor.clearance is not None:
            held = actor.clearance
            actor = replace(actor, clearance=module.Clearance(held.level, held.since, held.until))
        circle = set(queries.memberships(reader.uuid, on=TODAY).values_list("object", flat=True))
        return frozenset(
            e.uuid
            for e in (line.row for line in scene.lines)
            if module.may_read(actor, Thing(Level(e.level), e.book_id, e.day, e.uuid in circle), on=TODAY) is None
        )

    return face


def by_sql(module: ModuleType = visible) -> Face:
    def face(scene: Scene, reader: Reader) -> frozenset[UUID]:
        rows = shelf.model("Entry").unchecked.filter(module.visible_to(as_held(reader), TODAY))  # type: ignore[attr-defined]
        return frozenset(rows.values_list("uuid", flat=True))

    return face


def by_vault(database: Database, module: ModuleType = rights) -> Face:
    """The vault answers for a whole page at once; its answers line by line are overheard."""
    heard: list[bool] = []
    judge = law.may_read

    def overhear(actor: Actor, thing: Thing, **day: Any) -> None:
        heard.append(judge(actor, thing, **day) is None)

    module = planted(module) if module is rights else module
    module.may_read = overhear  # type: ignore[attr-defined]
    asked = module.Rights(database)
    lines: list[rights.Line] = []

    def face(scene: Scene, reader: Reader) -> frozenset[UUID]:
        heard.clear()
        with database.reading() as within:
            if not lines:
                lines.extend(asked.lines(within, [line.row.uuid for line in scene.lines]).values())
            asked.may_read(within, reader.uuid, lines, on=TODAY)
        return frozenset(line.uuid for line, may in zip(lines, heard, strict=True) if may)

    return face


class Still:
    """A journal in which nothing has happened since the index was filled; and keys, for lines that hold nothing sealed."""

    size = 0

    def place(self) -> None: ...


def by_search(database: Database, scene: Scene, module: ModuleType = index, words: str = "") -> Face:
    searched = module.Index(database, journal=Still(), rights=rights.Rights(database), seals=Still())
    searched.fill()
    searched._filler.join()
    assert searched.state == "ready"

    def face(scene: Scene, reader: Reader) -> frozenset[UUID]:
        hits = searched.search(reader.uuid, parse(words), Filters(), on=TODAY, before=0, count=scene.pairs)
        assert len(hits) == len(set(hits))
        return frozenset(uuid for uuid, _ in hits)

    return face


def first_difference(scene: Scene, face: Face) -> UUID | None:
    """The first person for whom a face says something else than the tables."""
    for reader in scene.readers:
        if face(scene, reader) != scene.right[reader.uuid]:
            return reader.uuid
    return None


def test_the_scene_is_large_and_even_enough(scene: Scene) -> None:
    allowed = sum(map(len, scene.right.values()))
    assert scene.pairs >= 100_000
    assert 0.2 <= allowed / scene.pairs <= 0.8


def test_the_law_agrees_with_the_tables(scene: Scene) -> None:
    assert first_difference(scene, by_law()) is None


def test_the_law_agrees_for_the_actors_that_are_really_built(scene: Scene) -> None:
    build = lambda reader: actors.actor_without_session(reader.uuid, on=TODAY)  # noqa: E731
    assert first_difference(scene, by_law(actor_of=build)) is None


def test_the_sql_agrees_with_the_tables(scene: Scene) -> None:
    assert first_difference(scene, by_sql()) is None


def test_the_vault_agrees_with_the_tables(scene: Scene, database: Database) -> None:
    assert first_difference(scene, by_vault(database)) is None


@pytest.mark.parametrize("words", ["", "63"])
def test_the_search_agrees_with_the_tables(scene: Scene, database: Database, words: str) -> None:
    """All the ways by which it finds: a book or a circle looked through, and the words leading where these are large."""
    small, large = planted(index), planted(index)
    vars(large).update(SMALL_BOOKS=10, SMALL_CIRCLE=60, CHUNK=40, RARE=0)
    for module in (small, large):
        assert first_difference(scene, by_search(database, scene, module, words)) is None


def test_the_two_narrower_forms_are_its_two_halves(scene: Scene) -> None:
    """What drives a person's own list and what lists a book are together all that he sees, and nothing else."""
    entries = shelf.model("Entry").unchecked  # type: ignore[attr-defined]
    for reader in scene.readers:
        actor, right = as_held(reader), scene.right[reader.uuid]
        circle = set(queries.memberships(reader.uuid, on=TODAY).values_list("object", flat=True))
        own = visible.own_places(entries.all(), actor, TODAY).values_list("uuid", flat=True)
        books = entries.filter(visible.visible_in_books(actor, TODAY)).values_list("uuid", flat=True)
        assert set(own) == right & circle
        assert set(books) | set(own) == right


LAW = [
    ("return level <= self.level", "return level < self.level"),
    ("level <= self.level and self.since", "level >= self.level and self.since"),
    ("self.since <= on <= self.until", "self.since <= on < self.until"),
    ("self.since <= on <= self.until", "self.since < on <= self.until"),
    ("self.since <= on <= self.until", "on <= self.until"),
    ("if Role.QT in actor.roles or not cleared:", "if not cleared:"),
    ("or not cleared:", "or actor.clearance is None:"),
    ("if thing.in_circle or any(", "if thing.in_circle and any("),
    ("if thing.in_circle or any(", "if any("),
    ("scope.book == thing.book\n", "scope.book is not None\n"),
    ("scope.since <= on <= scope.until", "scope.since <= on < scope.until"),
    ("scope.since <= on <= scope.until", "scope.since < on <= scope.until"),
    ("actor.clearance.level >= scope.level", "actor.clearance.level >= thing.level"),
    ("scope.first <= thing.day", "scope.first < thing.day"),
    ("thing.day <= scope.last", "thing.day < scope.last"),
]
SQL = [
    ("return Role.QT not in actor.roles and clearance", "return clearance"),
    ("clearance.since <= on <= clearance.until", "clearance.since <= on < clearance.until"),
    ("clearance.since <= on <= clearance.until", "clearance.since < on <= clearance.until"),
    ("clearance.since <= on <= clearance.until", "True"),
    ("level__lte=", "level__lt="),
    ("level__lte=int(actor.clearance.level)", "level__gte=1"),
    ("scope.since <= on <= scope.until", "scope.since < on <= scope.until"),
    ("scope.since <= on <= scope.until", "scope.since <= on < scope.until"),
    ("actor.clearance.level < scope.level", "actor.clearance.level <= scope.level"),
    ("or actor.clearance.level < scope.level", ""),
    ("Q(book_id=scope.book)", "Q(book_id__isnull=False)"),
    ("import GreaterThanOrEqual,", "import GreaterThan as GreaterThanOrEqual,"),
    (", LessThanOrEqual\n", ", LessThan as LessThanOrEqual\n"),
    ('.filter(object=OuterRef("uuid"))', ""),
    ("named = Exists(queries.memberships(actor.person, on=on)", "named = Exists(queries.memberships(actor.person, on=on.replace(year=1))"),
    ("seen = Q(named)", "seen = Q(pk__in=[])"),
]  # fmt: skip
VAULT = [
    ("if not begins <= on <= ends:", "if not begins <= on < ends:"),
    ("if not begins <= on <= ends:", "if not begins < on <= ends:"),
    ("if not begins <= on <= ends:", "if False:"),
    ("level > clearance.level", "level < clearance.level"),
    ('if kind == "book":', 'if kind == "none":'),
    ("day_of(first) if first else None", "None"),
    ("day_of(last) if last else None", "None"),
    ("self._roles(reader, person, on=on), frozenset()", "frozenset(), frozenset()"),
    ("if day_of(since) <= on and", "if"),
    ("on <= day_of(until))", "on < day_of(until))"),
    ("(until is None or on <= day_of(until))", "True"),
    ("person = ? AND (until IS NULL OR until >= ?) AND object", "person = ? AND (until IS NULL OR until > ?) AND object"),
    ("person = ? AND (until IS NULL OR until >= ?) AND object", "person = ? AND until >= ? AND object"),
    ("person = ? AND (until IS NULL OR until >= ?) AND object", "person = ? AND (until IS NULL OR until <> ?) AND object"),
    ("SELECT object FROM access_member WHERE person = ?", "SELECT object FROM access_member WHERE person <> ?"),
    ("line.uuid in circle", "True"),
    ("Thing(Level(line.level)", "Thing(Level.MAT"),
    ("line.book, line.day,", "line.book, on,"),
]  # fmt: skip
SEARCH = [
    ("if who.clearance is None or Role.QT in who.roles:", "if who.clearance is None:"),
    ("narrowed(filters, level=int(who.clearance.level))", "narrowed(filters, level=3)"),
    ("and scope.level <= who.clearance.level", ""),
    ('.add("e.book = ?", scope.book.bytes)', ""),
    ("e.day >= ?", "e.day > ?"),
    ("e.day <= ?", "e.day < ?"),
    ("*self._in_circle(actor, asked, on=on)", ""),
    ("*self._in_books(who, asked), ", ""),
    ("places = self._rights.places(reader, actor, on=on,", "places = self._rights.places(reader, actor, on=on.replace(year=1),"),
    ("asked.within(_among(places))", "asked.condition"),
]  # fmt: skip


def survivors(
    scene: Scene, plants: list[tuple[str, str]], module: ModuleType, make: Callable[[ModuleType], Face]
) -> list[Any]:
    """The planted faults that the tables do not find."""
    return [plant for plant in plants if first_difference(scene, make(planted(module, *plant))) is None]


def test_no_fault_in_the_law_survives(scene: Scene) -> None:
    assert len(LAW) >= 10
    assert survivors(scene, LAW, law, by_law) == []


def test_no_fault_in_the_sql_survives(scene: Scene) -> None:
    assert len(SQL) >= 10
    assert survivors(scene, SQL, visible, by_sql) == []


def test_no_fault_in_the_vault_survives(scene: Scene, database: Database) -> None:
    assert len(VAULT) >= 10
    assert survivors(scene, VAULT, rights, lambda module: by_vault(database, module)) == []


def test_no_fault_in_the_search_survives(scene: Scene, database: Database) -> None:
    assert len(SEARCH) >= 10
    assert survivors(scene, SEARCH, index, lambda module: by_search(database, scene, module)) == []
