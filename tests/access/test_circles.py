"""Need to know: a leader names others in the circle of an entry that he reads, never himself (R26, R28)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.access import actions, queries, verbs
from somat.access.models import Member
from somat.access.visible import visible_to
from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.audit.rows import digest_now
from somat.law.access import SYSTEM
from somat.law.levels import Level
from somat.law.refusal import Refused
from tests.access import shelf
from tests.cast import SINCE, World

DAY = timedelta(days=1)


@pytest.fixture
def entry(world: World) -> Any:
    """A Tối mật line of which An is the signer."""
    (line,) = shelf.write_lines(shelf.open_book(), [(2, SINCE)])
    shelf.name([(world.an.person, line, None)])
    return line


def sees(world: World, name: str, entry: Any, *, days: int = 0) -> bool:
    rows = shelf.model("Entry").unchecked  # type: ignore[attr-defined]
    return bool(rows.filter(visible_to(getattr(world, name), today() + days * DAY), uuid=entry.uuid).exists())


def test_a_granted_person_reads_and_nobody_else(world: World, entry: Any) -> None:
    assert not sees(world, "duy", entry)
    actions.grant_circle(entry, persons=[world.duy.person], by=world.an)
    assert [name for name in world.accounts if sees(world, name, entry)] == ["an", "duy"]


def test_the_leaf_binds_the_entry_with_its_circle(world: World, entry: Any) -> None:
    actions.grant_circle(entry, persons=[world.duy.person], by=world.an)
    leaf = Leaf.unchecked.filter(verb="circle.grant", object=entry.uuid).get()
    assert leaf.row == digest_now("registry_entry", entry.uuid)


def test_a_leader_does_not_name_himself(world: World, entry: Any) -> None:
    with pytest.raises(Refused):
        actions.grant_circle(entry, persons=[world.an.person], by=world.an)


def test_a_leader_who_does_not_read_it_finds_nothing(world: World, entry: Any) -> None:
    with pytest.raises(NotFound):
        actions.grant_circle(entry, persons=[world.duy.person], by=world.khoi)
    assert not sees(world, "duy", entry)


@pytest.mark.parametrize("name", ["hanh", "duy", "ha", "tan", "quan", "dung", "giang", "nam", "chi"])
def test_only_a_leader_grants(world: World, entry: Any, name: str) -> None:
    shelf.name([(getattr(world, name).person, entry, None)])
    with pytest.raises(Refused):
        actions.grant_circle(entry, persons=[world.khoi.person], by=getattr(world, name))


@pytest.mark.parametrize("level", [None, Level.MAT])
def test_nobody_is_named_above_his_clearance(world: World, entry: Any, level: Level | None) -> None:
    if level:
        world.clear("chi", level)
    with pytest.raises(Refused) as no:
        actions.grant_circle(entry, persons=[world.duy.person, world.chi.person], by=world.an)
    assert no.value.refusals[0].sentence() == "Đặng Linh Chi chưa được tiếp cận độ Tối mật."
    assert not sees(world, "duy", entry)


def test_a_grant_with_a_last_day_ends_after_it(world: World, entry: Any) -> None:
    actions.grant_circle(entry, persons=[world.duy.person], until=today() + 2 * DAY, by=world.an)
    assert [sees(world, "duy", entry, days=n) for n in (0, 2, 3)] == [True, True, False]


def test_ending_a_circle_ends_the_reading(world: World, entry: Any) -> None:
    actions.grant_circle(entry, persons=[world.duy.person], by=world.an)
    actions.end_circle(entry, person=world.duy.person, until=today() - DAY, by=world.an)
    assert not sees(world, "duy", entry)
    assert world.duy.person not in queries.circles([entry.uuid], on=today())[entry.uuid]


def test_who_was_out_comes_back_by_a_new_grant(world: World, entry: Any) -> None:
    actions.grant_circle(entry, persons=[world.duy.person], until=today(), by=world.an)
    actions.end_circle(entry, person=world.duy.person, until=today() - DAY, by=world.an)
    actions.grant_circle(entry, persons=[world.duy.person], by=world.an)
    assert sees(world, "duy", entry, days=400)
    assert Member.unchecked.filter(person=world.duy.person).count() == 1


def test_ending_what_never_was_finds_nothing(world: World, entry: Any) -> None:
    with pytest.raises(NotFound):
        actions.end_circle(entry, person=world.duy.person, until=today(), by=world.an)


def test_members_come_with_the_entrys_own_change(world: World, entry: Any) -> None:
    with change(verbs.FIRST_RIGHTS, by=SYSTEM):
        made = actions.add_members(
            entry.uuid, place=entry.pk, persons={world.duy.person: "handler", world.an.person: "recipient"}
        )
    assert [(member.person, member.why) for member in made] == [(world.duy.person, "handler")]
    assert {m.person: m.why for m in queries.members(entry.uuid)}[world.an.person] == "test"
    assert all(member.pk for member in made)
