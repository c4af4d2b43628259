"""One chromium for the tests of the look, and one for those of a running site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import real, showing
from tests.office import Office, machine, office

__all__ = ["machine", "office"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[showing.Shown]:
    with showing.browser() as shown:
        yield shown


@pytest.fixture
def shown(chromium: showing.Shown) -> Iterator[showing.Shown]:
    """A quiet page; a script error or a breach of the content policy fails the test."""
    chromium.answers.clear()
    chromium.sent.clear()
    chromium.complaints.clear()
    chromium.down = False
    yield chromium
    assert chromium.complaints == []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Playwright keeps an event loop in this thread; Django would take it for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with real.chromium() as browser:
            yield browser


@pytest.fixture
def building(browser: Browser, live_server: Any, office: Office) -> Iterator[real.Building]:
    """A running site; a script error or a breach of the content policy in any window fails the test."""
    building = real.Building(browser, office, live_server.url)
    yield building
    assert building.close() == []
