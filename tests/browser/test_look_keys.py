"""The keyboard: keys of the page, lines of a table, and nothing while an input method composes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.showing import Shown

pytestmark = pytest.mark.browser
CHOSEN = "document.querySelector('table[data-rows] tr[aria-current]')?.querySelector('a').textContent"


def stops(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('table[data-rows] a[href]:not([tabindex=\"-1\"])').length"))


def test_one_tab_stop_and_arrows_in_a_book(shown: Shown) -> None:
    page = shown.open("book-out")
    assert stops(page) == 1
    page.locator("table[data-rows] tr[aria-current] a").focus()
    page.keyboard.press("Home")
    assert page.evaluate(CHOSEN) == "9/BC-VP"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(CHOSEN) == "131/VP-NC"
    page.keyboard.press("End")
    assert page.evaluate(CHOSEN) == "Vào số 1143"
    assert stops(page) == 1


def test_the_focused_line_is_not_covered(shown: Shown) -> None:
    page = shown.open("book-out")
    page.locator("table[data-rows] tr[aria-current] a").focus()
    for key in ("Home", "End"):
        page.keyboard.press(key)
        box = page.evaluate("document.activeElement.closest('tr').getBoundingClientRect().toJSON()")
        head = page.evaluate("document.querySelector('.ledger thead').getBoundingClientRect().bottom")
        foot = page.evaluate("document.querySelector('.status').getBoundingClientRect().top")
        assert box["top"] >= head - 1 and box["bottom"] <= foot + 1


def test_enter_opens_the_line(shown: Shown) -> None:
    page = shown.open("book-out")
    page.locator("table[data-rows] tr[aria-current] a").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/so/dong/140/")


@pytest.mark.parametrize("key, where", [("F2", "/so/moi/"), ("F9", "/so/in/"), ("Alt+4", "/3/")])
def test_a_key_is_its_button(shown: Shown, key: str, where: str) -> None:
    page = shown.open("book-out")
    page.keyboard.press(key)
    page.wait_for_url(f"**{where}")


def test_f8_acts_on_the_chosen_line_or_not_at_all(shown: Shown) -> None:
    page = shown.open("book-out")
    button = page.locator('[data-key="F8"]')
    assert str(button.get_attribute("href")).endswith("/so/dong/140/ky-nhan/")
    page.locator("table[data-rows] tr[aria-current] a").focus()
    page.keyboard.press("Home")
    assert button.get_attribute("aria-disabled") == "true"
    page.keyboard.press("F8")
    assert page.url.endswith("/book-out/")


def test_f4_goes_to_the_search_field_of_the_page(shown: Shown) -> None:
    page = shown.open("book-out")
    page.keyboard.press("F4")
    assert page.evaluate("document.activeElement.type") == "search"


def test_f1_lists_the_keys_of_this_page(shown: Shown) -> None:
    page = shown.open("book-out")
    page.keyboard.press("F1")
    assert "Vào sổ mới" in page.locator("#keys").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#keys").evaluate("dialog => dialog.open")
    assert page.url.endswith("/book-out/")


def test_escape_goes_back(shown: Shown) -> None:
    page = shown.open("entry")
    page.keyboard.press("Escape")
    page.wait_for_url("**/so/")


def test_keys_of_an_input_method_are_left_alone(shown: Shown) -> None:
    page = shown.open("entry")
    page.evaluate("""() => { for (const key of ["Escape", "F9"])
        document.dispatchEvent(new KeyboardEvent("keydown", {key, isComposing: true, bubbles: true})); }""")
    page.wait_for_timeout(200)
    assert page.url.endswith("/entry/")


def test_a_refusal_takes_the_keyboard_and_leads_to_its_field(shown: Shown) -> None:
    page = shown.open("new-out-refused")
    assert page.evaluate("document.activeElement.className") == "refusal"
    page.get_by_role("link", name="Sửa: Số lượng bản").click()
    assert page.evaluate("document.activeElement.name") == "copies"


def test_enter_moves_on_in_a_long_form(shown: Shown) -> None:
    page = shown.open("new-out")
    page.locator("[name=symbol]").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "abstract"
    assert shown.sent == []


def test_without_script_every_line_is_a_tab_stop(shown: Shown) -> None:
    address = shown.open("book-out").url
    chromium = shown.page.context.browser
    assert chromium
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.route("**/*", shown.handle)
    page.goto(address)
    lines = page.locator("table[data-rows] tbody td a").count()
    assert lines > 5 and page.locator('table[data-rows] a[tabindex="-1"]').count() == 0
    page.context.close()
