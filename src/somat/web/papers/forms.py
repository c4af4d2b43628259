"""The questions of a paper as form fields; rows are tables of plain inputs, with room for a few more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from somat.law.levels import Level
from somat.reporting.papers.form import Field, Paper
from somat.web.books.forms import Day

SPARE = 3  # empty rows below those that are filled
MOST = 60  # rows of one table on a page
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
    room = min(MOST, len(filled) + SPARE)
    return [
        [
            {
                "name": f"r-{field.name}-{number}-{column.name}",
                "label": f"{field.label}, dòng {number + 1}: {column.label}",
                "value": str(shown(filled[number].get(column.name, "")) or "") if number < len(filled) else "",
            }
            for column in field.columns
        ]
        for number in range(room)
    ]


def typed(field: Field, data: QueryDict) -> list[dict[str, Any]]:
    """The rows that were typed; empty ones are left out."""
    rows = []
    for number in range(MOST):
        row = {
            column.name: str(data.get(f"r-{field.name}-{number}-{column.name}", "")).strip() for column in field.columns
        }
        if any(row.values()):
            rows.append(row)
    return rows


def answers(paper: Paper, form: forms.Form, data: QueryDict) -> dict[str, Any]:
    """Everything that was typed, by field name, as `facts_from` takes it."""
    raw = dict(form.cleaned_data)
    return raw | {field.name: typed(field, data) for field in paper.fields if field.kind == "rows"}
