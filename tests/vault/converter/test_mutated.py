"""Spoilt files: always an answer, within the time, and nothing left behind."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from somat.vault.converter import limits
from somat.vault.converter.codes import CODES, ConverterRefused
from somat.vault.converter.formats.kind import MEDIA
from tests.vault.converter.running import Running
from tests.vault.converter.seeds import seeds, spoilt
from tests.vault.converter.traces import traces

pytestmark = pytest.mark.once

SAMPLE, WHOLE, BATCH = 36, 2000, 100


def files(count: int, *, first: int = 0) -> Iterator[tuple[str, bytes]]:
    """So many spoilt files from number `first` on, from each seed in turn; in a sample the slow kinds come once each."""
    all_seeds = sorted(seeds().items())
    quick = [seed for seed in all_seeds if not seed[0].startswith(("docx", "xlsx", "odt"))]
    chosen = all_seeds if count > SAMPLE else [*quick[:: max(1, len(quick) * 2 // count)], all_seeds[0]]
    for number in range(first, first + count):
        name, data = chosen[number % len(chosen)]
        yield f"{name} {number}", spoilt(data, number=number)


def every_one_is_answered(running: Running, count: int, *, first: int = 0) -> dict[str, int]:
    before, came = traces(running.folder), {}
    for name, data in files(count, first=first):
        began = time.monotonic()
        try:
            found = running.shown(data)
        except ConverterRefused as later:
            found = later.code
        assert found in CODES or found in MEDIA, (name, found)
        assert time.monotonic() - began < 2 * limits.SECONDS + 10, name
        came[found] = came.get(found, 0) + 1
    assert traces(running.folder) == before
    assert running.packets() == []
    assert running.process.poll() is None
    return came


def test_there_are_enough_seeds_and_they_are_clean(running: Running) -> None:
    found = seeds()
    assert len(found) >= 50
    for name in ("pdf-text-3", "tiff-5-pages", "png-P"):
        assert running.shown(found[name]) in MEDIA, name


def test_a_sample_of_spoilt_files_is_answered(running: Running) -> None:
    came = every_one_is_answered(running, SAMPLE)
    assert came.get("damaged", 0) >= 3, came  # spoiling really spoils
    assert sum(count for found, count in came.items() if found in MEDIA) >= 3, came


@pytest.mark.deep
@pytest.mark.parametrize("first", range(0, WHOLE, BATCH))
def test_two_thousand_spoilt_files_are_answered(running: Running, first: int) -> None:
    came = every_one_is_answered(running, BATCH, first=first)
    assert came.get("damaged", 0) >= 5, came


def test_spoiling_is_the_same_each_time() -> None:
    data = seeds()["pdf-text-3"]
    assert [spoilt(data, number=number) for number in range(20)] == [
        spoilt(data, number=number) for number in range(20)
    ]
    assert sum(spoilt(data, number=number) != data for number in range(20)) >= 18
