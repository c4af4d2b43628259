"""A paper form and what is known, made into blocks with their final words: the one content that PDF, picture and .docx draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from somat.law.levels import Level
from somat.reporting.papers.form import PLACEHOLDER, Field, Paper
from somat.reporting.papers.spelled import spelled, spelled_day
from somat.reporting.plain import visible
from somat.reporting.wording import paper_day, paper_month

Facts = Mapping[str, Any]
Run = tuple[str, str]  # style ("" or "b", "i", "bi"), text
DOTS = "……………"
SHORT_DOTS = "……"
MOST_ROWS = 5000


class Unfit(ValueError):
    """What was given cannot be printed; `field` names it and the text is a Vietnamese sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def composed(form: Paper, facts: Facts) -> list[dict[str, Any]]:
    """The blocks in order, with final words. Raises Unfit for a value of the wrong kind; what is missing becomes dots."""
    values = {field.name: fit(field, facts.get(field.name)) for field in form.fields}
    blocks = []
    for block in form.blocks:
        if shown(block, values):
            blocks.append(MAKERS[block["kind"]](block, values, form))
    return blocks


def shown(block: Mapping[str, Any], values: Facts) -> bool:
    """`when` = "name" or "name=value"; `unless` the other way round."""
    return all(_holds(test, values) for test in _tests(block, "when")) and not any(
        _holds(test, values) for test in _tests(block, "unless")
    )


def _tests(block: Mapping[str, Any], key: str) -> Sequence[str]:
    return [block[key]] if key in block else []


def _holds(test: str, values: Facts) -> bool:
    name, _, wanted = test.partition("=")
    return said(values[name]) == wanted if wanted else bool(values[name])


def fit(field: Field, value: Any) -> Any:
    """A value of the field's kind: str, date, int, bool, Level, or a list of rows; None where nothing is known."""
    if value is None or value == "":
        return [] if field.kind == "rows" else None
    match field.kind:
        case "date" if not isinstance(value, date):
            raise Unfit(field.name, f"{field.label}: ghi ngày dạng 31/12/2026.")
        case "number" if not isinstance(value, int) or value < 0:
            raise Unfit(field.name, f"{field.label}: ghi một số.")
        case "choice" if value not in field.options:
            raise Unfit(field.name, f"{field.label}: chọn một trong: {', '.join(o for o in field.options if o)}.")
        case "level" if not isinstance(value, Level):
            raise Unfit(field.name, f"{field.label}: chọn Mật, Tối mật hoặc Tuyệt mật.")
        case "rows":
            return _rows(field, value)
        case "text" | "long" | "choice":
            return visible(str(value))
    return value


def _rows(field: Field, value: Any) -> list[dict[str, Any]]:
    if len(value) > MOST_ROWS:
        raise Unfit(field.name, f"{field.label}: nhiều nhất {MOST_ROWS} dòng.")
    return [{column.name: fit(column, row.get(column.name)) for column in field.columns} for row in value]


def said(value: Any, style: str = "") -> str:
    """A value as it stands in a text; `style` is what follows the bar of a placeholder."""
    match value:
        case None:
            return ""
        case bool():
            return "Có" if value else "Không"
        case Level():
            return value.title.upper() if style == "upper" else value.title
        case date():
            return _day(value, style)
        case int():
            return spelled(value) if style == "words" else f"{value:02d}" if style == "two" else str(value)
        case str():
            return value.upper() if style == "upper" else value
    return ""


def _day(day: date, style: str) -> str:
    if style == "long":
        return f"ngày {day.day:02d} tháng {paper_month(day.month)} năm {day.year}"
    return spelled_day(day) if style == "words" else paper_day(day)


EMPTY = {"long": "ngày …… tháng …… năm ………", "short": "……/……/……", "two": SHORT_DOTS}


def filled(text: str, values: Facts) -> str:
    """The text with each placeholder's value; dots where nothing is known."""

    def value(found: Any) -> str:
        name, style = found[1], found[2] or ""
        return said(values.get(name), style) or EMPTY.get(style, DOTS)

    return PLACEHOLDER.sub(value, text)


