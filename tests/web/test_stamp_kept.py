"""Stamps on what belongs to a line, in front of people: over a kept version, and over a file that is kept with the line."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from somat.audit.models import Leaf
from somat.audit.moment import now
from somat.registry.models import DocumentMark, DocumentStamping, DocumentVersion
from somat.reporting.papers.render import render
from tests.office import A, office
from tests.registry.papers import Papers, machine, papers
from tests.vault.doubled import pdf
from tests.web.test_stamping import STRUCK, with_signature
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office", "papers"]
pytestmark = pytest.mark.django_db(transaction=True)

MARK = {"d-C-02a": "on", "d-C-02a-left": "30", "d-C-02a-top": "50,5"}
THREE = {**MARK, "d-SỐ": "on", "d-SỐ-number": "07/BC", "d-SỐ-left": "40", "d-SỐ-top": "30", **STRUCK}


def real() -> bytes:
    return render("D-24", {"person": "Lê Quang Duy"}, at=now())


def over(who: Visitor, version: UUID, *, kind: str = "keep", **typed: str) -> Any:
    return who.send(f"/tai-lieu/ban/{version}/dong-dau/", kind=kind, page="1", **typed)


def with_file(who: Visitor, entry: Any, content: bytes, *, kind: str = "keep", **typed: str) -> Any:
    file = SimpleUploadedFile("Báo cáo.pdf", content, content_type="application/pdf")
    return who.send(f"/dong/{entry.uuid}/tai-lieu/dong-dau/", kind=kind, page="1", file=file, **typed)


def versions() -> list[DocumentVersion]:
    return list(DocumentVersion.unchecked.order_by("id"))


def test_several_stamps_and_a_strike_make_one_new_version_that_the_page_of_the_line_tells(papers: Papers) -> None:
    entry = papers.office.issued()
    first, hanh = papers.added(entry, content=real()), visit(papers.office, "hanh")
    (blob,) = papers.blobs()
    before = blob.read_bytes()
    page = hanh.text(f"/dong/{entry.uuid}/")
    assert f"/tai-lieu/ban/{first.uuid}/dong-dau/" in page and "đóng dấu từ phiên bản" not in page
    answer = over(hanh, first.uuid, **THREE)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/dong/{entry.uuid}/")
    assert blob.read_bytes() == before
    assert [(v.number, v.document_id) for v in versions()] == [(1, first.document_id), (2, first.document_id)]
    marks = DocumentMark.unchecked.order_by("ordinal").values_list("code", "page", "left", "top", "width", "height")
    assert [(code, page, left, top) for code, page, left, top, _, _ in marks] == [
        ("C-02a", 1, 3000, 5050),
        ("SỐ", 1, 4000, 3000),
        ("", 1, 2000, 2000),
    ]
    assert (marks[0][4:], marks[2][4:]) == ((4000, 800), (2000, 2000))
    text = " ".join(hanh.text(f"/dong/{entry.uuid}/").split())
    assert (
        "đóng dấu từ phiên bản 1:" in text and "(trang 1, 30 × 50,5 mm)" in text and "gạch bỏ dấu cũ (trang 1" in text
    )
    assert "Đóng dấu lên tài liệu thành phiên bản mới" in text
    assert "(đã đóng dấu).pdf" in text and f"/tai-lieu/ban/{versions()[1].uuid}/" in text


def test_a_reader_of_the_line_opens_both_versions_and_stamps_neither(papers: Papers) -> None:
    entry = papers.office.issued()
    first = papers.added(entry, content=real())
    assert over(visit(papers.office, "hanh"), first.uuid, **MARK).status_code == 302
    papers.let_in("khoi", entry)
    khoi = visit(papers.office, "khoi")
    page = khoi.text(f"/dong/{entry.uuid}/")
    for version in versions():
        assert f'href="/tai-lieu/ban/{version.uuid}/"' in page
        assert khoi.client.get(f"/tai-lieu/ban/{version.uuid}/trang/1/").status_code == 200
        assert over(khoi, version.uuid, **MARK).status_code == 403
    assert "/dong-dau/" not in page and len(versions()) == 2
    duy = visit(papers.office, "duy")
    assert over(duy, first.uuid, **MARK).status_code == 404 and len(versions()) == 2


def test_a_look_is_marked_with_who_looks_recorded_and_keeps_nothing(papers: Papers) -> None:
    first, hanh = papers.added(papers.office.issued()), visit(papers.office, "hanh")
    answer = over(hanh, first.uuid, kind="look", **MARK)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/jpeg")
    image = Image.open(io.BytesIO(answer.content))
    assert float(answer.headers["Page-Width-Mm"]) == pytest.approx(210, abs=0.3)
    assert float(answer.headers["Page-Height-Mm"]) == pytest.approx(297, abs=0.3)
    assert image.height > image.width * 297 / 210 + 10  # the strip that says who looked
    assert Leaf.unchecked.filter(verb="document.page", object=first.uuid).count() == 1
    assert len(papers.blobs()) == 1 and over(hanh, first.uuid, kind="look").status_code == 200  # also before any mark


def test_what_cannot_be_done_is_said_and_nothing_is_kept(papers: Papers) -> None:
    entry = papers.office.issued()
    first, full = papers.added(entry), papers.added(entry, content=pdf(1, words="NO-ROOM"))
    hanh = visit(papers.office, "hanh")
    for typed, says in [
        ({}, "Chọn ít nhất một dấu"),
        ({"d-C-02a": "on", "d-C-02a-left": "giữa"}, "ghi trang và vị trí bằng số"),
        ({"g-0-page": "1", "g-0-left": "20"}, "ghi đủ trang, vị trí"),
    ]:
        answer = over(hanh, first.uuid, **typed)
        assert answer.status_code == 200 and says in answer.content.decode()
    assert "không còn chỗ trống" in over(hanh, full.uuid, **MARK).content.decode()
    waits = over(hanh, first.uuid, **{"d-C-08": "on"})
    assert waits.status_code == 409 and "người quản trị phải xem" in waits.content.decode()
    assert not DocumentStamping.unchecked.exists() and len(papers.blobs()) == 2


def test_the_same_key_stamps_once(papers: Papers) -> None:
    first, hanh, key = papers.added(papers.office.issued()), visit(papers.office, "hanh"), str(uuid4())
    assert [over(hanh, first.uuid, once=key, **MARK).status_code for _ in range(3)] == [302] * 3
    assert DocumentStamping.unchecked.count() == 1 and len(papers.blobs()) == 2


def test_a_tuyet_mat_document_is_stamped_though_its_original_never_leaves(papers: Papers) -> None:
    first, hanh = papers.added(papers.office.issued(level=A, abstract="")), visit(papers.office, "hanh")
    assert over(hanh, first.uuid, **MARK).status_code == 302
    assert versions()[1].number == 2


def test_a_file_is_kept_as_it_came_and_then_stamped(papers: Papers) -> None:
    entry, hanh, content = papers.office.issued(), visit(papers.office, "hanh"), real()
    assert f"/dong/{entry.uuid}/tai-lieu/dong-dau/" in hanh.text(f"/dong/{entry.uuid}/")
    assert "Đóng dấu và giữ với dòng sổ" in hanh.text(f"/dong/{entry.uuid}/tai-lieu/dong-dau/")
    answer = with_file(hanh, entry, content, **MARK)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/dong/{entry.uuid}/")
    came, made = versions()
    assert (came.number, came.size, made.number, made.document_id) == (1, len(content), 2, came.document_id)
    assert DocumentStamping.unchecked.get().source_id == came.uuid
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert "Báo cáo.pdf" in text and "Báo cáo (đã đóng dấu).pdf" in text


def test_a_file_may_also_be_taken_and_then_nothing_is_kept(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    answer = with_file(hanh, entry, real(), kind="pdf", **MARK)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    assert with_file(hanh, entry, real(), kind="look", **MARK).headers["Content-Type"] == "image/png"
    assert not versions() and not papers.blobs()


def test_a_file_that_is_refused_or_whose_stamp_waits_is_not_kept_half(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    assert with_file(hanh, entry, real(), **{"d-C-08": "on"}).status_code == 409
    assert "chữ ký số" in with_file(hanh, entry, with_signature(), **MARK).content.decode()
    assert "Tệp" in with_file(hanh, entry, b"MZ", **MARK).content.decode()
    papers.office.ground.run("UPDATE registry_entry SET state = 'cancelled' WHERE uuid = ?", entry.uuid)
    assert with_file(hanh, entry, real(), **MARK).status_code == 409
    assert not versions() and not papers.blobs()


def test_the_same_key_keeps_a_file_once(papers: Papers) -> None:
    entry, hanh, key = papers.office.issued(), visit(papers.office, "hanh"), str(uuid4())
    assert [with_file(hanh, entry, real(), once=key, **MARK).status_code for _ in range(2)] == [302, 302]
    assert len(versions()) == 2 and len(papers.blobs()) == 2


def test_an_arrival_begins_with_its_own_stamp(papers: Papers) -> None:
    entry = papers.office.registered()
    first, hanh = papers.added(entry, content=real()), visit(papers.office, "hanh")
    page = hanh.text(f"/dong/{entry.uuid}/")
    address = f"/tai-lieu/ban/{first.uuid}/dong-dau/?dong={entry.uuid}"
    assert address in page
    assert 'name="d-C-ĐẾN" checked' in hanh.text(address)
