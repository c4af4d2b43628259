"""The forms' desk: what is known is not asked, an unverified form waits for the administrator, each print is on record."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from somat.audit.models import Leaf
from somat.reporting.papers.form import paper
from somat.reporting.typeset import PrintFailed
from somat.web.papers import views
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages

FREE, UNVERIFIED = "D-24", "D-01"


def browser(office: Office, name: str) -> Client:  # noqa: F811
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["somat"] = office.world.log_in(name, workstation="127.0.0.1")[0]
    return client


def post(client: Client, code: str, **typed: str) -> tuple[int, bytes, str]:
    answer = client.post(f"/bieu-mau/{code}/", {"once": str(uuid4()), **typed})
    return answer.status_code, answer.content, answer.headers["Content-Type"]


def prints() -> int:
    return Leaf.unchecked.filter(verb="form.print", decision="granted").count()


def shown(client: Client, code: str) -> dict[str, str]:
    """What stands in the administrator's page of a form."""
    page = client.get(f"/bieu-mau/{code}/chinh/").content.decode()
    fields = dict(re.findall(r'<input [^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    return fields | dict(re.findall(r'<textarea [^>]*name="([^"]+)"[^>]*>\s*([^<]*)</textarea>', page))


def accept(client: Client, code: str, **changed: str) -> int:
    """What the administrator's page shows, sent back with these changes."""
    fields = shown(client, code)
    return client.post(f"/bieu-mau/{code}/nhan/", {**fields, "once": str(uuid4()), **changed}).status_code


def test_every_form_is_on_the_page_with_where_it_comes_from(office: Office) -> None:  # noqa: F811
    page = browser(office, "duy").get("/bieu-mau/").content.decode()
    assert "Cam kết bảo vệ bí mật nhà nước" in page
    assert "24/2020/TT-BCA" in page
    assert "chờ người quản trị nhận" in page


def test_a_print_is_a_pdf_and_a_line_of_the_journal(office: Office) -> None:  # noqa: F811
    status, content, kind = post(browser(office, "duy"), FREE, kind="pdf", **{"m-person": "Lê Quang Duy"})
    assert (status, kind, content[:5], prints()) == (200, "application/pdf", b"%PDF-", 1)


def test_the_editable_one_is_a_docx_and_a_line_of_the_journal(office: Office) -> None:  # noqa: F811
    status, content, kind = post(browser(office, "duy"), FREE, kind="docx", **{"m-person": "Lê Quang Duy"})
    assert (status, content[:2], prints()) == (200, b"PK", 1)
    assert kind.endswith("wordprocessingml.document")


