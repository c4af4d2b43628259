"""Writes docs/law-table.md: every shipped row of the law, for lawyers. `python -m somat.law.table > docs/law-table.md`."""

import sys
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from somat.law.dated import all_rows
from somat.law.row import Origin, Row

_HEAD = """# The law as this program knows it

Generated from `src/somat/law/values/*.toml` by `python -m somat.law.table`; a test keeps it true. Days are the first and
the last on which a row binds; "–" means until further notice. *đã kiểm chứng* (verified): the wording was read.
*tạm dùng* (fallback): only the text of the earlier regime was read. *chưa kiểm chứng* (unverified): neither, or our own
convention.
"""
_COLUMNS = ("Mục", "Quy tắc", "Từ", "Đến", "Giá trị", "Nguồn", "Tình trạng", "Nội dung")


def law_table() -> str:
    """The whole page, as Markdown."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield _HEAD
    rows = (row for row in all_rows() if row.origin is Origin.SHIPPED)
    for group, members in groupby(rows, key=lambda row: row.group):
        yield f"## {group}\n"
        yield _line(_COLUMNS)
        yield _line(("---",) * len(_COLUMNS))
        yield from (_line(_cells(row)) for row in members)
        yield ""


def _cells(row: Row[Any]) -> tuple[str, ...]:
    value = "" if row.value == row.says else _plain(row.value)
    until = f"{row.until:%d/%m/%Y}" if row.until else "–"
    source = f"{row.article} {row.source}".strip()
    return (f"`{row.key}`", row.rule, f"{row.from_:%d/%m/%Y}", until, value, source, row.state.word, row.says)


def _plain(value: Any) -> str:
    """A value on one line, as a reader would write it."""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _line(cells: tuple[str, ...]) -> str:
    escaped = [cell.replace("|", "\\|") for cell in cells]
    return f"| {' | '.join(escaped)} |"


if __name__ == "__main__":
    sys.stdout.write(law_table())
