"""Need to know: who is in the circle of an entry, by its own making or by a leader's grant (R26, R28)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Protocol, cast
from uuid import UUID

from django.db.models import Model

from somat.access import judging, queries, verbs
from somat.access.models import Member
from somat.audit.absent import NotFound
from somat.audit.change import Act, change
from somat.audit.instance import new
from somat.audit.moment import day_of
from somat.audit.prepared import Ahead, insert
from somat.law.access import Actor, Thing, may_read
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand, granted
from somat.law.roles import Pair, may_pair
from somat.people import queries as people
from somat.people.actions import delegations

GRANTED = "granted"


class Line(Protocol):
    """An entry as the registry gives it."""

    pk: int
    uuid: UUID
    level: int
    book_id: UUID
    day: date
    unit: str


def add_members(object: UUID, *, place: int, persons: Mapping[UUID, str], until: date | None = None) -> list[Member]:
    """Put people into the circle of an entry, as a part of the change that writes the entry; `persons` says why each.

    Who is in already stays as he is; who had ended comes back. Returns the rows written.
    """
    known = {member.person: member for member in Member.unchecked.filter(object=object, person__in=list(persons))}
    new = [
        Member(person=person, object=object, place=place, why=why, until=until)
        for person, why in persons.items()
        if person not in known
    ]
    back = [member for member in known.values() if member.until is not None]
    for member in back:
        member.until, member.why = until, persons[member.person]
        member.save(update_fields=["until", "why"])
    return [*Member.unchecked.bulk_create(new), *back]


def first_members(
    object: UUID, *, place: int, persons: Mapping[UUID, str], numbers: Sequence[int | None]
) -> list[Member]:
    """The circle of an entry that was made this moment, so that nobody can be in it yet; part of the change that makes it.

    `numbers` are those that the rows get, one for each person, as a query with `NUMBER` has taken them.
    """
    numbered = zip(persons.items(), numbers, strict=True)
    return insert(
        [new(Member, id=id_, person=person, object=object, place=place, why=why) for (person, why), id_ in numbered]
    )


NUMBER = Ahead(Member._meta.db_table)


def grant_circle(entry: Line, *, persons: Collection[UUID], until: date | None = None, by: Actor) -> list[Member]:
    """A leader who reads the entry lets others read it, never himself; they must be cleared for it already."""
    with change(verbs.GRANT_CIRCLE, by=by) as act:
        on = day_of(act.at)
        must_see(entry, by=by, on=on)
        demand(decide(act, entry, by=by))
        cleared, names = queries.highest(persons, on=on), people.names(persons)
        for person in persons:
            demand(
                may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=person),
                judging.may_know(Level(entry.level), cleared=cleared.get(person, 0), name=names.get(person, "")),
            )
        members = add_members(entry.uuid, place=entry.pk, persons=dict.fromkeys(persons, GRANTED), until=until)
        act.about(cast(Model, entry))
    return members


def end_circle(entry: Line, *, person: UUID, until: date, by: Actor) -> None:
    """A leader who reads the entry ends another's need to know with that day."""
    with change(verbs.END_CIRCLE, by=by) as act:
        must_see(entry, by=by, on=day_of(act.at))
        demand(decide(act, entry, by=by), may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=person))
        if not Member.unchecked.filter(object=entry.uuid, person=person).update(until=until):
            raise NotFound(person)
        act.about(cast(Model, entry))


def decide(act: Act, entry: Line, *, by: Actor) -> Refusal | None:
    """A leader who reads the line, or his deputy within the delegation."""
    level = Level(entry.level)
    return delegations.decide(act, Power.ADMIT, level=level, object=entry.uuid, unit=entry.unit, by=by)


def must_see(entry: Line, *, by: Actor, on: date) -> None:
    """The entry is readable for this person, or it is not there for him."""
    circle = queries.is_member(by.person, entry.uuid, on=on)
    if not granted(may_read(by, Thing(Level(entry.level), entry.book_id, entry.day, circle), on=on)):
        raise NotFound(entry.uuid)
