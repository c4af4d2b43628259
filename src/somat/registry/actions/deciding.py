"""Who decides about a line: a leader in his own right, or a deputy within his delegation, by power, level, unit and day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from somat.audit.change import Act
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.law.roles import Role
from somat.people import queries as people
from somat.people.actions import delegations
from somat.people.queries import deputies
from somat.registry.checks import may_be_asked
from somat.registry.models import Entry, Question
from somat.registry.states import power_of


def decide(act: Act, question: Question, entry: Entry, *, by: Actor, raised: int | None = None) -> Refusal | None:
    """`raised`: the level that the answer gives the line; the highest of all counts."""
    level = Level(max(entry.level, question.level, raised or 0))
    return delegations.decide(act, power_of(question.kind), level=level, object=question.uuid, unit=entry.unit, by=by)


def decide_file(act: Act, entry: Entry, object: UUID, *, by: Actor) -> Refusal | None:
    """About a document of a line, or its original."""
    level = Level(entry.level)
    return delegations.decide(act, Power.FILE, level=level, object=object, unit=entry.unit, by=by)


def asked_until(leader: UUID, kind: str, entry: Entry, *, on: date) -> tuple[date | None, Refusal | None]:
    """The last day on which somebody to whom a question is put may see the line, None for no end; or why he cannot be asked.

    A leader may always be asked, a deputy for as long as a delegation lets him decide just this.
    """
    if Role.LD in people.roles(leader, on=on):
        return None, None
    level = Level(entry.level)
    letter = deputies.decides_by_letter(leader, power_of(kind), level=level, on=on, unit=entry.unit)
    return (letter.until if letter else None), may_be_asked(leads=letter is not None)
