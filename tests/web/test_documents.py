"""Documents in front of people: uploading into the vault, the list, the viewer with its marks, ending, originals."""

from __future__ import annotations

import io
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageChops

from somat.audit.models import Leaf
from somat.registry.models import Document, DocumentVersion
from somat.vault import client
from somat.vault.converter.codes import CODES
from somat.vault.models import Sealed
from somat.web.documents import marks
from somat.web.documents.marks import Reader, marked
from somat.web.documents.refusals import SENTENCES
from tests.office import A, Office, office
from tests.registry.papers import NAME, Papers, machine, papers
from tests.vault.doubled import drawn, pdf
from tests.web.visits import Visitor, visit

__all__ = ["machine", "office", "papers"]
pytestmark = pytest.mark.django_db(transaction=True)


def upload(who: Visitor, entry: Any, content: bytes = pdf(3), *, name: str = NAME, **more: Any) -> Any:
    """A form with a file, as a browser sends it: the hidden fields first."""
    file = SimpleUploadedFile(name, content, content_type="application/octet-stream")
    return who.send(f"/dong/{entry.uuid}/tai-lieu/moi/", kind="main", file=file, **more)


def image(answer: Any) -> Image.Image:
    assert answer.headers["Content-Type"] == "image/jpeg"
    return Image.open(io.BytesIO(answer.content))


