"""The picture beside a form's corrections: it follows the keys, says what does not fit, and the eye keeps its place."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from somat.catalogue.models import AcceptedForm
from tests.browser.real import Building

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEETS, SAYS = "[data-look-pictures] img", "[data-look-says]"
LOOK = "**/chinh/xem/"


def test_the_picture_follows_the_keys(building: Building) -> None:
    window = building.window("quan")
    window.go("/bieu-mau/D-16/chinh/")
    sheets = window.page.locator(SHEETS)
    before = [one.get_attribute("src") for one in sheets.all()]
    box = sheets.nth(0).bounding_box()
    form = window.page.locator("form[data-look]").bounding_box()
    assert box and form and box["x"] >= form["x"] + form["width"], "the picture stands beside the form"
    assert box["y"] < 400 and box["x"] + box["width"] <= 1366
    header = window.page.locator("[name=b-2-columns-2-header]")
    header.focus()
    with window.page.expect_response(LOOK) as answered:
        window.keys("⌨Control+a", "Ký hiệu bì")
    assert answered.value.status == 200
    expect(sheets.nth(1)).not_to_have_attribute("src", before[1] or "")
    assert sheets.nth(0).get_attribute("src") == before[0] and sheets.count() == len(before)
    assert window.focused() == "b-2-columns-2-header"
    assert not AcceptedForm.unchecked.filter(code="D-16").exists()


def test_what_does_not_fit_is_said_beside_the_last_picture(building: Building) -> None:
    window = building.window("quan")
    window.go("/bieu-mau/D-16/chinh/")
    calm = window.page.locator(SAYS).inner_text()
    width = window.page.locator("[name=b-2-columns-2-width]")
    width.focus()
    with window.page.expect_response(LOOK):
        window.keys("⌨Control+a", "90")
    expect(window.page.locator(SAYS)).to_contain_text("trang trừ lề chỉ còn 160 mm")
    assert window.page.locator(SHEETS).count() > 1
    with window.page.expect_response(LOOK):
        window.keys("⌨Control+a", "25")
    expect(window.page.locator(SAYS)).to_have_text(calm)


def test_who_may_not_correct_sees_the_sample_alone(building: Building) -> None:
    window = building.window("hanh")
    window.go("/bieu-mau/D-16/chinh/")
    assert window.page.locator("form[data-look]").count() == 0
    assert window.page.locator(SHEETS).count() > 1
