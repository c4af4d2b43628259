"""What a confirmed proposal makes: rights, and what they take the place of. Only called inside the confirming change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from somat.access import queries, verbs
from somat.access.models import Proposal, Right, Terms
from somat.audit.change import change
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Role
from somat.people.actions import accounts, delegations, roles
from somat.people.actions.epoch import raise_epoch

DAY = timedelta(days=1)


def make(proposal: Proposal, kind: str, *, first: date | None = None, last: date | None = None) -> Right:
    assert proposal.level and proposal.until  # judged before
    raise_epoch()
    return Right.unchecked.create(
        person=proposal.person,
        kind=kind,
        level=proposal.level,
        book=proposal.book if kind == Right.Kind.BOOK else None,
        since=proposal.since,
        until=proposal.until,
        first=first,
        last=last,
        proposal=proposal,
    )


def make_role(proposal: Proposal, by: Actor) -> None:
    roles.give(proposal.person, Role(proposal.role), paper=paper_of(proposal), proposed_by=proposal.proposed_by, by=by)


def paper_of(proposal: Proposal) -> roles.Paper:
    return roles.Paper(proposal.decision, proposal.decided_on, proposal.since, proposal.until)


def make_clearance(proposal: Proposal, by: Actor) -> None:
    """The clearances before end the day before this one begins, so that a lowered one is really lower."""
    before = Right.unchecked.filter(
        person=proposal.person, kind=Right.Kind.CLEARANCE, until__gte=proposal.since
    ).select_for_update()
    cut(before, until=proposal.since - DAY, by=by)
    make(proposal, Right.Kind.CLEARANCE)


def make_book(proposal: Proposal, by: Actor) -> None:
    """The keeper before, if one is named, has the book for the last time on the day before."""
    if proposal.instead_of and proposal.book:
        given_up = queries.duties(proposal.instead_of, proposal.book, since=proposal.since, until=date.max)
        cut(given_up, until=proposal.since - DAY, by=by)
    make(proposal, Right.Kind.BOOK)


def make_substitute(proposal: Proposal, by: Actor) -> None:
    """The absent clerk's duty stops for these days and goes on after them; no two keep the book at once."""
    assert proposal.instead_of and proposal.book and proposal.until
    absent = queries.duties(proposal.instead_of, proposal.book, since=proposal.since, until=proposal.until)
    for duty in absent:
        if duty.until > proposal.until:
            Right.unchecked.create(
                person=duty.person,
                kind=Right.Kind.BOOK,
                level=duty.level,
                book=duty.book,
                since=proposal.until + DAY,
                until=duty.until,
                proposal=proposal,
            )
    cut(absent, until=proposal.since - DAY, by=by)
    make(proposal, Right.Kind.BOOK)


def make_inspector(proposal: Proposal, by: Actor) -> None:
    """A clearance and a piece of a book for the days of the paper, the role, and an account that ends with them."""
    assert proposal.until
    make(proposal, Right.Kind.CLEARANCE)
    make(proposal, Right.Kind.BOOK, first=proposal.first, last=proposal.last)
    roles.give(proposal.person, Role.TT, paper=paper_of(proposal), proposed_by=proposal.proposed_by, by=by)
    ends = Right.unchecked.filter(person=proposal.person).order_by("-until").values_list("until", flat=True)
    accounts.limit(proposal.person, until=ends[0], by=by)


def make_deputy(proposal: Proposal, by: Actor) -> None:
    """The delegation itself; it is no right to read anything."""
    assert proposal.instead_of and proposal.level  # judged before
    terms = queries.terms([proposal.uuid])[proposal.uuid]
    delegations.make(
        proposal.person,
        giver=proposal.instead_of,
        powers=powers_of(terms),
        level=Level(proposal.level),
        unit=terms.unit,
        paper=paper_of(proposal),
        by=by,
    )


def powers_of(terms: Terms) -> frozenset[Power]:
    return frozenset(Power(code) for code in terms.powers.split(",") if code)


MAKERS: dict[str, Callable[[Proposal, Actor], None]] = {
    Proposal.Kind.ROLE: make_role,
    Proposal.Kind.CLEARANCE: make_clearance,
    Proposal.Kind.BOOK: make_book,
    Proposal.Kind.SUBSTITUTE: make_substitute,
    Proposal.Kind.INSPECTOR: make_inspector,
    Proposal.Kind.DEPUTY: make_deputy,
}


def cut(rights: Iterable[Right], *, until: date, by: Actor) -> None:
    """Rights end with that day; one that would only begin later ends before it begins. Each proposal has its own leaf."""
    touched: dict[int, Proposal] = {}
    for right in rights:
        right.until = max(until, right.since - DAY)
        right.save(update_fields=["until"])
        touched[right.proposal.pk] = right.proposal
    for proposal in touched.values():
        with change(verbs.CUT, by=by) as act:
            act.about(proposal)
    raise_epoch()
