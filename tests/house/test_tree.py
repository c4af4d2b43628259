"""What no tracked file may hold."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house import tree

TOP = Path(__file__).resolve().parent.parent.parent
PATTERNS = {"place": tree.PLACE, "registry": tree.REGISTRY, "left to do": tree.LEFT_TO_DO}


@pytest.mark.parametrize("pattern", PATTERNS.values(), ids=PATTERNS)
def test_no_tracked_file_names(pattern: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(TOP)}:{line}"
        for path in tree.tracked(TOP)
        for line in tree.complaints(path.read_text("utf-8"), pattern)
    ]
    assert found == []


@pytest.mark.parametrize(
    "pattern, text",
    [
        (tree.PLACE, "see /wor" + "k/shared/x"),
        (tree.PLACE, "open('/hom" + "e/an/x')"),
        (tree.REGISTRY, "https://pyp" + "i.org/simple"),
        (tree.LEFT_TO_DO, "# TOD" + "O: later"),
        (tree.OLD_SPELLING, "bản bị hu" + "ỷ"),
        (tree.OLD_SPELLING, "Kho" + "á sổ"),
    ],
)
def test_it_finds_a_planted_one(pattern: re.Pattern[str], text: str) -> None:
    assert tree.complaints(text, pattern)
    assert not tree.complaints("bị hủy, khóa sổ, https://localhost:8000/home", pattern)


def test_the_screens_and_the_law_keep_one_spelling() -> None:
    files = [
        path for path in tree.tracked(TOP) if path.suffix in {".py", ".html", ".po", ".toml", ".typ", ".js", ".css"}
    ]
    old = TOP / "src" / "somat" / "exchange" / "oldbook"  # it has to know how others wrote
    files = [path for path in files if (TOP / "src") in path.parents and old not in path.parents]
    found = [
        f"{path.relative_to(TOP)}:{line}"
        for path in files
        for line in tree.complaints(path.read_text("utf-8"), tree.OLD_SPELLING)
    ]
    assert found == []


def test_vietnamese_on_disk_is_composed() -> None:
    found = [
        f"{path.relative_to(TOP)}:{line}"
        for path in tree.tracked(TOP)
        for line in tree.not_composed(path.read_text("utf-8"))
    ]
    assert found == []
    assert tree.not_composed("quye\u0302\u0301t")
