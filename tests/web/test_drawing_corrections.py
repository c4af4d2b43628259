"""Envelopes and the sheet of places corrected at the desk: printed so, and an old correction counts for nothing."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from somat.catalogue.actions import accept_form
from somat.catalogue.models import AcceptedForm
from somat.reporting.stamps import file_hash as stamp_hash
from tests.office import Office, machine, office
from tests.reporting.paper import pages
from tests.web.test_corrections import look
from tests.web.test_papers import accept, browser, shown

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)


def field(office: Office, code: str, label: str) -> str:
    """The name of the field with this label."""
    page = browser(office, "quan").get(f"/bieu-mau/{code}/chinh/").content.decode()
    before = page[: page.index(label)]
    return before[before.rindex('for="id_') + 8 :].split('"')[0]


def envelope(office: Office) -> tuple[float, float]:
    accept_form("C-03C", file_hash=stamp_hash("C-03C"), by=office.quan)
    sent = {"once": str(uuid4()), "kind": "pdf", "paper": "envelopes", "size": "158x115", "level_code": "mat"}
    answer = browser(office, "hanh").post("/bieu-mau/D-30/", {**sent, "symbol": "12/CV", "to-0": "Công an xã"})
    assert answer.headers["Content-Type"] == "application/pdf", answer.content.decode()[-3000:]
    (page,) = pages(answer.content)
    return page.width, page.height


def test_a_corrected_envelope_is_offered_and_printed(office: Office) -> None:
    width, height = (field(office, "D-30", f"Cỡ bì, 158 × 115: {side}") for side in ("rộng (mm)", "cao (mm)"))
    assert accept(browser(office, "quan"), "D-30", **{width: "162", height: "120"}) == 302
    assert "162 × 120" in browser(office, "hanh").get("/bieu-mau/D-30/").content.decode()
    assert envelope(office) == pytest.approx((162, 120), abs=0.2)
    assert shown(browser(office, "quan"), "D-30")[width] == "162"
    # taken once more from its sample it stays as it was corrected
    browser(office, "quan").post("/bieu-mau/ban-ve/D-30/nhan/", {"once": str(uuid4())})
    assert envelope(office) == pytest.approx((162, 120), abs=0.2)


def test_a_correction_of_another_file_counts_for_nothing(office: Office) -> None:
    text = json.dumps({"sizes": {"158x115": [162, 120]}})
    accept_form("D-30", file_hash="0" * 64, correction=text, by=office.quan)
    assert "162 × 120" not in browser(office, "hanh").get("/bieu-mau/D-30/").content.decode()
    assert accept(browser(office, "quan"), "D-30") == 302
    assert AcceptedForm.unchecked.filter(code="D-30").order_by("-id")[0].correction == ""
    assert envelope(office) == pytest.approx((158, 115), abs=0.2)


def test_the_picture_follows_and_says_what_does_not_fit(office: Office) -> None:
    for code, label, good, bad, said in (
        ("D-30", "Bì: mép để trống (mm)", "14", "31", "từ 2 đến 30"),
        ("D-19", "Trang đầu, 3 Số, ký hiệu: cách trái (mm)", "30", "200", "ra ngoài tờ A4"),
    ):
        name = field(office, code, label)
        administrator = browser(office, "quan")
        _, plain = look(administrator, code)
        _, changed = look(administrator, code, **{name: good})
        _, broken = look(administrator, code, **{name: bad})
        assert plain["pictures"] and changed["pictures"] and plain["pictures"] != changed["pictures"]
        assert broken["pictures"] == [] and said in " ".join(broken["wrong"])
        assert accept(administrator, code, **{name: bad}) == 200
        assert look(browser(office, "hanh"), code)[0] == 403
        assert accept(browser(office, "hanh"), code, **{name: good}) == 403
        assert not AcceptedForm.unchecked.filter(code=code).exists()
