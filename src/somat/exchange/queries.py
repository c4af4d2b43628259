"""What lies on the desk: the envelopes of the incoming books that this person keeps, those put before the head, and his imports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Q, QuerySet

from somat.audit.absent import NotFound
from somat.exchange.models import Content, Envelope, Import, Step
from somat.law import receiving
from somat.law.access import Actor, decides
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Duty
from somat.registry.queries.lists import end_of, start_of

DONE = (receiving.Envelope.REGISTERED, receiving.Envelope.RETURNED)
MOST = 50
PAGE = 25
SHOWN = 20  # imports of a person, newest first


def seen(by: Actor, on: date) -> QuerySet[Envelope]:
    """Envelopes of his books up to his clearance; a leader, or his deputy, sees those that wait for the head."""
    clearance = by.clearance
    if clearance is None or not clearance.since <= on <= clearance.until:
        return Envelope.unchecked.none()
    held = [s for s in by.books if s.book in by.keeps and s.since <= on <= s.until and clearance.level >= s.level]
    mine = Q(book__in=[s.book for s in held])
    if levels := [level for level in Level if may_clear(by, level, on=on)]:
        mine |= Q(state=receiving.Envelope.WITH_HEAD, level__lte=int(max(levels)))
    return Envelope.unchecked.filter(mine, level__lte=int(clearance.level))


def may_clear(by: Actor, level: Level, *, on: date) -> bool:
    """Whether an envelope with signs of opening is for this person to let go on."""
    return decides(by, Power.BOOK, duty=Duty.ENTRY_CONFIRM, level=level, on=on)


def on_desk(*, by: Actor, on: date) -> list[Envelope]:
    """What is not finished, oldest first."""
    return list(seen(by, on).exclude(state__in=DONE).order_by("id")[:MOST])


def envelope(uuid: UUID, *, by: Actor, on: date, lock: bool = False) -> Envelope:
    """One envelope, or NotFound."""
    rows = seen(by, on).filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


class Past(StrEnum):
    """Why an envelope is looked for afterwards."""

    OPENED = "opened"
    PACKING = "packing"
    RETURNED = "returned"


@dataclass(frozen=True)
class PastPage:
    """A bounded piece of the list, newest first; `before` is where the next piece begins, None at the end."""

    envelopes: list[Envelope]
    before: int | None


def past_seen(by: Actor, on: date) -> QuerySet[Envelope]:
    """The envelopes of the books that he keeps, and of those that he inspects the ones that came on the days of his decision."""
    clearance = by.clearance
    if clearance is None or not clearance.since <= on <= clearance.until:
        return Envelope.unchecked.none()
    mine = Q(pk__in=[])
    for scope in by.books:
        if scope.since <= on <= scope.until and clearance.level >= scope.level:
            mine |= Q(book=scope.book) & received(scope.first, scope.last)
    return Envelope.unchecked.filter(mine, level__lte=int(clearance.level))


def received(first: date | None, last: date | None) -> Q:
    """Handed over on these days in Vietnam, both included; None leaves an end open."""
    within = Q()
    if first is not None:
        within &= Q(received_at__gte=start_of(first))
    if last is not None:
        within &= Q(received_at__lt=end_of(last))
    return within


def past(why: Past | None, *, since: date, until: date, by: Actor, on: date, before: int | None = None) -> PastPage:
    """Envelopes with signs of opening, wrongly packed or returned, handed over between two days; None asks for all of them.

    Each reason is read along its own index, newest first and no further than the page.
    """
    rows = past_seen(by, on).filter(received(since, until))
    if before is not None:
        rows = rows.filter(id__lt=before)
    places: set[int] = set()
    for reason in [reason for one in (Past if why is None else [why]) for reason in REASONS[one]]:
        places.update(rows.filter(reason).order_by("-id").values_list("id", flat=True)[: PAGE + 1])
    newest = sorted(places, reverse=True)[: PAGE + 1]
    found = list(Envelope.unchecked.filter(id__in=newest[:PAGE]).order_by("-id"))
    return PastPage(found, found[-1].pk if len(newest) > PAGE else None)


ASKED = Step.unchecked.filter(act=receiving.Act.ASK_SENDER).values("envelope")
REASONS = {
    Past.OPENED: [Q(incident=True)],
    Past.PACKING: [Q(uuid__in=ASKED), Q(state=receiving.Envelope.AWAITING_CORRECTION)],
    Past.RETURNED: [Q(state=receiving.Envelope.RETURNED)],
}


def steps(envelopes: Sequence[Envelope], *, by: Actor) -> dict[UUID, list[Step]]:
    """What stopped envelopes already read and let them go on, oldest first."""
    found: dict[UUID, list[Step]] = {}
    for one in Step.unchecked.filter(envelope__in=[e.uuid for e in envelopes]).order_by("ordinal"):
        found.setdefault(one.envelope_id, []).append(one)
    return found


def contents(envelope: Envelope) -> list[UUID]:
    """The lines of the papers that came in an envelope already read."""
    return list(Content.unchecked.filter(envelope=envelope).order_by("id").values_list("entry", flat=True))


def own(uuid: UUID, *, by: Actor, lock: bool = False) -> Import:
    """A person's own import that is not dropped."""
    rows = Import.unchecked.filter(uuid=uuid, by=by.person).exclude(state=Import.State.DROPPED)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def imports(*, by: Actor) -> list[Import]:
    """A person's imports, newest first."""
    return list(Import.unchecked.filter(by=by.person).exclude(state=Import.State.DROPPED).order_by("-id")[:SHOWN])
