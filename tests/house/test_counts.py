"""`make test` is green only when both engines ran the same tests and every one passed."""

from __future__ import annotations

import pytest
from scripts.counts import complaints

GOOD = {
    "sqlite": {"a": "passed", "b": "passed"},
    "postgresql": {"a": "passed", "b": "passed"},
    "browser": {"c": "passed"},
}


def test_equal_green_runs_pass() -> None:
    assert complaints(GOOD) == []


@pytest.mark.parametrize(
    "change, complaint",
    [
        ({"postgresql": {}}, "postgresql: no test ran"),
        ({"postgresql": {"a": "passed"}}, "only on sqlite: b"),
        ({"postgresql": {"a": "passed", "z": "passed"}}, "only on postgresql: z"),
        ({"postgresql": {"a": "passed", "b": "skipped"}}, "postgresql: b: skipped"),
        ({"sqlite": {"a": "passed", "b": "failed"}}, "sqlite: b: failed"),
        ({"sqlite": {"a": "passed", "b": "not run"}}, "sqlite: b: not run"),
        ({"browser": {}}, "browser: no test ran"),
    ],
)
def test_anything_less_is_named(change: dict[str, dict[str, str]], complaint: str) -> None:
    assert complaint in complaints(GOOD | change)
