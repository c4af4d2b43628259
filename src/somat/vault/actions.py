"""Writes to the table of sealed values; always inside the `change` of the act that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from somat.audit.prepared import insert
from somat.vault.client import SealedValue
from somat.vault.models import Sealed


def keep(values: Sequence[SealedValue]) -> list[Sealed]:
    """Write sealed values down and return the rows, for the leaf of the act.

    A second value for the same table, row, column and version breaks the unique index.
    """
    return insert(
        [
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
        ]
    )


def destroy(*, table: str, row: UUID) -> int:
    """Delete every version of every sealed column of a row; answers how many (a raise to Tuyệt mật, R-OUT-2)."""
    return Sealed.unchecked.filter(table=table, row=row).delete()[0]
