"""An arrival that needs no reply is written down as handled: by whom, when and how; corrected and taken back by new rows (R-IN-1)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from somat.access.actions import end_circle
from somat.audit.moment import today
from somat.registry import queries
from somat.registry.actions.answer import confirm
from somat.registry.actions.handle import forward, link_reply
from somat.registry.actions.handled import TABLE, call_handled, take_back
from somat.registry.models import Entry, Handling
from somat.vault.models import Sealed
from tests.office import Office
from tests.registry.evidence import asked, granted, refused, words

DAY = timedelta(days=1)
HOW = "Đã phổ biến, lưu hồ sơ giả định"


def handled(office: Office, entry: Entry, *, by: str = "hanh", **more: Any) -> Handling:
    who = getattr(office, by)
    return call_handled(entry.uuid, **{"done_on": today(), "person": who.person, "how": HOW, **more}, by=who)


def due(office: Office) -> list[Entry]:
    return queries.due(by=office.hanh, on=today(), until=today() + 7 * DAY)


def test_it_no_longer_waits(office: Office) -> None:
    entry, other = office.registered(due_on=today()), office.registered(due_on=today())
    assert [e.pk for e in due(office)] == [entry.pk, other.pk]
    row = handled(office, entry)
    assert [e.pk for e in due(office)] == [other.pk]
    assert (row.ordinal, row.done_on, row.person, row.by) == (1, today(), office.hanh.person, office.hanh.person)
    assert granted("entry.handled", row.uuid) == 1


def test_how_it_was_handled_is_sealed(office: Office) -> None:
    entry = office.registered()
    row = handled(office, entry)
    assert words(row, by=office.at_desk("hanh"), table=TABLE).get("how") == HOW
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_handling")
        assert HOW not in str(cursor.fetchall())


def test_who_it_was_handed_on_to_writes_what_he_did_himself(office: Office) -> None:
    entry = office.registered(due_on=today())
    forward(entry.uuid, unit="Văn phòng", person=office.duy.person, due_on=None, by=office.hanh)
    assert handled(office, entry, by="duy").person == office.duy.person
    assert due(office) == []


def test_the_keeper_writes_what_another_did(office: Office) -> None:
    assert handled(office, office.registered(), person=office.duy.person).person == office.duy.person


def test_a_handler_does_not_write_for_another(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    refused(lambda: handled(office, entry, by="duy", person=office.an.person), "R-IN-1", verb="entry.handled")


def test_who_was_only_let_in_to_read_does_not_write(office: Office) -> None:
    entry = office.registered()
    office.ground.member(entry.uuid, office.an.person)
    refused(lambda: handled(office, entry, by="an"), "R-IN-1", verb="entry.handled")


def test_nor_does_who_was_let_in_first_and_has_it_no_more(office: Office) -> None:
    entry = office.registered(circle=(office.an.person, office.duy.person))
    end_circle(entry, person=office.duy.person, until=today() - DAY, by=office.an)
    with pytest.raises(queries.NotFound):
        handled(office, entry, by="duy")


def test_to_others_the_line_is_not_there(office: Office) -> None:
    entry = office.registered()
    with pytest.raises(queries.NotFound):
        handled(office, entry, by="khoi")
    assert not Handling.unchecked.exists()


@pytest.mark.parametrize("days, fits", [(-4, False), (-3, True), (0, True), (1, False)])
def test_the_day_lies_between_arrival_and_today(office: Office, days: int, fits: bool) -> None:
    entry = office.registered(arrived_on=today() - 3 * DAY, day=today() - 5 * DAY)
    act = lambda: handled(office, entry, done_on=today() + days * DAY)  # noqa: E731
    if fits:
        assert act().done_on == today() + days * DAY
    else:
        refused(act, "R-IN-1", verb="entry.handled")


def test_all_reasons_are_told_at_once(office: Office) -> None:
    entry = office.registered(circle=(office.duy.person,))
    act = lambda: handled(office, entry, by="duy", person=None, done_on=today() + DAY, how=" ")  # noqa: E731
    refused(act, "R-IN-1", "R-IN-1", "R-IN-1", verb="entry.handled")


def test_only_a_living_arrival_without_a_reply(office: Office) -> None:
    sent, answered, gone = office.issued(), office.registered(), office.registered()
    link_reply(answered.uuid, reply=office.issued().uuid, by=office.hanh)
    confirm(asked(office, gone, "cancel").uuid, by=office.at_desk("an"))
    for entry in (sent, answered, gone):
        refused(lambda: handled(office, entry), "R-IN-1", verb="entry.handled")  # noqa: B023


def test_a_correction_is_a_new_row_and_keeps_since_when(office: Office) -> None:
    entry = office.registered(arrived_on=today() - DAY, day=today() - DAY)
    first = handled(office, entry)
    second = handled(office, entry, done_on=today() - DAY, how="Đã xử lý hôm trước")
    assert (second.ordinal, second.since, second.done_on) == (2, first.since, today() - DAY)
    assert second.at > first.at and Handling.unchecked.count() == 2


def test_taken_back_it_waits_again_and_a_new_writing_counts_from_then(office: Office) -> None:
    entry = office.registered(due_on=today())
    first = handled(office, entry)
    back = take_back(entry.uuid, reason="Ghi nhầm dòng", by=office.hanh)
    assert (back.ordinal, back.done_on, back.person, back.since) == (2, None, None, None)
    assert [e.pk for e in due(office)] == [entry.pk]
    assert granted("entry.not-handled", back.uuid) == 1
    assert words(back, by=office.at_desk("hanh"), table=TABLE).get("reason") == "Ghi nhầm dòng"
    again = handled(office, entry)
    assert again.ordinal == 3 and again.since and first.since and again.since > first.since


def test_what_does_not_stand_is_not_taken_back(office: Office) -> None:
    entry = office.registered()
    act = lambda: take_back(entry.uuid, reason="Ghi nhầm", by=office.hanh)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.not-handled")
    handled(office, entry)
    refused(lambda: take_back(entry.uuid, reason=" ", by=office.hanh), "R-NUM-9", verb="entry.not-handled")
    act()
    refused(act, "R-IN-1", verb="entry.not-handled")


def test_who_was_only_let_in_takes_nothing_back(office: Office) -> None:
    entry = office.registered()
    office.ground.member(entry.uuid, office.an.person)
    handled(office, entry)
    act = lambda: take_back(entry.uuid, reason="Không phải", by=office.an)  # noqa: E731
    refused(act, "R-IN-1", verb="entry.not-handled")


def test_raised_to_tuyet_mat_its_words_are_destroyed(office: Office) -> None:
    entry = office.registered()
    row = handled(office, entry)
    question = asked(office, entry, "correct", reason="Xác định lại", column=8, value="3")
    confirm(question.uuid, by=office.at_desk("an"))
    assert not Sealed.unchecked.filter(row=row.uuid).exists()
    assert due(office) == [] and granted("question.forget", row.uuid) == 1
