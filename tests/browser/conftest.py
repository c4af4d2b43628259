"""One chromium for the tests of the look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import showing


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
