"""Writes the first people of a site: units, persons, their roles and accounts with one-time secrets (R28)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from somat.audit.change import change
from somat.audit.moment import day_of, now
from somat.law.access import Actor
from somat.law.fold import fold
from somat.people import verbs
from somat.people.first_run import FirstPerson, FirstRun
from somat.people.models import Account, Person, RoleHeld, Unit
from somat.people.passwords import hashed, one_time_secret


@dataclass(frozen=True, slots=True)
class FirstAccount:
    """What the person is handed on paper; the secret is kept nowhere."""

    person: UUID
    name: str
    username: str
    secret: str


def write_people(plan: FirstRun, *, by: Actor) -> list[FirstAccount]:
    """Part of the first-run change of the room above. Everything holds from today."""
    on = day_of(now())
    units = write_units(plan, on=on, by=by)
    made = []
    for first in plan.people:
        person = write_person(first, unit=units.get(first.unit), on=on, by=by)
        secret = one_time_secret()
        with change(verbs.FIRST_PEOPLE, by=by) as act:
            account = Account.unchecked.create(
                person=person,
                username=first.username,
                password=hashed(secret),
                since=first.since or on,
                until=first.until,
                changed_at=act.at,
            )
            act.about(account)
        made.append(FirstAccount(person.uuid, person.name, first.username, secret))
    return made


def write_units(plan: FirstRun, *, on: date, by: Actor) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for unit in plan.units:
        with change(verbs.FIRST_PEOPLE, by=by) as act:
            units[unit.name] = Unit.unchecked.create(
                name=unit.name, short=unit.short, parent=units.get(unit.parent), since=on
            )
            act.about(units[unit.name])
    return units


def write_person(first: FirstPerson, *, unit: Unit | None, on: date, by: Actor) -> Person:
    with change(verbs.FIRST_PEOPLE, by=by) as act:
        person = Person.unchecked.create(
            name=first.name, folded=fold(first.name), unit=unit, post=first.post, outside=first.outside
        )
        RoleHeld.unchecked.bulk_create(
            RoleHeld(
                person=person,
                role=role.value,
                decision=first.decision,
                decided_on=first.decided_on,
                since=first.since or on,
                until=first.until,
            )
            for role in sorted(first.roles)
        )
        act.about(person)
    return person
