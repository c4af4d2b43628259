"""Sending: once, with one key until an answer comes, and a lost server loses nothing; the idle screen locks."""

from __future__ import annotations

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.browser.showing import Shown, html

pytestmark = pytest.mark.browser


def form(shown: Shown) -> Page:
    page = shown.open("new-out")
    page.locator("[name=basis]").fill("QĐ 00/2026")
    page.locator("[name=copies]").focus()
    return page


def keys(shown: Shown) -> list[str]:
    return [words["once"][0] for _, words in shown.sent]


def test_ctrl_enter_sends_and_the_answer_takes_the_place(shown: Shown) -> None:
    page = form(shown)
    shown.answer("/new-out/", html("entry"))
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("140/BC-VP")
    assert len(shown.sent) == 1
    page.keyboard.press("F1")
    assert page.locator("#keys").evaluate("dialog => dialog.open")


def test_a_second_press_sends_nothing_more(shown: Shown) -> None:
    page = form(shown)
    waiting = []
    shown.answers["/new-out/"] = lambda route, words: waiting.append(route)
    button = page.locator('[data-key="Ctrl+Enter"]')
    page.keyboard.press("Control+Enter")
    expect(button).to_have_text("Đang gửi…")
    page.keyboard.press("Control+Enter")
    page.evaluate("document.querySelector('form[method=post][aria-busy]').requestSubmit()")
    page.wait_for_timeout(100)
    assert len(waiting) == 1
    waiting[0].fulfill(body=html("entry"), content_type="text/html; charset=utf-8")
    expect(page.locator("h1")).to_have_text("140/BC-VP")


def test_a_server_out_of_reach_writes_nothing_and_is_tried_again(shown: Shown) -> None:
    page = form(shown)
    shown.answer("/new-out/", html("entry"))
    shown.down = True
    page.keyboard.press("Control+Enter")
    box = page.locator(".lost")
    expect(box).to_contain_text("Không tới được máy chủ")
    expect(box.get_by_text("Chưa ghi gì")).to_be_visible()
    assert shown.sent == [] and page.locator("[name=basis]").input_value() == "QĐ 00/2026"
    shown.complaints.clear()  # the browser's own words on the lost connection
    shown.down = False
    page.get_by_role("button", name="Thử lại ngay").click()
    expect(page.locator("h1")).to_have_text("140/BC-VP")


def test_a_lost_answer_is_asked_again_with_the_same_key(shown: Shown) -> None:
    page = form(shown)
    shown.answers["/new-out/"] = lambda route, words: route.abort("connectionreset")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lost")).to_contain_text("Chưa biết đã ghi hay chưa")
    expect(page.locator(".lost [data-lost-when=unsent]")).to_be_hidden()
    shown.complaints.clear()
    shown.answer("/new-out/", html("entry"))
    page.locator("[data-lost-now]").click()
    expect(page.locator("h1")).to_have_text("140/BC-VP")
    assert len(keys(shown)) == 2 and len(set(keys(shown))) == 1


def test_a_sealed_server_keeps_what_was_typed(shown: Shown) -> None:
    page = form(shown)
    shown.answer("/new-out/", "", status=503)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".lost")).to_contain_text("Máy chủ đang niêm phong")
    shown.complaints.clear()
    assert page.locator("[name=basis]").input_value() == "QĐ 00/2026"


def test_a_file_in_the_answer_is_saved_and_the_form_may_go_again(shown: Shown) -> None:
    page = form(shown)
    head = {"Content-Disposition": 'attachment; filename="so-2026-02.csv"'}
    shown.answers["/new-out/"] = lambda route, words: route.fulfill(body="1,2", content_type="text/csv", headers=head)
    for _ in range(2):
        with page.expect_download() as saved:
            page.locator('[data-key="Ctrl+Enter"]').click()
        assert saved.value.suggested_filename == "so-2026-02.csv"
        expect(page.locator('[data-key="Ctrl+Enter"]')).to_be_enabled()
    assert len(set(keys(shown))) == 2 and all(UUID(key).version == 4 for key in keys(shown))


def test_a_refusal_in_the_answer_takes_the_keyboard(shown: Shown) -> None:
    page = form(shown)
    shown.answer("/new-out/", html("new-out-refused"), status=409)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".refusal")).to_be_focused()
    shown.complaints.clear()


def test_the_screen_locks_after_a_warning(shown: Shown) -> None:
    page = shown.page
    page.clock.install()
    shown.answer("/khoa/", html("login"))
    shown.answer("/con-song/", {})
    shown.open("today")
    page.clock.run_for(845_000)
    expect(page.locator(".lost")).to_contain_text("Phiên sắp khóa")
    page.keyboard.press("Shift")
    expect(page.locator(".lost")).to_have_count(0)
    assert shown.sent[-1][0] == "/con-song/"
    page.clock.run_for(902_000)
    expect(page.locator("body.closed")).to_be_visible()
    assert shown.sent[-1][0] == "/khoa/"
