"""The quick choice writes the same bytes as Django's own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.urls import reverse

from somat.web import links
from somat.web.widgets import Choice

CHOICES = [("", "Mới nhất"), ("1", "Tháng <1> & 'một'"), (2, "Tháng 2")]


@pytest.mark.parametrize("value", [None, "", "1", 2, "2", "9"])
@pytest.mark.parametrize("attrs", [None, {"id": "id_month"}, {"id": 'a"b', "required": True, "disabled": False}])
def test_it_writes_what_django_writes(value: Any, attrs: Any) -> None:
    own = {"class": "wide"}
    mine, theirs = Choice(attrs=own, choices=CHOICES), forms.Select(attrs=own, choices=CHOICES)
    assert mine.render("month", value, attrs) == theirs.render("month", value, attrs, renderer=DjangoTemplates())


def test_an_address_by_uuid_is_what_django_gives() -> None:
    uuid = uuid4()
    for name in ("books:entry", "books:sign"):
        assert links.to(name, uuid) == reverse(name, args=[uuid])
