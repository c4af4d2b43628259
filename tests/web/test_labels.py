"""Every field that a page shows has a Vietnamese name: Django would make one of the English name of the code."""

from __future__ import annotations

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms

import somat.web


def every_form() -> list[type[forms.Form]]:
    """Each form class that the web room has, wherever it is written."""
    for module in pkgutil.walk_packages(somat.web.__path__, "somat.web."):
        importlib.import_module(module.name)
    return sorted(set(below(forms.BaseForm)), key=lambda form: f"{form.__module__}.{form.__qualname__}")


def below(form: type[forms.BaseForm]) -> Iterator[type[forms.Form]]:
    for one in form.__subclasses__():
        yield from below(one)
        if one.__module__.startswith("somat.web."):
            yield one


def nameless(form: type[forms.BaseForm]) -> list[str]:
    """Fields of a form that would be shown under the name they have in code."""
    return [name for name, field in form.base_fields.items() if not field.widget.is_hidden and not field.label]


def made_nameless(tree: ast.AST) -> list[int]:
    """Lines on which a field is made without a label: also those that a form adds to itself when it is made."""
    lines = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        kind = getattr(call.func, "attr", "") if getattr(getattr(call.func, "value", None), "id", "") == "forms" else ""
        given = {word.arg: ast.unparse(word.value) for word in call.keywords}
        named = "label" in given or None in given  # None: words given as a whole, as those of a paper's own fields
        if kind.endswith("Field") and not named and "Hidden" not in given.get("widget", ""):
            lines.append(call.lineno)
    return lines


FORMS = every_form()
WEB = Path(somat.web.__path__[0])


@pytest.mark.parametrize("form", FORMS, ids=lambda form: f"{form.__module__}.{form.__qualname__}")
def test_every_field_that_is_shown_has_a_name(form: type[forms.Form]) -> None:
    assert nameless(form) == []


def test_no_field_is_made_without_a_name() -> None:
    found = {
        str(file.relative_to(WEB)): made_nameless(ast.parse(file.read_text("utf-8"))) for file in WEB.rglob("*.py")
    }
    assert {file: lines for file, lines in found.items() if lines} == {}
    assert made_nameless(ast.parse("a = forms.CharField(label='Tên')\nself.fields['b'] = forms.ChoiceField()")) == [2]


def test_all_forms_are_walked_and_a_planted_one_is_found() -> None:
    class Planted(forms.Form):
        words = forms.CharField()
        named = forms.CharField(label="Chữ cần tìm")
        hidden = forms.CharField(widget=forms.HiddenInput)

    assert nameless(Planted) == ["words"]
    names = {form.__name__ for form in FORMS}
    assert {"SearchForm", "FilterForm", "LawFilter", "OutForm", "InForm"} <= names and len(FORMS) > 40
