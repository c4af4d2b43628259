"""Checking a received file at the desk; what it is judged by comes in by two persons."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from somat.audit.models import Leaf
from somat.catalogue.models import TrustFile
from somat.catalogue.queries import trusted
from somat.web.papers import signatures
from tests.office import Office, machine, office  # noqa: F401
from tests.reporting.signing.authority import TODAY, Authority
from tests.reporting.signing.conftest import both, ground, paper  # noqa: F401
from tests.reporting.signing.test_checking import judged
from tests.web.test_papers import browser

PAGE = "/bieu-mau/chu-ky-so/"
PROPOSER, ACCEPTER = "ha", "an"  # the security officer, a leader


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


def propose(office: Office, name: str, data: bytes) -> int:  # noqa: F811
    file = {"once": str(uuid4()), "file": SimpleUploadedFile("goc.cer", data)}
    return browser(office, name).post(f"{PAGE}tin/", file).status_code


def act(office: Office, name: str, what: str) -> int:  # noqa: F811
    row = TrustFile.unchecked.get()
    return browser(office, name).post(f"{PAGE}tin/{row.uuid}/{what}/", {"once": str(uuid4())}).status_code


def test_a_root_is_used_once_a_second_person_has_accepted_it(office: Office, authority: Authority) -> None:  # noqa: F811
    assert propose(office, PROPOSER, authority.der) == 302
    assert trusted() == ([], [])
    assert "chờ người thứ hai" in browser(office, PROPOSER).get(PAGE).content.decode()
    assert act(office, PROPOSER, "nhan") == 403
    assert act(office, ACCEPTER, "nhan") == 302
    assert trusted() == ([authority.der], [])
    assert act(office, ACCEPTER, "nhan") == 404
    assert act(office, ACCEPTER, "thoi") == 302
    assert trusted() == ([], [])


def test_a_list_of_revocation_stays(office: Office, authority: Authority) -> None:  # noqa: F811
    assert propose(office, PROPOSER, authority.revoking()) == 302
    assert act(office, ACCEPTER, "nhan") == 302
    assert act(office, ACCEPTER, "thoi") == 404
    roots, lists = trusted()
    assert (roots, len(lists)) == ([], 1)


def test_the_same_file_is_not_put_twice_and_another_is_refused(office: Office, authority: Authority) -> None:  # noqa: F811
    assert [propose(office, PROPOSER, authority.der) for _ in range(2)] == [302, 302]
    assert TrustFile.unchecked.count() == 1
    assert propose(office, PROPOSER, b"khong phai chung thu") == 200
    assert propose(office, "hanh", authority.der) == 403


def test_a_check_is_recorded_and_tells_each_answer(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    both: bytes,  # noqa: F811
) -> None:
    monkeypatch.setattr(signatures, "check", lambda pdf, *, trust, at: judged(pdf, trust, at=TODAY))
    file = {"once": str(uuid4()), "file": SimpleUploadedFile("den.pdf", both, content_type="application/pdf")}
    page = browser(office, "hanh").post(PAGE, file).content.decode()
    assert "Không được coi là hợp lệ" in page and "KHÔNG dẫn tới chứng thư gốc nào đã nhận" in page
    assert "Nội dung đã ký còn nguyên" in page and "Lê Văn Bình" in page
    assert Leaf.unchecked.filter(verb="signature.check", decision="granted").count() == 1


def test_a_file_that_is_no_pdf_is_said(office: Office) -> None:  # noqa: F811
    file = {"once": str(uuid4()), "file": SimpleUploadedFile("den.pdf", b"khong", content_type="application/pdf")}
    answer = browser(office, "hanh").post(PAGE, file)
    assert answer.status_code == 200 and "không phải PDF" in answer.content.decode()
    assert not Leaf.unchecked.filter(verb="signature.check").exists()
