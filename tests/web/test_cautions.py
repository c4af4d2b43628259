"""Warnings at the form and on the page of a line, each with its ground; none of them keeps a line from being written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from somat.audit.moment import today
from somat.registry.actions.drafts import keep_paper
from somat.registry.words import Words
from tests.office import M, Office, machine, office
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
SYMBOL, ORDER, LATE = "phải có nhóm chữ BC", "sớm hơn ngày đến", "Lấy số chậm"


def shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def outgoing(**more: str) -> dict[str, str]:
    line = {
        "doc_type": "BC", "symbol": "BC-UBND", "abstract": "Tình hình giả định", "level": "1", "day": shown(today()),
        "signer": "Nguyễn Văn An", "unit": "Văn phòng", "copies": "2", "kept": "1", "recipients": "Công an tỉnh", "recipients_copies": "",
    }  # fmt: skip
    return {**line, **more}


def incoming(day: date) -> dict[str, str]:
    return {
        "arrival_on": shown(day), "body": "Ủy ban nhân dân tỉnh Thử", "number": "", "day": shown(day), "doc_type": "KH", "item": "paper",
        "abstract": "Kế hoạch giả định", "level": "1", "copies": "1", "unit": "Văn phòng", "recipients": "",
    }  # fmt: skip


def asked(visitor: Visitor, office: Office, book: str, **typed: str) -> list[dict[str, str]]:
    """What the script of the form is told."""
    answer = visitor.client.post(f"/so/{getattr(office, book).uuid}/luu-y/", typed)
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["cautions"]
    return found


def test_a_symbol_of_another_type_is_told_while_it_is_typed_and_written_all_the_same(office: Office) -> None:
    hanh = visit(office, "hanh")
    (one,) = asked(hanh, office, "out", doc_type="BC", symbol="KH-UBND", day=shown(today()))
    assert SYMBOL in one["says"] and "30/2020" in one["ground"]
    assert asked(hanh, office, "out", doc_type="BC", symbol="BC-UBND", day="hôm") == []
    sent = hanh.send(f"/so/{office.out.uuid}/moi/", **outgoing(symbol="KH-UBND"))
    assert sent.status_code == 302
    page = hanh.text(sent.headers["Location"])
    assert SYMBOL in page and "30/2020" in page.split(SYMBOL)[1][:200]
    assert "luu-y" in hanh.text(f"/so/{office.out.uuid}/moi/")


def test_an_arrival_of_an_earlier_day_is_told_and_written(office: Office) -> None:
    hanh, before = visit(office, "hanh"), today() - timedelta(days=3)
    office.registered()
    (one,) = asked(hanh, office, "in_", arrival_on=shown(before))
    assert ORDER in one["says"] and shown(today()) in one["says"]
    assert asked(hanh, office, "in_", arrival_on=shown(today())) == []
    sent = hanh.send(f"/so/{office.in_.uuid}/moi/", **incoming(before))
    assert sent.status_code == 302 and ORDER in hanh.text(sent.headers["Location"])


def test_a_signed_paper_that_waited_too_long_is_told_as_its_form_opens(office: Office) -> None:
    ago = today() - timedelta(days=20)
    words = Words("Báo cáo giả định", {"doc_type": "BC", "symbol": "BC-UBND"})
    draft = keep_paper(book=office.out.uuid, level=M, signed_on=ago, approved=3, words=words, by=office.duy)
    hanh = visit(office, "hanh")
    page = hanh.text(f"/so/{office.out.uuid}/moi/?ban-thao={draft.uuid}")
    assert LATE in page and shown(ago) in page.split(LATE)[1][:80]
    assert LATE not in hanh.text(f"/so/{office.out.uuid}/moi/")


def test_a_form_that_comes_back_keeps_its_warning(office: Office) -> None:
    hanh = visit(office, "hanh")
    text = hanh.told(f"/so/{office.out.uuid}/moi/", **outgoing(symbol="KH-UBND", copies="9"))
    assert SYMBOL in text and 'value="KH-UBND"' in text


def test_nobody_else_is_told_of_the_book(office: Office) -> None:
    answer = visit(office, "duy").client.post(f"/so/{office.in_.uuid}/luu-y/", {"arrival_on": "01/01/2026"})
    assert answer.status_code == 404
