"""After arrival: handing a paper on between units, taking it over, and tying it to the reply that goes out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from somat.access.actions import add_members
from somat.audit.change import change
from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.people import queries as people
from somat.registry import checks, queries, verbs
from somat.registry.models import Entry, Forward


def forward(
    uuid: UUID, *, unit: str, person: UUID | None, due_on: date | None, by: Actor, key: UUID | None = None
) -> Forward:
    """Hand an arrival on to a unit, or to a person of it, with the day by which it must be handled."""
    with change(verbs.FORWARD, by=by, key=key) as act:
        entry = queries.entry(uuid, by=by, on=day_of(act.at), lock=True)
        demand(checks.may_forward(entry, unit=unit, due=due_on, on=day_of(act.at)))
        step = Forward(
            entry=entry,
            ordinal=Forward.unchecked.filter(entry=entry).count() + 1,
            unit=unit,
            person=person,
            due_on=due_on,
            by=by.person,
            at=act.at,
        )
        step.save(force_insert=True)
        if due_on is not None:
            entry.due_on = due_on
            entry.save(update_fields=["due_on"])
        add_members(entry.uuid, place=entry.pk, persons={person: "handler"} if person else {})
        act.about(entry)
    return step


def take_over(step: UUID, *, by: Actor, key: UUID | None = None) -> Forward:
    """The person it was handed to, or somebody of the unit, says that he has it."""
    with change(verbs.TAKE_OVER, by=by, key=key) as act:
        found, entry = step_of(step, by=by, on=day_of(act.at))
        demand(checks.may_take_over(named=is_for(found, by.person), received=found.received_at is not None))
        found.received_by, found.received_at = by.person, act.at
        found.save(update_fields=["received_by", "received_at"])
        act.about(entry)
    return found


def taken_on_paper(
    step: UUID, *, person: UUID | None, taken_at: datetime, by: Actor, key: UUID | None = None
) -> Forward:
    """The clerk records who of our own signed on paper for what was handed on, and when; from then on he knows the line."""
    with change(verbs.TAKEN_ON_PAPER, by=by, key=key) as act:
        found, entry = step_of(step, by=by, on=day_of(act.at))
        demand(
            checks.may_take_over(
                named=person is not None and is_for(found, person), received=found.received_at is not None
            ),
            checks.may_have_taken(taken=taken_at, handed=found.at, now=act.at),
        )
        found.received_by, found.received_at = person, taken_at
        found.save(update_fields=["received_by", "received_at"])
        add_members(entry.uuid, place=entry.pk, persons={person: "handler"} if person else {})
        act.about(entry)
    return found


def step_of(step: UUID, *, by: Actor, on: date) -> tuple[Forward, Entry]:
    """A step and its line, locked, or NotFound."""
    found = Forward.unchecked.filter(uuid=step).first()
    if found is None:
        raise queries.NotFound(step)
    return found, queries.entry(found.entry_id, by=by, on=on, lock=True)


def is_for(step: Forward, person: UUID) -> bool:
    """Whether a step was handed to this person: by name, or where nobody was named to his unit or one above it."""
    return step.person == person if step.person else step.unit in people.units_over(person)


def link_reply(arrival: UUID, *, reply: UUID, by: Actor, key: UUID | None = None) -> Entry:
    """Tie an arrival to the outgoing line that answers it; its deadline is then met."""
    with change(verbs.LINK_REPLY, by=by, key=key) as act:
        entry = queries.entry(arrival, by=by, on=day_of(act.at), lock=True)
        answer = queries.entry(reply, by=by, on=day_of(act.at))
        demand(checks.may_link(entry, reply=answer))
        entry.answered_by = answer.uuid
        entry.save(update_fields=["answered_by"])
        act.about(entry)
    return entry