def head(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    day = values.get("day")
    place = values.get("place") or SHORT_DOTS
    return {
        "kind": "head",
        "superior": (values.get("superior") or "").upper(),
        "agency": (values.get("agency") or DOTS).upper(),
        "number": filled(block["number"], values) if "number" in block else "",
        "about": filled(block["about"], values) if "about" in block else "",
        "place": f"{place}, {_day(day, 'long') if day else EMPTY['long']}",
        "level": level_of(values) if form.level else "",
    }


def level_of(values: Facts) -> str:
    level = values.get("level")
    return level.code if isinstance(level, Level) else ""


def title(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    return {
        "kind": "title",
        "text": filled(block["text"], values).upper(),
        "about": filled(block.get("about", ""), values),
        "under": filled(block.get("under", ""), values),
    }


def to(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    lines = [filled(block["text"], values)] if "text" in block else []
    lines += [said(row["body"]) for row in values.get(block.get("rows", ""), ())]
    return {"kind": "to", "lines": lines or [DOTS]}


def text(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    return {
        "kind": "text",
        "text": filled(block["text"], values),
        "style": block.get("style", ""),
        "align": block.get("align", "justify"),
        "indent": block.get("indent", block.get("align", "justify") == "justify"),
    }


def pair(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    """A label and its value; where nothing is known, dots to the end of the line (`lines` of them)."""
    names = PLACEHOLDER.findall(block["value"])
    known = any(values.get(name) not in (None, "", []) for name, _ in names)
    return {
        "kind": "pair",
        "label": block["label"],
        "value": filled(block["value"], values) if known else "",
        "lines": 0 if known else block.get("lines", 1),
    }


def choice(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    field, value = form.field(block["field"]), values[block["field"]]
    options = ("Có", "Không") if field.kind == "yes" else tuple(option for option in field.options if option)
    return {
        "kind": "choice",
        "label": block.get("label", field.label),
        "options": [{"text": option, "on": said(value) == option} for option in options],
    }


def table(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    """A table of rows; `blank` rows to write in by hand follow, as many as make `least` in all."""
    columns = block["columns"]
    rows = [
        [filled_cell(column.get("value", ""), {**values, **row, "stt": number}) for column in columns]
        for number, row in enumerate(values.get(block.get("rows", ""), ()), 1)
    ]
    fixed = [[filled_cell(cell, values) for cell in row] for row in block.get("fixed", ())]
    blank = max(0, block.get("least", 0) - len(rows) - len(fixed))
    return {
        "kind": "table",
        "columns": [
            {"header": c["header"], "width": c.get("width", 1), "align": c.get("align", "left")} for c in columns
        ],
        "numbers": block.get("numbers", True),
        "rows": [*fixed, *rows, *([[""] * len(columns)] * blank)],
        "least": block.get("height", 8),
        "size": block.get("size", 0),
    }


def filled_cell(text: str, values: Facts) -> str:
    """In a table an unknown value is an empty cell, not dots."""
    return PLACEHOLDER.sub(lambda found: said(values.get(found[1]), found[2] or ""), text).strip()


def signs(block: Mapping[str, Any], values: Facts, _: Paper) -> dict[str, Any]:
    columns = [_sign(column, values) for column in block["columns"]]
    return {
        "kind": "signs",
        "recipients": _recipients(block, values) if "recipients" in block else [],
        "columns": columns,
    }


def _sign(column: Mapping[str, Any], values: Facts) -> dict[str, Any]:
    """Who signs: a fixed title, or the signer with his authority (TM., KT., TL., TUQ., Q.) as 30/2020/NĐ-CP has it."""
    if not column.get("signer"):
        lines = [filled(column["title"], values).upper()]
        name = filled_cell(column.get("name", ""), values)
        return {"lines": lines, "hint": column.get("hint", ""), "name": name}
    authority, body = values.get("authority") or "", (values.get("signer_body") or "").upper()
    title = (values.get("signer_title") or DOTS).upper()
    above = f"{authority} {body}".strip()
    return {
        "lines": [line for line in (above, title) if line],
        "hint": column.get("hint", ""),
        "name": values.get("signer") or "",
    }


def _recipients(block: Mapping[str, Any], values: Facts) -> list[str]:
    """Nơi nhận, with the four facts that a secret paper must state (26/2020/NĐ-CP, Điều 2.1) where the form has them."""
    lines = [f"- {said(row['body'])};" for row in values.get(block["recipients"], ())] or ["- Như trên;"]
    lines.append(f"- Lưu: {filled(block.get('keep', 'VT'), values)}.")
    if block.get("secret"):
        copy = values.get("may_copy")
        may = "Được phép sao, chụp." if copy else "Không được phép sao, chụp."
        lines += [
            f"Số lượng bản phát hành: {said(values.get('copies')) or SHORT_DOTS}.",
            f"Người soạn thảo: {values.get('drafter') or DOTS}.",
            may if copy is not None else "……… được phép sao, chụp.",
        ]
    return lines


def plain(block: Mapping[str, Any], _: Facts, __: Paper) -> dict[str, Any]:
    return {"kind": block["kind"], "height": block.get("height", 4)}


MAKERS = {
    "head": head,
    "title": title,
    "to": to,
    "text": text,
    "pair": pair,
    "choice": choice,
    "table": table,
    "signs": signs,
    "cut": plain,
    "gap": plain,
    "page": plain,
}
