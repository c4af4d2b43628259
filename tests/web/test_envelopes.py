"""Envelopes and labels at the desk: what the line says is not asked, what may not stand outside does not, each print is on record."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from somat.audit.models import Leaf
from somat.catalogue.actions import accept_form
from somat.law.levels import Level
from somat.registry.actions.answer import confirm
from somat.registry.actions.ask import Asked, ask
from somat.registry.line import To
from somat.reporting.papers.form import file_hash
from somat.reporting.stamps import file_hash as stamp_hash
from somat.reporting.typeset import PrintFailed
from somat.web.papers import envelopes
from tests.office import Office, machine, office
from tests.reporting.paper import Page, pages
from tests.web.test_papers import prints
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office"]

PAGE = "/bieu-mau/D-30/"
STAMPS = ("C-03A", "C-03B", "C-03C", "C-07b")  # those on envelopes that forms.md marks unverified
BOTH = {"n-0": "on", "n-1": "on", "paper": "envelopes", "size": "220x158", "kind": "pdf"}
NUMBER = "Số: 01/BC-UBND"  # the first paper of the book
NAMED = "Đồng chí Nguyễn Văn Hòa, Giám đốc"


@pytest.fixture(autouse=True)
def place(settings: Any) -> None:
    settings.SITE = replace(settings.SITE, agency="Sở Nội vụ", superior="Ủy ban nhân dân tỉnh Giang Bắc")


@pytest.fixture
def clerk(office: Office) -> Visitor:
    """The clerk, after the administrator has accepted the form and its stamps."""
    accept_all(office)
    return visit(office, "hanh")


def accept_all(office: Office, *, but: str = "") -> None:
    for code in ("D-30", *STAMPS):
        if code != but:
            shown = file_hash(code) if code == "D-30" else stamp_hash(code)
            accept_form(code, file_hash=shown, by=office.quan)


def sent_to(office: Office, *names: str, **more: Any) -> Any:
    """An outgoing line to these bodies, with a number."""
    bodies = tuple(map(To, names or ("Công an tỉnh", "Ủy ban nhân dân xã Hòa Bình")))
    entry = office.issued(to=bodies, copies=len(bodies) + 1, **more)
    office.ground.settle()
    entry.refresh_from_db()
    return entry


def made(clerk: Visitor, entry: Any, **typed: str) -> list[Page]:
    answer = clerk.send(PAGE, dong=str(entry.uuid), **{**BOTH, **typed})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    return list(pages(answer.content))


@pytest.mark.parametrize("level, letter", [(Level.MAT, "C"), (Level.TOI_MAT, "B")])
def test_mat_and_toi_mat_go_in_one_envelope_each(office: Office, clerk: Visitor, level: Level, letter: str) -> None:
    entry = sent_to(office, level=level)
    for page, to in zip(made(clerk, entry), ("Công an tỉnh", "Ủy ban nhân dân xã Hòa Bình"), strict=True):
        assert (round(page.width), round(page.height)) == (220, 158)
        for words in ("ỦY BAN NHÂN DÂN TỈNH GIANG BẮC", "SỞ NỘI VỤ", NUMBER, "Kính gửi:", to):
            assert words in page.text
        assert letter in page.text.split()
        assert "MẬT" not in page.text and "BÓC BÌ" not in page.text and "Tình hình" not in page.text
    assert prints() == 1
    assert Leaf.unchecked.filter(verb="form.print", object=entry.uuid).count() == 1


def test_tuyet_mat_goes_in_two_and_the_outer_one_says_neither_level_nor_number(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office, level=Level.TUYET_MAT, abstract="")
    inner, outer, second, last = made(clerk, entry, urgency="HỎA TỐC", **{"named-0": NAMED})
    for words in ("TUYỆT MẬT", "CHỈ NGƯỜI CÓ TÊN MỚI ĐƯỢC BÓC BÌ", NUMBER, "Công an tỉnh", NAMED):
        assert words in inner.text
    assert (round(inner.width), round(outer.width)) == (220, 307)
    for page, to in ((outer, "Công an tỉnh"), (last, "Ủy ban nhân dân xã Hòa Bình")):
        assert "SỞ NỘI VỤ" in page.text and to in page.text and "HỎA TỐC" in page.text and "A" in page.text.split()
        for words in ("MẬT", "Số:", "BC-UBND", "Nguyễn Văn Hòa", "BÓC BÌ"):
            assert words not in page.text
    assert "TUYỆT MẬT" in second.text and "BÓC BÌ" not in second.text


def test_the_page_shows_what_the_line_says_and_asks_nothing_of_it(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office, level=Level.TOI_MAT)
    page = clerk.text(f"{PAGE}?dong={entry.uuid}")
    for words in ("Công an tỉnh", "Ủy ban nhân dân xã Hòa Bình", "Sở Nội vụ", "01/BC-UBND", "Tối mật"):
        assert words in page
    asked = set(re.findall(r'<(?:input|select)[^>]* name="([\w-]+)"', page.partition("<main")[2]))
    own = {"n-0", "n-1", "named-0", "named-1", "paper", "size", "urgency", "first"}
    assert asked - {"once", "dong", "csrfmiddlewaretoken"} == own
    assert Leaf.unchecked.filter(verb="entry.read", object=entry.uuid).count() == 1


def test_the_page_of_an_outgoing_line_leads_there_and_no_other(office: Office, clerk: Visitor) -> None:
    out, arrived = sent_to(office), office.registered()
    assert f"{PAGE}?dong={out.uuid}" in clerk.text(f"/dong/{out.uuid}/")
    assert PAGE not in clerk.text(f"/dong/{arrived.uuid}/")
    clerk.text(f"{PAGE}?dong={arrived.uuid}", status=404)


def test_only_the_ticked_recipients_get_one(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office)
    answer = clerk.send(PAGE, dong=str(entry.uuid), **{name: it for name, it in BOTH.items() if name != "n-0"})
    (page,) = pages(answer.content)
    assert "xã Hòa Bình" in page.text and "Công an" not in page.text


def test_looking_at_it_is_a_picture_and_no_print(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office)
    page = clerk.told(PAGE, status=200, dong=str(entry.uuid), **{**BOTH, "kind": "look"})
    assert page.count("data:image/png;base64,") == 2 and prints() == 0


def test_forty_recipients_get_forty_envelopes_or_two_sheets_of_labels(office: Office, clerk: Visitor) -> None:
    names = [f"Ủy ban nhân dân xã số {number} của huyện" for number in range(1, 41)]
    entry = sent_to(office, *names)
    ticks = {f"n-{at}": "on" for at in range(40)}
    sheets = made(clerk, entry, **ticks)
    assert len(sheets) == 40
    assert all(name in sheet.text for name, sheet in zip(names, sheets, strict=True))
    first, second, third = made(clerk, entry, **ticks, paper="labels", first="10")
    assert (round(first.width), round(first.height)) == (210, 297)
    assert first.inside(0, 0, 210, 111) == "" and "số 1 của" in first.inside(0, 111.5, 70, 148.5)
    assert (
        first.text.count("Kính gửi") == 15 and second.text.count("Kính gửi") == 24 and third.text.count("Kính gửi") == 1
    )


@pytest.mark.parametrize(
    "typed, says",
    [
        ({"n-0": "", "n-1": ""}, "Chọn từ 1 đến 100 nơi nhận"),
        ({"paper": "labels", "named-0": NAMED}, "rộng hơn nhãn"),
        ({"paper": "labels", "first": "25"}, "24"),
        ({"size": "500x500"}, "500x500"),
        ({"urgency": "GẤP LẮM"}, "GẤP LẮM"),
        ({"named-0": "N" * 301}, "dài nhất 300 chữ"),
    ],
)
def test_what_cannot_be_printed_is_said(office: Office, clerk: Visitor, typed: dict[str, str], says: str) -> None:
    entry = sent_to(office)
    fields = {name: value for name, value in {**BOTH, **typed}.items() if value}
    assert says in clerk.told(PAGE, status=200, dong=str(entry.uuid), **fields)
    assert prints() == 0


def test_no_outer_envelope_is_larger_than_the_largest(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office, level=Level.TUYET_MAT, abstract="")
    fields = {**BOTH, "size": "307x220"}
    assert "chọn cỡ bì trong nhỏ hơn" in clerk.told(PAGE, status=200, dong=str(entry.uuid), **fields)
    assert len(made(clerk, entry, paper="labels", size="307x220")) == 1


def test_a_cancelled_number_has_nothing_to_send(office: Office) -> None:
    accept_all(office)
    entry = sent_to(office)
    question = ask(entry.uuid, Asked("cancel", "ghi trùng", office.an.person), by=office.at_desk("hanh"))
    confirm(question.uuid, by=office.at_desk("an"))
    clerk = visit(office, "hanh")
    assert "đã hủy" in clerk.told(PAGE, status=200, dong=str(entry.uuid), **BOTH)
    assert PAGE not in clerk.text(f"/dong/{entry.uuid}/") and prints() == 0


def test_without_a_line_all_is_asked_and_nothing_is_read(office: Office, clerk: Visitor) -> None:
    typed = {"level_code": "toi_mat", "symbol": "07/KH-SNV", "to-0": "Công an tỉnh", "to-2": "Tỉnh ủy"}
    answer = clerk.send(PAGE, **{**BOTH, **typed})
    first, second = pages(answer.content)
    assert "Số: 07/KH-SNV" in first.text and "Công an tỉnh" in first.text and "B" in first.text.split()
    assert "Tỉnh ủy" in second.text and prints() == 1
    assert "Ghi ít nhất một nơi nhận" in clerk.told(PAGE, status=200, **{**BOTH, **typed, "to-0": "", "to-2": ""})
    fields = {**BOTH, **typed, "level_code": "tuyet_mat", "size": "307x220"}
    assert "chọn cỡ bì trong nhỏ hơn" in clerk.told(PAGE, status=200, **fields)
    assert "Ghi tên cơ quan nhận" in clerk.told(PAGE, status=200, **{**BOTH, **typed, "named-1": NAMED})


def test_to_anybody_else_the_line_looks_missing(office: Office, clerk: Visitor) -> None:
    entry = sent_to(office)
    stranger = visit(office, "chi")
    for uuid in (entry.uuid, uuid4()):
        stranger.text(f"{PAGE}?dong={uuid}", status=404)
        assert stranger.send(PAGE, dong=str(uuid), **BOTH).status_code == 404
    assert visit(office, "quan").client.get(PAGE).status_code == 403
    assert prints() == 0


@pytest.mark.parametrize("missing, named", [("D-30", ""), ("C-03C", ""), ("C-07b", NAMED)])
def test_the_form_and_each_stamp_on_it_wait_for_the_administrator(office: Office, missing: str, named: str) -> None:
    accept_all(office, but=missing)
    entry, clerk = sent_to(office), visit(office, "hanh")
    page = clerk.told(PAGE, dong=str(entry.uuid), **{**BOTH, "named-0": named})
    assert "người quản trị phải xem và nhận mẫu" in page and prints() == 0
    assert ("Bì đựng tài liệu, vật chứa bí mật nhà nước" if missing == "D-30" else f"{missing} Dấu") in page.partition(
        "in được khi"
    )[2]
    assert 'value="pdf"' not in page


def test_a_stamp_that_is_not_on_the_envelope_is_not_asked_for(office: Office) -> None:
    accept_all(office, but="C-07b")
    assert len(made(visit(office, "hanh"), sent_to(office))) == 2


def test_what_could_not_be_drawn_is_on_record_and_said(
    office: Office, clerk: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        assert prints() == 1
        raise PrintFailed("fault")

    entry = sent_to(office)
    monkeypatch.setattr(envelopes, "sheets_printed", broken)
    assert "đã ghi nhật ký nhưng chưa tạo được tệp" in clerk.told(PAGE, status=200, dong=str(entry.uuid), **BOTH)
