"""A paper form as an agency corrected it: measures, words, columns; what it draws from stays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from somat.reporting.given import cleaned, is_number
from somat.reporting.papers.columns import judge_table
from somat.reporting.papers.form import BadForm, Paper, judge

FIXED = frozenset({"kind", "rows", "field", "when", "unless", "group", "each", "total", "fixed"})


def corrected(form: Paper, correction: Mapping[str, Any]) -> Paper:
    """The form with {"page": {"left": 32}, "size": 14, "blocks": {"3": {"text": "…"}}}; raises BadForm.

    A block keeps its kind and what it draws from; its words, columns and blank rows may change. The blocks of a slip are
    corrected within it: {"8": {"blocks": {"1": {"text": "…"}}}}. A table whose `unit` is "mm" has widths in millimetres.
    """
    page, size = {**form.page, **correction.get("page", {})}, correction.get("size", form.size)
    if not all(is_number(value) for value in page.values()):
        raise BadForm("Kích thước trang là số, tính bằng mm.")
    blocks = tuple(_with(form.blocks, cleaned(correction.get("blocks", {}))))
    if not (is_number(size) and 8 <= size <= 16):
        raise BadForm("Cỡ chữ từ 8 đến 16.")
    made = replace(form, page=page, size=size, blocks=blocks)
    judge(made)
    for name, block, shipped in _tables(made.blocks, form.blocks, "Khối "):
        judge_table(name, block, shipped, made)
    return made


def _with(blocks: Sequence[Mapping[str, Any]], changed: Mapping[str, Any]) -> list[dict[str, Any]]:
    made = [dict(block) for block in blocks]
    for number, changes in changed.items():
        try:
            block = made[int(number) - 1]
        except (ValueError, IndexError):
            raise BadForm(f"Không có khối {number}.") from None
        fixed = set(changes) & FIXED
        if fixed:
            raise BadForm(f"Khối {number}: không đổi được “{sorted(fixed)[0]}”.")
        if "blocks" in changes:
            changes = {**changes, "blocks": _with(block.get("blocks", ()), changes["blocks"])}
        block.update(changes)
    return made


def _tables(
    blocks: Sequence[Mapping[str, Any]], shipped: Sequence[Mapping[str, Any]], before: str
) -> Iterator[tuple[str, Mapping[str, Any], Mapping[str, Any]]]:
    """Each table with its name in a sentence, and as it is shipped."""
    for number, (block, own) in enumerate(zip(blocks, shipped, strict=True), 1):
        if block["kind"] == "table":
            yield f"{before}{number}", block, own
        yield from _tables(block.get("blocks", ()), own.get("blocks", ()), f"{before}{number}, ")
