"""How arrivals were handled that need no reply: what was written of lines already read, and what of it counts in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import TruncDate

from somat.audit.moment import VIETNAM
from somat.audit.prepared import Prepared
from somat.law.access import Actor
from somat.registry.models import Entry, Handling

TABLE = "registry_handling"


def handlings(found: Sequence[Entry], *, by: Actor) -> dict[UUID, list[Handling]]:
    """What was written of lines already read through this room, oldest first."""
    by_entry: dict[UUID, list[Handling]] = {}
    for one in HANDLINGS.among([e.uuid for e in found if e.kind == "in"]):
        by_entry.setdefault(one.entry_id, []).append(one)
    return by_entry


HANDLINGS = Prepared(lambda among: Handling.unchecked.filter(entry__in=among).order_by("ordinal"))


def standing() -> QuerySet[Handling]:
    """Over rows of lines: the newest writing about each, if it says that the line was handled."""
    later = Handling.unchecked.filter(entry=OuterRef("entry"), ordinal__gt=OuterRef("ordinal"))
    return Handling.unchecked.filter(~Exists(later), entry=OuterRef("uuid"), done_on__isnull=False)


def done_on() -> Subquery:
    """The day on which a line was handled; NULL where nobody says so any more."""
    return Subquery(standing().values("done_on")[:1])


def written_on() -> Subquery:
    """The day in Vietnam since which a line stands as handled."""
    return Subquery(in_days().values("written_on")[:1])


def in_time() -> Exists:
    """Handled by the last day for it, and written down by then: a day written afterwards makes nothing timely."""
    return Exists(in_days().filter(done_on__lte=OuterRef("due_on"), written_on__lte=OuterRef("due_on")))


def in_days() -> QuerySet[Any]:
    return standing().annotate(written_on=TruncDate("since", tzinfo=VIETNAM))
