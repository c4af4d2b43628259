"""Roles and clearances: proposed by the security officer, confirmed by a leader, each exactly once (R26-R28)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from somat.access import actions, queries
from somat.access.models import Proposal, Right
from somat.audit import guard
from somat.audit.absent import NotFound
from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.people.actions.roles import Paper
from tests.cast import SINCE, UNTIL, World, paper

DAY = timedelta(days=1)


def propose(world: World, name: str = "chi", by: str = "ha") -> Proposal:
    person, by_ = getattr(world, name).person, getattr(world, by)
    return actions.propose_clearance(person, Level.MAT, paper=paper(), by=by_)


def sentences(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as no:
        call()
    return [refusal.sentence() for refusal in no.value.refusals]


def test_a_proposal_alone_gives_nothing(world: World) -> None:
    propose(world)
    assert world.chi.clearance is None


def test_a_confirmed_one_gives_exactly_what_was_proposed(world: World) -> None:
    proposal = propose(world)
    actions.confirm(proposal.uuid, by=world.an)
    held = world.chi.clearance
    assert held is not None and (held.level, held.since, held.until) == (Level.MAT, SINCE, UNTIL)
    acts = Leaf.unchecked.filter(object=proposal.uuid, decision="granted").order_by("id").values_list("verb", "actor")
    assert list(acts) == [("right.propose", world.ha.person), ("right.confirm", world.an.person)]


@pytest.mark.parametrize("name", ["an", "khoi", "hanh", "duy", "tan", "quan", "dung", "giang", "nam", "chi"])
def test_only_the_security_officer_proposes(world: World, name: str) -> None:
    with pytest.raises(Refused):
        propose(world, by=name)


@pytest.mark.parametrize("name", ["ha", "hanh", "duy", "tan", "quan", "dung", "giang", "nam"])
def test_only_a_leader_confirms(world: World, name: str) -> None:
    proposal = propose(world)
    with pytest.raises((Refused, NotFound)):
        actions.confirm(proposal.uuid, by=getattr(world, name))
    assert world.chi.clearance is None


def test_nobody_confirms_his_own(world: World) -> None:
    proposal = propose(world, "an")
    assert sentences(lambda: actions.confirm(proposal.uuid, by=world.an)) == [
        "Trong việc này người cấp quyền và người được cấp quyền phải là hai người khác nhau."
    ]
    actions.confirm(proposal.uuid, by=world.khoi)


def test_the_database_itself_refuses_one_person_for_both(world: World) -> None:
    proposal = propose(world)
    for person in (proposal.proposed_by, proposal.person):
        with pytest.raises(IntegrityError), transaction.atomic(), guard.opened():
            Proposal.unchecked.filter(pk=proposal.pk).update(state="confirmed", answered_by=person)


def test_an_answer_is_given_once(world: World) -> None:
    proposal = propose(world)
    actions.refuse(proposal.uuid, by=world.an)
    for answer in (actions.confirm, actions.refuse):
        assert sentences(lambda answer=answer: answer(proposal.uuid, by=world.khoi)) == ["Đề nghị này đã được trả lời."]
    assert world.chi.clearance is None


def test_a_new_clearance_takes_the_place_of_the_old_one(world: World) -> None:
    """Lowered is lowered: the higher one does not go on beside it."""
    world.clear("duy", Level.MAT, since=today(), until=today() + 30 * DAY)
    held = world.duy.clearance
    assert held is not None and held.level is Level.MAT
    rights = {(r.level, r.since, r.until) for r in queries.rights(world.duy.person, by=world.ha)}
    assert rights == {(2, SINCE, today() - DAY), (1, today(), today() + 30 * DAY)}


@pytest.mark.parametrize(
    ("until", "decided_on", "decision", "sentence"),
    [
        (None, 0, "1", "Ghi ngày hết hạn."),
        (-1, 0, "1", "Ngày hết hạn {before} trước ngày bắt đầu {on}."),
        (0, 0, " ", "Ghi số quyết định."),
        (0, 1, "1", "Ngày quyết định {after} chưa tới."),
    ],
)
def test_it_wants_a_real_decision(
    world: World, until: int | None, decided_on: int, decision: str, sentence: str
) -> None:
    on = today()
    rests = Paper(decision, on + decided_on * DAY, on, None if until is None else on + until * DAY)
    said = sentences(lambda: actions.propose_clearance(world.chi.person, Level.MAT, paper=rests, by=world.ha))
    days = {name: f"{day:%d/%m/%Y}" for name, day in {"before": on - DAY, "on": on, "after": on + DAY}.items()}
    assert sentence.format_map(days) in said


def test_a_role_comes_by_the_same_way(world: World) -> None:
    proposal = actions.propose_role(world.nam.person, Role.CB, paper=paper(today(), None), by=world.ha)
    assert world.nam.roles == {Role.NC}
    actions.confirm(proposal.uuid, by=world.an)
    assert world.nam.roles == {Role.NC, Role.CB}


def test_a_colliding_role_is_refused_when_proposed_and_when_confirmed(world: World) -> None:
    assert sentences(lambda: actions.propose_role(world.quan.person, Role.BM, paper=paper(), by=world.ha)) == [
        "Một người không thể vừa là Quản trị vừa là Cán bộ bảo mật."
    ]
    first = actions.propose_role(world.nam.person, Role.QT, paper=paper(), by=world.ha)
    second = actions.propose_role(world.nam.person, Role.KT, paper=paper(), by=world.ha)
    actions.confirm(first.uuid, by=world.an)
    with pytest.raises(Refused):
        actions.confirm(second.uuid, by=world.an)
    assert world.nam.roles == {Role.NC, Role.QT}


def test_who_waits_is_seen_by_those_who_answer_and_by_himself(world: World) -> None:
    proposal = propose(world)
    for name, seen in (("an", True), ("khoi", True), ("ha", True), ("chi", True), ("duy", False), ("quan", False)):
        assert (proposal in queries.waiting(by=getattr(world, name))) is seen, name
    for name, asked in (("an", True), ("ha", False), ("chi", False)):
        assert (proposal in queries.answerable(by=getattr(world, name))) is asked, name
    with pytest.raises(NotFound):
        queries.proposal(proposal.uuid, by=world.duy)


def test_rights_are_seen_by_their_holder_and_those_who_give_them(world: World) -> None:
    for name, seen in (("duy", True), ("an", True), ("ha", True), ("chi", False), ("quan", False), ("hanh", False)):
        assert bool(queries.rights(world.duy.person, by=getattr(world, name))) is seen, name


def test_no_right_is_without_its_proposal(world: World) -> None:
    world.clear("chi", Level.MAT)
    assert not Right.unchecked.exclude(proposal__state="confirmed").exists()
