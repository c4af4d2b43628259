"""Inspecting a book for a period, and the log of prints: what is found, and that nobody sees beyond his scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from somat.access import actions
from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.exchange import queries as exchange
from somat.registry import queries
from somat.registry.queries import inspection
from tests.cast import UNTIL, paper
from tests.exchange.desk import received
from tests.office import Office, machine, office
from tests.registry.test_drafts import handed_in
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
WEEK = timedelta(days=7)


def look(visitor: Visitor, office: Office, what: str, *, book: Any = None, **days: Any) -> str:
    since, until = days.get("since", today() - 30 * WEEK), days.get("until", today())
    fields = {
        "book": (book or office.out).uuid,
        "since": f"{since:%d/%m/%Y}",
        "until": f"{until:%d/%m/%Y}",
        "look": what,
    }
    return visitor.told("/kiem-tra/", status=200, **fields)


def admit(office: Office, book: Any, *, first: date, last: date) -> None:
    proposal = actions.propose_inspector(
        office.dung.person, book, first=first, last=last, paper=paper(today(), UNTIL), by=office.ha
    )
    actions.confirm(proposal.uuid, by=office.an)


def cancel(office: Office, entry: Any) -> None:
    hanh = visit(office, "hanh")
    assert hanh.send(f"/dong/{entry.uuid}/huy/", reason="ghi trùng", leader=office.khoi.person).status_code == 302
    question = queries.questions([entry], by=office.hanh)[entry.uuid][0]
    assert visit(office, "khoi").send(f"/de-nghi/{question.uuid}/dong-y/").status_code == 302


def test_cancelled_and_late_lines_are_found(office: Office) -> None:
    late = office.issued(day=today() - 2 * WEEK, symbol="TRE-UBND")
    gone = office.issued(symbol="HUY-UBND")
    cancel(office, gone)
    hanh = visit(office, "hanh")
    page = look(hanh, office, "cancelled")
    assert "HUY-UBND" in page and "TRE-UBND" not in page and "ghi trùng" in page
    assert "Trễ hạn: 1" in page and "Số hủy: 1" in page and "Số thiếu: 0" in page
    page = look(hanh, office, "late")
    assert f"/dong/{late.uuid}/" in page and "HUY-UBND" not in page and "lấy số lúc" in page
    assert "Không có trường hợp nào" in look(hanh, office, "corrected")


def test_an_arrival_answered_after_its_day_stays_late(office: Office) -> None:
    entry = office.registered(due_on=today() - timedelta(days=1), arrived_on=today() - WEEK, day=today() - WEEK)
    hanh = visit(office, "hanh")
    assert f"/dong/{entry.uuid}/" in look(hanh, office, "late", book=office.in_)
    reply = office.issued()
    hanh.send(f"/dong/{entry.uuid}/tra-loi/", reply=reply.no, year=reply.year)
    page = look(hanh, office, "late", book=office.in_)
    assert f"/dong/{entry.uuid}/" in page and f"trả lời ngày {today():%d/%m/%Y}" in page


def test_a_missing_number_is_found_in_the_middle_and_at_both_ends(office: Office) -> None:
    entries = [office.issued() for _ in range(5)]
    period = inspection.period_of(
        office.out.uuid, since=date(today().year, 1, 1), until=date(today().year, 12, 31), by=office.hanh
    )
    assert inspection.gaps(period, by=office.hanh, on=today()) == []
    for at in (0, 2, 4):  # the lines leave their year behind the program's back
        office.ground.tamper(
            "registry_entry", "UPDATE registry_entry SET year = year - 1 WHERE uuid = ?", entries[at].uuid
        )
    found = inspection.gaps(period, by=office.hanh, on=today())
    assert [(gap.first, gap.last) for gap in found] == [(e.no, e.no) for e in (entries[0], entries[2], entries[4])]


def test_an_inspector_sees_the_days_of_his_decision_and_no_others(office: Office) -> None:
    inside = office.issued(day=today() - 2 * WEEK, symbol="TRONG-UBND")
    outside = office.issued(day=today() - 6 * WEEK, symbol="NGOAI-UBND")
    admit(office, office.out, first=today() - 3 * WEEK, last=today())
    dung = visit(office, "dung")
    page = look(dung, office, "late")
    assert f"/dong/{inside.uuid}/" in page and str(outside.uuid) not in page and "NGOAI-UBND" not in page
    assert "Trễ hạn: 1" in page
    assert dung.client.get(f"/dong/{outside.uuid}/").status_code == 404
    assert (
        "Sổ đi" in dung.text("/kiem-tra/")
        and "Sổ đến" not in dung.text("/kiem-tra/").split('id="filter"')[1].split("</form>")[0]
    )


def test_the_work_of_a_book_is_not_its_inspectors(office: Office) -> None:
    """An envelope on the desk and a signed paper that waits are the clerk's; the inspector's page of the day has no job."""
    drafts, envelope = handed_in(office), received(office)
    for book in (office.out, office.in_):
        admit(office, book, first=today() - WEEK, last=today() + WEEK)
    clerk, inspector = visit(office, "hanh"), visit(office, "dung")
    assert envelope.code in clerk.text("/hom-nay/") and "Lấy số cho văn bản đã ký" in clerk.text("/hom-nay/")
    page = inspector.text("/hom-nay/")
    assert envelope.code not in page and "Lấy số" not in page
    inspector.text(f"/quay/{envelope.uuid}/", status=404)
    dung = office.at_desk("dung")
    assert queries.drafts_waiting(by=dung) == [] and exchange.on_desk(by=dung, on=today()) == []
    for missing in (
        lambda: queries.draft(drafts.uuid, by=dung),
        lambda: exchange.envelope(envelope.uuid, by=dung, on=today()),
    ):
        with pytest.raises(NotFound):
            missing()


def test_a_book_that_is_not_his_is_not_there_for_an_inspector(office: Office) -> None:
    admit(office, office.out, first=today() - WEEK, last=today())
    page = look(visit(office, "dung"), office, "late", book=office.in_)
    assert 'class="refusal"' in page and "/dong/" not in page and "Trễ hạn: " not in page


def test_the_log_of_prints_tells_who_printed_what(office: Office) -> None:
    entry = office.issued()
    hanh = visit(office, "hanh")
    assert "Chưa in, chưa kết xuất lần nào" in hanh.text("/nhat-ky-in/")
    hanh.send(f"/dong/{entry.uuid}/in/")
    for address in ("/nhat-ky-in/", f"/nhat-ky-in/{office.out.uuid}/"):
        page = hanh.text(address)
        assert "In một dòng" in page and f"dòng {entry.no:02d} năm {entry.year}" in page and "Nguyễn Thị Hạnh" in page
    assert "In một dòng" not in hanh.text(f"/nhat-ky-in/{office.in_.uuid}/")


def test_an_inspector_sees_the_prints_of_his_days_only(office: Office) -> None:
    entry = office.issued()
    visit(office, "hanh").send(f"/dong/{entry.uuid}/in/")
    admit(office, office.out, first=today() - 2 * WEEK, last=today() - WEEK)
    dung = visit(office, "dung")
    assert "Chưa in, chưa kết xuất lần nào" in dung.text(f"/nhat-ky-in/{office.out.uuid}/")
    dung.text(f"/nhat-ky-in/{office.in_.uuid}/", status=404)
