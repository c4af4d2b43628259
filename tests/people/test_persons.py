"""Units stand in a tree, people in units, posts on decisions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.audit.rows import digest_now
from somat.law.refusal import Refused
from somat.people import queries
from somat.people.actions.persons import appoint, change_person, close_unit, enter_person, enter_unit
from somat.people.models import Appointment, Person
from tests.cast import SINCE, World


def unit(world: World, name: str = "Văn phòng") -> queries.Unit:
    return next(found for found in queries.units(by=world.ha, on=today()) if found.name == name)


def test_units_come_with_their_children_below(world: World) -> None:
    enter_unit("Tổ Văn thư", parent=unit(world).uuid, since=today(), by=world.ha)
    names = [found.name for found in queries.units(by=world.an, on=today())]
    assert names == ["Ủy ban nhân dân xã Thử", "Phòng Kinh tế", "Văn phòng", "Tổ Văn thư"]


def test_a_unit_with_people_does_not_end(world: World) -> None:
    with pytest.raises(Refused):
        close_unit(unit(world, "Phòng Kinh tế").uuid, until=today(), by=world.ha)
    change_person(world.chi.person, name="Đặng Linh Chi", unit=unit(world).uuid, post="", by=world.ha)
    close_unit(unit(world, "Phòng Kinh tế").uuid, until=today() - timedelta(days=1), by=world.ha)
    assert "Phòng Kinh tế" not in [found.name for found in queries.units(by=world.ha, on=today())]


def test_a_person_gets_nothing_by_being_entered(world: World) -> None:
    person = enter_person("Lý Thị Mơ", unit=unit(world).uuid, by=world.ha)
    assert queries.roles(person.uuid, on=today()) == frozenset()


def test_a_person_is_ours_or_from_outside(world: World) -> None:
    for facts in ({}, {"unit": unit(world).uuid, "outside": "Thanh tra tỉnh"}):
        with pytest.raises(Refused):
            enter_person("Lý Thị Mơ", by=world.ha, **facts)


@pytest.mark.parametrize("name", ["an", "hanh", "duy", "quan", "tan"])
def test_only_the_security_officer_enters_people(world: World, name: str) -> None:
    with pytest.raises(Refused):
        enter_person("Lý Thị Mơ", unit=unit(world).uuid, by=getattr(world, name))


def test_people_are_found_without_marks(world: World) -> None:
    assert [found.name for found in queries.named("nguyen thi", by=world.duy, on=today())] == ["Nguyễn Thị Hạnh"]
    assert [found.name for found in queries.named("Dũng", by=world.duy, on=today())] == ["Bùi Tiến Dũng"]


def test_an_appointment_gives_the_post_and_no_right(world: World) -> None:
    before = world.chi
    appoint(
        before.person,
        unit=unit(world).uuid,
        post="Phó Chánh Văn phòng",
        decision="15/QĐ-UBND",
        decided_on=today(),
        since=today(),
        by=world.an,
    )
    after = world.chi
    assert after.title == "Phó Chánh Văn phòng"
    assert (after.duties, after.clearance) == (before.duties, before.clearance)
    assert queries.appointments(before.person, by=world.an)[0].decision == "15/QĐ-UBND"


def test_a_decision_of_tomorrow_is_none(world: World) -> None:
    facts = {"unit": unit(world).uuid, "post": "x", "since": today()}
    for decision, day in (("", today()), ("1", today() + timedelta(days=1))):
        with pytest.raises(Refused):
            appoint(world.chi.person, decision=decision, decided_on=day, by=world.an, **facts)
    assert not Appointment.unchecked.exists()


def test_the_newest_leaf_binds_the_whole_aggregate(world: World) -> None:
    """A role or post changed by SQL differs from the leaf: what `somat verify` finds."""
    leaf = Leaf.unchecked.filter(object=world.chi.person).latest("id")
    assert leaf.row == digest_now(Person._meta.db_table, world.chi.person)
    appoint(world.chi.person, unit=unit(world).uuid, post="x", decision="1", decided_on=SINCE, since=SINCE, by=world.an)
    assert leaf.row != digest_now(Person._meta.db_table, world.chi.person)
    newest = Leaf.unchecked.filter(object=world.chi.person).latest("id")
    assert newest.row == digest_now(Person._meta.db_table, world.chi.person)
