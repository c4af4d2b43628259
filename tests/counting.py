"""Writes what each test of a run came to, so that two runs can be compared test by test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


class Counting:
    """Lives in the process that reports; with pytest-xdist that is the one without tests of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.outcomes: dict[str, str] = {}

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        self.outcomes.setdefault(item.nodeid, "not run")

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        for item in items:
            self.outcomes.pop(item.nodeid, None)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        for name in ids:
            self.outcomes.setdefault(name, "not run")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        before = self.outcomes.get(report.nodeid, "not run")
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.skipped:
            self.outcomes[report.nodeid] = "xfailed" if hasattr(report, "wasxfail") else "skipped"
        elif report.when == "call" and before == "not run":
            self.outcomes[report.nodeid] = "xpassed" if hasattr(report, "wasxfail") else "passed"

    def pytest_sessionfinish(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(json.dumps(self.outcomes, indent=0, sort_keys=True))
