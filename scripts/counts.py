"""Says whether both engines ran every test, and prints the closing line of `make test`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

BUILD = Path(__file__).resolve().parent.parent / "build"
RUNS = ("sqlite", "postgresql", "browser")


def main() -> int:
    runs = {name: read(BUILD / f"test-counts-{name}.json") for name in RUNS}
    wrong = complaints(runs)
    for line in wrong[:40]:
        print(line)
    outcomes = [outcome for run in runs.values() for outcome in run.values()]
    passed = outcomes.count("passed")
    print(f"{passed} passed, {len(outcomes) - passed} failed")
    return 1 if wrong else 0


def read(file: Path) -> dict[str, str]:
    return json.loads(file.read_text()) if file.exists() else {}


def complaints(runs: dict[str, dict[str, str]]) -> list[str]:
    """One line for each thing that is not a full, equal, green run; a skipped test is not a run test."""
    wrong = [f"{name}: no test ran" for name, run in runs.items() if not run]
    for name, run in runs.items():
        wrong += [f"{name}: {test}: {outcome}" for test, outcome in run.items() if outcome != "passed"]
    for one, other in (("sqlite", "postgresql"), ("postgresql", "sqlite")):
        wrong += [f"only on {one}: {test}" for test in sorted(runs[one].keys() - runs[other].keys())]
    return wrong


if __name__ == "__main__":
    sys.exit(main())
