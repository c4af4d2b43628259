"""Rights in force, proposals that wait, who is on duty for a book, and the circle of an entry."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from somat.access.models import Member, Proposal, Right, Terms
from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.audit.prepared import Prepared
from somat.law.access import Actor, decides
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Duty, Role
from somat.people.queries import deputies

WATCHERS = frozenset({Duty.CLEARANCE_PROPOSE, Duty.CLEARANCE_CONFIRM})


def in_force(on: date) -> Q:
    """Rights whose period covers the day, both ends included."""
    return Q(since__lte=on, until__gte=on)


def watches(by: Actor) -> bool:
    """Whether this person proposes or confirms, and so sees what others hold."""
    return bool(by.duties & WATCHERS)


def rights_in_force(person: UUID, *, on: date) -> list[Right]:
    """What a person holds on that day: at most a handful of rows."""
    return list(Right.unchecked.filter(in_force(on), person=person).order_by("-level", "id"))


def rights(person: UUID, *, by: Actor) -> list[Right]:
    """All rights of a person, past and coming too, newest first: for himself and for those who propose or confirm."""
    if person != by.person and not by.duties & WATCHERS:
        return []
    return list(Right.unchecked.filter(person=person).order_by("-since", "-id"))


def highest(persons: Collection[UUID], *, on: date) -> dict[UUID, int]:
    """The highest clearance in force of each of these people; who has none is missing."""
    rows = Right.unchecked.filter(in_force(on), kind=Right.Kind.CLEARANCE, person__in=persons)
    found: dict[UUID, int] = {}
    for person, level in rows.values_list("person", "level"):
        found[person] = max(level, found.get(person, 0))
    return found


def on_duty(book: UUID, *, on: date, by: Actor) -> list[UUID]:
    """Who keeps a book on that day (an inspector's range is no keeping), in the order in which they were given it."""
    rows = Right.unchecked.filter(in_force(on), kind=Right.Kind.BOOK, book=book)
    rows = rows.exclude(proposal__kind=Proposal.Kind.INSPECTOR)
    return list(dict.fromkeys(rows.order_by("id").values_list("person", flat=True)))


def kept(books: Collection[UUID], *, on: date) -> set[UUID]:
    """Those of the books that somebody keeps on that day or will keep."""
    rows = Right.unchecked.filter(kind=Right.Kind.BOOK, book__in=books, until__gte=on)
    found = rows.exclude(proposal__kind=Proposal.Kind.INSPECTOR).values_list("book", flat=True)
    return {book for book in found if book is not None}


def duties(person: UUID, book: UUID, *, since: date, until: date) -> list[Right]:
    """A person's duties over a book that share a day with a period, locked for the act that changes them."""
    rows = Right.unchecked.filter(person=person, book=book, kind=Right.Kind.BOOK, since__lte=until, until__gte=since)
    return list(rows.exclude(proposal__kind=Proposal.Kind.INSPECTOR).select_for_update().order_by("id"))


def waiting(*, by: Actor, limit: int = 50) -> list[Proposal]:
    """Proposals that wait: all for a leader or a security officer, for others those about themselves. Oldest first."""
    return list(seen(by).filter(state=Proposal.State.WAITING).order_by("id")[:limit])


def answerable(*, by: Actor, limit: int = 50) -> list[Proposal]:
    """The waiting proposals that this person may answer: not his own, and not about him."""
    rows = seen(by).filter(state=Proposal.State.WAITING).exclude(Q(proposed_by=by.person) | Q(person=by.person))
    others = Q(kind=Proposal.Kind.DEPUTY) & ~Q(instead_of=by.person)
    found = rows.exclude(others).order_by("id")[:limit] if Duty.CLEARANCE_CONFIRM in by.duties else []
    return [one for one in found if may_answer(one, by=by, on=today())]


def may_answer(proposal: Proposal, *, by: Actor, on: date) -> bool:
    """Whether a proposal is one for a deputy's answer; a leader's are all, and whom to make a leader is theirs alone."""
    duty = Duty.CLEARANCE_CONFIRM
    if duty in by.lent and (proposal.role == Role.LD or proposal.kind == Proposal.Kind.DEPUTY):
        return False
    level, unit = Level(proposal.level or min(Level)), deputies.unit_name(proposal.person) if by.delegations else ""
    return decides(by, Power.ADMIT, duty=duty, level=level, unit=unit, on=on)


def handovers(*, by: Actor, limit: int = 50) -> list[Proposal]:
    """Confirmed decisions by which a book goes from one clerk to another, newest first: his own, or all for who decides."""
    rows = seen(by).filter(state=Proposal.State.CONFIRMED, instead_of__isnull=False, book__isnull=False)
    return list(rows.order_by("-since", "-id")[:limit])


def proposal(uuid: UUID, *, by: Actor, lock: bool = False) -> Proposal:
    """One proposal, or NotFound."""
    rows = seen(by).filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def terms(proposals: Collection[UUID]) -> dict[UUID, Terms]:
    """What the proposed delegations among these proposals cover."""
    return {row.proposal_id: row for row in Terms.unchecked.filter(proposal__uuid__in=proposals)}


def seen(by: Actor) -> QuerySet[Proposal]:
    mine = Q(person=by.person) | Q(instead_of=by.person)
    return Proposal.unchecked.all() if by.duties & WATCHERS else Proposal.unchecked.filter(mine)


def staying(on: date) -> Q:
    """Memberships of a circle that have not ended before that day."""
    return Q(until=None) | Q(until__gte=on)


def memberships(person: UUID, *, on: date) -> QuerySet[Member]:
    """The circles in which a person is on that day, as rows for a sub-query; visible.py alone builds on it."""
    return Member.unchecked.filter(staying(on), person=person)


def members(object: UUID, *, on: date | None = None) -> list[Member]:
    """The circle of an entry that the caller has already read through its own room; `on` leaves out who has ended."""
    return EVER_IN.rows(object=object) if on is None else NOW_IN.rows(object=object, on=on)


EVER_IN = Prepared(lambda object: Member.unchecked.filter(object=object).order_by("id"))
NOW_IN = Prepared(lambda object, on: Member.unchecked.filter(staying(on), object=object).order_by("id"))


def is_member(person: UUID, object: UUID, *, on: date) -> bool:
    return memberships(person, on=on).filter(object=object).exists()


def circles(objects: Sequence[UUID], *, on: date) -> dict[UUID, list[UUID]]:
    """The people in the circles of entries already read, by entry."""
    found: dict[UUID, list[UUID]] = {uuid: [] for uuid in objects}
    for member in Member.unchecked.filter(staying(on), object__in=objects).order_by("id"):
        found[member.object].append(member.person)
    return found
