"""R25 stands three times: in the law, in the act that gives a role, and in the database itself."""

from __future__ import annotations

from datetime import date, timedelta
from importlib import import_module
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from somat.audit import guard
from somat.audit.moment import now, today
from somat.law.refusal import Refused
from somat.law.roles import NEVER_TOGETHER, Role
from somat.people import queries, sessions
from somat.people.actions.roles import Paper, end, give
from tests.cast import DESK, SINCE, World

DAY = timedelta(days=1)
JUNE = (date(2026, 6, 1), date(2026, 6, 30))
PAIRS = [tuple(pair) for pair in NEVER_TOGETHER.latest.value]
FREE = [(a, b) for a in Role for b in Role if a < b and (a, b) not in PAIRS and (b, a) not in PAIRS]


def native(uuid: UUID) -> UUID | str:
    return uuid if connection.features.has_native_uuid_field else uuid.hex


def insert(person: UUID, role: str, since: date, until: date | None) -> UUID:
    """A row by plain SQL, past every act and every rule of ours."""
    row = uuid4()
    with transaction.atomic(), guard.opened(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_roleheld (uuid, person_id, role, decision, decided_on, since, until)"
            " VALUES (%s, %s, %s, 'x', %s, %s, %s)",
            [native(row), native(person), role, since, since, until],
        )
    return row


def somebody(world: World) -> UUID:
    """A person who holds no role any more."""
    with transaction.atomic(), guard.opened(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_roleheld WHERE person_id = %s", [native(world.nam.person)])
    return world.nam.person


def test_the_database_and_the_law_forbid_the_same_pairs() -> None:
    migration = import_module("somat.people.migrations.0001_people")
    assert [list(pair) for pair in migration.NEVER_TOGETHER] == NEVER_TOGETHER.latest.value


@pytest.mark.parametrize("pair", [*PAIRS, *(tuple(reversed(pair)) for pair in PAIRS)], ids="+".join)
def test_the_database_refuses_two_that_collide(world: World, pair: tuple[str, str]) -> None:
    person = somebody(world)
    insert(person, pair[0], SINCE, None)
    with pytest.raises(DatabaseError, match="R25"):
        insert(person, pair[1], SINCE, None)


@pytest.mark.parametrize("pair", FREE, ids="+".join)
def test_the_database_takes_all_others(world: World, pair: tuple[str, str]) -> None:
    person = somebody(world)
    insert(person, pair[0], SINCE, None)
    insert(person, pair[1], SINCE, None)


@pytest.mark.parametrize(
    ("since", "until", "collides"),
    [
        (JUNE[0] - 30 * DAY, JUNE[0] - DAY, False),
        (JUNE[0] - 30 * DAY, JUNE[0], True),
        (JUNE[1], None, True),
        (JUNE[1] + DAY, None, False),
        (JUNE[0] + DAY, JUNE[1] - DAY, True),
        (JUNE[0] - DAY, JUNE[1] + DAY, True),
        (JUNE[0] + 3 * DAY, JUNE[0] + 2 * DAY, False),
    ],
)
def test_the_database_looks_at_days_both_share(world: World, since: date, until: date | None, collides: bool) -> None:
    person = somebody(world)
    insert(person, "BM", *JUNE)
    if collides:
        with pytest.raises(DatabaseError, match="R25"):
            insert(person, "QT", since, until)
    else:
        insert(person, "QT", since, until)


def test_the_database_refuses_a_change_that_makes_two_collide(world: World) -> None:
    person = somebody(world)
    insert(person, "QT", SINCE, JUNE[0] - DAY)
    row = insert(person, "BM", *JUNE)
    for text, values in (
        ("UPDATE people_roleheld SET since = %s WHERE uuid = %s", [JUNE[0] - DAY, native(row)]),
        ("UPDATE people_roleheld SET role = 'KT', since = %s WHERE uuid = %s", [SINCE, native(row)]),
    ):
        with (
            pytest.raises(DatabaseError, match="R25"),
            transaction.atomic(),
            guard.opened(),
            connection.cursor() as cursor,
        ):
            cursor.execute(text, values)


def test_two_people_may_hold_what_one_may_not(world: World) -> None:
    insert(somebody(world), "QT", SINCE, None)
    insert(world.giang.person, "KT", SINCE, None)


def test_giving_refuses_a_pair_and_names_it(world: World) -> None:
    with pytest.raises(Refused) as no:
        give(world.quan.person, Role.KT, paper=Paper("1", SINCE, today()), proposed_by=world.ha.person, by=world.an)
    assert no.value.refusals[0].sentence() == "Một người không thể vừa là Quản trị vừa là Kiểm soát nhật ký."


def test_giving_looks_at_coming_days_too(world: World) -> None:
    coming = Paper("1", SINCE, today() + 100 * DAY)
    give(world.nam.person, Role.QT, paper=coming, proposed_by=world.ha.person, by=world.an)
    paper = Paper("2", SINCE, today(), today() + 99 * DAY)
    give(world.nam.person, Role.BM, paper=paper, proposed_by=world.ha.person, by=world.an)
    with pytest.raises(Refused):
        paper = Paper("3", SINCE, today(), today() + 100 * DAY)
        give(world.nam.person, Role.KT, paper=paper, proposed_by=world.ha.person, by=world.an)


def test_a_role_acts_between_its_days(world: World) -> None:
    paper = Paper("1", SINCE, JUNE[0], JUNE[1])
    give(world.nam.person, Role.GK, paper=paper, proposed_by=world.ha.person, by=world.an)
    held = {day: Role.GK in queries.roles(world.nam.person, on=day) for day in (JUNE[0] - DAY, *JUNE, JUNE[1] + DAY)}
    assert list(held.values()) == [False, True, True, False]


@pytest.mark.parametrize("name", ["ha", "hanh", "duy", "quan", "tan", "dung"])
def test_only_a_leader_gives(world: World, name: str) -> None:
    with pytest.raises(Refused):
        give(
            world.nam.person,
            Role.GK,
            paper=Paper("1", SINCE, today()),
            proposed_by=world.ha.person,
            by=getattr(world, name),
        )


def test_nobody_gives_himself_or_what_he_proposed(world: World) -> None:
    paper = Paper("1", SINCE, today())
    for person, proposer in ((world.an.person, world.ha.person), (world.nam.person, world.an.person)):
        with pytest.raises(Refused):
            give(person, Role.GK, paper=paper, proposed_by=proposer, by=world.an)


def test_ending_a_role_ends_the_session(world: World) -> None:
    token, duy = world.log_in("duy")
    end(duy.person, roles=frozenset({Role.CB}), until=today(), by=world.ha)
    assert sessions.live(token, workstation=DESK, now=now()) is None
    assert queries.roles(duy.person, on=today() + DAY) == frozenset()
