"""The cells of one row by the column of the register they are mapped to, ditto marks followed to the row above."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.memory import remembered
from somat.exchange.oldbook.sheet import Row, Value, is_blank
from somat.exchange.oldbook.words import tidy

_DITTO = re.compile(r"""[-–\s]*(?:nt|n/t|n\.t\.?|như trên|"|''|”|“|〃|//)[-–\s.]*""", re.I)
_INHERITABLE = frozenset((Column.DAY, Column.LEVEL, Column.SIGNER, Column.UNIT, Column.RECIPIENTS, Column.BODY, Column.TYPE,
                Column.TITLE, Column.ABSTRACT, Column.ARRIVAL_DAY, Column.BASIS))  # fmt: skip
_NAMING = (Column.SYMBOL, Column.NUMBER, Column.TITLE, Column.ABSTRACT)


class RowText:
    """One row as text: `values` of the cells that hold something; `inherited` where the clerk wrote "nt" for what stood above."""

    def __init__(self, row: Row, places: Mapping[Column, int], above: RowText | None) -> None:
        self.row, self.places = row, places
        self.values: dict[Column, Value] = {}
        self.inherited: list[Column] = []
        for column, index in places.items():
            value = row.cell(index).value
            if above and column in _INHERITABLE and isinstance(value, str) and is_ditto(value):
                self.inherited.append(column)
                value = above.value(column)
            if not is_blank(value):
                self.values[column] = value

    def value(self, column: Column) -> Value:
        return self.values.get(column)

    def has(self, column: Column) -> bool:
        return column in self.values

    def raw(self, column: Column) -> str:
        """The cell as text with its line ends; whole numbers without decimals, days as day/month/year."""
        value = self.values.get(column)
        if isinstance(value, str):
            return value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, datetime):
            return f"{value:%d/%m/%Y}"
        return "" if value is None else str(value)

    def text(self, column: Column) -> str:
        """The cell in one line."""
        value = self.values.get(column)
        return tidy(value if isinstance(value, str) else self.raw(column)) if value is not None else ""

    @property
    def is_struck(self) -> bool:
        """Whether the cells that name the line are struck through, all of them."""
        cells = [self.row.cell(self.places[column]) for column in _NAMING if column in self.places]
        struck = [cell.struck for cell in cells if not is_blank(cell.value)]
        return bool(struck) and all(struck)


@remembered
def is_ditto(text: str) -> bool:
    return bool(_DITTO.fullmatch(text.strip()))
