"""What lies on the desk: the envelopes of the incoming books that this person keeps, those put before the head, and his imports."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from somat.audit.absent import NotFound
from somat.exchange.models import Content, Envelope, Import
from somat.law import receiving
from somat.law.access import Actor
from somat.law.roles import Duty

DONE = (receiving.Envelope.REGISTERED, receiving.Envelope.RETURNED)
MOST = 50
SHOWN = 20  # imports of a person, newest first


def seen(by: Actor, on: date) -> QuerySet[Envelope]:
    """Envelopes of his books up to his clearance; a leader sees those that wait for the head."""
    clearance = by.clearance
    if clearance is None or not clearance.since <= on <= clearance.until:
        return Envelope.unchecked.none()
    held = [s for s in by.books if s.book in by.keeps and s.since <= on <= s.until and clearance.level >= s.level]
    mine = Q(book__in=[s.book for s in held])
    if Duty.ENTRY_CONFIRM in by.duties:
        mine |= Q(state=receiving.Envelope.WITH_HEAD)
    return Envelope.unchecked.filter(mine, level__lte=int(clearance.level))


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
