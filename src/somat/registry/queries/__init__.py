"""What may be seen of the books. Every reading takes `by=`; what is hidden and what is absent look alike."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from somat.access.visible import own_places, visible_in_books, visible_to
from somat.audit.absent import NotFound as NotFound
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.registry.answering import may_answer
from somat.registry.models import (
    Book,
    Draft,
    Entry,
    Forward,
    Group,
    Printing,
    Question,
    Receipt,
    Recipient,
    Series,
    Volume,
)
from somat.registry.queries.handling import standing
from somat.registry.states import life

PAGE = 25
MOST_KEPT = 50  # saved groups, filters of the search and filters of the books of one person, each kind by itself
RECENT = 500
ACTORS = 128  # people whose statements are kept built
HALF_YEAR = timedelta(days=183)


@dataclass(frozen=True)
class Page:
    """A bounded piece of a list, newest first, and where the next piece begins (None at the end)."""

    entries: list[Entry]
    before: int | None


def books(*, by: Actor) -> list[Book]:
    """The books this person sees whole."""
    return list(Book.unchecked.filter(uuid__in=[s.book for s in by.books]).order_by("kind", "id"))


def book(uuid: UUID, *, by: Actor) -> Book:
    found = BOOK.first(uuid=uuid) if any(s.book == uuid for s in by.books) else None
    if found is None:
        raise NotFound(uuid)
    return found


BOOK = Prepared(lambda uuid: Book.unchecked.filter(uuid=uuid))


class VolumeName(NamedTuple):
    """What a choice of volumes needs: each list of a book shows the choice."""

    uuid: UUID
    no: int
    year: int
    state: str
    closed_by: UUID | None

    @property
    def life(self) -> str:
        return life(self.state, closed_by=self.closed_by)


def volume_names(book: Book, *, by: Actor) -> list[VolumeName]:
    """The newest volumes of a book by name, newest first, NAMED at most; all are on the page of volumes."""
    if not any(s.book == book.uuid for s in by.books):
        raise NotFound(book.uuid)
    return list(map(VolumeName._make, NAMES.rows(book=book.uuid)))


def volumes_of(uuids: Collection[UUID], *, by: Actor) -> dict[UUID, Volume]:
    """Some volumes by uuid, of the books that this person sees whole."""
    return {v.uuid: v for v in Volume.unchecked.filter(uuid__in=uuids, book__in=[s.book for s in by.books])}


def volume_name(uuid: UUID, *, of: Book, by: Actor) -> VolumeName:
    """An older volume of a book by name."""
    found = volume(uuid, by=by)
    if found.book_id != of.uuid:
        raise NotFound(uuid)
    return VolumeName(found.uuid, found.no, found.year, found.state, found.closed_by)


NAMED = 60  # volumes: some ten years of a large book
NAMES = Prepared[Any](
    lambda book: Volume.unchecked.filter(book=book).order_by("-year", "-no").values_list(*VolumeName._fields)[:NAMED]
)


def named_volume(name: VolumeName, *, by: Actor) -> Volume:
    """The whole volume behind a name."""
    found = VOLUME.first(uuid=name.uuid)
    if found is None or not any(s.book == found.book_id for s in by.books):
        raise NotFound(name.uuid)
    return found


VOLUME = Prepared(lambda uuid: Volume.unchecked.filter(uuid=uuid))


def volume(uuid: UUID, *, by: Actor) -> Volume:
    found = Volume.unchecked.filter(uuid=uuid, book__in=[s.book for s in by.books]).select_related("book").first()
    if found is None:
        raise NotFound(uuid)
    return found


def lines(volume: Volume, *, by: Actor, on: date, before: int | None = None, limit: int = PAGE) -> Page:
    """Lines of a volume downwards from `before` (a line number), newest first."""
    rows = Entry.unchecked.filter(visible_to(by, on), volume=volume)
    if before is not None:
        rows = rows.filter(no__lt=before)
    return page(rows.order_by("-no"), limit, by_no=True)


def book_lines(book: Book, *, by: Actor, on: date, before: int | None = None, limit: int = PAGE) -> Page:
    """Lines of a whole book, over its volumes, newest first."""
    rows = Entry.unchecked.filter(visible_in_books(by, on), book=book)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return page(rows.order_by("-id"), limit)


def own(*, by: Actor, on: date, kind: str = "", before: int | None = None, limit: int = PAGE) -> Page:
    """A person's own entries, those whose circle he is in, newest first; driven from his circle, not from the book."""
    asked = _own(by, on, kind, limit)
    return paged(asked.rows() if before is None else _own_before(by, on, kind, limit).rows(before=before), limit)


