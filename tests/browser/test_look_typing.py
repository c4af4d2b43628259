"""Type-ahead, recipients, levels, drafts and scanners: what fingers and input methods do to a form."""

from __future__ import annotations

import unicodedata

import pytest
from playwright.sync_api import Page, expect

from tests.browser.showing import Shown

pytestmark = pytest.mark.browser
PLACES = {
    "options": [
        {"text": "Công an tỉnh Giang Bắc", "note": "đã duyệt, bản 1"},
        {"text": "Công an xã Tân Hà", "note": "đã duyệt, bản 4"},
        {"text": "Công an phường Bến Đò", "note": "chưa duyệt", "off": True},
    ],
    "total": 3,
}
ROWS = "[...document.querySelectorAll('[data-many-text]')].map(one => one.textContent)"


def pick(shown: Shown, name: str = "signer", words: str = "cong an") -> Page:
    for path in ("/goi-y/nguoi-ky/", "/goi-y/noi-nhan/"):
        shown.answer(path, PLACES)
    page = shown.open("new-out")
    page.locator(f"#id_{name}").fill(words)
    expect(page.locator(".list-box:visible")).to_be_visible()
    return page


def test_type_ahead_marks_takes_and_closes(shown: Shown) -> None:
    page = pick(shown)
    field = page.locator("#id_signer")
    assert page.locator(".list-box:visible mark").first.inner_text() == "Công an"
    assert field.get_attribute("aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert field.input_value() == "Công an xã Tân Hà"
    assert field.get_attribute("aria-expanded") == "false"
    assert [path for path, _ in shown.sent] == ["/goi-y/nguoi-ky/"]


def test_what_is_not_allowed_is_not_taken(shown: Shown) -> None:
    page = pick(shown)
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("#id_signer").input_value() == "cong an"


def test_escape_closes_the_list_and_stays(shown: Shown) -> None:
    page = pick(shown)
    page.keyboard.press("Escape")
    expect(page.locator(".list-box:visible")).to_have_count(0)
    assert page.url.endswith("/new-out/")


def test_decomposed_letters_are_sent_composed(shown: Shown) -> None:
    pick(shown, words=unicodedata.normalize("NFD", "công an"))
    assert shown.sent[-1][1]["q"] == ["công an"]


def test_enter_of_an_input_method_takes_nothing(shown: Shown) -> None:
    page = pick(shown)
    page.locator("#id_signer").evaluate("""field => field.dispatchEvent(
        new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true, cancelable: true}))""")
    assert page.locator("#id_signer").input_value() == "cong an"


def test_axe_is_content_with_an_open_list(shown: Shown) -> None:
    from tests.browser.test_look_axe import findings

    assert findings(pick(shown)) == []


def test_recipients_are_added_with_one_copy_each_and_taken_out(shown: Shown) -> None:
    page = pick(shown, "recipients_add")
    page.keyboard.press("Enter")
    assert page.evaluate(ROWS)[-1] == "Công an tỉnh Giang Bắc"
    assert page.locator("[name=recipients_copies]").last.input_value() == "1"
    page.locator("#id_recipients_add").fill("Sở Nội vụ")
    page.locator("#id_recipients_add").dispatch_event("blur")
    page.locator("#id_recipients_add").press("Enter")
    assert page.evaluate(ROWS)[-1] == "Sở Nội vụ"
    page.get_by_role("button", name="Bỏ: Bộ Chỉ huy quân sự tỉnh").click()
    assert len(page.evaluate(ROWS)) == 3
    assert (
        page.evaluate("new FormData(document.querySelector('[data-many]').closest('form')).getAll('recipients').length")
        == 3
    )


def test_tuyet_mat_locks_the_abstract_and_gives_it_back(shown: Shown) -> None:
    page = shown.open("new-out")
    box = page.locator("[name=abstract]")
    typed = box.input_value()
    page.locator("[name=level][value='3']").check()
    assert box.is_disabled() and box.input_value() == ""
    page.locator("[name=level][value='1']").check()
    assert box.is_enabled() and box.input_value() == typed


def test_a_draft_goes_to_the_server_and_comes_back(shown: Shown) -> None:
    values = {"abstract": ["Từ bản thảo"], "recipients": ["Sở Tài chính"], "recipients_copies": ["7"], "level": ["1"]}
    name = "0b2a7f5e-4a0f-4a51-9f0a-0c9c6d1a2b3c"
    shown.answer("/nhap/", {"at": "08:31"})
    shown.answer("/nhap/lay/", {"/new-out/#line": {"half": name, "fields": values, "at": "08:12 ngày 23/11/2026"}})
    page = shown.open("new-out")
    expect(page.locator("[name=abstract]")).to_have_value("Từ bản thảo")
    assert page.evaluate(ROWS) == ["Sở Tài chính"]
    expect(page.locator("[data-kept-at]")).to_have_text("08:12 ngày 23/11/2026")
    page.locator("[name=abstract]").fill("Gõ thêm")
    page.evaluate("somat.keepDrafts()")
    expect(page.locator("[data-draft-says]")).to_have_text("Đã giữ bản thảo lúc 08:31")
    path, words = shown.sent[-1]
    assert (path, words["abstract"], "once" in words, "csrfmiddlewaretoken" in words) == (
        "/nhap/",
        ["Gõ thêm"],
        False,
        False,
    )
    assert page.locator("[name=half]").first.input_value() == name
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_enter_of_a_scanner_never_sends(shown: Shown) -> None:
    page = shown.open("form-scan")
    page.locator("[name=code]").fill("140-26-1")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.key") == "Ctrl+Enter"
    assert shown.sent == []


def test_a_scanner_finds_the_envelope_and_sends_nothing(shown: Shown) -> None:
    page = shown.open("desk")
    page.locator("#scan").fill("b-0320")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.code") == "B-0320"
    page.locator("#scan").fill("B-9999")
    page.keyboard.press("Enter")
    assert "B-9999" in page.locator("#live").inner_text()
    assert shown.sent == []
