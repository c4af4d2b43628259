"""Each hostile file by its name: refused with the code that fits, or shown without harm; never anything else."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from somat.vault.converter import limits
from somat.vault.converter.codes import CODES, ConverterRefused
from somat.vault.converter.sandbox import ladder
from tests.vault.converter import bad_office, bad_pdf, bad_picture, clean, served
from tests.vault.converter.cases import SHOWN, Case
from tests.vault.converter.running import Running
from tests.vault.converter.traces import traces

pytestmark = pytest.mark.once

CASES = [*bad_pdf.CASES, *bad_picture.CASES, *bad_office.CASES]


def test_there_are_enough_of_them_and_each_has_its_name() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
    assert {code for case in CASES for code in case.may} <= {*CODES, SHOWN}


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=case.name, marks=getattr(pytest.mark, case.mark)) for case in CASES]
)
def test_a_hostile_file_comes_to_what_its_name_says(running: Running, case: Case) -> None:
    data, before, began = case.make(), traces(running.folder), time.monotonic()
    try:
        found = running.shown(data)
    except ConverterRefused as later:
        found = later.code
    assert (found if found in CODES else SHOWN) in case.may, found
    assert time.monotonic() - began < 2 * limits.SECONDS + 10
    assert traces(running.folder) == before
    assert running.packets() == []


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 2)
    began = time.monotonic()
    with served.daemon(tmp_path, ladder.climb(tmp_path)) as converter:
        data = bad_pdf.pattern()
        assert converter.probe([data], size=len(data)).refused == "timeout"
        assert time.monotonic() - began < 50
        assert converter.probe([clean.blank_pdf(1)], size=len(clean.blank_pdf(1))).pages == 1


@pytest.mark.deep
def test_a_file_that_takes_too_much_memory_is_given_up(running: Running) -> None:
    """Each page picture is within what may come in; what they need together is not."""
    data = bad_picture.png_of_many_bits()
    assert running.probe(data).refused in ("memory", "pixels")
