"""A paper form and what is known, made into blocks with their final words: the one content that PDF, picture and .docx draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from somat.law.levels import Level
from somat.reporting.papers.caps import on_cover, slip_parts
from somat.reporting.papers.form import PLACEHOLDER, Field, Paper
from somat.reporting.papers.signing import signs
from somat.reporting.papers.tables import table
from somat.reporting.papers.values import DOTS, EMPTY, SHORT_DOTS, Facts, breakable, filled, said
from somat.reporting.plain import visible

MOST_ROWS = 5000
TEXT_WORD = 24  # letters, however wide, that a line of text holds
EVERY = {"head": 12, "signs": 9, "cover": 10, "title": 20}  # in their narrower places


class Unfit(ValueError):
    """What was given cannot be printed; `field` names it and the text is a Vietnamese sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


def composed(form: Paper, facts: Facts) -> list[dict[str, Any]]:
    """The blocks in order, with final words. Raises Unfit for a value of the wrong kind; what is missing becomes dots."""
    return blocks(form, facts_of(form, facts))


def blocks(form: Paper, values: Facts) -> list[dict[str, Any]]:
    """The same from what `facts_of` gave."""
    return _made(form.blocks, values, form)


def _made(blocks: Sequence[Mapping[str, Any]], values: Facts, form: Paper) -> list[dict[str, Any]]:
    """Drawn blocks; a slip holds blocks of its own, a text over rows is a paragraph for each."""
    found = []
    for block in blocks:
        if not shown(block, values):
            continue
        if block["kind"] == "slip":
            inner = _made(block["blocks"], values, form)
            found.append({"kind": "slip", "tall": slip_parts(inner, form), "blocks": inner})
            continue
        each = values.get(block.get("rows", ""), []) if block["kind"] == "text" else []
        for row in each or [{}]:
            made = MAKERS[block["kind"]](block, {**values, **row}, form)
            found.append(
                made if block["kind"] == "table" else breakable(made, every=EVERY.get(block["kind"], TEXT_WORD))
            )
    return found


def facts_of(form: Paper, facts: Facts) -> dict[str, Any]:
    """The form's fields with values of their kinds; None or no rows where nothing is known. Raises Unfit."""
    return {field.name: fit(field, facts.get(field.name)) for field in form.fields}


def shown(block: Mapping[str, Any], values: Facts) -> bool:
    """`when` = "name" or "name=value", or a list that all must hold; `unless`: none may hold."""
    return all(_holds(test, values) for test in _tests(block, "when")) and not any(
        _holds(test, values) for test in _tests(block, "unless")
    )


def _tests(block: Mapping[str, Any], key: str) -> Sequence[str]:
    tests = block.get(key, ())
    return [tests] if isinstance(tests, str) else tests


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


def head(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    day = values.get("day")
    place = values.get("place") or SHORT_DOTS
    return {
        "kind": "head",
        "style": block.get("style", ""),
        "superior": (values.get("superior") or "").upper(),
        "agency": (values.get("agency") or DOTS).upper(),
        "number": filled(block["number"], values) if "number" in block else "",
        "about": filled(block["about"], values) if "about" in block else "",
        "place": f"{place}, {said(day, 'long') if day else EMPTY['long']}",
        "level": level_of(values) if form.level else "",
        "urgency": (values.get("urgency") or "").upper(),
        "circulation": (values.get("circulation") or "").upper(),
    }


def cover(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    """The cover of a book: its title and the lines below, and the mark that its pages bear."""
    made = {
        "kind": "cover",
        "level": level_of(values) if form.level else "",
        "superior": (values.get("superior") or "").upper(),
        "agency": (values.get("agency") or DOTS).upper(),
        "text": filled(block["text"], values).upper(),
        "lines": [filled(line, values) for line in block.get("lines", ())],
    }
    return on_cover(made, form)


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
        "lead": filled(block.get("lead", ""), values),
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
        "style": block.get("style", ""),
        "value": filled(block["value"], values) if known else "",
        "lines": 0 if known else block.get("lines", 1),
    }


def choice(block: Mapping[str, Any], values: Facts, form: Paper) -> dict[str, Any]:
    """Boxes to tick: what the field offers, the levels, or yes and no in the field's own words."""
    field, value = form.field(block["field"]), values[block["field"]]
    if field.kind == "yes":
        options = field.options or ("Có", "Không")
        on = None if value is None else options[0] if value else options[1]
    elif field.kind == "level":
        options, on = tuple(level.title for level in Level), said(value)
    else:
        options, on = tuple(option for option in field.options if option), said(value)
    return {
        "kind": "choice",
        "label": block.get("label", field.label),
        "options": [{"text": option, "on": option == on} for option in options],
    }


def plain(block: Mapping[str, Any], _: Facts, __: Paper) -> dict[str, Any]:
    return {"kind": block["kind"], "height": block.get("height", 4)}


MAKERS: Mapping[str, Callable[[Mapping[str, Any], Facts, Paper], dict[str, Any]]] = {
    "head": head,
    "cover": cover,
    "title": title,
    "to": to,
    "text": text,
    "pair": pair,
    "choice": choice,
    "table": table,
    "signs": signs,
    "gap": plain,
    "page": plain,
}
