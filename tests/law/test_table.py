"""The page for lawyers says what the rows say."""

from __future__ import annotations

from pathlib import Path

from somat.law.dated import all_rows
from somat.law.table import law_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "law-table.md"


def test_the_page_is_the_one_that_the_rows_make() -> None:
    assert PAGE.read_text("utf-8") == law_table(), "run: python -m somat.law.table > docs/law-table.md"


def test_the_page_has_a_line_for_each_row() -> None:
    lines = [line for line in law_table().splitlines() if line.startswith("| `")]
    assert len(lines) == len(all_rows())
    assert "Điều 4.1.b NĐ 26/2020/NĐ-CP | tạm dùng" in law_table()