def own_rows(by: Actor, on: date, kind: str, limit: int, *, before: int | None = None) -> QuerySet[Entry]:
    rows = Entry.unchecked.filter(kind=kind) if kind else Entry.unchecked.all()
    return own_places(rows, by, on, before=before)[:limit]


# Kept for as long as a person's rights and the day stay the same: both are in the key.
@lru_cache(ACTORS)
def _own(by: Actor, on: date, kind: str, limit: int) -> Prepared[Entry]:
    return Prepared(lambda: own_rows(by, on, kind, limit))


@lru_cache(ACTORS)
def _own_before(by: Actor, on: date, kind: str, limit: int) -> Prepared[Entry]:
    return Prepared(lambda before: own_rows(by, on, kind, limit, before=before))


@lru_cache(ACTORS)
def _one(by: Actor, on: date) -> Prepared[Entry]:
    return Prepared(lambda uuid: Entry.unchecked.filter(visible_to(by, on), uuid=uuid))


@lru_cache(ACTORS)
def _some(by: Actor, on: date) -> Prepared[Entry]:
    return Prepared(lambda among: Entry.unchecked.filter(visible_to(by, on), uuid__in=among))


def page(rows: QuerySet[Entry], limit: int, *, by_no: bool = False) -> Page:
    return paged(list(rows[:limit]), limit, by_no=by_no)


def paged(found: list[Entry], limit: int, *, by_no: bool = False) -> Page:
    last = (found[-1].no if by_no else found[-1].pk) if len(found) == limit else None
    return Page(found, last)


def entry(uuid: UUID, *, by: Actor, on: date, lock: bool = False) -> Entry:
    """One line, or NotFound: hidden and absent look alike."""
    if lock:
        rows = Entry.unchecked.filter(visible_to(by, on), uuid=uuid)
        found = rows.select_for_update(of=("self",)).first()
    else:
        found = _one(by, on).first(uuid=uuid)
    if found is None:
        raise NotFound(uuid)
    return found


def entries(uuids: Sequence[UUID], *, by: Actor, on: date) -> list[Entry]:
    """These lines as far as they may be seen, in the order asked; at most a page of them."""
    found = {e.uuid: e for e in _some(by, on).among(list(uuids)[: PAGE * 4])}
    return [found[u] for u in uuids if u in found]


def recipients(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[Recipient]]:
    """Recipients of lines already read through this room, by line."""
    by_entry: dict[UUID, list[Recipient]] = {e.uuid: [] for e in found}
    for recipient in RECIPIENTS.among(by_entry):
        by_entry[recipient.entry_id].append(recipient)
    return by_entry


def receipts(found: Sequence[Entry], *, by: Actor) -> dict[UUID, Receipt]:
    """Signatures of lines already read through this room, by recipient."""
    return {r.recipient_id: r for r in RECEIPTS.among([e.uuid for e in found])}


def questions(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[Question]]:
    """What was asked about lines already read, oldest first."""
    by_entry: dict[UUID, list[Question]] = {}
    for asked in QUESTIONS.among([e.uuid for e in found]):
        by_entry.setdefault(asked.entry_id, []).append(asked)
    return by_entry


def forwards(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[Forward]]:
    by_entry: dict[UUID, list[Forward]] = {}
    for step in FORWARDS.among([e.uuid for e in found]):
        by_entry.setdefault(step.entry_id, []).append(step)
    return by_entry