def test_the_page_of_a_line_leads_to_its_forms_filled_in(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    client = browser(office, "hanh")
    address = f"/bieu-mau/D-23/?dong={entry.uuid}"
    assert address in client.get(f"/dong/{entry.uuid}/").content.decode()
    assert client.get(address).status_code == 200


def test_looking_at_it_is_a_picture_and_no_print(office: Office) -> None:  # noqa: F811
    status, content, _ = post(browser(office, "duy"), FREE, kind="look", **{"m-person": "Lê Quang Duy"})
    assert (status, b"data:image/png;base64," in content, prints()) == (200, True, 0)


def test_a_wrong_day_is_said_at_its_field_and_all_typed_is_kept(office: Office) -> None:  # noqa: F811
    status, content, _ = post(
        browser(office, "duy"), FREE, kind="pdf", **{"m-since": "31/02/2026", "m-unit": "Văn phòng Hai"}
    )
    assert (status, prints()) == (200, 0)
    assert "Văn phòng Hai" in content.decode() and "không" in content.decode()


def test_what_a_line_holds_is_filled_in_for_who_may_read_it(office: Office) -> None:  # noqa: F811
    entry = office.issued()
    office.ground.settle()
    page = browser(office, "hanh").get(f"/bieu-mau/D-01b/?dong={entry.uuid}").content.decode()
    assert "Tình hình địa bàn" in page
    assert Leaf.unchecked.filter(verb="entry.read", object=entry.uuid).count() == 1


def test_the_symbol_the_head_and_the_drafter_are_known(office: Office, settings: Any) -> None:  # noqa: F811
    settings.SITE = replace(settings.SITE, symbol="UBND", head_title="Chủ tịch")
    entry = office.issued(drafter=office.chi.person, may_copy=False)
    office.ground.settle()
    page = browser(office, "hanh").get(f"/bieu-mau/CV/?dong={entry.uuid}").content.decode()
    values = dict(re.findall(r'name="m-(\w+)"[^>]*value="([^"]*)"', page))
    assert (values["symbol"], values["signer_title"], values["drafter"]) == ("UBND", "Chủ tịch", office.chi.name)
    assert '<option value="không" selected>' in page


def test_to_anybody_else_the_line_looks_missing(office: Office) -> None:  # noqa: F811
    hidden, missing = (
        browser(office, "chi").get(f"/bieu-mau/D-01b/?dong={uuid}") for uuid in (office.issued().uuid, uuid4())
    )
    assert (hidden.status_code, missing.status_code) == (404, 404)


def test_an_unverified_form_prints_only_as_the_administrator_accepted_it(office: Office) -> None:  # noqa: F811
    clerk, administrator = browser(office, "hanh"), browser(office, "quan")
    status, content, _ = post(clerk, UNVERIFIED, kind="pdf")
    assert (status, prints()) == (409, 0)
    assert "người quản trị phải xem và nhận mẫu" in content.decode()
    assert accept(administrator, UNVERIFIED) == 302
    status, content, _ = post(clerk, UNVERIFIED, kind="pdf")
    assert (status, content[:5], prints()) == (200, b"%PDF-", 1)


def test_a_refused_print_is_not_even_drawn(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    def drawn(*_: object, **__: object) -> bytes:
        raise AssertionError("drawn before it was granted")

    monkeypatch.setitem(views.MAKERS, "pdf", drawn)
    assert post(browser(office, "hanh"), UNVERIFIED, kind="pdf")[0] == 409


def test_a_paper_that_could_not_be_drawn_is_on_record_and_said(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object, **__: object) -> bytes:
        assert prints() == 1
        raise PrintFailed("fault")

    monkeypatch.setitem(views.MAKERS, "pdf", broken)
    status, content, _ = post(browser(office, "duy"), FREE, kind="pdf", **{"m-person": "Lê Quang Duy"})
    assert (status, prints()) == (200, 1)
    assert views.NOT_DRAWN in content.decode()


def test_only_the_administrator_accepts_a_form(office: Office) -> None:  # noqa: F811
    assert accept(browser(office, "hanh"), UNVERIFIED) == 403
    assert post(browser(office, "hanh"), UNVERIFIED, kind="pdf")[0] == 409


@pytest.mark.parametrize("measure, wrong", [("page-left", "61"), ("page-left", "rộng"), ("size", "3")])
def test_a_measure_that_no_paper_has_is_refused(office: Office, measure: str, wrong: str) -> None:  # noqa: F811
    assert accept(browser(office, "quan"), UNVERIFIED, **{measure: wrong}) == 200
    assert post(browser(office, "hanh"), UNVERIFIED, kind="pdf")[0] == 409


def test_a_corrected_word_is_printed(office: Office) -> None:  # noqa: F811
    number = next(n for n, block in enumerate(paper_blocks(FREE), 1) if block["kind"] == "title")
    assert accept(browser(office, "quan"), FREE, **{f"b-{number}-text": "Giấy cam đoan", "page-left": "35"}) == 302
    _, content, _ = post(browser(office, "duy"), FREE, kind="pdf")
    (first, *_) = pages(content)
    assert "GIẤY CAM ĐOAN" in first.text


def test_words_of_a_slip_and_lines_of_a_cover_can_be_corrected(office: Office) -> None:  # noqa: F811
    administrator = browser(office, "quan")
    slip = next(n for n, block in enumerate(paper_blocks("D-23"), 1) if block["kind"] == "slip")
    changed = {f"b-{slip}-blocks-1-text": "PHIẾU BÁO LẠI", f"b-{slip}-blocks-6-columns-1-title": "Người báo"}
    assert accept(administrator, "D-23", **changed) == 302
    clerk = browser(office, "duy")
    _, content, _ = post(clerk, "D-23", kind="pdf", **{"m-act": "Giải mật"})
    (first, *_) = pages(content)
    assert "PHIẾU BÁO LẠI" in first.text and "NGƯỜI BÁO" in first.text and "NGƯỜI XÁC NHẬN" not in first.text
    assert accept(administrator, "D-16", **{"b-1-lines-4": "Tập số: {volume}"}) == 302
    assert "Tập số: {volume}" in administrator.get("/bieu-mau/D-16/chinh/").content.decode()
    _, content, _ = post(clerk, "D-16", kind="pdf", **{"m-volume": "7"})
    (cover, *_) = pages(content)
    assert "Tập số: 7" in cover.text and "Năm:" in cover.text


def paper_blocks(code: str) -> tuple[dict[str, object], ...]:
    return tuple(dict(block) for block in paper(code).blocks)


def test_a_form_that_is_not_there_looks_like_any_missing_page(office: Office) -> None:  # noqa: F811
    assert browser(office, "duy").get("/bieu-mau/D-99/").status_code == 404
