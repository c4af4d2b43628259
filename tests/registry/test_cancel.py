"""Cancelling a number: asked with a reason, answered by another person; the line stays, struck (R-NUM-9, R26, R27)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from somat.audit.moment import today
from somat.law.roles import Duty
from somat.registry import queries
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.actions.ask import Asked, ask
from somat.registry.models import Entry, Question
from tests.office import Office
from tests.registry.evidence import asked, granted, refused, words


def test_a_question_changes_nothing_yet(office: Office) -> None:
    entry = office.issued()
    question = asked(office, entry, "cancel", reason="Trùng với dòng 02")
    assert (question.state, question.asked_by) == ("waiting", office.hanh.person)
    assert Entry.unchecked.get().state == "live"
    assert words(question, by=office.at_desk("hanh"), table="registry_question").get("reason") == "Trùng với dòng 02"
    assert granted("cancel.ask", question.uuid) == 1


def test_the_leader_who_is_asked_may_see_the_line(office: Office) -> None:
    entry = office.issued()
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.an, on=today())
    question = asked(office, entry, "cancel")
    assert queries.entry(entry.uuid, by=office.an, on=today()).no == 1
    assert [q.uuid for q in queries.questions_waiting(by=office.an, on=today())] == [question.uuid]
    assert queries.questions_waiting(by=office.khoi, on=today()) == []


def test_a_confirmed_cancellation_strikes_the_line_and_keeps_its_words(office: Office) -> None:
    entry = office.issued(abstract="Kế hoạch đã thay")
    question = confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    struck = Entry.unchecked.get()
    assert (struck.state, struck.no, struck.doc_number, struck.symbol) == ("cancelled", 1, 1, "BC-UBND")
    assert (question.state, question.answered_by) == ("confirmed", office.an.person)
    assert words(struck, by=office.at_desk("hanh")).abstract == "Kế hoạch đã thay"
    assert granted("question.answer", question.uuid) == 1
    assert granted("entry.amend", entry.uuid) == 1


def test_a_cancelled_number_is_never_given_again(office: Office) -> None:
    confirm(asked(office, office.issued(), "cancel").uuid, by=office.at_desk("an"))
    assert [(e.no, e.doc_number) for e in (office.issued(), office.issued())] == [(2, 2), (3, 3)]


def test_an_arrival_can_be_cancelled_too(office: Office) -> None:
    entry = office.registered()
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    assert Entry.unchecked.get().state == "cancelled"
    assert office.registered().arrival_no == 2


def test_a_refusal_leaves_the_line_and_the_question_in_its_history(office: Office) -> None:
    entry = office.issued()
    question = turn_down(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    assert (question.state, question.answered_by) == ("refused", office.an.person)
    assert Entry.unchecked.get().state == "live"
    again = asked(office, entry, "cancel", reason="Xin xem lại")
    assert Question.unchecked.filter(state="waiting").get().uuid == again.uuid


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_is_asked_with_a_reason(office: Office, reason: str) -> None:
    entry = office.issued()
    refused(lambda: asked(office, entry, "cancel", reason=reason), "R-NUM-9", verb="cancel.ask")


def test_one_question_waits_at_a_time(office: Office) -> None:
    entry = office.issued()
    asked(office, entry, "cancel")
    refused(lambda: asked(office, entry, "cancel"), "R-NUM-9", verb="cancel.ask")


def test_a_cancelled_line_is_asked_about_no_more(office: Office) -> None:
    entry = office.issued()
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    refused(lambda: asked(office, entry, "cancel"), "R-NUM-9", verb="cancel.ask")


def test_who_asked_does_not_confirm(office: Office) -> None:
    """Roles already keep clerk and leader apart; the act refuses on its own as well."""
    question = asked(office, office.issued(), "cancel")
    hanh = office.at_desk("hanh")
    both = replace(hanh, duties=hanh.duties | {Duty.ENTRY_CONFIRM})
    refused(lambda: confirm(question.uuid, by=both), "R26", verb="question.answer")
    refused(lambda: turn_down(question.uuid, by=both), "R26", verb="question.answer")


def test_a_clerk_does_not_confirm(office: Office) -> None:
    question = asked(office, office.issued(), "cancel")
    hanh = office.at_desk("hanh")
    refused(lambda: confirm(question.uuid, by=hanh), "R24", verb="question.answer")


def test_a_drafter_of_the_circle_neither_asks_nor_confirms(office: Office) -> None:
    entry = office.issued(drafter=office.duy.person)
    act = lambda: ask(entry.uuid, Asked("cancel", "Nhầm", office.an.person), by=office.duy)  # noqa: E731
    refused(act, "R24", verb="cancel.ask")
    question, duy = asked(office, entry, "cancel"), office.at_desk("duy")
    refused(lambda: confirm(question.uuid, by=duy), "R24", verb="question.answer")


def test_to_a_leader_who_was_not_asked_the_question_is_not_there(office: Office) -> None:
    question, khoi = asked(office, office.issued(), "cancel"), office.at_desk("khoi")
    for answer in (confirm, turn_down):
        with pytest.raises(queries.NotFound):
            answer(question.uuid, by=khoi)
    assert Question.unchecked.get().state == "waiting"


def test_a_question_is_answered_once(office: Office) -> None:
    question, an = asked(office, office.issued(), "cancel"), office.at_desk("an")
    turn_down(question.uuid, by=an)
    with pytest.raises(queries.NotFound):
        confirm(question.uuid, by=an)
    assert Entry.unchecked.get().state == "live"
