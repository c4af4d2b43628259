"""The bulk loader: lines by the hundred thousand with the product's own sealing, rows and leaves; `somat verify` holds on the result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model

from bench.rows import Inserter
from bench.words import text
from somat.access.models import Member
from somat.audit import guard, rows
from somat.audit.leaf import Facts, body
from somat.audit.models import Leaf
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.actions.issue import TABLE
from somat.registry.models import Book, Entry, Recipient, Series, Volume
from somat.registry.words import Words, plain
from somat.vault import client
from somat.vault.models import Sealed

STEP = 2_500
FULL = 5_000  # lines of a volume


@dataclass(frozen=True)
class Load:
    """What is to be written: so many lines, of which the newest `hidden` are dated today and closed to the people of `behind`.

    `circles` says of each person how many lines lie between two of his own.
    """

    book: Book
    count: int
    hidden: int
    circles: dict[UUID, int]
    behind: frozenset[UUID]
    today: date

    def day(self, at: int) -> date:
        """The day of the line with this number (from 0): spread over the year, the newest ones today."""
        older = self.count - self.hidden
        if at >= older:
            return self.today
        days = max(1, self.today.timetuple().tm_yday - 2)
        return self.today - timedelta(days=1 + (older - 1 - at) * days // older)

    def circle(self, at: int) -> list[UUID]:
        late = at >= self.count - self.hidden
        return [who for who, every in self.circles.items() if at % every == 0 and not (late and who in self.behind)]


@dataclass
class Batch:
    """Lines with their sealed words, ready to be written."""

    first: int
    entries: list[Entry]
    sealed: list[client.SealedValue]


def load(plan: Load, *, clerk: Actor) -> Iterator[int]:
    """Write the lines into the open volume and those after it; yields how many are there. One batch is sealed while another is written."""
    inserter = Inserter()
    with ThreadPoolExecutor(1) as sealer:
        for volume, first, last in volumes(plan, clerk):
            waiting = None
            for start in [*range(first, last, STEP), last]:
                ready = waiting.result() if waiting else None
                waiting = sealer.submit(sealed_batch, plan, volume, start, min(start + STEP, last), clerk)
                if ready is not None:
                    write(plan, ready, inserter=inserter, clerk=clerk)
                    client.poke()
                    yield ready.first + len(ready.entries)


def volumes(plan: Load, clerk: Actor) -> Iterator[tuple[Volume, int, int]]:
    """The open volume and every further one, each with the range of its lines (from 0)."""
    for first in range(0, plan.count, FULL):
        if first:
            open_ = Volume.unchecked.get(book=plan.book, state="open")
            close_volume(open_.uuid, pages=FULL // 12, by=clerk)
            open_volume(plan.book.uuid, by=clerk)
        yield Volume.unchecked.get(book=plan.book, state="open"), first, min(first + FULL, plan.count)


def sealed_batch(plan: Load, volume: Volume, first: int, last: int, clerk: Actor) -> Batch:
    at = datetime.now(UTC)
    entries = [entry_of(plan, volume, number, clerk=clerk.person, at=at) for number in range(first, last)]
    items = [
        item
        for number, entry in enumerate(entries, first)
        for item in plain(
            words_of(number, plan.count),
            table=TABLE,
            row=entry.uuid,
            level=Level(entry.level),
            key=volume.uuid,
            version=1,
        )
    ]
    return Batch(first, entries, client.seal(items) if items else [])


def words_of(number: int, count: int) -> Words:
    return Words(text(number, count), {"basis": "Quyết định 01/QĐ-MH, mục 2: số liệu giả định"})


def entry_of(plan: Load, volume: Volume, number: int, *, clerk: UUID, at: datetime) -> Entry:
    return Entry(
        uuid=uuid4(),
        kind="out",
        book_id=volume.book_id,
        volume_id=volume.uuid,
        year=volume.year,
        no=number + 1,
        level=1 if Random(number).random() < 0.8 else 2,
        day=plan.day(number),
        registered_at=at,
        registered_by=clerk,
        series=plan.book.series,
        doc_number=number + 1,
        symbol="BC-UBND",
        doc_type="BC",
        signer="Nguyễn Trọng An",
        unit="Văn phòng",
        copies=2,
        basis="stated",
        regime="law-2025",
    )


def write(plan: Load, batch: Batch, *, inserter: Inserter, clerk: Actor) -> None:
    """One transaction: the lines, all that belongs to them, a leaf for each, and the series moved on."""
    entries, at = batch.entries, batch.entries[-1].registered_at
    last = batch.first + len(entries)
    inserter.number(entries)
    recipients = [recipient_of(e) for e in entries]
    members = [
        Member(person=who, object=e.uuid, place=e.pk, why="drafter")
        for number, e in enumerate(entries, batch.first)
        for who in plan.circle(number)
    ]
    values = [sealed_of(value) for value in batch.sealed]
    for made in (recipients, members, values):
        inserter.number(made)
    parts = together(entries, recipients, members, values)
    leaves = [leaf_of(e, parts[e.uuid], clerk=clerk, at=at) for e in entries]
    inserter.number(leaves)
    with transaction.atomic(), guard.opened():
        for made in (entries, recipients, members, values, leaves):
            inserter.insert(made)
        for kind, scope in (("line", plan.book.uuid), ("document", plan.book.series)):
            Series.unchecked.update_or_create(
                kind=kind, scope=scope, year=entries[0].year, defaults={"last": last, "at": at}
            )


def sealed_of(value: client.SealedValue) -> Sealed:
    return Sealed(
        table=value.table,
        row=value.row,
        column=value.column,
        version=value.version,
        level=int(value.level),
        key=value.key,
        ciphertext=value.ciphertext,
    )


def recipient_of(entry: Entry) -> Recipient:
    return Recipient(entry_id=entry.uuid, ordinal=1, level=entry.level, body="Công an tỉnh Giả Định", copy_no=1)


def together(
    entries: Sequence[Entry], recipients: Sequence[Recipient], members: Sequence[Member], sealed: Sequence[Sealed]
) -> dict[UUID, list[Model]]:
    """All rows of each line's aggregate."""
    parts: dict[UUID, list[Model]] = {e.uuid: [e] for e in entries}
    for recipient in recipients:
        parts[recipient.entry_id].append(recipient)
    for member in members:
        parts[member.object].append(member)
    for value in sealed:
        parts[value.row].append(value)
    return parts


def leaf_of(entry: Entry, made: list[Model], *, clerk: Actor, at: datetime) -> Leaf:
    row = rows.digest_of(TABLE, made)
    facts = Facts(
        leaf=uuid4(),
        at=at,
        actor=clerk.person,
        verb="entry.issue",
        station=clerk.workstation,
        object=entry.uuid,
        row=row,
    )
    return Leaf(
        uuid=facts.leaf,
        body=body(facts),
        at=at,
        actor=facts.actor,
        verb=facts.verb,
        object=entry.uuid,
        decision=facts.decision,
        row=row,
    )
