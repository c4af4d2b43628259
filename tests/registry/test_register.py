"""Registering an arrival: the line of the incoming book, its numbers, its deadline, its reply (R-IN-1, R-NUM-5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from somat.audit.change import AlreadyDone
from somat.audit.moment import now, today, told
from somat.law.access import Clearance
from somat.registry import queries
from somat.registry.actions.handle import link_reply
from somat.registry.actions.register import register
from somat.registry.models import Entry
from tests.cast import SINCE, UNTIL
from tests.office import A, M, Office, T
from tests.registry.evidence import granted, refused, words


def test_it_writes_the_columns_of_the_incoming_book(office: Office) -> None:
    arrived = today()
    entry = office.registered(day=arrived - timedelta(days=2), note="Bì còn nguyên niêm phong")
    assert (entry.no, entry.arrival_on, entry.arrival_no) == (1, arrived, 1)
    assert (entry.body, entry.symbol, entry.day) == (
        "Ủy ban nhân dân tỉnh Thử",
        "212/KH-UBND",
        arrived - timedelta(days=2),
    )
    assert (entry.doc_type, entry.level, entry.unit) == ("KH", M, "Văn phòng")
    opened = words(entry, by=office.at_desk("hanh"))
    assert (opened.abstract, opened.get("note")) == ("Kế hoạch giả định", "Bì còn nguyên niêm phong")
    assert granted("entry.register", entry.uuid) == 1


def test_it_gives_numbers_in_the_order_of_receipt(office: Office) -> None:
    entries = [office.registered(day=today() - timedelta(days=days)) for days in (9, 2, 30)]
    assert [(e.no, e.arrival_no) for e in entries] == [(1, 1), (2, 2), (3, 3)]


def test_it_gives_each_paper_of_one_envelope_its_own_line(office: Office) -> None:
    papers = [office.registered(symbol=f"{n}/KH-UBND", copies=n) for n in (212, 213, 214)]
    assert [(p.arrival_no, p.symbol, p.copies) for p in papers] == [
        (1, "212/KH-UBND", 212),
        (2, "213/KH-UBND", 213),
        (3, "214/KH-UBND", 214),
    ]


def test_it_takes_a_paper_without_number(office: Office) -> None:
    entry = office.registered(symbol="", doc_type="")
    assert (entry.symbol, entry.doc_number, entry.no, entry.arrival_no) == ("", None, 1, 1)


def test_it_takes_an_object(office: Office) -> None:
    entry = office.registered(symbol="", doc_type="", item="object", abstract="USB chứa dữ liệu diễn tập giả định")
    assert Entry.unchecked.get().item == "object"
    assert words(entry, by=office.at_desk("hanh")).abstract == "USB chứa dữ liệu diễn tập giả định"


def test_it_keeps_arrival_number_document_number_and_column_one_apart(office: Office) -> None:
    office.issued(), office.issued()
    first = office.registered(symbol="3344/BC-CAT")
    assert (first.no, first.arrival_no, first.doc_number, first.symbol) == (1, 1, None, "3344/BC-CAT")
    assert office.issued().doc_number == 3


def test_the_same_number_of_two_senders_is_no_repeat(office: Office) -> None:
    office.registered(body="Công an tỉnh", symbol="15/BC")
    assert office.registered(body="Sở Nội vụ", symbol="15/BC").no == 2


def test_it_keeps_the_deadline_and_lists_it_until_answered(office: Office) -> None:
    due = today() + timedelta(days=5)
    arrival = office.registered(due_on=due)
    listed = lambda: [e.uuid for e in queries.due(by=office.hanh, on=today(), until=due)]  # noqa: E731
    assert listed() == [arrival.uuid]
    assert queries.due(by=office.hanh, on=today(), until=due - timedelta(days=1)) == []
    reply = office.issued()
    assert link_reply(arrival.uuid, reply=reply.uuid, by=office.hanh).answered_by == reply.uuid
    assert listed() == []
    assert granted("entry.link-reply", arrival.uuid) == 1


def test_it_ties_an_arrival_only_to_a_live_outgoing_line(office: Office) -> None:
    first, second = office.registered(), office.registered()
    act = lambda: link_reply(first.uuid, reply=second.uuid, by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.link-reply")


def test_handlers_named_at_the_desk_may_see_the_line(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    assert queries.entry(entry.uuid, by=office.duy, on=today()).no == 1
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.khoi, on=today())


def test_tuyet_mat_has_no_abstract_and_nothing_of_the_outside_in_plain(office: Office) -> None:
    entry = office.registered(level=A, abstract="", doc_type="BC", symbol="7/BC-CAT", body="Công an tỉnh")
    assert (entry.doc_type, entry.symbol, entry.body) == ("", "", "")
    opened = words(entry, by=office.at_desk("hanh"))
    assert (opened.abstract, opened.get("doc_type"), opened.get("symbol"), opened.get("body")) == (
        "",
        "BC",
        "7/BC-CAT",
        "Công an tỉnh",
    )


TOMORROW = {"arrived_on": today() + timedelta(days=1)}
BEFORE = {"arrived_on": today() - timedelta(days=1), "day": today()}


@pytest.mark.parametrize(
    "change, rules",
    [
        ({"level": A}, ["R-OUT-2"]),  # an abstract on a Tuyệt mật line
        (TOMORROW, ["R-NUM-3"]),
        (BEFORE, ["R-NUM-5"]),
        ({"named_only": True}, ["R-IN-2"]),
        ({"level": A, **TOMORROW}, ["R-OUT-2", "R-NUM-3"]),
    ],
    ids=["abstract", "arrives tomorrow", "arrives before it is dated", "named, yet opened", "two at once"],
)
def test_it_refuses(office: Office, change: dict[str, object], rules: list[str]) -> None:
    refused(lambda: office.registered(**change), *rules, verb="entry.register")


def test_a_refused_line_takes_no_number(office: Office) -> None:
    refused(lambda: office.registered(**TOMORROW), "R-NUM-3", verb="entry.register")
    assert (office.registered().no, office.registered().arrival_no) == (1, 2)


def test_a_clerk_not_cleared_for_the_level_does_not_write_it(office: Office) -> None:
    lower = replace(office.hanh, clearance=Clearance(T, SINCE, UNTIL))
    act = lambda: register(office.in_line(level=A, abstract=""), by=lower)  # noqa: E731
    refused(act, "R-IN-8", verb="entry.register")


def test_a_person_without_the_duty_does_not_register(office: Office) -> None:
    drafter = replace(office.duy, books=office.hanh.books)
    refused(lambda: register(office.in_line(), by=drafter), "R24", verb="entry.register")


def test_a_book_that_is_not_his_is_not_there(office: Office) -> None:
    with pytest.raises(queries.NotFound):
        register(office.in_line(), by=replace(office.hanh, books=()))
    assert not Entry.unchecked.exists()


def test_a_repeat_of_the_request_is_one_line(office: Office) -> None:
    key = uuid4()
    first = register(office.in_line(), by=office.hanh, key=key)
    with pytest.raises(AlreadyDone) as again:
        register(office.in_line(), by=office.hanh, key=key)
    assert again.value.object == first.uuid
    assert Entry.unchecked.count() == 1


def test_numbers_stop_while_the_clock_is_wrong(office: Office) -> None:
    office.registered()
    with told(now() - timedelta(minutes=3)):
        refused(office.registered, "R40", verb="entry.register")
    office.ground.settle()  # else the old moment of that leaf looks like a journal that waits
    assert office.registered().no == 2
