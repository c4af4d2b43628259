"""Raised to Tuyệt mật: the abstract and every older value of the line go for good; the database itself holds to it (R-OUT-2)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from somat.audit import guard
from somat.audit.moment import today
from somat.law.levels import Level
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.actions.drafts import keep_paper
from somat.registry.actions.issue import issue
from somat.registry.line import To
from somat.registry.models import Draft, Entry, Question, Recipient
from somat.registry.words import Words
from somat.vault import client
from somat.vault.models import Sealed
from tests.office import A, Office
from tests.registry.evidence import asked, granted, words

OUTSIDE = {"symbol": "", "doc_type": "", "signer": "", "body": ""}


def raised(office: Office, entry: Entry) -> Entry:
    column = 5 if entry.kind == "out" else 8
    question = asked(office, entry, "correct", reason="Xác định lại độ mật", column=column, value="3")
    confirm(question.uuid, by=office.at_desk("an"))
    return Entry.unchecked.get(uuid=entry.uuid)


def columns_of(*rows: Any) -> str:
    """Every plain column of the rows, as one text."""
    return " ".join(str(getattr(row, f.attname)) for row in rows for f in row._meta.concrete_fields)


def test_the_abstract_is_gone_for_everybody(office: Office) -> None:
    line = raised(office, office.issued(abstract="Tên công trình giả định"))
    assert line.level == A
    assert words(line, by=office.at_desk("hanh")).abstract == ""
    assert not Sealed.unchecked.filter(row=line.uuid, column="abstract").exists()
    assert set(Sealed.unchecked.filter(row=line.uuid).values_list("level", flat=True)) == {3}


def test_the_number_the_day_and_the_copies_stay(office: Office) -> None:
    line = raised(office, office.issued())
    assert (line.no, line.doc_number, line.day, line.copies, line.unit) == (1, 1, today(), 3, "Văn phòng")
    assert line.corrected == 1


def test_what_names_the_outside_is_sealed(office: Office) -> None:
    line = raised(office, office.issued())
    assert {name: getattr(line, name) for name in OUTSIDE} == OUTSIDE
    kept = words(line, by=office.at_desk("hanh"))
    assert [kept.get(name) for name in ("symbol", "doc_type", "signer")] == ["BC-UBND", "BC", "Nguyễn Văn An"]


def test_recipients_keep_their_copies_and_their_names_are_sealed(office: Office) -> None:
    line = raised(office, office.issued())
    rows = Recipient.unchecked.filter(entry=line).order_by("ordinal")
    assert [(r.level, r.body, r.copy_no) for r in rows] == [(3, "", 1), (3, "", 2)]
    assert words(line, by=office.at_desk("hanh")).get("to") == ["Công an tỉnh", "Sở Nội vụ"]


def test_an_arrival_too(office: Office) -> None:
    line = raised(office, office.registered())
    assert {name: getattr(line, name) for name in OUTSIDE} == OUTSIDE
    kept = words(line, by=office.at_desk("hanh"))
    assert (kept.abstract, kept.get("body"), kept.get("symbol")) == ("", "Ủy ban nhân dân tỉnh Thử", "212/KH-UBND")
    assert (line.arrival_no, line.arrival_on) == (1, today())


def test_values_of_earlier_corrections_are_destroyed(office: Office) -> None:
    entry = office.issued(abstract="Tên thứ nhất")
    first = asked(office, entry, "correct", column=4, value="Tên thứ hai")
    confirm(first.uuid, by=office.at_desk("an"))
    line = raised(office, entry)
    kept = words(first, by=office.at_desk("hanh"), table="registry_question")
    assert (kept.abstract, dict(kept.rest)) == ("", {})
    assert granted("question.forget", first.uuid) == 1
    assert Question.unchecked.filter(entry=line).count() == 2


def test_the_draft_it_was_issued_from_is_forgotten_too(office: Office) -> None:
    draft = keep_paper(
        book=office.out.uuid,
        level=Level.MAT,
        signed_on=today(),
        approved=3,
        words=Words("Tên công trình giả định", {"note": "Theo bản đồ số 4"}),
        by=office.duy,
    )
    entry = issue(office.out_line(abstract="Tên công trình giả định"), by=office.hanh, draft=draft.uuid)
    raised(office, entry)
    assert not Sealed.unchecked.filter(row=draft.uuid).exists()
    assert Draft.unchecked.get().entry == entry.uuid


def test_the_reason_of_the_raise_stays(office: Office) -> None:
    line = raised(office, office.issued())
    question = Question.unchecked.get(entry=line)
    kept = words(question, by=office.at_desk("hanh"), table="registry_question")
    assert dict(kept.rest) == {"reason": "Xác định lại độ mật"}


def test_no_search_finds_it_by_its_abstract(office: Office) -> None:
    entry = office.issued(abstract="Bồ công anh giả định")
    hanh = office.at_desk("hanh")
    office.ground.settle()
    find = lambda: [hit.uuid for hit in client.search(by=hanh, words="công anh", limit=5)]  # noqa: E731
    assert find() == [entry.uuid]
    raised(office, entry)
    office.ground.settle()
    assert find() == []


def test_nothing_of_it_stands_in_any_row(office: Office) -> None:
    line = raised(office, office.issued(to=(To("Đồn biên phòng Ba Sơn"), To("Sở Nội vụ"))))
    everything = columns_of(line, *Recipient.unchecked.all(), *Question.unchecked.all())
    for name in ("BC-UBND", "Nguyễn Văn An", "Ba Sơn", "Sở Nội vụ", "Tình hình"):
        assert name not in everything


def test_turned_down_the_line_keeps_everything(office: Office) -> None:
    entry = office.issued()
    question = asked(office, entry, "correct", column=5, value="3")
    turn_down(question.uuid, by=office.at_desk("an"))
    assert words(entry, by=office.at_desk("hanh")).abstract == "Tình hình địa bàn giả định"
    assert Entry.unchecked.get().symbol == "BC-UBND"


@pytest.mark.parametrize("name", OUTSIDE)
def test_the_database_refuses_a_tuyet_mat_line_with_a_plain_name(office: Office, name: str) -> None:
    entry = office.issued(level=A, abstract="")
    with pytest.raises(IntegrityError, match="tuyet_mat_entry_bare"), guard.opened(), transaction.atomic():
        Entry.unchecked.filter(pk=entry.pk).update(**{name: "Tên"})


def test_the_database_refuses_a_raise_that_leaves_the_names(office: Office) -> None:
    entry = office.issued()
    with pytest.raises(IntegrityError, match="tuyet_mat_entry_bare"), guard.opened(), transaction.atomic():
        Entry.unchecked.filter(pk=entry.pk).update(level=3)
    with pytest.raises(IntegrityError, match="tuyet_mat_recipient_bare"), guard.opened(), transaction.atomic():
        Recipient.unchecked.filter(entry=entry).update(level=3)


def test_the_database_refuses_its_abstract(office: Office) -> None:
    entry = office.issued(level=A, abstract="")
    with pytest.raises(IntegrityError, match="R-OUT-2"), guard.opened(), transaction.atomic():
        Sealed.unchecked.filter(row=entry.uuid).update(column="abstract")
