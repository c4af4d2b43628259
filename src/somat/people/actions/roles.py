"""Roles: held between two days by a written decision; given by two persons, never two that R25 keeps apart (R24-R27)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from somat.audit.change import change
from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.refusal import Refusal, demand
from somat.law.roles import Pair, Role, may_confirm, may_hold, may_pair
from somat.people import policy, queries, verbs
from somat.people.actions.accounts import limit
from somat.people.actions.epoch import raise_epoch
from somat.people.actions.sessions import end_sessions
from somat.people.models import RoleHeld, Session


@dataclass(frozen=True, slots=True)
class Paper:
    """The written decision that something rests on, and the days for which it holds; no last day means until ended."""

    decision: str
    decided_on: date
    since: date
    until: date | None = None


def give(person: UUID, role: Role, *, paper: Paper, proposed_by: UUID, by: Actor) -> RoleHeld:
    """A leader confirms a role that another has proposed. Raises Refused; R25 looks at every day of the period."""
    with change(verbs.ROLE_GIVE, by=by) as act:
        who = queries.person(person, by=by, lock=True)
        demand(
            may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=person),
            may_confirm(proposer=proposed_by, confirmer=by.person),
            may_add(role, held=queries.roles_overlapping(person, since=paper.since, until=paper.until)),
            policy.may_decide(
                paper.decision,
                decided_on=paper.decided_on,
                since=paper.since,
                until=paper.until,
                on=day_of(act.at),
            ),
        )
        held = RoleHeld.unchecked.create(
            person=who,
            role=role.value,
            decision=paper.decision,
            decided_on=paper.decided_on,
            since=paper.since,
            until=paper.until,
        )
        raise_epoch()
        act.about(who)
    return held


def may_add(role: Role, *, held: frozenset[Role]) -> Refusal | None:
    """The first role held in the same days that may not stand beside the new one."""
    answers = (may_hold({role, other}) for other in sorted(held))
    return next((answer for answer in answers if answer is not None), None)


def end(person: UUID, *, roles: frozenset[Role], until: date, by: Actor) -> None:
    """These roles end with that day. The session ends at once, so that nothing half-done goes on under the old duties."""
    with change(verbs.ROLES_END, by=by) as act:
        who = queries.person(person, by=by, lock=True)
        rows = RoleHeld.unchecked.filter(Q(until=None) | Q(until__gt=until), person=who)
        rows.filter(role__in=[role.value for role in roles]).update(until=until)
        end_sessions(person, why=Session.Why.RIGHTS, at=act.at)
        raise_epoch()
        act.about(who)


def leave(person: UUID, *, until: date, by: Actor) -> None:
    """The people's part of R29: roles, account and session end with that day, and the person's last day is written."""
    with change(verbs.PERSON_LEAVE, by=by) as act:
        who = queries.person(person, by=by, lock=True)
        RoleHeld.unchecked.filter(Q(until=None) | Q(until__gt=until), person=who).update(until=until)
        who.left_on = until
        who.save(update_fields=["left_on"])
        limit(person, until=until, by=by)
        raise_epoch()
        act.about(who)
