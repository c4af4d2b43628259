"""What was typed or kept as JSON made into the facts of a paper: days, numbers, levels, rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from somat.law.fold import fold
from somat.law.levels import Level
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.form import Field, NotInForce, Paper, paper_on
from somat.reporting.papers.values import Facts

SIGNED = "day"  # the day of a paper, in forms/shared/fields.toml
LEVELS = {fold(word): level for level in Level for word in (level.code, level.title, level.letter)}


def facts_from(form: Paper, raw: Mapping[str, Any]) -> Facts:
    """Each field's value from its text ("31/12/2026" or "2026-12-31", "3", "Tối mật", rows as dicts). Raises Unfit.

    A paper of a day on which another wording held is Unfit too: it would be signed on a form that was not the law's.
    """
    facts = {field.name: value_of(field, raw.get(field.name)) for field in form.fields}
    day = facts.get(SIGNED)
    if isinstance(day, date) and not form.held_on(day):
        raise Unfit(SIGNED, another(form, day))
    return facts


def another(form: Paper, day: date) -> str:
    """Which form a paper of that day takes, as a sentence."""
    until = f" đến {form.until:%d/%m/%Y}" if form.until else ""
    held = f"Mẫu {form.code} ({form.source}) áp dụng từ {form.since:%d/%m/%Y}{until}"
    try:
        right = paper_on(form.code, day)
    except NotInForce:
        return f"{held}; chưa có mẫu của ngày {day:%d/%m/%Y}."
    return f"{held}; giấy ngày {day:%d/%m/%Y} dùng mẫu {right.code} ({right.source})."


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
