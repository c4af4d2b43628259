"""Books with many lines for the tests of visibility, written in bulk: the acts that would write them are a floor above."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Model

from somat.access.models import Member
from somat.audit import guard

AT = datetime(2026, 6, 1, tzinfo=UTC)
DAY = date(2026, 6, 1)


def model(name: str) -> type[Model]:
    return apps.get_model("registry", name)


def open_book(level: int | None = None, *, kind: str = "in") -> Model:
    """A book with one open volume."""
    with transaction.atomic(), guard.opened():
        book = model("Book")(uuid=uuid4(), kind=kind, level=level, series=uuid4(), name="Sổ thử", opened_on=DAY)
        book.save(force_insert=True)
        model("Volume")(book=book, year=2026, no=1, opened_on=DAY, first_no=1).save(force_insert=True)
    return book


def write_lines(book: Model, facts: Iterable[tuple[int, date]]) -> list[Model]:
    """Lines of a book, one for each level and day, in this order."""
    volume = model("Volume").unchecked.get(book=book)  # type: ignore[attr-defined]
    entries = [
        model("Entry")(
            kind="in",
            book=book,
            volume=volume,
            year=2026,
            no=no,
            level=level,
            day=day,
            registered_at=AT,
            registered_by=UUID(int=0),
            series=book.series,  # type: ignore[attr-defined]
            regime="law-2025",
            doc_number=63,
        )
        for no, (level, day) in enumerate(facts, start=1)
    ]
    with transaction.atomic(), guard.opened():
        return list(model("Entry").unchecked.bulk_create(entries, batch_size=500))  # type: ignore[attr-defined]


def name(persons: Iterable[tuple[UUID, Model, date | None]]) -> None:
    """Put people into circles: person, entry, last day."""
    rows = [Member(person=p, object=e.uuid, place=e.pk, why="test", until=until) for p, e, until in persons]  # type: ignore[attr-defined]
    with transaction.atomic(), guard.opened():
        Member.unchecked.bulk_create(rows, batch_size=1000)


def fill(lines: int, *, people: list[UUID], each: int) -> Model:
    """A book with so many lines, and in each line's circle so many of these people in turn; by SQL alone, for size."""
    book = open_book()
    (first,) = write_lines(book, [(1, DAY)])
    vendor = connection.vendor
    numbers = (
        f"WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < {lines})"
        if vendor == "sqlite"
        else f"WITH n(i) AS (SELECT generate_series(2, {lines}))"
    )
    fresh = "lower(hex(randomblob(16)))" if vendor == "sqlite" else "gen_random_uuid()"
    columns = [f.column for f in first._meta.concrete_fields if f.column not in ("id", "uuid", "no", "level")]
    listed = ", ".join(f'"{c}"' for c in columns)
    with transaction.atomic(), guard.opened(), connection.cursor() as cursor:
        cursor.execute(
            f"{numbers if vendor != 'sqlite' else ''} INSERT INTO registry_entry (uuid, no, level, {listed}) "
            f"{numbers if vendor == 'sqlite' else ''} SELECT {fresh}, n.i, 1 + n.i % 3, "
            + ", ".join(f'e."{c}"' for c in columns)
            + f" FROM n, registry_entry e WHERE e.id = {first.pk}"
        )
        for turn in range(each):
            cursor.execute(
                "INSERT INTO access_member (person, object, place, why) "
                "SELECT "
                + case(people, f"(id + {turn} * (1 + id / {len(people)} %% 7)) %% {len(people)}")
                + ", uuid, id, 'test'"
                " FROM registry_entry WHERE book_id = %s ON CONFLICT DO NOTHING",
                [native(book.uuid)],  # type: ignore[attr-defined]
            )
        cursor.execute("ANALYZE")
    return book


def case(people: list[UUID], index: str) -> str:
    literal = "CAST('{}' AS uuid)" if connection.vendor == "postgresql" else "'{}'"
    whens = " ".join(f"WHEN {n} THEN {literal.format(native(p))}" for n, p in enumerate(people))
    return f"CASE {index} {whens} END"


def native(uuid: UUID) -> UUID | str:
    return uuid if connection.features.has_native_uuid_field else uuid.hex
