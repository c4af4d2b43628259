"""Deputies: a leader's delegation proposed with its paper, confirmed by that leader himself, ended early by a dated decision."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from somat.access import judging, queries, verbs
from somat.access.actions.proposals import propose
from somat.access.models import Member, Proposal
from somat.audit.change import change
from somat.audit.moment import day_of
from somat.audit.rows import AGGREGATES
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.people import policy
from somat.people.actions import delegations
from somat.people.actions.roles import Paper
from somat.people.queries import deputies as people

if TYPE_CHECKING:
    from somat.people.models import Delegation

DECIDER = "decider"


def propose_deputy(
    person: UUID,
    *,
    giver: UUID,
    powers: Collection[Power],
    level: Level,
    unit: UUID | None = None,
    paper: Paper,
    by: Actor,
) -> Proposal:
    """The security officer enters a signed delegation: of whose powers, which, up to which level, from when until when."""
    terms = {"powers": ",".join(sorted(power.value for power in powers)), "unit": unit}
    return propose(Proposal.Kind.DEPUTY, person, paper=paper, by=by, terms=terms, instead_of=giver, level=int(level))


def end_deputy(delegation: UUID, *, until: date, decision: str, decided_on: date, by: Actor) -> Delegation:
    """A leader ends a delegation early by a decision: `until` is its last day. What it opened to the deputy ends too."""
    with change(verbs.END_DEPUTY, by=by) as act:
        found = people.delegation(delegation, by=by, all_for=queries.watches(by), lock=True)
        on = day_of(act.at)
        demand(
            policy.may_decide(decision, decided_on=decided_on, since=on, until=None, on=on),
            judging.may_end(until=until, last=found.until, on=on),
        )
        before = found.until
        delegations.cut([found], until=until, by=by, paper=(decision.strip(), decided_on))
        end_circles(found.person_id, was=before, until=found.until, by=by)
        act.naming(found.uuid)
    return found


def end_circles(person: UUID, *, was: date, until: date, by: Actor) -> None:
    """The lines that were shown to him to decide on, with the last day of a delegation, are his to see no longer than it."""
    shown = Member.unchecked.filter(person=person, why=DECIDER, until=was)
    objects = list(shown.values_list("object", flat=True))
    if objects:
        with change(verbs.CIRCLES_CUT, by=by) as act:
            shown.update(until=until)
            act.batch(root_of_members(), objects)


def root_of_members() -> str:
    """The table whose aggregate holds the circles: the registry, a floor above, has declared it."""
    return next(root for root, parts in AGGREGATES.items() if any(p.table == Member._meta.db_table for p in parts))
