"""Writes to the table of sealed values; always inside the `change` of the act that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from somat.vault.client import SealedValue
from somat.vault.models import Sealed

BATCH = 1_000


def keep(values: Sequence[SealedValue]) -> None:
    """Write sealed values down. A second value for the same table, row, column and version breaks the unique index."""
    Sealed.unchecked.bulk_create(
        (
            Sealed(
                table=v.table,
                row=v.row,
                column=v.column,
                version=v.version,
                level=int(v.level),
                key=v.key,
                ciphertext=v.ciphertext,
            )
            for v in values
        ),
        batch_size=BATCH,
    )


def destroy(table: str, row: UUID, *, column: str) -> int:
    """Delete every version of one sealed column of a row; answers how many there were (a raise to Tuyệt mật, R-OUT-2)."""
    return Sealed.unchecked.filter(table=table, row=row, column=column).delete()[0]


def destroy_older(table: str, row: UUID, *, column: str, version: int) -> int:
    """Delete the versions of a sealed column below `version`."""
    return Sealed.unchecked.filter(table=table, row=row, column=column, version__lt=version).delete()[0]
