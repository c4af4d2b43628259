"""Opening a book and its volumes, and closing a volume for good."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.db.models import Max, Min

from somat.audit.change import AlreadyDone, change
from somat.audit.moment import today
from somat.audit.prepared import Prepared
from somat.law import volumes
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import Refused, demand
from somat.registry import checks, queries, verbs
from somat.registry.models import Book, Entry, Question, Series, Volume
from somat.registry.series import LINE


@dataclass(frozen=True)
class NewBook:
    """What opens a book: its kind, for all levels or one."""

    kind: str
    name: str
    level: Level | None = None
    symbol: str = ""


def open_book(new: NewBook, *, beside: Book | None = None, by: Actor, key: UUID | None = None) -> Book:
    """Open a book and its first volume; who is on duty for it is proposed and confirmed afterwards.

    `beside`: it shares the number series of this book, which must be of its kind (Refused).
    """
    with change(verbs.BOOK_OPEN, by=by, key=key) as act:
        demand(checks.may_share(new.kind, with_kind=beside.kind) if beside else None)
        book = Book(
            kind=new.kind,
            name=new.name,
            level=int(new.level) if new.level else None,
            series=beside.series if beside else uuid4(),
            symbol=new.symbol,
            opened_on=today(),
        )
        book.save(force_insert=True)
        act.about(book)
        first_volume(book, by=by)
    return book


def first_volume(book: Book, *, by: Actor) -> Volume:
    with change(verbs.VOLUME_OPEN, by=by) as act:
        day = today()
        volume = Volume(book=book, year=day.year, no=1, opened_on=day, first_no=1)
        volume.save(force_insert=True)
        act.about(volume)
    return volume


def open_volume(book: UUID, *, by: Actor, key: UUID | None = None) -> Volume:
    """Open the next volume: mid-year it goes on counting, in a new working year it begins at 01 (R-NUM-9).

    The one before is closed, or full: a full one is printed, signed and closed while the next is being written.
    """
    with change(verbs.VOLUME_OPEN, by=by, key=key) as act:
        day = today()
        found = queries.book(book, by=by)
        # locked before the look: of two who open at once the second sees what the first has opened
        Book.unchecked.select_for_update(no_key=True).get(pk=found.pk)
        last = Volume.unchecked.select_for_update().filter(book=found).order_by("-year", "-no").first()
        if last is not None and last.year == day.year:
            last = fill(last, number=last_number(found, last.year), on=day, by=by)
        demand(checks.may_open_next(last.state if last else None))
        same_year = last is not None and last.year == day.year
        volume = Volume(
            book=found,
            year=day.year,
            no=last.no + 1 if last is not None and same_year else 1,
            opened_on=day,
            first_no=last_number(found, day.year) + 1,
        )
        volume.save(force_insert=True)
        act.about(volume)
    return volume


def go_on(book: UUID, *, by: Actor, key: UUID | None = None) -> None:
    """See that a book has an open volume for the line that follows: the next one is opened, unless somebody has done so."""
    if current_volume(book) is not None:
        return
    try:
        open_volume(book, by=by, key=key)
    except AlreadyDone:
        return
    except Refused:
        if current_volume(book) is None:
            raise


def fills(volume: Volume, *, number: int, on: date) -> bool:
    """Whether line `number` is the last that an open volume holds."""
    return volumes.is_full(lines=number - volume.first_no + 1, on=on) and volume.state == Volume.State.OPEN


def fill(volume: Volume, *, number: int, on: date, by: Actor) -> Volume:
    """Mark an open volume full if line `number` was the last it holds; belongs into the act that writes that line."""
    if not fills(volume, number=number, on=on):
        return volume
    with change(verbs.VOLUME_FILL, by=by) as act:
        volume.state = Volume.State.FULL
        volume.save(update_fields=["state"])
        act.about(volume)
    return volume


def last_number(book: Book, year: int) -> int:
    """The last line number of a book in a working year; 0 before the first."""
    row = Series.unchecked.filter(kind=LINE, scope=book.uuid, year=year).first()
    return row.last if row else 0


def close_volume(uuid: UUID, *, pages: int, by: Actor, key: UUID | None = None) -> Volume:
    """Write the closing line and lock the volume: its printed pages, from which number to which, how many cancelled."""
    with change(verbs.VOLUME_CLOSE, by=by, key=key) as act:
        volume = queries.volume(uuid, by=by)
        volume = Volume.unchecked.select_for_update().get(pk=volume.pk)
        lines = Entry.unchecked.filter(volume=volume)
        waiting = Question.unchecked.filter(entry__volume=volume, state=Question.State.WAITING).count()
        demand(volumes.may_close(volume.life, pending=waiting, pages=pages))
        volume.pages = pages
        volume.state = Volume.State.CLOSED
        volume.closed_on = today()
        volume.closed_by = by.person
        volume.lines = lines.count()
        ends = lines.aggregate(first=Min("no"), last=Max("no"))
        volume.first_no, volume.last_no = ends["first"] or volume.first_no, ends["last"]
        volume.cancelled = lines.filter(state=Entry.State.CANCELLED).count()
        volume.corrected = lines.filter(corrected__gt=0).count()
        volume.save()
        act.about(volume)
    return volume


def current_volume(book: UUID) -> Volume | None:
    """The open volume of a book: read before the texts are sealed, since they are sealed under its key."""
    return CURRENT.first(book=book)


def newest_volume(book: UUID) -> Volume | None:
    """The volume a book was written in last, whatever became of it."""
    return Volume.unchecked.filter(book__uuid=book).order_by("-year", "-no").first()


CURRENT = Prepared(lambda book: Volume.unchecked.filter(book=book, state=Volume.State.OPEN).select_related("book"))
