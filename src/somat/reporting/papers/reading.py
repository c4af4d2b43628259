"""What was typed or kept as JSON made into the facts of a paper: days, numbers, levels, rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from somat.law.fold import fold
from somat.law.levels import Level
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.form import Field, Paper
from somat.reporting.papers.values import Facts

LEVELS = {fold(word): level for level in Level for word in (level.code, level.title, level.letter)}


def facts_from(form: Paper, raw: Mapping[str, Any]) -> Facts:
    """Each field's value from its text ("31/12/2026" or "2026-12-31", "3", "Tối mật", rows as dicts). Raises Unfit."""
    return {field.name: value_of(field, raw.get(field.name)) for field in form.fields}


def value_of(field: Field, raw: Any) -> Any:
    if raw is None or raw == "":
        return None
    match field.kind:
        case "date":
            return _day(field, raw)
        case "number":
            return _number(field, raw)
        case "level":
            return raw if isinstance(raw, Level) else _level(field, str(raw))
        case "yes":
            return raw if isinstance(raw, bool) else fold(str(raw)) in {"co", "true", "1", "on"}
        case "rows":
            return [{column.name: value_of(column, row.get(column.name)) for column in field.columns} for row in raw]
    return str(raw)


def _day(field: Field, raw: Any) -> date:
    if isinstance(raw, date):
        return raw
    text = str(raw).strip()
    try:
        return datetime.strptime(text, "%d/%m/%Y").date() if "/" in text else date.fromisoformat(text)  # noqa: DTZ007
    except ValueError:
        raise Unfit(field.name, f"{field.label}: ghi ngày dạng 31/12/2026.") from None


def _number(field: Field, raw: Any) -> int:
    text = str(raw).strip().replace(".", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Unfit(field.name, f"{field.label}: ghi một số.")
    return int(text)


def _level(field: Field, raw: str) -> Level:
    try:
        return LEVELS[fold(raw)]
    except KeyError:
        raise Unfit(field.name, f"{field.label}: chọn Mật, Tối mật hoặc Tuyệt mật.") from None
