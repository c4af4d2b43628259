"""Who keeps a book: a clerk cleared for all of it, his substitute while he is away, an inspector for a piece of it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from somat.access import actions, queries
from somat.access.actions.first_run import write_keeper
from somat.access.actors import actor_without_session
from somat.access.models import Proposal
from somat.access.visible import visible_to
from somat.audit.absent import NotFound
from somat.audit.moment import now, today, told
from somat.law.levels import Level
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.people.actions.accounts import create
from somat.people.actions.persons import enter_person
from somat.people.actions.sessions import log_in
from tests.access import shelf
from tests.cast import CAST, DESK, SINCE, UNTIL, World, paper

DAY = timedelta(days=1)


@pytest.fixture
def book(world: World) -> Any:
    return shelf.open_book()


def second_clerk(world: World, level: Level = Level.TUYET_MAT) -> None:
    """Duy becomes a clerk as well."""
    proposal = actions.propose_role(world.duy.person, Role.VT, paper=paper(), by=world.ha)
    actions.confirm(proposal.uuid, by=world.an)
    world.clear("duy", level)


def keepers(book: Any, on: date, world: World) -> list[str]:
    names = {world.accounts[name].person: name for name in world.accounts}
    return [names[person] for person in queries.on_duty(book.uuid, on=on, by=world.an)]


def seen(world: World, name: str, on: date | None = None) -> int:
    rows = shelf.model("Entry").unchecked  # type: ignore[attr-defined]
    return int(rows.filter(visible_to(getattr(world, name), on or today())).count())


def test_a_clerk_sees_his_book_whole_and_no_other(world: World, book: Any) -> None:
    shelf.write_lines(book, [(1, SINCE), (2, SINCE), (3, SINCE)])
    shelf.write_lines(shelf.open_book(), [(1, SINCE)])
    assert seen(world, "hanh") == 0
    world.keep("hanh", book)
    assert seen(world, "hanh") == 3
    assert keepers(book, today(), world) == ["hanh"]


@pytest.mark.parametrize(
    ("of_book", "of_clerk", "allowed"),
    [(None, 3, True), (None, 2, False), (3, 2, False), (2, 2, True), (2, 1, False), (1, 1, True), (1, 3, True)],
)
def test_he_is_cleared_for_the_highest_level_of_the_book(
    world: World, of_book: int | None, of_clerk: int, allowed: bool
) -> None:
    world.clear("hanh", Level(of_clerk))
    book: Any = shelf.open_book(of_book)
    if allowed:
        world.keep("hanh", book)
        return
    with pytest.raises(Refused) as no:
        world.keep("hanh", book)
    assert "chưa được tiếp cận độ" in no.value.refusals[0].sentence()


def test_a_clerk_lowered_meanwhile_sees_nothing_of_it(world: World, book: Any) -> None:
    shelf.write_lines(book, [(1, SINCE)])
    world.keep("hanh", book)
    world.clear("hanh", Level.TOI_MAT, since=today())
    assert seen(world, "hanh") == 0


def test_only_a_clerk_keeps_a_book(world: World, book: Any) -> None:
    with pytest.raises(Refused) as no:
        world.keep("an", book)
    assert no.value.refusals[0].sentence() == "Nguyễn Văn An không giữ vai trò Văn thư trong những ngày đó."


def test_a_book_goes_from_one_clerk_to_another_for_good(world: World, book: Any) -> None:
    second_clerk(world)
    world.keep("hanh", book)
    proposal = actions.propose_book(
        world.duy.person, book, paper=paper(today(), UNTIL), instead_of=world.hanh.person, by=world.ha
    )
    actions.confirm(proposal.uuid, by=world.an)
    assert keepers(book, today() - DAY, world) == ["hanh"]
    assert keepers(book, today(), world) == ["duy"]


def substitute(world: World, book: Any, since: date, until: date) -> Proposal:
    proposal = actions.propose_substitute(
        world.duy.person, book, instead_of=world.hanh.person, paper=paper(since, until), by=world.ha
    )
    return actions.confirm(proposal.uuid, by=world.an)


def test_a_substitute_keeps_the_book_alone_while_the_other_is_away(world: World, book: Any) -> None:
    shelf.write_lines(book, [(1, SINCE)])
    second_clerk(world)
    world.keep("hanh", book)
    since, until = today(), today() + 6 * DAY
    substitute(world, book, since, until)
    days = (since - DAY, since, until, until + DAY)
    assert [keepers(book, day, world) for day in days] == [["hanh"], ["duy"], ["duy"], ["hanh"]]
    assert (seen(world, "hanh"), seen(world, "duy")) == (0, 1)
    with told(now() + 7 * DAY):
        assert (seen(world, "hanh"), seen(world, "duy")) == (1, 0)


def test_a_substitution_from_the_first_to_the_last_day_leaves_nothing_over(world: World, book: Any) -> None:
    second_clerk(world)
    world.keep("hanh", book, since=today(), until=today() + 3 * DAY)
    substitute(world, book, today(), today() + 3 * DAY)
    for n in range(-1, 5):
        assert keepers(book, today() + n * DAY, world) == (["duy"] if 0 <= n <= 3 else [])


@pytest.mark.parametrize(
    ("person", "instead_of", "sentence"),
    [
        ("hanh", "hanh", "Người thay phải là người khác."),
        ("duy", "chi", "Đặng Linh Chi không giữ sổ này trong những ngày đó."),
        ("chi", "hanh", "Đặng Linh Chi không giữ vai trò Văn thư trong những ngày đó."),
    ],
)
def test_it_refuses_a_substitute_who_cannot_be_one(
    world: World, book: Any, person: str, instead_of: str, sentence: str
) -> None:
    second_clerk(world)
    world.keep("hanh", book)
    with pytest.raises(Refused) as no:
        actions.propose_substitute(
            getattr(world, person).person,
            book,
            instead_of=getattr(world, instead_of).person,
            paper=paper(today(), today()),
            by=world.ha,
        )
    assert sentence in [refusal.sentence() for refusal in no.value.refusals]


def test_taking_over_records_the_last_line_once_by_the_one_who_takes(world: World, book: Any) -> None:
    second_clerk(world)
    world.keep("hanh", book)
    proposal = substitute(world, book, today(), today() + DAY)
    with pytest.raises(Refused):
        actions.take_over(proposal.uuid, last_no=128, in_book=128, by=world.hanh)
    with told(now() + 2 * DAY), pytest.raises(Refused):
        actions.take_over(proposal.uuid, last_no=128, in_book=128, by=world.duy)
    with pytest.raises(Refused, match="R29"):
        actions.take_over(proposal.uuid, last_no=127, in_book=128, by=world.duy)
    taken = actions.take_over(proposal.uuid, last_no=128, in_book=128, by=world.duy)
    assert (taken.handed_over_no, taken.instead_of, taken.person) == (128, world.hanh.person, world.duy.person)
    with pytest.raises(Refused):
        actions.take_over(proposal.uuid, last_no=129, in_book=129, by=world.duy)


def admit(world: World, book: Any, first: date, last: date, since: date, until: date) -> Any:
    person = enter_person("Lâm Thị Oanh", outside="Thanh tra Bộ", by=world.ha)
    _, secret = create(person.uuid, username="oanh", since=today(), until=UNTIL, by=world.quan)
    proposal = actions.propose_inspector(
        person.uuid, book, first=first, last=last, paper=paper(since, until), by=world.ha
    )
    actions.confirm(proposal.uuid, by=world.an)
    return person.uuid, secret


def test_an_inspector_sees_the_lines_of_the_days_that_he_checks(world: World, book: Any) -> None:
    days = [SINCE + n * DAY for n in range(4)]
    shelf.write_lines(book, [(level, day) for day in days for level in (1, 2, 3)])
    person, _ = admit(world, book, days[1], days[2], today(), today() + 3 * DAY)
    actor = actor_without_session(person)
    assert actor.roles == {Role.TT}
    rows = shelf.model("Entry").unchecked.filter(visible_to(actor, today()))  # type: ignore[attr-defined]
    assert {row.day for row in rows} == {days[1], days[2]}
    assert len(rows) == 6
    assert keepers(book, today(), world) == []
    gone = actor_without_session(person, on=today() + 4 * DAY)
    assert (gone.roles, gone.clearance, gone.books) == (frozenset(), None, ())


def test_his_account_ends_with_the_check(world: World, book: Any) -> None:
    _, secret = admit(world, book, SINCE, SINCE, today(), today() + 3 * DAY)
    log_in("oanh", secret, workstation=DESK, at=now() + 3 * DAY)
    with pytest.raises(Refused):
        log_in("oanh", secret, workstation=DESK, at=now() + 4 * DAY)


@pytest.mark.parametrize(("first", "last"), [(None, SINCE), (SINCE, None), (SINCE, SINCE - DAY)])
def test_an_inspectors_range_has_two_ends(world: World, book: Any, first: Any, last: Any) -> None:
    with pytest.raises(Refused):
        actions.propose_inspector(
            world.dung.person, book, first=first, last=last, paper=paper(today(), today()), by=world.ha
        )


def test_nobody_of_our_own_is_let_in_that_way(world: World, book: Any) -> None:
    with pytest.raises(Refused) as no:
        actions.propose_inspector(
            world.duy.person, book, first=SINCE, last=SINCE, paper=paper(today(), today()), by=world.ha
        )
    assert "Lê Quang Duy là người trong cơ quan" in no.value.refusals[0].sentence()


def test_nobody_is_asked_about_a_proposal_he_does_not_see(world: World, book: Any) -> None:
    second_clerk(world)
    world.keep("hanh", book)
    proposal = substitute(world, book, today(), today())
    with pytest.raises(NotFound):
        queries.proposal(proposal.uuid, by=world.chi)


def test_the_first_keeper_is_written_only_while_nobody_has_come(world: World, book: Any) -> None:
    """What a first run may do alone takes two persons from the first log-in on."""
    write_keeper(world.hanh.person, book=book.uuid, level=Level.TUYET_MAT, paper=CAST["hanh"])
    assert keepers(book, today(), world) == ["hanh"]
    with pytest.raises(Refused):
        write_keeper(world.duy.person, book=book.uuid, level=Level.TUYET_MAT, paper=CAST["duy"])
    world.log_in("duy")
    with pytest.raises(Refused):
        write_keeper(world.hanh.person, book=shelf.open_book().uuid, level=Level.MAT, paper=CAST["hanh"])  # type: ignore[attr-defined]
