"""A leader's delegation to a deputy: entered by the security officer, confirmed by that leader, on its days only (R-AUTH-2, 3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from somat.access import actions, queries
from somat.access.models import Proposal, Terms
from somat.audit import guard
from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.models import Leaf
from somat.audit.moment import now, today, told
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.law.roles import NEVER_TOGETHER, Duty, Role
from somat.people.actions.roles import Paper
from somat.people.actions.roles import end as end_roles
from somat.people.models import Delegation, Reliance
from somat.people.queries import deputies
from somat.registry import verbs
from tests.cast import SINCE, UNTIL, World, paper

DAY = timedelta(days=1)
T, A = Level.TOI_MAT, Level.TUYET_MAT


def propose(world: World, name: str = "duy", by: str = "ha", **more: Any) -> Proposal:
    facts: dict[str, Any] = {
        "giver": world.an.person,
        "powers": [Power.BOOK],
        "level": T,
        "paper": days(today(), today()),
    }
    return actions.propose_deputy(getattr(world, name).person, **{**facts, **more}, by=getattr(world, by))


def days(since: date, until: date | None) -> Paper:
    return Paper("15/QĐ-UBND", SINCE, since, until)


def rules(call: Callable[[], object]) -> list[str]:
    """The rules that refuse, with their cases."""
    with pytest.raises(Refused) as no:
        call()
    assert all(refusal.sentence().endswith(".") for refusal in no.value.refusals)
    cases = [(r.rule, r.facts.get("case")) for r in no.value.refusals]
    return [f"{rule}:{case}" if case else rule for rule, case in cases]


def test_a_proposed_delegation_lends_nothing(world: World) -> None:
    propose(world)
    assert (world.duy.delegations, world.duy.lent) == ((), frozenset())
    assert Duty.ENTRY_CONFIRM not in world.duy.duties and Delegation.unchecked.count() == 0


def test_a_confirmed_one_is_what_the_paper_says(world: World) -> None:
    made = world.lend("duy", Power.BOOK, Power.FILE, since=today(), until=today() + DAY)
    (letter,) = world.duy.delegations
    assert (letter.paper, letter.uuid) == (f"15/QĐ-UBND ngày {SINCE:%d/%m/%Y}", made.uuid)
    assert (letter.powers, letter.max_level) == ({Power.BOOK, Power.FILE}, T)
    assert (letter.since, letter.until, letter.units) == (today(), today() + DAY, frozenset())
    assert world.duy.lent == {Duty.ENTRY_CONFIRM, Duty.DOCUMENT_APPROVE} and world.duy.lent <= world.duy.duties
    leaves = Leaf.unchecked.filter(decision="granted").order_by("-id").values_list("verb", "actor")[:3]
    assert set(leaves) == {
        ("right.propose", world.ha.person), ("delegation.make", world.an.person), ("right.deputy", world.an.person),
    }  # fmt: skip


def test_it_opens_nothing_to_read(world: World) -> None:
    before = world.duy
    world.lend("duy", Power.BOOK, Power.ADMIT, Power.FILE, Power.DETERMINE)
    after = world.duy
    assert (after.clearance, after.books, after.roles) == (before.clearance, before.books, before.roles)
    assert after.lent and Duty.ENTRY_READ not in after.lent


@pytest.mark.parametrize("name", ["an", "khoi", "hanh", "duy", "tan", "quan", "dung", "giang", "nam", "chi"])
def test_only_the_security_officer_enters_it(world: World, name: str) -> None:
    assert rules(lambda: propose(world, by=name)) == ["R24"]


@pytest.mark.parametrize("name", ["khoi", "ha", "hanh", "duy", "tan", "quan", "dung", "giang", "nam", "chi"])
def test_only_the_leader_whose_power_it_is_confirms_it(world: World, name: str) -> None:
    proposal = propose(world)
    with pytest.raises((Refused, NotFound)):
        actions.confirm(proposal.uuid, by=getattr(world, name))
    assert Delegation.unchecked.count() == 0
    assert proposal.uuid not in {one.uuid for one in queries.answerable(by=getattr(world, name))}
    assert [one.uuid for one in queries.answerable(by=world.an)] == [proposal.uuid]


def test_another_leader_may_say_no(world: World) -> None:
    actions.refuse(propose(world).uuid, by=world.khoi)
    assert Delegation.unchecked.count() == 0


def test_first_and_last_day_count_and_no_other(world: World) -> None:
    first = today() + 2 * DAY
    world.lend("duy", Power.BOOK, since=first, until=first + DAY)
    for n, lent in enumerate([False, False, True, True, False]):
        with told(now() + n * DAY):
            assert bool(world.duy.lent) is lent and bool(world.duy.delegations) is lent, n


@pytest.mark.parametrize(
    ("more", "answer"),
    [
        ({"powers": []}, "R-AUTH-2:content"),
        ({"powers": [Power.DECLASSIFY]}, "R-AUTH-7"),
        ({"level": A}, "R-SEC-1:deputy"),
        ({"paper": days(today(), None)}, "R28:until"),
        ({"paper": days(today(), today() - DAY)}, "R28:period"),
        ({"paper": Paper(" ", SINCE, today(), today())}, "R28:decision"),
        ({"paper": Paper("15/QĐ", today() + DAY, today(), today())}, "R28:decided"),
    ],
)
def test_it_refuses_what_a_delegation_must_not_be(world: World, more: dict[str, Any], answer: str) -> None:
    assert rules(lambda: propose(world, **more)) == [answer]
    assert not Terms.unchecked.exists()


def test_nobody_delegates_to_himself_or_to_a_stranger(world: World) -> None:
    assert "R28:same" in rules(lambda: propose(world, "an"))
    assert "R28:stranger" in rules(lambda: propose(world, "dung"))


@pytest.mark.parametrize("name", ["hanh", "tan"])
def test_who_may_not_be_a_leader_may_not_be_a_deputy(world: World, name: str) -> None:
    assert "R25" in rules(lambda: propose(world, name, level=Level.MAT))


def test_only_a_leader_of_all_its_days_delegates(world: World) -> None:
    assert rules(lambda: propose(world, "chi", giver=world.ha.person, level=Level.MAT))[0] == "R-AUTH-3:leader"
    late = days(today(), UNTIL + DAY)
    world.clear("duy", T, since=today(), until=UNTIL + DAY)
    role = actions.propose_role(world.giang.person, Role.LD, paper=paper(today(), today() + DAY), by=world.ha)
    actions.confirm(role.uuid, by=world.an)
    world.clear("giang", T)
    facts = {"giver": world.giang.person, "paper": days(today(), today() + 2 * DAY)}
    assert rules(lambda: propose(world, **facts)) == ["R-AUTH-3:leader"]
    assert propose(world, giver=world.giang.person, paper=days(today(), today() + DAY)).state == "waiting"
    assert propose(world, paper=late).until == UNTIL + DAY


def test_a_deputy_hands_nothing_on(world: World) -> None:
    world.clear("chi", T)
    world.lend("duy", Power.BOOK, Power.ADMIT)
    assert rules(lambda: propose(world, "chi", giver=world.duy.person)) == ["R-AUTH-3:again"]
    proposal = propose(world, "chi")
    assert rules(lambda: actions.confirm(proposal.uuid, by=world.duy)) == ["R24"]
    assert proposal not in queries.answerable(by=world.duy)


def test_a_deputy_makes_no_leader(world: World) -> None:
    world.lend("duy", Power.ADMIT)
    proposal = actions.propose_role(world.giang.person, Role.LD, paper=paper(), by=world.ha)
    assert queries.answerable(by=world.duy) == []
    assert rules(lambda: actions.confirm(proposal.uuid, by=world.duy)) == ["R-AUTH-3:own"]
    assert rules(lambda: actions.refuse(proposal.uuid, by=world.duy)) == ["R-AUTH-3:own"]


def test_a_deputy_confirms_a_clearance_within_his_delegation(world: World) -> None:
    made = world.lend("duy", Power.ADMIT)
    proposal = actions.propose_clearance(world.chi.person, T, paper=paper(), by=world.ha)
    assert [one.uuid for one in queries.answerable(by=world.duy)] == [proposal.uuid]
    actions.confirm(proposal.uuid, by=world.duy)
    assert world.chi.clearance is not None and world.chi.clearance.level == T
    row = Reliance.unchecked.get()
    assert (row.delegation_id, row.object, row.power, row.level) == (made.uuid, proposal.uuid, "admit", 2)
    assert Leaf.unchecked.get(uuid=row.leaf).verb == "right.confirm"
    assert Leaf.unchecked.get(verb="delegation.rely").object == row.uuid
    assert deputies.papers([proposal.uuid]) == {proposal.uuid: f"15/QĐ-UBND ngày {SINCE:%d/%m/%Y}"}


def test_he_confirms_none_above_its_level_nor_about_himself_nor_by_another_power(world: World) -> None:
    world.lend("duy", Power.ADMIT, level=Level.MAT)
    above = actions.propose_clearance(world.chi.person, T, paper=paper(), by=world.ha)
    assert rules(lambda: actions.confirm(above.uuid, by=world.duy)) == ["R-AUTH-3:level"]
    own = actions.propose_clearance(world.duy.person, Level.MAT, paper=paper(), by=world.ha)
    assert rules(lambda: actions.confirm(own.uuid, by=world.duy)) == ["R26"]
    assert queries.answerable(by=world.duy) == []
    assert not Reliance.unchecked.exists()


def test_without_the_power_it_is_not_his_duty(world: World) -> None:
    world.lend("duy", Power.BOOK)
    proposal = actions.propose_clearance(world.chi.person, T, paper=paper(), by=world.ha)
    with pytest.raises((Refused, NotFound)):
        actions.confirm(proposal.uuid, by=world.duy)
    assert world.chi.clearance is None


def test_a_delegation_for_one_unit_is_for_its_people(world: World) -> None:
    units = {u.name: u.uuid for u in people_units(world.ha)}
    world.lend("duy", Power.ADMIT, unit=units["Văn phòng"])
    (letter,) = world.duy.delegations
    assert letter.units == {"Văn phòng"}
    elsewhere = actions.propose_clearance(world.chi.person, T, paper=paper(), by=world.ha)
    assert rules(lambda: actions.confirm(elsewhere.uuid, by=world.duy)) == ["R-AUTH-3:unit"]
    here = actions.propose_clearance(world.nam.person, T, paper=paper(), by=world.ha)
    assert [one.uuid for one in queries.answerable(by=world.duy)] == [here.uuid]
    actions.confirm(here.uuid, by=world.duy)


def test_a_delegation_for_the_agency_unit_is_for_all_below(world: World) -> None:
    units = {u.name: u.uuid for u in people_units(world.ha)}
    world.lend("duy", Power.ADMIT, unit=units["Ủy ban nhân dân xã Thử"])
    (letter,) = world.duy.delegations
    assert letter.units == {"Ủy ban nhân dân xã Thử", "Văn phòng", "Phòng Kinh tế"}


def people_units(by: Actor) -> list[Any]:
    from somat.people import queries as people

    return people.units(by=by, on=today())


def test_what_a_deputy_does_by_a_lent_duty_without_naming_his_ground_is_not_done(world: World) -> None:
    world.lend("duy", Power.BOOK)
    with pytest.raises(Refused, match="R-AUTH-2"), change(verbs.ANSWER, by=world.duy):
        pass
    assert Leaf.unchecked.filter(verb="question.answer", decision="granted").count() == 0
    assert Leaf.unchecked.filter(verb="question.answer", decision="refused").count() == 1
    with change(verbs.ANSWER, by=world.an):
        pass


def end(world: World, made: Delegation, until: date, *, by: str = "an", decided_on: date = SINCE) -> Delegation:
    return actions.end_deputy(
        made.uuid, until=until, decision="20/QĐ-UBND", decided_on=decided_on, by=getattr(world, by)
    )


def test_it_is_ended_early_by_a_dated_decision(world: World) -> None:
    made = world.lend("duy", Power.BOOK, since=today(), until=today() + 9 * DAY)
    ended = end(world, made, today())
    assert (ended.until, ended.ended_decision, ended.ended_decided_on) == (today(), "20/QĐ-UBND", SINCE)
    assert world.duy.lent
    with told(now() + DAY):
        assert not world.duy.lent
    assert Leaf.unchecked.filter(verb="right.deputy-end", decision="granted", object=made.uuid).count() == 1


def test_ended_with_yesterday_it_carries_nothing_from_now_on(world: World) -> None:
    made = world.lend("duy", Power.BOOK, since=today() - DAY, until=today() + DAY)
    stale = world.duy
    end(world, made, today() - DAY, by="khoi")
    assert not world.duy.lent and stale.lent
    assert deputies.letters(world.duy.person, on=today()) == []


@pytest.mark.parametrize("n", [-2, 3, 4])
def test_the_last_day_lies_between_yesterday_and_the_day_before_its_end(world: World, n: int) -> None:
    made = world.lend("duy", Power.BOOK, since=today(), until=today() + 3 * DAY)
    assert rules(lambda: end(world, made, today() + n * DAY)) == ["R-AUTH-3:ended"]
    assert rules(lambda: end(world, made, today(), decided_on=today() + DAY)) == ["R28:decided"]


@pytest.mark.parametrize("name", ["ha", "hanh", "duy", "tan", "quan", "dung", "giang", "nam", "chi"])
def test_only_a_leader_ends_it(world: World, name: str) -> None:
    made = world.lend("duy", Power.BOOK, Power.ADMIT, until=today() + DAY)
    assert rules(lambda: end(world, made, today(), by=name)) == ["R24"]


def test_it_ends_with_the_role_of_its_giver_and_when_either_leaves(world: World) -> None:
    made = world.lend("duy", Power.BOOK, until=today() + 9 * DAY)
    actions.leave(world.an.person, until=today(), by=world.ha)
    assert Delegation.unchecked.get(uuid=made.uuid).until == today()
    other = world.lend("duy", Power.BOOK, giver="khoi", until=today() + 9 * DAY)
    actions.leave(world.duy.person, until=today(), by=world.ha)
    assert Delegation.unchecked.get(uuid=other.uuid).until == today()
    with told(now() + DAY):
        assert deputies.letters(world.accounts["duy"].person, on=today()) == []


def test_a_role_that_no_leader_may_hold_is_not_given_to_a_deputy(world: World) -> None:
    world.lend("duy", Power.BOOK, since=today() + DAY, until=today() + 2 * DAY)
    beside = paper(today() + 2 * DAY, today() + 5 * DAY)
    assert rules(lambda: actions.propose_role(world.duy.person, Role.VT, paper=beside, by=world.ha)) == ["R25"]
    after = paper(today() + 3 * DAY, today() + 5 * DAY)
    assert actions.propose_role(world.duy.person, Role.VT, paper=after, by=world.ha).state == "waiting"


def test_the_database_itself_keeps_clerk_and_deputy_apart(world: World) -> None:
    made = world.lend("duy", Power.BOOK)
    with pytest.raises(IntegrityError), transaction.atomic(), guard.opened():
        Delegation.unchecked.filter(uuid=made.uuid).update(person=world.hanh.person)
    with pytest.raises(IntegrityError), transaction.atomic(), guard.opened():
        give_role(world.duy.person, "VT")
    with pytest.raises(IntegrityError), transaction.atomic(), guard.opened():
        Delegation.unchecked.filter(uuid=made.uuid).update(giver=world.duy.person)


def give_role(person: UUID, role: str) -> None:
    from somat.people.models import RoleHeld

    days = {"since": today(), "until": None, "decision": "x", "decided_on": today()}
    RoleHeld.unchecked.create(person_id=person, role=role, **days)


def test_the_roles_in_the_wall_are_those_of_the_law() -> None:
    from importlib import import_module

    wall = import_module("somat.people.migrations.0002_delegations")
    apart = {other for pair in NEVER_TOGETHER.latest.value for other in pair if "LD" in pair and other != "LD"}
    assert set(wall.NOT_WITH_LEADER) == apart


def test_everybody_lists_his_own_and_who_decides_lists_all(world: World) -> None:
    made = world.lend("duy", Power.BOOK)
    seen = {
        name: [one.uuid for one in deputies.delegations(by=actor, all_for=queries.watches(actor))]
        for name in ("an", "khoi", "ha", "duy", "chi", "hanh", "quan")
        for actor in [getattr(world, name)]
    }
    mine = [made.uuid]
    assert seen == {"an": mine, "khoi": mine, "ha": mine, "duy": mine, "chi": [], "hanh": [], "quan": []}
    with pytest.raises(NotFound):
        deputies.delegation(made.uuid, by=world.chi, all_for=False)


def test_it_lapses_on_the_day_its_giver_is_no_leader_any_more(world: World) -> None:
    made = world.lend("duy", Power.BOOK, until=today() + 2 * DAY)
    end_roles(world.an.person, roles=frozenset({Role.LD}), until=today(), by=world.ha)
    assert Delegation.unchecked.get(uuid=made.uuid).until == today() + 2 * DAY
    for n, lent in enumerate([True, False, False]):
        with told(now() + n * DAY):
            assert bool(world.duy.lent) is lent
            assert bool(deputies.letters(world.accounts["duy"].person, on=today())) is lent
