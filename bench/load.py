"""The bulk loader: lines by the hundred thousand with the product's own sealing, rows and leaves; `somat verify` holds on the result."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Model

from somat.access.models import Member
from somat.audit import guard, rows
from somat.audit.leaf import Facts, body
from somat.audit.models import Leaf
from somat.cli.demo_words import OUT
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry.actions.books import close_volume, open_volume
from somat.registry.models import Entry, Recipient, Series, Volume
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

STEP = 2_500
MOST = 5_000  # lines of a volume


def load(book: object, count: int, *, clerk: Actor, half: UUID, few: UUID, series: UUID) -> None:
    """Add `count` issued lines: `half` is in the circle of every second one, `few` of every thousandth."""
    chance, actor = Random(7), clerk.person
    volume = Volume.unchecked.get(book=book, state="open")  # type: ignore[misc]
    row = Series.unchecked.filter(kind="line", scope=volume.book_id).first()
    no = row.last if row else 0
    at = datetime.now(UTC) - timedelta(hours=1)
    for start in range(0, count, STEP):
        size = min(STEP, count - start)
        if no - volume.first_no + 1 >= MOST:
            close_volume(volume.uuid, pages=400, by=clerk)
            volume = open_volume(volume.book_id, by=clerk)
        entries = [entry_of(volume, no + 1 + i, series=series, actor=actor, at=at, chance=chance) for i in range(size)]
        words = [Words(text_of(chance), {"note": ""}) for _ in entries]
        sealed = client.seal(
            [
                item
                for e, w in zip(entries, words, strict=True)
                for item in plain(
                    w, table="registry_entry", row=e.uuid, level=Level(e.level), key=volume.uuid, version=1
                )
            ]
        )
        with transaction.atomic(), guard.opened():
            write(entries, sealed, actor=actor, half=half, few=few, at=at)
            no += size
            for kind, scope in (("line", volume.book_id), ("document", series)):
                Series.unchecked.update_or_create(
                    kind=kind, scope=scope, year=volume.year, defaults={"last": no, "at": at}
                )
    client.poke()


def entry_of(volume: Volume, no: int, *, series: UUID, actor: UUID, at: datetime, chance: Random) -> Entry:
    return Entry(
        uuid=uuid4(),
        kind="out",
        book_id=volume.book_id,
        volume_id=volume.uuid,
        year=volume.year,
        no=no,
        level=1 if chance.random() < 0.8 else 2,
        day=at.date(),
        registered_at=at,
        registered_by=actor,
        series=series,
        doc_number=no,
        symbol="BC-UBND",
        doc_type="BC",
        signer="Nguyễn Văn An",
        unit="Văn phòng",
        copies=2,
        regime="law-2025",
        basis="missing",
    )


def text_of(chance: Random) -> str:
    return chance.choice(OUT)[1].format(n=chance.randint(1, 10_000), q="III")


def write(
    entries: list[Entry], sealed: list[client.SealedValue], *, actor: UUID, half: UUID, few: UUID, at: datetime
) -> None:
    Entry.unchecked.bulk_create(entries)
    recipients = Recipient.unchecked.bulk_create(
        Recipient(entry_id=e.uuid, ordinal=1, level=e.level, body="Công an tỉnh", copy_no=1) for e in entries
    )
    members = Member.unchecked.bulk_create(
        Member(person=who, object=e.uuid, place=e.pk, why="recipient")
        for e in entries
        for who, every in ((half, 2), (few, 1000))
        if e.no % every == 0
    )
    kept = vault.keep(sealed)
    parts: dict[UUID, list[Model]] = {e.uuid: [e] for e in entries}
    for r in recipients:
        parts[r.entry_id].append(r)
    for m in members:
        parts[m.object].append(m)
    for s in kept:
        parts[s.row].append(s)
    Leaf.unchecked.bulk_create(leaf_of(e, parts[e.uuid], actor=actor, at=at) for e in entries)


def leaf_of(entry: Entry, made: list[Model], *, actor: UUID, at: datetime) -> Leaf:
    row = rows.digest_of("registry_entry", made)
    facts = Facts(leaf=uuid4(), at=at, actor=actor, verb="entry.issue", object=entry.uuid, row=row)
    return Leaf(
        uuid=facts.leaf,
        body=body(facts),
        at=at,
        actor=actor,
        verb=facts.verb,
        object=entry.uuid,
        decision=facts.decision,
        row=row,
    )
