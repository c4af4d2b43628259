"""Stamps on somebody's PDF: looked at first, taken as a new file on record, an unverified stamp only after its acceptance."""

from __future__ import annotations

from io import BytesIO
from urllib.parse import quote
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from somat.audit.moment import now
from somat.reporting.papers.render import render
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.paper import pages
from tests.reporting.test_overlay import red, seen
from tests.web.test_papers import browser, prints

ADDRESS = "/bieu-mau/dong-dau/"


def send(
    office: Office,  # noqa: F811
    name: str,
    *,
    file: bytes | None = None,
    kind: str = "pdf",
    **typed: str,
) -> tuple[int, bytes, str]:
    pdf = render("D-24", {"person": "Lê Quang Duy"}, at=now()) if file is None else file
    upload = SimpleUploadedFile("van-ban.pdf", pdf, content_type="application/pdf")
    answer = browser(office, name).post(
        ADDRESS, {"once": str(uuid4()), "file": upload, "kind": kind, "page": "1", **typed}
    )
    return answer.status_code, answer.content, answer.headers["Content-Type"]


def test_the_stamped_file_has_the_stamp_and_all_that_stood_there(office: Office) -> None:  # noqa: F811
    status, content, kind = send(office, "hanh", **{"d-C-02a": "on", "d-SỐ": "on", "d-SỐ-number": "07/BC-UBND"})
    assert (status, kind, prints()) == (200, "application/pdf", 1)
    text = pages(content)[0].text
    assert "TUYỆT MẬT" in text and "07/BC-UBND" in text and "Lê Quang Duy" in text


def test_a_look_is_a_picture_and_nothing_on_record(office: Office) -> None:  # noqa: F811
    status, content, kind = send(office, "hanh", kind="look", **{"d-C-02a": "on"})
    assert (status, kind, content[:4], prints()) == (200, "image/png", b"\x89PNG", 0)


def test_a_stamp_lands_where_it_was_put(office: Office) -> None:  # noqa: F811
    _, content, _ = send(office, "hanh", **{"d-C-02a": "on", "d-C-02a-left": "150", "d-C-02a-top": "250,5"})
    frame = red(seen(content))
    assert frame is not None
    assert frame[:2] == pytest.approx((150, 250.5), abs=0.2)


def test_an_unverified_stamp_waits_for_the_administrator(office: Office) -> None:  # noqa: F811
    assert send(office, "hanh", **{"d-C-08": "on"})[0] == 409
    accept = f"/bieu-mau/dau/{quote('C-08')}/nhan/"
    assert browser(office, "hanh").post(accept, {"once": str(uuid4())}).status_code == 403
    assert browser(office, "quan").post(accept, {"once": str(uuid4())}).status_code == 302
    assert send(office, "hanh", **{"d-C-08": "on", "d-C-08-copy": "2"})[0] == 200
    assert prints() == 1


@pytest.mark.parametrize(
    "typed, says",
    [
        ({}, "Chọn ít nhất một dấu"),
        ({"d-C-02a": "on", "d-C-02a-left": "giữa"}, "ghi trang và vị trí bằng số"),
        ({"d-C-02a": "on", "d-C-02a-page": "9"}, "Tệp không có trang 9."),
        ({"g-0-page": "1", "g-0-left": "20"}, "ghi đủ trang, vị trí"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_on_record(office: Office, typed: dict[str, str], says: str) -> None:  # noqa: F811
    status, content, _ = send(office, "hanh", **typed)
    assert (status, prints()) == (200, 0)
    assert says in content.decode()


@pytest.mark.parametrize("file", [b"", b"%PDF-1.7\nrong", b"MZ\x90\x00", b"<html></html>"])
def test_a_file_that_is_no_pdf_gets_a_sentence(office: Office, file: bytes) -> None:  # noqa: F811
    status, content, _ = send(office, "hanh", file=file, **{"d-C-02a": "on"})
    assert (status, prints()) == (200, 0)
    assert "Tệp" in content.decode() and "form" in content.decode()


def test_who_may_not_print_may_not_stamp(office: Office) -> None:  # noqa: F811
    for name in ("quan", "tan", "giang", "nam"):
        assert send(office, name, **{"d-C-02a": "on"})[0] == 403


def test_the_administrator_moves_a_stamp_without_a_release(office: Office) -> None:  # noqa: F811
    accept = f"/bieu-mau/dau/{quote('C-02a')}/nhan/"
    place = {"once": str(uuid4()), "left": "150", "top": "250,5"}
    assert browser(office, "quan").post(accept, place).status_code == 302
    assert 'value="250,5"' in browser(office, "quan").get("/bieu-mau/").content.decode()
    frame = red(seen(send(office, "hanh", **{"d-C-02a": "on"})[1]))
    assert frame is not None
    assert frame[:2] == pytest.approx((150, 250.5), abs=0.2)


@pytest.mark.parametrize("far", ["500", "xa"])
def test_a_stamp_is_not_moved_off_the_paper(office: Office, far: str) -> None:  # noqa: F811
    accept = f"/bieu-mau/dau/{quote('C-02a')}/nhan/"
    answer = browser(office, "quan").post(accept, {"once": str(uuid4()), "left": far, "top": "50"})
    assert answer.status_code == 200 and "mm" in answer.content.decode()
    frame = red(seen(send(office, "hanh", **{"d-C-02a": "on"})[1]))
    assert frame is not None
    assert frame[:2] == pytest.approx((30, 50), abs=0.2)


def with_signature() -> bytes:
    """A paper with a field in which somebody has signed."""
    doc = pikepdf.open(BytesIO(render("D-24", {"person": "Lê Quang Duy"}, at=now())))
    value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("ký"), V=value)
    doc.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
    made = BytesIO()
    doc.save(made)
    return made.getvalue()


STRUCK = {"g-0-page": "1", "g-0-left": "20", "g-0-top": "20", "g-0-width": "20", "g-0-height": "20"}


@pytest.mark.parametrize("typed", [{"d-C-02a": "on"}, STRUCK])
def test_a_signed_file_is_stamped_only_by_one_who_knows_what_is_lost(
    office: Office,  # noqa: F811
    typed: dict[str, str],
) -> None:
    signed = with_signature()
    status, content, _ = send(office, "hanh", file=signed, **typed)
    assert (status, prints(), content[:5] == b"%PDF-") == (200, 0, False)
    assert "Tệp có chữ ký số" in content.decode() and 'name="signed"' in content.decode()
    assert send(office, "hanh", file=signed, kind="look", **typed)[1][:4] == b"\x89PNG"
    status, content, _ = send(office, "hanh", file=signed, signed="on", **typed)
    assert (status, prints(), content[:5]) == (200, 1, b"%PDF-")


def test_a_file_without_a_signature_asks_for_no_tick(office: Office) -> None:  # noqa: F811
    page = browser(office, "hanh").get(ADDRESS).content.decode()
    assert 'id="f-signed" name="signed">' in page
    assert send(office, "hanh", **{"d-C-02a": "on"})[0] == 200 and prints() == 1
