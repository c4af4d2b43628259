"""Rights are proposed by the security officer and confirmed by a leader, never for himself (R26, R27, R28)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from somat.access import judging, queries, verbs
from somat.access.actions.making import MAKERS, powers_of
from somat.access.models import Proposal, Terms
from somat.audit.change import Act, change
from somat.audit.moment import day_of
from somat.audit.verbs import Verb
from somat.law.access import Actor
from somat.law.authority import Power, may_delegate
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand
from somat.law.roles import Pair, Role, may_confirm, may_pair
from somat.people import policy
from somat.people import queries as people
from somat.people.actions import delegations
from somat.people.actions.roles import Paper, may_add
from somat.people.queries import deputies

Kind = Proposal.Kind
CONFIRMING: dict[str, Verb] = {
    Kind.SUBSTITUTE: verbs.CONFIRM_SUBSTITUTE,
    Kind.INSPECTOR: verbs.CONFIRM_INSPECTOR,
    Kind.DEPUTY: verbs.CONFIRM_DEPUTY,
}


class BookLike(Protocol):
    """A book as the registry gives it: `level` None means that it holds all three."""

    uuid: UUID
    level: int | None


def highest(book: BookLike) -> Level:
    """The highest level that can stand in a book."""
    return Level(book.level) if book.level else Level.TUYET_MAT


def propose_role(person: UUID, role: Role, *, paper: Paper, by: Actor) -> Proposal:
    return propose(Kind.ROLE, person, paper=paper, by=by, role=role.value)


def propose_clearance(person: UUID, level: Level, *, paper: Paper, by: Actor) -> Proposal:
    """From its first day a confirmed clearance takes the place of the one before, be that higher or lower."""
    return propose(Kind.CLEARANCE, person, paper=paper, by=by, level=level)


def propose_book(person: UUID, book: BookLike, *, paper: Paper, instead_of: UUID | None = None, by: Actor) -> Proposal:
    """A clerk keeps a book from a day on; `instead_of` is the clerk who gives it up."""
    return propose(Kind.BOOK, person, paper=paper, by=by, level=highest(book), book=book.uuid, instead_of=instead_of)


def propose_substitute(person: UUID, book: BookLike, *, instead_of: UUID, paper: Paper, by: Actor) -> Proposal:
    """A clerk keeps a book while another is on leave; afterwards it goes back by itself."""
    return propose(
        Kind.SUBSTITUTE, person, paper=paper, by=by, level=highest(book), book=book.uuid, instead_of=instead_of
    )


def propose_inspector(person: UUID, book: BookLike, *, first: date, last: date, paper: Paper, by: Actor) -> Proposal:
    """Somebody from outside sees the lines of a book between two days, for as long as the paper says."""
    return propose(
        Kind.INSPECTOR, person, paper=paper, by=by, level=highest(book), book=book.uuid, first=first, last=last
    )


def propose(
    kind: str, person: UUID, *, paper: Paper, by: Actor, terms: Mapping[str, Any] | None = None, **facts: Any
) -> Proposal:
    """A right by a dated paper; `terms` are those of a delegation. Raises Refused with every reason."""
    with change(verbs.PROPOSE, by=by) as act:
        proposal = Proposal(
            kind=kind,
            person=person,
            since=paper.since,
            until=paper.until,
            decision=paper.decision,
            decided_on=paper.decided_on,
            proposed_by=by.person,
            proposed_at=act.at,
            **facts,
        )
        covers = Terms(proposal=proposal, **terms) if terms is not None else None
        demand(*judge(proposal, by=by, on=day_of(act.at), terms=covers))
        proposal.save(force_insert=True)
        if covers is not None:
            covers.save(force_insert=True)
        act.about(proposal)
    return proposal


def judge(proposal: Proposal, *, by: Actor, on: date, terms: Terms | None = None) -> list[Refusal | None]:
    """Everything that must hold for a proposal; asked when it is made and again when it is confirmed."""
    who = people.person(proposal.person, by=by)
    return [
        policy.may_decide(
            proposal.decision, decided_on=proposal.decided_on, since=proposal.since, until=proposal.until, on=on
        ),
        judging.must_stay(left=who.left_on, since=proposal.since, name=who.name),
        *(judge_deputy(proposal, terms, by) if terms is not None else JUDGES[proposal.kind](proposal, by)),
    ]


def judge_role(proposal: Proposal, by: Actor) -> list[Refusal | None]:
    held = people.roles_overlapping(proposal.person, since=proposal.since, until=proposal.until)
    if deputies.overlapping(proposal.person, since=proposal.since, until=proposal.until):
        held |= {Role.LD}  # a deputy decides as a leader does: what no leader may hold, he may not either (R25)
    return [may_add(Role(proposal.role), held=held)]


def judge_clearance(proposal: Proposal, by: Actor) -> list[Refusal | None]:
    return [judging.must_end(proposal.until)]


def judge_book(proposal: Proposal, by: Actor) -> list[Refusal | None]:
    who = people.person(proposal.person, by=by)
    cleared = queries.highest([proposal.person], on=proposal.since).get(proposal.person, 0)
    answers = [
        judging.must_end(proposal.until),
        judging.must_hold(Role.VT, roles=people.roles(proposal.person, on=proposal.since), name=who.name),
        judging.may_keep(Level(proposal.level or 0), cleared=cleared, name=who.name),
        judging.must_differ(same=proposal.person == proposal.instead_of),
    ]
    return answers + ([judge_absent(proposal, by)] if proposal.instead_of else [])


def judge_absent(proposal: Proposal, by: Actor) -> Refusal | None:
    assert proposal.instead_of and proposal.book
    period = {"since": proposal.since, "until": proposal.until or proposal.since}
    duties = queries.duties(proposal.instead_of, proposal.book, **period)
    return judging.must_be_on_duty(duties=len(duties), name=people.person(proposal.instead_of, by=by).name)


def judge_inspector(proposal: Proposal, by: Actor) -> list[Refusal | None]:
    who = people.person(proposal.person, by=by)
    return [
        judging.must_end(proposal.until),
        judging.must_be_outside(who.outside, name=who.name),
        judging.must_have_range(proposal.first, proposal.last),
    ]


def judge_deputy(proposal: Proposal, terms: Terms, by: Actor) -> list[Refusal | None]:
    """A leader's own power, of the law's list, for a deputy who may read as high and holds nothing that a leader may not."""
    assert proposal.instead_of and proposal.level
    since, level, giver = proposal.since, Level(proposal.level), proposal.instead_of
    who, head = people.person(proposal.person, by=by), people.person(giver, by=by)
    cleared = queries.highest([proposal.person, giver], on=since)
    held = people.roles_overlapping(proposal.person, since=since, until=proposal.until)
    return [
        judging.must_end(proposal.until),
        judging.must_differ(same=proposal.person == giver),
        judging.must_be_inside(who.outside, name=who.name),
        judging.may_give(
            leader=all(Role.LD in people.roles(giver, on=day) for day in (since, proposal.until or since)),
            deputy=bool(deputies.letters(giver, on=since)),
            name=head.name,
        ),
        may_add(Role.LD, held=held),
        may_delegate(powers_of(terms), level=level, on=since),
        judging.may_reach(level, cleared=cleared.get(giver, 0), name=head.name),
        judging.may_reach(level, cleared=cleared.get(proposal.person, 0), name=who.name),
    ]


JUDGES: dict[str, Callable[[Proposal, Actor], list[Refusal | None]]] = {
    Kind.ROLE: judge_role,
    Kind.CLEARANCE: judge_clearance,
    Kind.BOOK: judge_book,
    Kind.SUBSTITUTE: judge_book,
    Kind.INSPECTOR: judge_inspector,
}


def confirm(proposal: UUID, *, by: Actor) -> Proposal:
    """The second person confirms exactly what was proposed; the right exists from then on. Raises Refused, NotFound."""
    verb = CONFIRMING.get(queries.proposal(proposal, by=by).kind, verbs.CONFIRM)
    with change(verb, by=by) as act:
        found = queries.proposal(proposal, by=by, lock=True)
        terms = queries.terms([found.uuid]).get(found.uuid)
        demand(
            decide(act, found, by=by),
            *may_answer(found, by=by),
            judging.must_be_giver(found.instead_of, person=by.person) if terms is not None else None,
            *judge(found, by=by, on=day_of(act.at), terms=terms),
        )
        found.state, found.answered_by, found.answered_at = Proposal.State.CONFIRMED, by.person, act.at
        found.save(update_fields=["state", "answered_by", "answered_at"])
        MAKERS[found.kind](found, by)
        act.about(found)
    return found


def refuse(proposal: UUID, *, by: Actor) -> Proposal:
    """The second person does not agree; nothing comes of the proposal."""
    with change(verbs.REFUSE, by=by) as act:
        found = queries.proposal(proposal, by=by, lock=True)
        demand(decide(act, found, by=by), *may_answer(found, by=by))
        found.state, found.answered_by, found.answered_at = Proposal.State.REFUSED, by.person, act.at
        found.save(update_fields=["state", "answered_by", "answered_at"])
        act.about(found)
    return found


def decide(act: Act, proposal: Proposal, *, by: Actor) -> Refusal | None:
    """A leader answers, or his deputy within the delegation; a role without level asks only for power and days."""
    own = judging.must_be_own(lent=act.verb.duty in by.lent, role=proposal.role)
    return own or delegations.decide(
        act,
        Power.ADMIT,
        level=Level(proposal.level or min(Level)),
        object=proposal.uuid,
        unit=deputies.unit_name(proposal.person),
        by=by,
    )


def may_answer(proposal: Proposal, *, by: Actor) -> list[Refusal | None]:
    return [
        judging.must_wait(waiting=proposal.state == Proposal.State.WAITING),
        may_confirm(proposer=proposal.proposed_by, confirmer=by.person),
        may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=proposal.person),
    ]


def take_over(proposal: UUID, *, last_no: int, in_book: int, by: Actor) -> Proposal:
    """The clerk who takes a book writes the number of the last line he found in it; the giver is in the proposal.

    `in_book` is the last line of the register; Refused where he found another.
    """
    with change(verbs.TAKE_BOOK, by=by) as act:
        found = queries.proposal(proposal, by=by, lock=True)
        on = day_of(act.at)
        demand(
            judging.may_take_over(
                named=found.person == by.person and found.instead_of is not None,
                in_time=found.state == Proposal.State.CONFIRMED and found.since <= on <= (found.until or on),
                done=found.handed_over_at is not None,
            ),
            judging.must_be_last(last_no, in_book=in_book),
        )
        found.handed_over_no, found.handed_over_at = last_no, act.at
        found.save(update_fields=["handed_over_no", "handed_over_at"])
        act.about(found)
    return found
