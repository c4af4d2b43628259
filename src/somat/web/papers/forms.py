"""The questions of a paper as form fields; rows are tables of plain inputs, with room for a few more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from somat.law.levels import Level
from somat.reporting.papers.fill import Unfit
from somat.reporting.papers.form import Field, Paper
from somat.reporting.papers.values import said
from somat.web.books.forms import Day

SPARE = 3  # empty rows below those that are filled
MOST = 300  # rows of one table
LONGEST = 4000
LEVELS = [("", "—"), *((level.code, level.title) for level in Level)]


def fields_of(paper: Paper, *, initial: Mapping[str, Any], data: QueryDict | None) -> forms.Form:
    """A form with one field for each question that is not a table."""
    made = forms.Form(data, initial={name: shown(value) for name, value in initial.items()}, prefix="m")
    for field in paper.fields:
        if field.kind != "rows":
            made.fields[field.name] = question(field)
    return made


def shown(value: Any) -> Any:
    if isinstance(value, bool):
        return "có" if value else "không"
    return value.code if isinstance(value, Level) else value


def question(field: Field) -> forms.Field:
    plain: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.hint}
    match field.kind:
        case "date":
            return Day(**plain)
        case "number":
            return forms.IntegerField(min_value=0, max_value=10**9, **plain)
        case "choice":
            return forms.ChoiceField(choices=[(one, one or "—") for one in field.options], **plain)
        case "level":
            return forms.ChoiceField(choices=LEVELS, **plain)
        case "yes":
            return forms.ChoiceField(choices=[("", "—"), ("có", "Có"), ("không", "Không")], **plain)
        case "long":
            return forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 3}), **plain)
    return forms.CharField(max_length=LONGEST, **plain)


def tables_of(paper: Paper, *, initial: Mapping[str, Any], data: QueryDict | None) -> list[dict[str, Any]]:
    """Each table of a paper as the page draws it: {field, columns, rows [[{name, value, label}]]}."""
    made = []
    for field in paper.fields:
        if field.kind == "rows":
            filled = typed(field, data) if data is not None else [dict(row) for row in initial.get(field.name, ())]
            made.append({"field": field, "columns": field.columns, "rows": cells(field, filled)})
    return made


def cells(field: Field, filled: list[dict[str, Any]]) -> list[list[dict[str, str]]]:
    room = max(len(filled), min(MOST, len(filled) + SPARE))  # too many are refused, but stay on the page
    return [
        [
            {
                "name": f"r-{field.name}-{number}-{column.name}",
                "label": f"{field.label}, dòng {number + 1}: {column.label}",
                "value": said(filled[number].get(column.name)) if number < len(filled) else "",
            }
            for column in field.columns
        ]
        for number in range(room)
    ]


def typed(field: Field, data: QueryDict) -> list[dict[str, Any]]:
    """The rows that were typed, however many; empty ones are left out."""
    rows = []
    for number in numbers(field, data):
        row = {
            column.name: str(data.get(f"r-{field.name}-{number}-{column.name}", "")).strip() for column in field.columns
        }
        if any(row.values()):
            rows.append(row)
    return rows


def numbers(field: Field, data: QueryDict) -> list[int]:
    """Under which numbers rows of this field were sent, in order."""
    before = f"r-{field.name}-"
    sent = {name[len(before) :].partition("-")[0] for name in data if name.startswith(before)}
    return sorted(int(one) for one in sent if one.isascii() and one.isdigit() and len(one) < 6 and one == str(int(one)))


def answers(paper: Paper, form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """Everything that was typed, by field name, as `facts_from` takes it. Raises Unfit for more rows than one paper takes."""
    raw = dict(form.cleaned_data)
    for field in paper.fields:
        if field.kind == "rows":
            raw[field.name] = typed(field, data)
            if len(raw[field.name]) > MOST:
                raise Unfit(
                    field.name,
                    f"{field.label}: nhiều nhất {MOST} dòng, đã ghi {len(raw[field.name])}. Chia ra nhiều bản.",
                )
    return raw