RECIPIENTS = Prepared(lambda among: Recipient.unchecked.filter(entry__in=among).order_by("ordinal"))
RECEIPTS = Prepared(lambda among: Receipt.unchecked.filter(entry__in=among))
QUESTIONS = Prepared(lambda among: Question.unchecked.filter(entry__in=among).order_by("id"))
FORWARDS = Prepared(lambda among: Forward.unchecked.filter(entry__in=among).order_by("ordinal"))


def draft(uuid: UUID, *, by: Actor, lock: bool = False) -> Draft:
    """An open draft: the owner's own, or one that waits for a number in a book on which this person is on duty."""
    mine = Q(owner=by.person) | Q(book__in=by.keeps, purpose=Book.Kind.OUT)
    rows = Draft.unchecked.filter(mine, uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None or ((by.clearance is None or found.level > by.clearance.level) and found.purpose != "form"):
        raise NotFound(uuid)
    return found


def drafts_waiting(*, by: Actor, limit: int = PAGE) -> list[Draft]:
    """Signed papers that wait for a number in this person's books, oldest signature first."""
    level = by.clearance.level if by.clearance else 0
    rows = Draft.unchecked.filter(book__in=by.keeps, purpose=Book.Kind.OUT, state=Draft.State.OPEN, level__lte=level)
    return list(rows.order_by("signed_on", "id")[:limit])


def printings(volume: Volume, *, by: Actor, limit: int = PAGE) -> list[Printing]:
    return list(Printing.unchecked.filter(volume=volume.uuid).order_by("-id")[:limit])


def question(uuid: UUID, *, by: Actor, on: date, lock: bool = False) -> Question:
    """A question that waits for an answer, about a line this person may see."""
    rows = Question.unchecked.filter(uuid=uuid, state=Question.State.WAITING)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    entry(found.entry_id, by=by, on=on)
    return found


def alike(book: Book, *, by: Actor, on: date, **same: object) -> list[Entry]:
    """Up to three recent lines of a book with the same plain columns; for the warning before a second writing."""
    rows = Entry.unchecked.filter(visible_to(by, on), book=book, state=Entry.State.LIVE)
    recent = rows.order_by("-id").values("id")[:RECENT]
    return list(rows.filter(id__in=recent, **same).order_by("-id")[:3])


def open_volume(book: Book, *, by: Actor) -> Volume | None:
    """The volume that is being written; the book must be one this person sees whole."""
    if not any(s.book == book.uuid for s in by.books):
        raise NotFound(book.uuid)
    return OPEN.first(book=book.uuid)


OPEN = Prepared(lambda book: Volume.unchecked.filter(book=book, state=Volume.State.OPEN))


def full_volumes(*, by: Actor, limit: int = PAGE) -> list[Any]:
    """Volumes of this person's books that are full and not yet closed, oldest first.

    Each with `filled_at`, when its last line was written, and `followed`, whether its book has an open volume again.
    """
    if not by.keeps:
        return []
    newest = Entry.unchecked.filter(volume=OuterRef("uuid")).order_by("-no").values("registered_at")[:1]
    following = Volume.unchecked.filter(book=OuterRef("book"), state=Volume.State.OPEN)
    rows = Volume.unchecked.filter(book__uuid__in=by.keeps, state=Volume.State.FULL)
    rows = rows.annotate(filled_at=Subquery(newest), followed=Exists(following))
    return list(rows.select_related("book").order_by("id")[:limit])


def newest_volume(book: Book, *, by: Actor) -> Volume | None:
    """The volume a book was written in last, whatever became of it."""
    if not any(s.book == book.uuid for s in by.books):
        raise NotFound(book.uuid)
    return Volume.unchecked.filter(book=book).order_by("-year", "-no").first()


def next_number(volume: Volume, *, by: Actor) -> int:
    """The number the next line would take, if nobody takes it before."""
    row = NUMBERS.first(scope=volume.book_id, year=volume.year)
    return row.last + 1 if row else volume.first_no


NUMBERS = Prepared(lambda scope, year: Series.unchecked.filter(kind="line", scope=scope, year=year))


def questions_waiting(*, by: Actor, on: date, limit: int = PAGE) -> list[Question]:
    """What waits for an answer, about lines this person may see and did not ask about himself."""
    rows = Question.unchecked.filter(state=Question.State.WAITING).exclude(asked_by=by.person)
    rows = rows.select_related("entry").order_by("id")[: limit * 2]
    seen = {e.uuid for e in entries([q.entry_id for q in rows], by=by, on=on)}
    return [q for q in rows if q.entry_id in seen and may_answer(q, q.entry, by=by, on=on)][:limit]


def due(*, by: Actor, on: date, until: date, limit: int = PAGE) -> list[Entry]:
    """Arrivals to be handled by `until`, neither answered nor handled without a reply, soonest first."""
    rows = Entry.unchecked.filter(
        visible_to(by, on), due_on__lte=until, due_on__isnull=False, answered_by=None, state=Entry.State.LIVE
    )
    return list(rows.filter(~Exists(standing())).order_by("due_on", "id")[:limit])


def to_sign(*, by: Actor, on: date, limit: int = PAGE) -> list[Recipient]:
    """Copies sent to this person that he has not signed for."""
    signed = Receipt.unchecked.filter(recipient=OuterRef("uuid"))
    rows = Recipient.unchecked.filter(~Exists(signed), person=by.person, entry__state=Entry.State.LIVE)
    return list(rows.select_related("entry").order_by("-id")[:limit])


def forwarded(*, by: Actor, limit: int = PAGE) -> list[Forward]:
    """Arrivals handed on to this person that he has not taken over."""
    rows = Forward.unchecked.filter(person=by.person, received_at=None).select_related("entry")
    return list(rows.order_by("-id")[:limit])


def to_complete(*, by: Actor, on: date, limit: int = PAGE) -> list[Entry]:
    """Envelopes that only this person may open, whose line he has not completed."""
    rows = own_places(Entry.unchecked.filter(named_only=True, completed=False), by, on)
    return list(rows[:limit])


def unsigned(book: Book, *, by: Actor, on: date, limit: int = PAGE) -> list[Entry]:
    """Outgoing lines of a book with a recipient who has not signed, oldest first, of the last half year."""
    signed = Receipt.unchecked.filter(recipient=OuterRef("uuid"))
    waiting = Recipient.unchecked.filter(~Exists(signed), entry=OuterRef("uuid"))
    rows = Entry.unchecked.filter(visible_to(by, on), book=book, state=Entry.State.LIVE, day__gte=on - HALF_YEAR)
    return list(rows.filter(Exists(waiting)).order_by("id")[:limit])


def groups(purpose: str, *, by: Actor) -> list[Group]:
    """A person's own saved groups or filters: all of them, since no more can be saved."""
    return GROUPS.rows(owner=by.person, purpose=purpose)


GROUPS = Prepared(
    lambda owner, purpose: Group.unchecked.filter(owner=owner, purpose=purpose, dropped=False).order_by("id")[
        :MOST_KEPT
    ]
)


def outgoing_numbered(no: int, *, year: int, by: Actor, on: date) -> list[Entry]:
    """The outgoing lines of this number, one of each book at most, among those this person may see; live ones if there are any."""
    rows = Entry.unchecked.filter(visible_to(by, on), kind=Book.Kind.OUT, year=year, no=no).order_by("id")
    found = list(rows[:PAGE])
    return [entry for entry in found if entry.state == Entry.State.LIVE] or found


def all_books(*, by: Actor) -> list[Book]:
    """Names of all books, for those who give them to clerks; the lines inside stay closed to them."""
    if not by.duties & {Duty.CLEARANCE_PROPOSE, Duty.CLEARANCE_CONFIRM}:
        return books(by=by)
    return list(Book.unchecked.order_by("kind", "id")[:50])
