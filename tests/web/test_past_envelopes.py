"""The page of past envelopes: what was found, who decided, when and why; filtered by reason and days."""

from __future__ import annotations

from datetime import timedelta

import pytest

from somat.audit.moment import today
from somat.exchange.actions.envelopes import step
from somat.law.receiving import Act, Seal
from tests.exchange.desk import checked
from tests.office import Office, machine, office
from tests.web.test_checks import admit
from tests.web.visits import visit

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/quay/da-qua/"


def period(days: int = 0) -> dict[str, str]:
    day = today() - timedelta(days=days)
    return {"since": f"{day:%d/%m/%Y}", "until": f"{day:%d/%m/%Y}"}


def test_the_keeper_finds_what_was_returned_and_why(office: Office) -> None:
    envelope, short = checked(office, seal=Seal.OPENED), checked(office, copies_found=1)
    step(envelope.uuid, Act.RETURN, reason="Bì rách mép", by=office.hanh)
    hanh = visit(office, "hanh")
    assert PAGE in hanh.text("/quay/") and PAGE in hanh.text("/kiem-tra/")
    text = hanh.text(PAGE)
    for words in (
        "C-0001",
        "C-0002",
        "Ủy ban nhân dân tỉnh Thử",
        "có dấu hiệu bị bóc",
        "Lý do: Bì rách mép.",
        "đã trả nơi gửi",
    ):
        assert words in text, words
    assert text.count("Nguyễn Thị Hạnh") >= 4
    only = hanh.told(PAGE, status=200, why="returned", **period())
    assert envelope.code in only and short.code not in only
    assert "Không có trường hợp nào" in hanh.told(PAGE, status=200, why="", **period(1))


def test_days_that_are_none_are_told(office: Office) -> None:
    text = visit(office, "hanh").told(PAGE, status=200, why="", since="hôm", until="01/01/2026")
    assert 'class="refusal"' in text and "C-0001" not in text


def test_the_inspector_of_the_period_sees_them_and_no_other(office: Office) -> None:
    checked(office, copies_found=1)
    admit(office, office.in_, first=today(), last=today())
    dung = visit(office, "dung")
    assert "C-0001" in dung.text(PAGE) and "Đề nghị nơi gửi bổ sung" in dung.text(PAGE)
    admitted_before = visit(office, "duy").client.get(PAGE)
    assert admitted_before.status_code == 403
