"""Leaving and transfer: one procedure that ends everything a person may do and see (R29)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from somat.access import queries, verbs
from somat.access.actions.deputies import end_circles, root_of_members
from somat.access.actions.making import cut
from somat.access.models import Right
from somat.audit.change import change
from somat.law.access import Actor
from somat.people import queries as people
from somat.people.actions import delegations, persons, roles


def leave(person: UUID, *, until: date, by: Actor) -> None:
    """The person's last day is `until`; a day that is over ends the session at once. Circles, rights, roles, account."""
    with change(verbs.RIGHTS_END, by=by) as act:
        act.naming(person)
        end_rights(person, until=until, by=by)
        roles.leave(person, until=until, by=by)


def transfer(person: UUID, *, until: date, unit: UUID, post: str, by: Actor) -> None:
    """The person stays in the agency and goes to another unit: all rights and roles end, new ones are proposed anew."""
    with change(verbs.RIGHTS_END, by=by) as act:
        act.naming(person)
        end_rights(person, until=until, by=by)
        held = people.roles_overlapping(person, since=until, until=None)
        roles.end(person, roles=held, until=until, by=by)
        name = people.person(person, by=by).name
        persons.change_person(person, name=name, unit=unit, post=post, by=by)


def end_rights(person: UUID, *, until: date, by: Actor) -> None:
    """Clearances, books, delegations and circles end with that day, so that a later clearance opens none of the old circles."""
    later = (
        Right.unchecked.filter(person=person, until__gt=until)
        .select_related("proposal")
        .select_for_update(of=("self",))
    )
    cut(later, until=until, by=by)
    for deputy, was in delegations.cut_of(person, until=until, by=by):
        end_circles(deputy, was=was, until=until, by=by)
    going_on = queries.memberships(person, on=until + timedelta(days=1))
    objects = list(going_on.values_list("object", flat=True))
    if objects:
        with change(verbs.CIRCLES_END, by=by) as act:
            going_on.update(until=until)
            act.batch(root_of_members(), objects)
