"""What the page "Căn cứ pháp lý" shows: every row, and which of those in force rest on no checked text (R-CONF)."""

from datetime import date
from typing import Any

from somat.law.dated import LAYERS, all_rows
from somat.law.refusal import rule
from somat.law.row import Row, State

__all__ = ["all_rows", "binding_rows", "provisional_rows"]


@rule("R-CONF-1")
def binding_rows(on: date) -> tuple[Row[Any], ...]:
    """The one row of each key that binds on that day; the agency's stands before the shipped one."""
    keys = dict.fromkeys(row.key for row in all_rows())
    found = (next((row for row in LAYERS.rows(key) if row.covers(on)), None) for key in keys)
    return tuple(row for row in found if row is not None)


@rule("R-CONF-3")
def provisional_rows(on: date) -> tuple[Row[Any], ...]:
    """Rows in force whose wording was not checked: shown to the administrator, never on a printed form."""
    return tuple(row for row in binding_rows(on) if row.state is not State.VERIFIED)
