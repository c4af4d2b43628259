"""Further copies: recipients outside the approved list need a new decision; copy numbers go on (R-OUT-9)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from somat.audit.moment import today
from somat.law.roles import Duty
from somat.registry import queries
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.line import To
from somat.registry.models import Entry, Question, Recipient
from tests.office import A, Office
from tests.registry.evidence import asked, granted, refused, words

WHY = "Quyết định 15/QĐ-UBND ngày 20/11/2026"
MORE = (To("Bộ Chỉ huy quân sự tỉnh", copies=2), To("Sở Tài chính"))


def places(entry: Any) -> list[tuple[int, str, int, int]]:
    rows = Recipient.unchecked.filter(entry=entry).order_by("ordinal")
    return [(r.ordinal, r.body, r.copy_no, r.copies) for r in rows]


def test_new_recipients_come_after_the_old_ones_and_copy_numbers_go_on(office: Office) -> None:
    entry = office.issued()
    question = confirm(asked(office, entry, "copies", reason=WHY, to=MORE).uuid, by=office.at_desk("an"))
    assert places(entry) == [
        (1, "Công an tỉnh", 1, 1),
        (2, "Sở Nội vụ", 2, 1),
        (3, "Bộ Chỉ huy quân sự tỉnh", 3, 2),
        (4, "Sở Tài chính", 5, 1),
    ]
    line = Entry.unchecked.get()
    assert (line.copies, line.no, line.doc_number) == (6, 1, 1)
    assert (question.copies, question.state) == (3, "confirmed")
    assert granted("copies.ask", question.uuid) == granted("question.answer", question.uuid) == 1


def test_the_decision_stays_with_the_line(office: Office) -> None:
    question = asked(office, office.issued(), "copies", reason=WHY, to=MORE)
    confirm(question.uuid, by=office.at_desk("an"))
    kept = words(question, by=office.at_desk("hanh"), table="registry_question")
    assert kept.get("reason") == WHY
    assert kept.get("to") == [["Bộ Chỉ huy quân sự tỉnh", "", 2], ["Sở Tài chính", "", 1]]


def test_nothing_is_sent_before_the_answer(office: Office) -> None:
    entry = office.issued()
    asked(office, entry, "copies", reason=WHY, to=MORE)
    assert len(places(entry)) == 2
    assert Entry.unchecked.get().copies == 3


def test_turned_down_it_stays_at_the_approved_number(office: Office) -> None:
    entry = office.issued()
    turn_down(asked(office, entry, "copies", reason=WHY, to=MORE).uuid, by=office.at_desk("an"))
    assert (len(places(entry)), Entry.unchecked.get().copies) == (2, 3)


def test_a_person_among_the_new_recipients_may_see_and_sign(office: Office) -> None:
    entry = office.issued()
    to = (To("Lê Quang Duy", person=office.duy.person),)
    question = asked(office, entry, "copies", reason=WHY, to=to)
    with pytest.raises(queries.NotFound):
        queries.entry(entry.uuid, by=office.duy, on=today())
    confirm(question.uuid, by=office.at_desk("an"))
    assert queries.entry(entry.uuid, by=office.duy, on=today()).no == 1
    assert [r.copy_no for r in queries.to_sign(by=office.duy, on=today())] == [3]


def test_of_a_tuyet_mat_line_the_new_names_are_sealed_too(office: Office) -> None:
    entry = office.issued(level=A, abstract="")
    confirm(asked(office, entry, "copies", reason=WHY, to=MORE).uuid, by=office.at_desk("an"))
    assert [body for _, body, _, _ in places(entry)] == ["", "", "", ""]
    assert words(entry, by=office.at_desk("hanh")).get("to") == [
        "Công an tỉnh",
        "Sở Nội vụ",
        "Bộ Chỉ huy quân sự tỉnh",
        "Sở Tài chính",
    ]


def test_two_decisions_one_after_the_other(office: Office) -> None:
    entry, an = office.issued(), office.at_desk("an")
    for name in ("Sở Tài chính", "Sở Tư pháp"):
        confirm(asked(office, entry, "copies", reason=WHY, to=(To(name),)).uuid, by=an)
    assert [row[:3] for row in places(entry)[2:]] == [(3, "Sở Tài chính", 3), (4, "Sở Tư pháp", 4)]
    assert Entry.unchecked.get().copies == 5


@pytest.mark.parametrize(
    "more, rule",
    [
        ({"to": (), "reason": WHY}, "R-OUT-9"),
        ({"to": (To("Sở Tài chính", copies=0),), "reason": WHY}, "R-OUT-9"),
        ({"to": MORE, "reason": ""}, "R-NUM-9"),
    ],
    ids=["nobody", "no copy", "no decision"],
)
def test_it_is_not_asked_for(office: Office, more: dict[str, Any], rule: str) -> None:
    entry = office.issued()
    refused(lambda: asked(office, entry, "copies", **more), rule, verb="copies.ask")


def test_an_arrival_has_no_further_copies(office: Office) -> None:
    entry = office.registered()
    refused(lambda: asked(office, entry, "copies", reason=WHY, to=MORE), "R-OUT-9", verb="copies.ask")


def test_nor_has_a_cancelled_number(office: Office) -> None:
    entry = office.issued()
    confirm(asked(office, entry, "cancel").uuid, by=office.at_desk("an"))
    refused(lambda: asked(office, entry, "copies", reason=WHY, to=MORE), "R-NUM-9", verb="copies.ask")


def test_who_asked_does_not_confirm(office: Office) -> None:
    question = asked(office, office.issued(), "copies", reason=WHY, to=MORE)
    hanh = office.at_desk("hanh")
    both = replace(hanh, duties=hanh.duties | {Duty.ENTRY_CONFIRM})
    refused(lambda: confirm(question.uuid, by=both), "R26", verb="question.answer")
    assert Question.unchecked.get().state == "waiting"
