"""At least 95 of 100 clean office files are shown, and what is written in them stands on the page."""

from __future__ import annotations

import pytest

from tests.vault.converter.office_files import OFFICE_FILES
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once
SHARE = 0.95


def refused(running: Running, names: list[str]) -> dict[str, str]:
    found = {name: running.probe(OFFICE_FILES[name]) for name in names}
    return {name: probe.refused for name, probe in found.items() if probe.refused or not probe.pages}


@pytest.mark.deep
def test_clean_office_files_are_shown(running: Running) -> None:
    names = sorted(OFFICE_FILES)
    assert len(names) >= 40
    wrong = refused(running, names)
    assert len(wrong) <= (1 - SHARE) * len(names), wrong


def test_those_with_the_most_in_them_are_shown(running: Running) -> None:
    assert refused(running, ["docx-contents", "xlsx-comment", "odt-picture"]) == {}


def test_a_long_text_has_its_pages(running: Running) -> None:
    data = OFFICE_FILES["docx-pages"]
    found = running.probe(data)
    assert found.pages in (7, 8)  # an empty last page is the program's to keep or drop
    words = list(running.converter.text([data], size=len(data), media=found.media, first=2, count=1))
    assert "Độc lập - Tự do - Hạnh phúc" in " ".join(words[0].split())
