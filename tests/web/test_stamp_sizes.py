"""Sizes of stamps at the desk: only where ours, only by the administrator, only for the stamp that is shipped."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from somat.catalogue.actions import accept_form
from somat.catalogue.models import AcceptedForm
from somat.reporting.stamps import file_hash
from somat.web.papers.stamping import sizes_of
from tests.office import Office, machine, office
from tests.web.test_papers import browser

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def accept(office: Office, code: str, who: str = "quan", **typed: str) -> tuple[int, str]:
    answer = browser(office, who).post(f"/bieu-mau/dau/{code}/nhan/", {"once": str(uuid4()), **typed})
    return answer.status_code, answer.content.decode()


def kept(code: str) -> dict[str, object]:
    newest = AcceptedForm.unchecked.filter(code=code).order_by("-id").first()
    return json.loads(newest.correction or "{}") if newest else {}


def test_a_size_is_kept_shown_and_used(office: Office) -> None:
    before = browser(office, "quan").get("/bieu-mau/").content.decode()
    assert accept(office, "C-08", width="46", height="9,5")[0] == 302
    assert kept("C-08") == {"size": [46, 9.5]}
    after = browser(office, "quan").get("/bieu-mau/").content.decode()
    assert "46 × 9,5 mm" in after and "46 × 9,5 mm" not in before
    assert before.count("data:image/png") == after.count("data:image/png")
    rows = {row.code: row for row in AcceptedForm.unchecked.all()}
    assert sizes_of(rows) == {"C-08": (46, 9.5)}
    assert accept(office, "C-08", width="40", height="8")[0] == 302
    assert kept("C-08") == {}


@pytest.mark.parametrize(
    "code, typed",
    [
        ("C-02a", {"width": "41", "height": "8"}),
        ("C-02c", {"width": "22", "height": "8"}),
        ("C-08", {"width": "10", "height": "8"}),
        ("C-08", {"width": "rộng", "height": "8"}),
        ("C-08", {"width": "1e9", "height": "8"}),
        ("C-03A", {"width": "16", "height": "15"}),
    ],
)
def test_another_size_is_refused_with_a_sentence(office: Office, code: str, typed: dict[str, str]) -> None:
    before = AcceptedForm.unchecked.count()
    status, page = accept(office, code, **typed)
    assert status == 200 and ("kích thước đã xác minh" in page or "ghi trang và vị trí bằng số" in page)
    assert AcceptedForm.unchecked.count() == before


def test_a_correction_of_another_stamp_counts_for_nothing(office: Office) -> None:
    text = json.dumps({"size": [46, 9], "place": {"left": 77}})
    accept_form("C-08", file_hash="0" * 64, correction=text, by=office.quan)
    page = browser(office, "quan").get("/bieu-mau/").content.decode()
    assert "46 × 9 mm" not in page and 'value="77"' not in page
    accept_form("C-08", file_hash=file_hash("C-08"), correction=text, by=office.quan)
    page = browser(office, "quan").get("/bieu-mau/").content.decode()
    assert "46 × 9 mm" in page and 'value="77"' in page


def test_only_the_administrator_gives_a_size(office: Office) -> None:
    before = AcceptedForm.unchecked.count()
    assert accept(office, "C-08", who="hanh", width="46", height="9")[0] == 403
    assert AcceptedForm.unchecked.count() == before
