"""The ĐẾN stamp of an arrival: what it says is taken from the line of the book, and nobody types it again (R-IN-7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, QueryDict

from somat.access.queries import members
from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.numbering import printed
from somat.law.receiving import Envelope, arrival_stamp, may_stamp
from somat.law.refusal import Refusal
from somat.registry import queries
from somat.web import links

CODE = "C-ĐẾN"
NAME = f"d-{CODE}"  # of its box on the page of stamps


@dataclass(frozen=True)
class Arrival:
    """A line whose stamp is filled: the facts by the names of the stamp's fields, and its lines as the law words them."""

    uuid: UUID
    level: Level
    says: str
    url: str
    facts: dict[str, str]
    lines: tuple[str, ...]
    refusal: Refusal | None

    def typed(self) -> QueryDict:
        """The page of stamps as it begins: this stamp is chosen and filled."""
        data = QueryDict(mutable=True)
        data[NAME] = "on"
        data.update({f"{NAME}-{field}": value for field, value in self.facts.items()})
        return data


def asked(request: HttpRequest, *, by: Actor) -> Arrival | None:
    """The arrival that the address of the page names; None where it names none."""
    written = request.GET.get("dong", "")
    try:
        return arrival(UUID(written), by=by) if written else None
    except ValueError:
        raise NotFound(written) from None


def arrival(uuid: UUID, *, by: Actor) -> Arrival:
    """An arrival that this person may see. Raises NotFound, also for a line that has no arrival number."""
    found = queries.entry(uuid, by=by, on=today())
    if found.kind != "in" or found.arrival_no is None or found.arrival_on is None or found.state != "live":
        raise NotFound(uuid)
    steps = queries.forwards([found], by=by).get(found.uuid, ())
    unit, day = (steps[-1].unit if steps else found.unit), found.arrival_on
    lines = arrival_stamp(settings.SITE.agency, number=found.arrival_no, day=day, unit=unit)
    number = printed(found.arrival_no, on=day)
    return Arrival(
        uuid=found.uuid,
        level=Level(found.level),
        says=f"Số đến {number}, dòng {found.no:02d} năm {found.year}",
        url=links.to("books:entry", found.uuid),
        facts={"agency": settings.SITE.agency, "number": number, "day": f"{day:%d/%m/%Y}", "to": unit},
        lines=lines,
        refusal=stampable(found),
    )


def stampable(found: Any) -> Refusal | None:
    """Why this arrival gets no stamp yet: the envelope of a named person is not opened for it."""
    named = next((m.person for m in members(found.uuid) if m.why == "recipient"), None) if found.named_only else None
    state = Envelope.REGISTERED if found.completed else Envelope.PASSED_UNOPENED
    return may_stamp(named=named, state=state)
