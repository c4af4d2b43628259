"""A vault process on the run's own database; each test gets it with keys, tables and journal of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vault.ground import Ground, Machine
from tests.vault.shelves import Shelves


@pytest.fixture(scope="module")
def machine(request: pytest.FixtureRequest) -> Iterator[Machine]:
    """A running process; the tests of a file share it. A file that wants another kind names it as MACHINE."""
    kind: type[Machine] = getattr(request.module, "MACHINE", Machine)
    with kind(Path(os.environ["SOMAT_DIR"])) as machine:
        yield machine


@pytest.fixture
def ground(transactional_db: None, machine: Machine) -> Iterator[Ground]:
    """A site with empty tables and an open vault; a test may end the process and start it again."""
    if machine.process is None:
        machine.start()
    with Ground(machine) as ground:
        ground.unseal()
        yield ground


@pytest.fixture
def shelves(ground: Ground) -> Shelves:
    """What sends and reads documents, for a file whose MACHINE has a converter."""
    return Shelves(ground)
