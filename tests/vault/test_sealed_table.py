"""The table's own walls, on whichever engine: R-OUT-2 holds against the program itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from somat.audit import guard
from somat.vault.models import Sealed


@pytest.fixture(autouse=True)
def open_guard(db: None) -> Iterator[None]:
    with guard.opened():
        yield


def made(**changed: Any) -> Sealed:
    facts = {"table": "registry_entry", "row": uuid4(), "column": "abstract", "version": 1, "level": 2, "key": uuid4()}
    with transaction.atomic():
        return Sealed.unchecked.create(ciphertext=b"\x01", **(facts | changed))


def test_it_refuses_an_abstract_of_tuyet_mat() -> None:
    with pytest.raises(DatabaseError, match="R-OUT-2"):
        made(level=3)
    assert made(level=3, column="rest").pk


@pytest.mark.parametrize("change", [{"level": 3}, {"column": "abstract", "level": 3}])
def test_it_refuses_to_become_one(change: dict[str, Any]) -> None:
    row = made(column="rest" if "column" in change else "abstract")
    with pytest.raises(DatabaseError, match="R-OUT-2"), transaction.atomic():
        Sealed.unchecked.filter(pk=row.pk).update(**change)


@pytest.mark.parametrize("level", [0, 4])
def test_it_knows_three_levels(level: int) -> None:
    with pytest.raises(DatabaseError):
        made(level=level)


def test_a_value_has_one_ciphertext_a_version() -> None:
    row = made()
    with pytest.raises(DatabaseError):
        made(row=row.row)
    assert made(row=row.row, version=2).pk
