"""Old marks are struck out on the picture of the page: drawn with the mouse, moved with the keys, and the fields say where."""

from __future__ import annotations

from pathlib import Path

import pytest

from somat.audit.moment import now
from somat.reporting.papers.render import render
from tests.browser.real import Building, Window

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHEET = "[data-place-sheet] img"


def box(window: Window, nth: int = 0) -> list[str]:
    return [window.page.input_value(f"[name=g-{nth}-{side}]") for side in ("page", "left", "top", "width", "height")]


def numbers(window: Window) -> list[float]:
    return [float(value.replace(",", ".")) for value in box(window)]


def test_a_place_to_strike_out_by_mouse_and_by_keys(building: Building, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render("D-24", {"person": "Lê Quang Duy"}, at=now()))
    window = building.window("hanh")
    window.go("/bieu-mau/dong-dau/")
    window.page.set_input_files("[name=file]", file)
    window.page.click("button[value=look]")
    window.page.wait_for_selector(f"{SHEET}[src]")
    window.page.locator("[data-place-at]").scroll_into_view_if_needed()
    window.page.wait_for_timeout(300)
    sheet = window.page.locator(SHEET).bounding_box()
    assert sheet is not None
    dots = sheet["width"] / 210

    def at(left: float, top: float) -> tuple[float, float]:
        assert sheet is not None
        return sheet["x"] + left * dots, sheet["y"] + top * dots

    mouse = window.page.mouse
    mouse.move(*at(100, 40))
    mouse.down()
    mouse.move(*at(110, 45), steps=3)
    mouse.move(*at(140, 55), steps=5)
    mouse.up()
    assert numbers(window) == pytest.approx([1, 100, 40, 40, 15], abs=0.5)
    mouse.move(*at(120, 47))
    mouse.down()
    mouse.move(*at(130, 57), steps=5)
    mouse.up()
    drawn = numbers(window)
    assert drawn == pytest.approx([1, 110, 50, 40, 15], abs=0.5)
    window.keys("⌨ArrowRight", "⌨ArrowUp", "⌨ArrowUp", "⌨Shift+ArrowRight", "⌨Shift+ArrowDown")
    assert numbers(window) == pytest.approx([1, drawn[1] + 1, drawn[2] - 2, drawn[3] + 1, drawn[4] + 1], abs=0.06)
    says = window.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert says.startswith("Chỗ gạch bỏ 1: cách mép trái")
    window.page.fill("[name=g-0-left]", "20")
    shown = window.page.locator(".strike").bounding_box()
    assert shown is not None and (shown["x"] - sheet["x"]) / dots == pytest.approx(20, abs=0.5)


def test_a_place_by_keys_alone_stays_on_the_page(building: Building, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(render("D-24", {"person": "Lê Quang Duy"}, at=now()))
    window = building.window("duy")  # the half-typed page of the other test comes back to its own author
    window.go("/bieu-mau/dong-dau/")
    window.page.set_input_files("[name=file]", file)
    window.page.locator("button[value=look]").press("Enter")
    window.page.wait_for_selector(f"{SHEET}[src]")
    window.page.locator("[data-place-new]").press("Enter")
    assert box(window) == ["1", "30", "50", "40", "10"]
    window.keys(*["⌨ArrowLeft"] * 35)
    assert box(window)[1] == "0"
    window.keys("⌨Delete")
    assert box(window) == [""] * 5 and window.page.locator(".strike").count() == 0
    for _ in range(7):
        window.page.locator("[data-place-new]").press("Enter")
    assert window.page.locator(".strike").count() == 6
    window.sees("Đã dùng hết các chỗ gạch bỏ")
