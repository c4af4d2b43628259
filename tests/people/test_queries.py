"""What may be asked about people: names for all, accounts for those who look after them."""

from __future__ import annotations

import pytest

from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.law.roles import Role
from somat.people import queries
from tests.cast import CAST, World


def test_everybodys_roles_are_known_to_all(world: World) -> None:
    held = queries.roles_held(by=world.chi, on=today())
    assert {name: held[world.accounts[name].person] for name in CAST} == {name: CAST[name].roles for name in CAST}


def test_the_holders_of_a_role_come_by_name(world: World) -> None:
    assert [person.name for person in queries.holders(Role.LD, by=world.duy, on=today())] == [
        "Nguyễn Văn An",
        "Trần Minh Khôi",
    ]


def test_names_are_given_for_uuids_and_the_system_has_one(world: World) -> None:
    names = queries.names([world.an.person, queries.NOBODY])
    assert names == {world.an.person: "Nguyễn Văn An", queries.NOBODY: "hệ thống"}


def test_who_is_not_there_is_not_found(world: World) -> None:
    for ask in (queries.person, queries.unit, queries.account):
        with pytest.raises(NotFound):
            ask(queries.NOBODY, by=world.quan)


def test_people_come_in_the_order_of_the_alphabet(world: World) -> None:
    names = [person.name for person in queries.people(by=world.an, on=today())]
    assert len(names) == 11 and names[0] == "Bùi Tiến Dũng" and names[-1] == "Võ Duy Tân"
