"""The first people of a site with their clearances, by the paper decisions that the file names (R28)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from somat.access import judging, verbs
from somat.access.models import Proposal, Right
from somat.audit.change import change
from somat.audit.moment import day_of, now
from somat.law.access import SYSTEM, Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.people import first_run, queries
from somat.people.actions import first_run as people
from somat.people.actions.first_run import FirstAccount
from somat.people.first_run import FirstPerson


def write(plan: first_run.FirstRun, *, by: Actor = SYSTEM) -> list[FirstAccount]:
    """Write everybody of a judged file into an empty site, or nobody. Raises Refused with every reason at once."""
    on = day_of(now())
    with change(verbs.FIRST_RIGHTS, by=by) as act:
        demand(first_run.may_be_first(empty=queries.is_empty()), *first_run.judge(plan, on=on))
        made = people.write_people(plan, by=by)
        cleared = [
            write_clearance(account, first, on=on)
            for account, first in zip(made, plan.people, strict=True)
            if first.clearance
        ]
        act.batch(Proposal._meta.db_table, [proposal.uuid for proposal in cleared])
    return made


def write_clearance(account: FirstAccount, first: first_run.FirstPerson, *, on: date) -> Proposal:
    """Confirmed on paper before the program was there: nobody answers for it but the decision."""
    assert first.clearance and first.clearance_until  # judged before
    at = now()
    proposal = Proposal.unchecked.create(
        kind=Proposal.Kind.CLEARANCE,
        person=account.person,
        level=first.clearance,
        since=first.since or on,
        until=first.clearance_until,
        decision=first.decision,
        decided_on=first.decided_on,
        state=Proposal.State.CONFIRMED,
        proposed_by=SYSTEM.person,
        proposed_at=at,
        answered_at=at,
    )
    Right.unchecked.create(
        person=account.person,
        kind=Right.Kind.CLEARANCE,
        level=first.clearance,
        since=first.since or on,
        until=first.clearance_until,
        proposal=proposal,
    )
    return proposal


def write_keeper(person: UUID, *, book: UUID, level: Level, paper: FirstPerson, by: Actor = SYSTEM) -> Proposal:
    """The clerk named by the first paper decision keeps a first book, from today until his clearance ends.

    Only until somebody has logged in: from then on two persons give a book to its keeper.
    """
    at = now()
    with change(verbs.FIRST_RIGHTS, by=by) as act:
        demand(
            first_run.may_be_first(empty=not queries.is_in_use()),
            judging.may_keep(level, cleared=paper.clearance or 0, name=paper.name),
        )
        assert paper.clearance_until  # judged before
        facts = {"person": person, "level": level, "book": book, "since": day_of(at), "until": paper.clearance_until}
        proposal = Proposal.unchecked.create(
            kind=Proposal.Kind.BOOK,
            decision=paper.decision,
            decided_on=paper.decided_on,
            state=Proposal.State.CONFIRMED,
            proposed_by=SYSTEM.person,
            proposed_at=at,
            answered_at=at,
            **facts,
        )
        Right.unchecked.create(kind=Right.Kind.BOOK, proposal=proposal, **facts)
        act.about(proposal)
    return proposal
