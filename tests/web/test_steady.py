"""Forms that share their fields: nobody's form leaves a trace in the next one's."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict
from django.utils.choices import BaseChoiceIterator

from somat.web.books.forms import InForm, OutForm


def kept(form: type[forms.Form]) -> dict[str, Any]:
    """Everything that the fields of a form hold, and their widgets."""
    return {
        name: {**plain(vars(field)), "widget": plain(vars(field.widget))} for name, field in form.base_fields.items()
    }


def plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: repr(list(v) if isinstance(v, BaseChoiceIterator) else v) for name, v in values.items()}


@pytest.mark.parametrize("form", [OutForm, InForm])
def test_a_form_leaves_its_fields_as_they_were(form: type[forms.Form]) -> None:
    before = kept(form)
    wrong = form(QueryDict("day=x&level=9&copies=-1&doc_type=??&kept=a&unit=&draft=z"))
    assert not wrong.is_valid()
    wrong.add_error("unit", "so")
    assert all(str(bound) for bound in wrong) and all(bound.errors is not None for bound in form(initial={"unit": "a"}))
    assert kept(form) == before
    assert form(QueryDict("unit=b"))["unit"].value() == "b" and form()["unit"].value() is None


def test_a_field_taken_out_of_one_form_stays_in_the_others() -> None:
    one = OutForm()
    del one.fields["note"]
    assert "note" in OutForm().fields and "note" in OutForm.base_fields


def test_a_form_still_refuses_what_is_not_offered() -> None:
    assert set(OutForm(QueryDict("doc_type=??&level=4")).errors) >= {"doc_type", "level", "day", "symbol"}
