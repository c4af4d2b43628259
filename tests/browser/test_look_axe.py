"""axe-core finds nothing on any page of the look, at 1366 × 768 and in a narrow window; and it does find a planted fault."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.showing import Shown
from tests.web.pages import PAGES

AXE = (Path(__file__).parent / "axe.min.js").read_text("utf-8")
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(result =>
  result.violations.map(found => `${found.id}: ${found.nodes[0].html.slice(0, 160)}`))"""

pytestmark = pytest.mark.browser


def findings(page: Page) -> Any:
    page.evaluate(AXE)
    return page.evaluate(RUN)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(shown: Shown, name: str) -> None:
    assert findings(shown.open(name)) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_over_the_edge(shown: Shown, name: str) -> None:
    page = shown.open(name)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("name", ["book-out", "entry", "new-out-refused", "desk", "today", "login-wrong"])
def test_four_hundred_per_cent_zoom_scrolls_one_way(shown: Shown, name: str) -> None:
    page = shown.open(name)
    page.set_viewport_size({"width": 342, "height": 640})
    try:
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        assert findings(page) == []
    finally:
        page.set_viewport_size({"width": 1366, "height": 768})


@pytest.mark.parametrize("name", ["book-out", "new-out"])
def test_the_lists_and_dialogs_that_scripts_open_are_clean_too(shown: Shown, name: str) -> None:
    page = shown.open(name)
    page.keyboard.press("F1")
    assert page.locator("#keys").evaluate("dialog => dialog.open")
    assert findings(page) == []


def test_a_planted_fault_is_found(shown: Shown) -> None:
    page = shown.open("login")
    page.evaluate("document.querySelector('label').remove()")
    assert any(found.startswith("label:") for found in findings(page))
