"""Units and people: entered by the security officer; posts are given by a dated decision that a leader records."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from somat.audit.change import change
from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.fold import fold
from somat.law.refusal import Refusal, demand, rule
from somat.people import policy, queries, verbs
from somat.people.actions.epoch import raise_epoch
from somat.people.models import Appointment, Person, Unit


def enter_unit(name: str, *, short: str = "", parent: UUID | None = None, since: date, by: Actor) -> Unit:
    """Add a unit below another, or the agency itself."""
    with change(verbs.UNIT_ENTER, by=by) as act:
        above = queries.unit(parent, by=by) if parent else None
        unit = Unit.unchecked.create(name=name.strip(), short=short.strip(), parent=above, since=since)
        act.about(unit)
    return unit


def close_unit(unit: UUID, *, until: date, by: Actor) -> None:
    """A unit ends with a day; first its people and the units below it go elsewhere."""
    with change(verbs.UNIT_CLOSE, by=by) as act:
        found = queries.unit(unit, by=by, lock=True)
        people = Person.unchecked.filter(queries.staying(until), unit=found).count()
        below = Unit.unchecked.filter(queries.in_force(until), parent=found).count()
        demand(may_close_unit(people=people, below=below))
        found.until = until
        found.save(update_fields=["until"])
        act.about(found)


@rule("R29", case="unit", says="Đơn vị còn {people} người và {below} đơn vị trực thuộc; hãy chuyển đi trước.")
def may_close_unit(*, people: int, below: int) -> Refusal | None:
    return Refusal("R29", case="unit", people=people, below=below) if people or below else None


def enter_person(name: str, *, unit: UUID | None = None, post: str = "", outside: str = "", by: Actor) -> Person:
    """Add a person of our own (with a unit), or from outside (with the name of his agency). Nothing is granted by it."""
    with change(verbs.PERSON_ENTER, by=by) as act:
        demand(may_belong(unit=unit is not None, outside=bool(outside)))
        person = Person.unchecked.create(
            name=name.strip(),
            folded=fold(name),
            unit=queries.unit(unit, by=by) if unit else None,
            post=post.strip(),
            outside=outside.strip(),
        )
        act.about(person)
    return person


@rule(
    "R28",
    case="belongs",
    says="Ghi đơn vị của người trong cơ quan, hoặc tên cơ quan của người ở ngoài; không ghi cả hai.",
)
def may_belong(*, unit: bool, outside: bool) -> Refusal | None:
    return Refusal("R28", case="belongs", field="unit") if unit == outside else None


def change_person(person: UUID, *, name: str, unit: UUID | None, post: str, by: Actor) -> Person:
    """Correct a person's name, unit or post; rights do not follow from any of them."""
    with change(verbs.PERSON_CHANGE, by=by) as act:
        found = queries.person(person, by=by, lock=True)
        demand(may_belong(unit=unit is not None, outside=bool(found.outside)))
        found.name, found.folded, found.post = name.strip(), fold(name), post.strip()
        found.unit = queries.unit(unit, by=by) if unit else None
        found.save(update_fields=["name", "folded", "post", "unit"])
        raise_epoch()
        act.about(found)
    return found


def appoint(
    person: UUID,
    *,
    unit: UUID,
    post: str,
    decision: str,
    decided_on: date,
    since: date,
    until: date | None = None,
    by: Actor,
) -> Appointment:
    """Record the decision that gives a post; the person carries the post from then on. No right comes with it."""
    with change(verbs.APPOINT, by=by) as act:
        found = queries.person(person, by=by, lock=True)
        demand(policy.may_decide(decision, decided_on=decided_on, since=since, until=until, on=day_of(act.at)))
        place = queries.unit(unit, by=by)
        appointment = Appointment.unchecked.create(
            person=found,
            unit=place,
            post=post.strip(),
            decision=decision,
            decided_on=decided_on,
            since=since,
            until=until,
        )
        found.unit, found.post = place, post.strip()
        found.save(update_fields=["unit", "post"])
        raise_epoch()
        act.about(found)
    return appointment
