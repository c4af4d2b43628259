"""The tables find the faults that are planted in the law."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.law.mutants import MUTANTS, ROOM

TOP = Path(__file__).resolve().parents[2]


def test_each_fault_has_its_place() -> None:
    assert len(MUTANTS) >= 40
    assert len({(mutant.file, mutant.old, mutant.new) for mutant in MUTANTS}) == len(MUTANTS)
    astray = [mutant for mutant in MUTANTS if (ROOM / mutant.file).read_text("utf-8").count(mutant.old) != 1]
    assert astray == []


def test_no_fault_survives() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.law.mutants"], cwd=TOP, capture_output=True, text=True, check=True, timeout=600
    )
    assert json.loads(ran.stdout) == []
