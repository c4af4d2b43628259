"""A converter of its own for the tests of this folder: a daemon over an empty folder, no site, no database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests import workplace
from tests.vault.converter.running import Running


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """The daemon as `somat serve` would start it."""
    folder = workplace.root() / f"converter-{workplace.worker()}"
    with Running(folder) as running:
        yield running
    shutil.rmtree(folder, ignore_errors=True)
