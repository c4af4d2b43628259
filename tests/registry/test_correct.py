"""Correcting a line: old and new stay readable, the number stays, a leader confirms (R-NUM-9, R26, R27)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.law.refusal import Refused
from somat.law.roles import Duty
from somat.registry.actions import answer
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.actions.books import close_volume
from somat.registry.models import Entry, Question, Volume
from tests.office import A, M, Office, T
from tests.registry.evidence import asked, granted, refused, words

TYPE = (
    14  # "tên loại" has a number of its own among the questions; in the form it stands in one column with the abstract
)


def correct(office: Office, entry: Entry, column: int, value: str, *, reason: str = "Ghi nhầm") -> Question:
    """Asked by Hạnh, confirmed by An."""
    question = asked(office, entry, "correct", reason=reason, column=column, value=value)
    return confirm(question.uuid, by=office.at_desk("an"))


def about(question: Question, office: Office) -> Any:
    return words(question, by=office.at_desk("hanh"), table="registry_question")


def test_old_value_new_value_and_reason_stay_readable(office: Office) -> None:
    entry = office.issued(abstract="Tình hình giả định xã A")
    question = correct(office, entry, 4, "Tình hình giả định xã B", reason="Nhầm tên xã")
    kept = about(question, office)
    assert (kept.get("old"), kept.get("value"), kept.get("reason")) == (
        "Tình hình giả định xã A",
        "Tình hình giả định xã B",
        "Nhầm tên xã",
    )
    assert words(entry, by=office.at_desk("hanh")).abstract == "Tình hình giả định xã B"


def test_the_numbers_stay(office: Office) -> None:
    entry = office.issued()
    correct(office, entry, 2, "KH-UBND")
    line = Entry.unchecked.get()
    assert (line.no, line.doc_number, line.symbol, line.corrected, line.state) == (1, 1, "KH-UBND", 1, "live")
    assert office.issued().no == 2


OUT = [
    (2, "KH-UBND", "symbol", "KH-UBND", "BC-UBND"),
    (TYPE, "KH", "doc_type", "KH", "BC"),
    (5, "2", "level", T, "Mật"),
    (6, "Trần Minh Khôi", "signer", "Trần Minh Khôi", "Nguyễn Văn An"),
    (8, "Phòng Kinh tế", "unit", "Phòng Kinh tế", "Văn phòng"),
    (9, "5", "copies", 5, "3"),
]


@pytest.mark.parametrize("column, value, name, new, old", OUT, ids=[f"column {c[0]}" for c in OUT])
def test_each_plain_column_of_the_outgoing_book(
    office: Office, column: int, value: str, name: str, new: object, old: str
) -> None:
    question = correct(office, office.issued(), column, value)
    assert getattr(Entry.unchecked.get(), name) == new
    assert about(question, office).get("old") == old


def test_the_day_and_the_note_of_the_outgoing_book(office: Office) -> None:
    entry = office.issued(day=today(), note="Gửi kèm phụ lục")
    first = correct(office, entry, 3, f"{today() - timedelta(days=1):%d/%m/%Y}")
    second = correct(office, entry, 10, "Không có phụ lục")
    assert Entry.unchecked.get().day == today() - timedelta(days=1)
    assert about(first, office).get("old") == f"{today():%d/%m/%Y}"
    assert about(second, office).get("old") == "Gửi kèm phụ lục"
    assert words(entry, by=office.at_desk("hanh")).get("note") == "Không có phụ lục"
    assert Entry.unchecked.get().corrected == 2


IN = [
    (4, "Công an tỉnh", "body", "Công an tỉnh", "Ủy ban nhân dân tỉnh Thử"),
    (5, "213/KH-UBND", "symbol", "213/KH-UBND", "212/KH-UBND"),
    (TYPE, "BC", "doc_type", "BC", "KH"),
    (8, "2", "level", T, "Mật"),
    (9, "Phòng Kinh tế", "unit", "Phòng Kinh tế", "Văn phòng"),
]


@pytest.mark.parametrize("column, value, name, new, old", IN, ids=[f"column {c[0]}" for c in IN])
def test_each_plain_column_of_the_incoming_book(
    office: Office, column: int, value: str, name: str, new: object, old: str
) -> None:
    question = correct(office, office.registered(), column, value)
    line = Entry.unchecked.get()
    assert (getattr(line, name), line.no, line.arrival_no) == (new, 1, 1)
    assert about(question, office).get("old") == old


def test_days_and_abstract_of_the_incoming_book(office: Office) -> None:
    entry = office.registered(day=date(2026, 3, 2), arrived_on=date(2026, 3, 4))
    correct(office, entry, 2, "05/03/2026")
    correct(office, entry, 6, "2026-03-03")
    correct(office, entry, 7, "Kế hoạch giả định sửa đổi")
    line = Entry.unchecked.get()
    assert (line.arrival_on, line.day) == (date(2026, 3, 5), date(2026, 3, 3))
    assert words(entry, by=office.at_desk("hanh")).abstract == "Kế hoạch giả định sửa đổi"


def test_a_line_is_corrected_again_and_every_value_it_had_stays(office: Office) -> None:
    entry = office.issued()
    questions = [correct(office, entry, 6, name) for name in ("Trần Minh Khôi", "Lê Quang Duy")]
    assert [about(q, office).get("old") for q in questions] == ["Nguyễn Văn An", "Trần Minh Khôi"]


def test_columns_of_a_tuyet_mat_line_are_corrected_under_seal(office: Office) -> None:
    entry = office.issued(level=A, abstract="")
    question = correct(office, entry, 6, "Trần Minh Khôi")
    assert Entry.unchecked.get().signer == ""
    assert words(entry, by=office.at_desk("hanh")).get("signer") == "Trần Minh Khôi"
    assert about(question, office).get("old") == "Nguyễn Văn An"


def test_a_tuyet_mat_line_written_by_mistake_is_lowered(office: Office) -> None:
    entry = office.issued(level=A, abstract="")
    correct(office, entry, 5, "1")
    line = Entry.unchecked.get()
    assert (line.level, line.symbol, line.doc_type, line.signer) == (M, "BC-UBND", "BC", "Nguyễn Văn An")


def test_a_refused_correction_leaves_the_line(office: Office) -> None:
    entry = office.issued()
    question = asked(office, entry, "correct", column=6, value="Trần Minh Khôi")
    assert turn_down(question.uuid, by=office.at_desk("an")).state == "refused"
    line = Entry.unchecked.get()
    assert (line.signer, line.corrected) == ("Nguyễn Văn An", 0)
    assert granted("question.answer", question.uuid) == 1


@pytest.mark.parametrize(
    "column, value, rule",
    [
        (1, "7", "R-NUM-9"),  # an issued number
        (7, "Công an tỉnh", "R-NUM-9"),  # recipients and their signatures
        (0, "x", "R-NUM-9"),
        (3, "31/02/2026", "R-NUM-9"),
        (3, f"{today() + timedelta(days=1):%d/%m/%Y}", "R-NUM-3"),
        (5, "4", "R-NUM-9"),  # there is no fourth level
        (5, "Thường", "R-NUM-9"),
        (9, "ba", "R-NUM-9"),
        (9, "1", "R-NUM-7"),  # two recipients have one each
        (2, "BC UBND", "R-NUM-2"),
        (6, "A" * 121, "R-NUM-9"),
    ],
)
def test_it_is_not_asked_for(office: Office, column: int, value: str, rule: str) -> None:
    entry = office.issued()
    refused(lambda: asked(office, entry, "correct", column=column, value=value), rule, verb="correct.ask")


@pytest.mark.parametrize(
    "column, value, rule",
    [(3, "9", "R-NUM-9"), (2, "01/03/2026", "R-NUM-5"), (6, "05/03/2026", "R-NUM-5")],
    ids=["the arrival number", "arrives before it is dated", "dated after it arrived"],
)
def test_it_is_not_asked_for_an_arrival(office: Office, column: int, value: str, rule: str) -> None:
    entry = office.registered(day=date(2026, 3, 2), arrived_on=date(2026, 3, 4))
    refused(lambda: asked(office, entry, "correct", column=column, value=value), rule, verb="correct.ask")


def test_no_abstract_is_written_to_a_tuyet_mat_line_by_correction(office: Office) -> None:
    entry = office.issued(level=A, abstract="")
    refused(lambda: asked(office, entry, "correct", column=4, value="Nội dung"), "R-OUT-2", verb="correct.ask")


def test_it_is_asked_with_a_reason(office: Office) -> None:
    entry = office.issued()
    act = lambda: asked(office, entry, "correct", reason=" ", column=6, value="X")  # noqa: E731
    refused(act, "R-NUM-9", verb="correct.ask")


def test_who_asked_does_not_confirm(office: Office) -> None:
    question = asked(office, office.issued(), "correct", column=6, value="Trần Minh Khôi")
    hanh = office.at_desk("hanh")
    both = replace(hanh, duties=hanh.duties | {Duty.ENTRY_CONFIRM})
    refused(lambda: confirm(question.uuid, by=both), "R26", verb="question.answer")


def test_a_clerk_does_not_confirm(office: Office) -> None:
    question = asked(office, office.issued(), "correct", column=6, value="Trần Minh Khôi")
    hanh = office.at_desk("hanh")
    refused(lambda: confirm(question.uuid, by=hanh), "R24", verb="question.answer")


def test_an_error_found_after_the_volume_was_closed(office: Office) -> None:
    entry = office.issued()
    volume = close_volume(entry.volume_id, pages=2, by=office.hanh)
    question = correct(office, entry, 6, "Trần Minh Khôi", reason="Thấy khi đóng quyển")
    assert question.after_closing
    assert Entry.unchecked.get().signer == "Trần Minh Khôi"
    after = Volume.unchecked.get(uuid=volume.uuid)
    assert (after.state, after.last_no, after.lines, after.corrected) == ("closed", 1, 1, 0)


def test_an_entry_in_the_wrong_book_is_cancelled_there_and_written_in_the_right_one(office: Office) -> None:
    wrong = office.registered(symbol="12/BC")
    question = asked(office, wrong, "cancel", reason="Văn bản đi, ghi nhầm vào sổ đến")
    confirm(question.uuid, by=office.at_desk("an"))
    right = office.issued(symbol="BC-UBND")
    assert (right.kind, right.no, right.doc_number) == ("out", 1, 1)
    struck = Entry.unchecked.get(uuid=wrong.uuid)
    assert (struck.kind, struck.no, struck.state) == ("in", 1, "cancelled")
    assert about(question, office).get("reason") == "Văn bản đi, ghi nhầm vào sổ đến"


def test_nothing_written_meanwhile_is_overwritten(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the leader's reading of the line and his answer the line changes: his answer is refused."""
    entry = office.issued()
    question = asked(office, entry, "correct", column=6, value="Trần Minh Khôi")
    an, seal = office.at_desk("an"), answer.client.seal

    def meanwhile(items: Any) -> Any:
        office.ground.run("UPDATE registry_entry SET version = version + 1 WHERE uuid = ?", entry.uuid)
        return seal(items)

    monkeypatch.setattr(answer.client, "seal", meanwhile)
    with pytest.raises(Refused) as no:
        confirm(question.uuid, by=an)
    assert [r.rule for r in no.value.refusals] == ["R54"]
    assert (Entry.unchecked.get().signer, Question.unchecked.get().state) == ("Nguyễn Văn An", "waiting")
    assert granted("question.answer") == 0
