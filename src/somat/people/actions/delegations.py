"""A leader's powers in a deputy's hands: made by two persons, named by each act that rests on it, ended by a dated decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from somat.audit.change import Act, change
from somat.audit.moment import day_of
from somat.law import authority
from somat.law.access import Actor
from somat.law.authority import DEPUTY, HEAD, Power, may_decide
from somat.law.levels import Level
from somat.law.refusal import Refusal
from somat.people import queries, verbs
from somat.people.actions.epoch import raise_epoch
from somat.people.models import Delegation, Reliance

if TYPE_CHECKING:
    from somat.people.actions.roles import Paper
from somat.people.queries import deputies


def make(
    person: UUID,
    *,
    giver: UUID,
    powers: Collection[Power],
    level: Level,
    unit: UUID | None,
    paper: Paper,
    by: Actor,
) -> Delegation:
    """The delegation that a confirmed proposal makes; what it must be was judged by the act around it."""
    assert paper.until is not None  # judged before
    with change(verbs.DELEGATION_MAKE, by=by) as act:
        made = Delegation.unchecked.create(
            person=queries.person(person, by=by, lock=True),
            giver=queries.person(giver, by=by),
            powers=",".join(sorted(power.value for power in powers)),
            level=int(level),
            unit=queries.unit(unit, by=by) if unit else None,
            decision=paper.decision,
            decided_on=paper.decided_on,
            since=paper.since,
            until=paper.until,
        )
        raise_epoch()
        act.about(made)
    return made


def cut(delegations: Collection[Delegation], *, until: date, by: Actor, paper: tuple[str, date] | None = None) -> None:
    """Delegations end with that day, one to come before it begins; `paper` is the decision that ends them early."""
    for one in delegations:
        with change(verbs.DELEGATION_CUT, by=by) as act:
            one.until = max(until, one.since - timedelta(days=1))
            if paper is not None:
                one.ended_decision, one.ended_decided_on = paper
            one.ended_by, one.ended_at = by.person, act.at
            one.save(update_fields=["until", "ended_decision", "ended_decided_on", "ended_by", "ended_at"])
            raise_epoch()
            act.about(one)


def cut_of(person: UUID, *, until: date, by: Actor) -> list[tuple[UUID, date]]:
    """What a person was given and what he gave ends when he leaves or goes to another unit (R29).

    Returns the deputies with the last day that each had before.
    """
    rows = Delegation.unchecked.filter(deputies.of(person), until__gt=until).select_for_update()
    ending = list(rows.order_by("id"))
    before = [(one.person_id, one.until) for one in ending]
    cut(ending, until=until, by=by)
    return before


def decide(act: Act, power: Power, *, level: Level, object: UUID, by: Actor, unit: str = "") -> Refusal | None:
    """Whether this person decides on such a thing: a leader in his own right, a deputy by a delegation of this very day.

    What a deputy decides is written down with the delegation he relies on, in the act itself. The rows of the day are
    asked, not the actor: a delegation that ended a moment ago carries nothing.
    """
    on = day_of(act.at)
    if act.verb.duty not in by.lent:
        return may_decide(position=HEAD, power=power, level=level, on=on)
    letter = authority.relied_on(deputies.letters(by.person, on=on), power=power, level=level, on=on, unit=unit)
    refusal = may_decide(position=DEPUTY, power=power, level=level, on=on, delegation=letter, unit=unit)
    if refusal is not None or letter is None or letter.uuid is None:
        return refusal
    act.relies, act.rule = letter.uuid, "R-AUTH-2"
    with change(verbs.DELEGATION_RELY, by=by) as relying:
        row = Reliance(
            delegation_id=letter.uuid,
            object=object,
            leaf=act.leaf,
            power=power.value,
            level=int(level),
            at=act.at,
        )
        row.save(force_insert=True)
        relying.about(row, made=[row])
    return None
