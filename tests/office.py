"""A working office for tests that commit: the cast, a running vault, one outgoing and one incoming book with their clerk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from somat.audit.moment import today
from somat.cli.opening import accept_registers, open_books
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry.actions.issue import issue
from somat.registry.actions.register import register
from somat.registry.line import InLine, OutLine, To
from somat.vault import client
from tests.again import again
from tests.cast import DESK, World
from tests.vault.ground import Ground, Machine

M, T, A = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT


class Office:
    """The world with its books open; `hanh` keeps both. Lines are written by the same acts as in the program."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.world, self.out, self.in_ = again("office", open_office)

    def __getattr__(self, name: str) -> Actor:
        return getattr(self.world, name)

    def at_desk(self, name: str) -> Actor:
        """The person with a live session of his own, so that the vault opens for him."""
        return self.world.log_in(name, workstation=DESK)[1]

    def out_line(self, **more: Any) -> OutLine:
        """An outgoing paper to two bodies, three copies."""
        line = OutLine(
            book=self.out.uuid,
            level=M,
            day=today(),
            symbol="BC-UBND",
            doc_type="BC",
            abstract="Tình hình địa bàn giả định",
            signer="Nguyễn Văn An",
            unit="Văn phòng",
            to=(To("Công an tỉnh"), To("Sở Nội vụ")),
            copies=3,
        )
        return replace(line, **more)

    def in_line(self, **more: Any) -> InLine:
        """An arrival from the province."""
        line = InLine(
            book=self.in_.uuid,
            level=M,
            arrived_on=today(),
            day=today() - timedelta(days=2),
            body="Ủy ban nhân dân tỉnh Thử",
            symbol="212/KH-UBND",
            doc_type="KH",
            abstract="Kế hoạch giả định",
            unit="Văn phòng",
        )
        return replace(line, **more)

    def issued(self, **more: Any) -> Any:
        return issue(self.out_line(**more), by=self.hanh, key=uuid4())

    def registered(self, **more: Any) -> Any:
        return register(self.in_line(**more), by=self.hanh, key=uuid4())


def open_office() -> tuple[World, Any, Any]:
    """The cast, the first books in the hands of their clerk, and their forms as the administrator accepted them."""
    world = World()
    out, in_ = (book for book, _ in open_books("all", symbol="UBND"))
    for book in (out, in_):
        world.keep("hanh", book)
    accept_registers(by=world.quan)
    return world, out, in_


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    """A running vault process; the tests of a file share it."""
    with Machine(Path(os.environ["SOMAT_DIR"])) as machine:
        yield machine


@pytest.fixture
def office(transactional_db: None, machine: Machine) -> Iterator[Office]:
    with Ground(machine) as ground:
        ground.unseal()
        yield Office(ground)
        client.hang_up()
