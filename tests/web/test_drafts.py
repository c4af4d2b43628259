"""Signed papers that wait for a number: handed in by the drafter, numbered by the clerk as they were approved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from somat.audit.moment import today
from somat.registry import queries
from tests.office import Office, machine, office
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def paper(office: Office, **more: Any) -> dict[str, Any]:
    return {
        "book": office.out.uuid,
        "doc_type": "BC",
        "symbol": "BC-UBND",
        "abstract": "Báo cáo giả định chờ số",
        "basis": "",
        "level": "1",
        "signer": "Nguyễn Văn An",
        "signed_on": f"{today():%d/%m/%Y}",
        "unit": "Văn phòng",
        "approved": 2,
        "kept": 1,
        "recipients": ["Công an tỉnh"],
        "recipients_copies": [""],
        **more,
    }


def handed_in(office: Office, duy: Visitor, **more: Any) -> Any:
    answer = duy.send("/cho-so/moi/", **paper(office, **more))
    assert answer.status_code == 302, answer.content.decode()
    return queries.drafts_waiting(by=office.hanh)[0]


def numbering(office: Office, draft: Any, **more: Any) -> dict[str, Any]:
    fields = paper(office, day=f"{today():%d/%m/%Y}", copies=2, draft=draft.uuid, **more)
    return {name: value for name, value in fields.items() if name not in ("book", "approved", "signed_on")}


def test_the_drafter_hands_in_and_the_clerk_takes_the_number(office: Office) -> None:
    duy = visit(office, "duy")
    assert "Đưa văn bản đã ký" in duy.text("/cho-so/moi/")
    draft = handed_in(office, duy)
    assert "Báo cáo giả định chờ số" in duy.text("/cho-so/")
    hanh = visit(office, "hanh")
    listed = hanh.text("/cho-so/")
    assert "Báo cáo giả định chờ số" in listed and "Lê Quang Duy" in listed
    form = hanh.text(f"/so/{office.out.uuid}/moi/?ban-thao={draft.uuid}")
    assert "Báo cáo giả định chờ số" in form and 'value="Công an tỉnh"' in form and str(draft.uuid) in form
    answer = hanh.send(f"/so/{office.out.uuid}/moi/", **numbering(office, draft))
    assert answer.status_code == 302
    assert queries.drafts_waiting(by=office.hanh) == []
    line = answer.headers["Location"]
    assert "người soạn thảo" in hanh.text(line)
    duy = visit(office, "duy")  # the drafter is in the circle of his own paper
    assert line in duy.text("/cho-so/") and "Báo cáo giả định chờ số" in duy.text(line)


def test_the_clerk_adds_neither_copies_nor_recipients(office: Office) -> None:
    draft = handed_in(office, visit(office, "duy"))
    hanh = visit(office, "hanh")
    more = numbering(office, draft) | {
        "recipients": ["Công an tỉnh", "Sở Nội vụ"],
        "recipients_copies": ["", ""],
        "copies": 3,
    }
    told = hanh.told(f"/so/{office.out.uuid}/moi/", **more)
    assert "Sở Nội vụ" in told and "Chưa cấp số" in told
    assert len(queries.drafts_waiting(by=office.hanh)) == 1


def test_a_paper_taken_back_is_gone_with_its_words(office: Office) -> None:
    duy = visit(office, "duy")
    draft = handed_in(office, duy)
    assert duy.send(f"/cho-so/{draft.uuid}/lay-lai/").status_code == 302
    text = duy.text("/cho-so/")
    assert "Báo cáo giả định chờ số" not in text and "nội dung đã hủy" in text
    assert "Không có văn bản chờ lấy số" in visit(office, "hanh").text("/cho-so/")


def test_another_drafter_neither_sees_nor_takes_back_a_paper(office: Office) -> None:
    draft = handed_in(office, visit(office, "duy"))
    khoi = visit(office, "khoi")
    assert "Báo cáo giả định chờ số" not in khoi.text("/cho-so/")
    assert khoi.send(f"/cho-so/{draft.uuid}/lay-lai/").status_code == 404


def test_a_paper_above_ones_clearance_is_refused_with_what_was_typed(office: Office) -> None:
    told = visit(office, "duy").told("/cho-so/moi/", **paper(office, level="3", abstract=""))
    assert "vượt độ được tiếp cận" in told and 'value="Nguyễn Văn An"' in told


def test_who_has_no_clearance_has_no_book_to_hand_in_to(office: Office) -> None:
    assert "Chưa có sổ nào nhận" in visit(office, "chi").text("/cho-so/moi/")


def test_an_overdue_number_says_so(office: Office) -> None:
    handed_in(office, visit(office, "duy"), signed_on=f"{today() - timedelta(days=12):%d/%m/%Y}")
    assert "Quá " in visit(office, "hanh").text("/cho-so/")