def test_an_upload_goes_to_the_vault_and_stands_on_the_line(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    assert "Chưa có tài liệu." in hanh.text(f"/dong/{entry.uuid}/")
    answer = upload(hanh, entry)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/dong/{entry.uuid}/")
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert NAME in text and "Văn bản chính · PDF · phiên bản 1" in text and "1 KB" in text
    assert [path.name for path in papers.blobs()] == [DocumentVersion.unchecked.get().blob.hex]


def test_nothing_of_an_upload_lies_on_disk_or_whole_in_memory(papers: Papers) -> None:
    """Ten megabytes: the web process gives them on piece by piece."""
    import tracemalloc

    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    content = pdf(1).ljust(10_000_000, b"x")
    body = io.BytesIO()
    boundary = "b" * 30
    for key, value in (("once", str(uuid4())), ("kind", "main")):
        body.write(f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode())
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body.write(head.encode() + content + f"\r\n--{boundary}--\r\n".encode())
    data = body.getvalue()
    tracemalloc.start()
    answer = hanh.client.generic(
        "POST", f"/dong/{entry.uuid}/tai-lieu/moi/", data, content_type=f"multipart/form-data; boundary={boundary}"
    )
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 302
    assert DocumentVersion.unchecked.get().size == len(content)
    assert most < len(data) + 6_000_000  # the test's own body, and pieces
    assert not [path for path in (papers.folder / "tmp").rglob("*") if path.is_file()]


@pytest.mark.parametrize("code", ["macro", "encrypted", "external-relation", "too-many-pages"])
def test_a_refused_file_is_told_in_vietnamese_and_leaves_nothing(papers: Papers, code: str) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    answer = upload(hanh, entry, b"REFUSE " + code.encode())
    assert answer.status_code == 200 and SENTENCES[code] in answer.content.decode()
    assert not papers.blobs() and not Document.unchecked.exists()


def test_every_code_of_the_converter_has_its_sentence() -> None:
    assert set(CODES) <= set(SENTENCES)
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_an_empty_file_and_a_form_without_one(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    assert SENTENCES["empty"] in upload(hanh, entry, b"").content.decode()
    assert hanh.send(f"/dong/{entry.uuid}/tai-lieu/moi/", kind="main").status_code == 200
    assert not papers.blobs()


def test_an_act_that_is_refused_leaves_no_blob(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    papers.office.ground.run("UPDATE registry_entry SET state = 'cancelled' WHERE uuid = ?", entry.uuid)
    answer = upload(hanh, entry)
    assert answer.status_code == 409 and "Dòng sổ đã hủy" in answer.content.decode()
    assert not papers.blobs() and not Document.unchecked.exists()


def test_a_form_with_a_wrong_kind_leaves_no_blob(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    file = SimpleUploadedFile(NAME, pdf(1))
    assert hanh.send(f"/dong/{entry.uuid}/tai-lieu/moi/", kind="x", file=file).status_code == 200
    assert not papers.blobs()


def test_the_same_key_adds_once_and_keeps_one_blob(papers: Papers) -> None:
    entry, hanh, key = papers.office.issued(), visit(papers.office, "hanh"), str(uuid4())
    assert [upload(hanh, entry, once=key).status_code for _ in range(3)] == [302, 302, 302]
    assert Document.unchecked.count() == 1 and len(papers.blobs()) == 1


def test_a_sealed_vault_says_so_and_a_retry_adds_once(papers: Papers) -> None:
    entry, hanh, key = papers.office.issued(), visit(papers.office, "hanh"), str(uuid4())
    client.seal_again()
    assert upload(hanh, entry, once=key).status_code == 503
    assert not Document.unchecked.exists() and not papers.blobs()
    papers.office.ground.unseal()
    assert [upload(hanh, entry, once=key).status_code for _ in range(2)] == [302, 302]
    assert Document.unchecked.count() == 1 and len(papers.blobs()) == 1


def test_without_a_converter_nothing_is_taken(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    mark = papers.folder / "run" / "converter.away"
    mark.touch()
    answer = upload(hanh, entry)
    mark.unlink()
    assert answer.status_code == 503 and "chưa chạy" in answer.content.decode()
    assert not papers.blobs()


def test_who_may_not_add_sends_nothing_to_the_vault(papers: Papers) -> None:
    entry = papers.office.issued()
    papers.let_in("khoi", entry)
    assert upload(visit(papers.office, "khoi"), entry).status_code == 403
    assert upload(visit(papers.office, "duy"), entry).status_code == 404
    assert upload(visit(papers.office, "hanh"), type("E", (), {"uuid": uuid4()})).status_code == 404
    assert not papers.blobs()


def test_a_further_version(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    upload(hanh, entry)
    document = Document.unchecked.get()
    file = SimpleUploadedFile("bản sửa.pdf", pdf(7))
    assert hanh.send(f"/tai-lieu/{document.uuid}/ban-moi/", file=file).status_code == 302
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert text.index("phiên bản 2") < text.index("phiên bản 1") and "bản sửa.pdf" in text


# looking


@pytest.fixture
def shown(papers: Papers) -> tuple[Papers, Visitor, DocumentVersion]:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    upload(hanh, entry)
    return papers, hanh, DocumentVersion.unchecked.get()


def test_the_viewer_opens_nothing_itself(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    _, hanh, version = shown
    before = Leaf.unchecked.filter(verb="document.page").count()
    text = hanh.text(f"/tai-lieu/ban/{version.uuid}/?trang=2")
    assert f'src="/tai-lieu/ban/{version.uuid}/trang/2/"' in text and "Trang 2 trên 3" in text
    assert Leaf.unchecked.filter(verb="document.page").count() == before
    assert 'src="/tai-lieu/ban/' in hanh.text(f"/tai-lieu/ban/{version.uuid}/?trang=999")


def test_each_page_is_a_marked_picture_and_a_leaf(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    _, hanh, version = shown
    for page in (1, 2, 1):
        answer = hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/{page}/")
        picture = image(answer)
        assert answer.headers["Cache-Control"] == "no-store"
        assert picture.width == 1190 and picture.height > 1684
    leaves = Leaf.unchecked.filter(verb="document.page", object=version.uuid)
    assert leaves.count() == 3 and len(set(leaves.values_list("body", flat=True))) == 3


def test_a_fetch_ahead_gets_nothing_and_is_no_look(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    _, hanh, version = shown
    answer = hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/1/", headers={"Sec-Purpose": "prefetch"})
    assert answer.status_code == 503
    assert hanh.client.head(f"/tai-lieu/ban/{version.uuid}/trang/1/").status_code == 405
    assert not Leaf.unchecked.filter(verb="document.page").exists()


def test_hidden_absent_and_beyond_are_the_same(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    papers, hanh, version = shown
    duy = visit(papers.office, "duy")
    bodies = {
        who.client.get(path).content
        for who, path in (
            (duy, f"/tai-lieu/ban/{version.uuid}/trang/1/"),
            (duy, f"/tai-lieu/ban/{uuid4()}/trang/1/"),
        )
    }
    first, second = (re.sub(rb'[0-9a-f-]{36}|value="[A-Za-z0-9]{64}"|[0-9]', b"", body) for body in bodies)
    assert first == second
    assert hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/4/").status_code == 404
    assert hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/0/").status_code == 404


def test_a_sealed_vault_and_a_restarted_one(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    papers, hanh, version = shown
    path = f"/tai-lieu/ban/{version.uuid}/trang/1/"
    client.seal_again()
    answer = hanh.client.get(path)
    assert answer.status_code == 503 and "Mở lại sau" in answer.content.decode()
    papers.office.ground.machine.end(9)
    answer = hanh.client.get(path)
    assert answer.status_code == 503 and "Mở lại sau" in answer.content.decode()
    papers.office.ground.machine.start()
    papers.office.ground.unseal()
    assert hanh.client.get(path).status_code == 200


def test_a_page_that_cannot_be_shown_says_why(papers: Papers) -> None:
    entry, hanh = papers.office.issued(), visit(papers.office, "hanh")
    upload(hanh, entry, pdf(1, words="UNSHOWABLE"))
    version = DocumentVersion.unchecked.get()
    answer = hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/1/")
    assert answer.status_code == 422 and answer.content.decode() == SENTENCES["damaged"]


# marks


def test_marks_say_who_and_leave_words_readable() -> None:
    from datetime import UTC, datetime

    session = UUID("0123456789abcdef0123456789abcdef")
    reader = Reader("Nguyễn Thị Hạnh", datetime(2026, 11, 22, 1, 2, 3, tzinfo=UTC), "VP-01", session, 7)
    assert reader.foot() == "Nguyễn Thị Hạnh · 08:02:03 ngày 22/11/2026 · máy VP-01 · phiên 01234567 · trang 7"
    bare = drawn(7, dpi=144)
    with Image.open(io.BytesIO(bare.data)) as plain, Image.open(io.BytesIO(marked(bare.data, reader))) as page:
        before, after = plain.convert("L"), page.convert("L").crop((0, 0, plain.width, plain.height))
        changed = ImageChops.difference(before, after)
        low, high = changed.getextrema()
        assert 5 < high < 80  # type: ignore[operator]  # faint: ink stays far darker than any mark
        for x in range(0, plain.width - 400, 395):  # whatever part is cut out carries a mark
            for y in range(0, plain.height - 560, 560):
                assert changed.crop((x, y, x + 400, y + 560)).getextrema()[1] > 15  # type: ignore[operator]
    assert low == 0


def test_a_page_without_marks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "FAINT", 0)
    marks._overlay.cache_clear()
    with pytest.raises(AssertionError):
        test_marks_say_who_and_leave_words_readable()
    marks._overlay.cache_clear()


# ending and letting out


def test_two_persons_end_a_document_from_the_page(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    papers, hanh, version = shown
    entry, document = version.entry, version.document_id
    papers.let_in("khoi", entry)
    khoi = visit(papers.office, "khoi")
    assert hanh.send(f"/tai-lieu/{document}/ket-thuc/").status_code == 302
    assert "Kết thúc tài liệu 1" in khoi.text("/hom-nay/")
    assert "Kết thúc, hủy khóa" in khoi.text(f"/dong/{entry.uuid}/")
    assert "Kết thúc, hủy khóa" not in hanh.text(f"/dong/{entry.uuid}/")
    assert khoi.send(f"/tai-lieu/{document}/ket-thuc/dong-y/").status_code == 302
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert NAME in text and "đã kết thúc" in text
    assert re.findall(f".{{80}}/tai-lieu/ban/{version.uuid}/.{{80}}", text) == []
    assert hanh.client.get(f"/tai-lieu/ban/{version.uuid}/trang/1/").status_code == 404
    assert not papers.blobs()


def test_an_original_leaves_by_two(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    papers, hanh, version = shown
    papers.let_in("khoi", version.entry)
    khoi = visit(papers.office, "khoi")
    assert hanh.send(f"/tai-lieu/ban/{version.uuid}/xuat/", reason="Nộp lưu trữ").status_code == 302
    assert "Duyệt xuất tệp gốc" in khoi.text("/hom-nay/")
    text = khoi.text("/xuat-ban-goc/")
    assert "Nộp lưu trữ" in text and NAME in text
    (export,) = re.findall(r"/xuat-ban-goc/([0-9a-f-]{36})/duyet/", text)
    assert hanh.send(f"/xuat-ban-goc/{export}/lay/").status_code == 409
    assert khoi.send(f"/xuat-ban-goc/{export}/duyet/").status_code == 302
    assert "Lấy tệp gốc đã duyệt" in hanh.text("/hom-nay/")
    assert "Lấy tệp" in hanh.text("/xuat-ban-goc/")
    answer = hanh.send(f"/xuat-ban-goc/{export}/lay/")
    assert b"".join(answer.streaming_content) == pdf(3)
    assert answer.headers["Content-Disposition"].endswith('-ban-1.pdf"')
    assert hanh.send(f"/xuat-ban-goc/{export}/lay/").status_code == 404


def test_a_sealed_vault_spends_no_approval(shown: tuple[Papers, Visitor, DocumentVersion]) -> None:
    papers, hanh, version = shown
    papers.let_in("khoi", version.entry)
    khoi = visit(papers.office, "khoi")
    hanh.send(f"/tai-lieu/ban/{version.uuid}/xuat/", reason="Nộp lưu trữ")
    (export,) = re.findall(r"/xuat-ban-goc/([0-9a-f-]{36})/duyet/", khoi.text("/xuat-ban-goc/"))
    khoi.send(f"/xuat-ban-goc/{export}/duyet/")
    client.seal_again()
    assert hanh.send(f"/xuat-ban-goc/{export}/lay/").status_code == 503
    papers.office.ground.unseal()
    assert hanh.send(f"/xuat-ban-goc/{export}/lay/").status_code == 200


def test_nothing_of_tuyet_mat_is_asked_for(papers: Papers) -> None:
    entry, hanh = papers.office.issued(level=A, abstract=""), visit(papers.office, "hanh")
    upload(hanh, entry)
    version = DocumentVersion.unchecked.get()
    text = hanh.text(f"/dong/{entry.uuid}/")
    assert f"/tai-lieu/ban/{version.uuid}/" in text and "Xuất tệp gốc" not in text
    assert "không xuất tệp gốc" in hanh.text(f"/tai-lieu/ban/{version.uuid}/xuat/", status=409)
    assert Sealed.unchecked.get(row=version.uuid).level == 3


def test_a_list_of_lines_costs_nothing_more(office: Office) -> None:
    hanh = visit(office, "hanh")
    office.issued()
    assert "Tài liệu</h2>" not in hanh.text(f"/so/{office.out.uuid}/")
