"""A form is read as Django reads it, only in one go; what is wrong with one is still said by Django."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django import forms
from django.core.exceptions import TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.test import RequestFactory

from somat.web.books.forms import InForm, OutForm, Steady
from somat.web.request import FORM, Handler, Request

BODIES = [
    b"",
    b"a=1",
    b"a=1&b=&a=2&c",
    b"ten=C%C3%B4ng+an&ten=%53%E1%BB%9F&x%5B%5D=+",
    b"&&a==b&%=%&%zz=%c3",
    b"a=\xc3\xa9&b=\xff",
    "ă=â&đ=%C4%91".encode(),
]


def asked(kind: type[WSGIRequest], body: bytes, *, media: str = FORM, method: str = "POST", path: str = "/") -> Any:
    environ = RequestFactory().generic(method, path, body, content_type=media).environ
    return kind({**environ, "wsgi.input": BytesIO(body)})


@pytest.mark.parametrize("media", [FORM, f"{FORM}; charset=utf-8", f"{FORM}; charset=latin-1", "text/plain"])
@pytest.mark.parametrize("body", BODIES)
def test_the_fields_are_those_of_django(body: bytes, media: str) -> None:
    found = []
    for kind in (Request, WSGIRequest):
        try:
            post = asked(kind, body, media=media).POST
            found.append((list(post.lists()), post.encoding, post._mutable))
        except Exception as no:
            found.append((type(no), str(no)))
    assert found[0] == found[1]


def test_they_cannot_be_altered_and_come_once() -> None:
    request = asked(Request, b"a=1&a=2")
    with pytest.raises(AttributeError):
        request.POST["a"] = "3"
    assert request.POST is request.POST and request.POST.getlist("a") == ["1", "2"] and not request.FILES
    assert request.POST.copy()._mutable and asked(Request, b"a=1", method="PUT").POST == {}


def test_more_fields_than_allowed_are_refused() -> None:
    body = "&".join(f"a{n}=1" for n in range(1_001)).encode()
    with pytest.raises(TooManyFieldsSent):
        asked(Request, body)._load_post_and_files()


def test_a_paper_has_room_for_its_table_and_for_no_more() -> None:
    table = "&".join(f"r-lines-{row}-{column}=1" for row in range(310) for column in range(12)).encode()
    assert len(asked(Request, table, path="/bieu-mau/D-12/").POST) == 3_720
    for path, body in (("/so-di/", table), ("/bieu-mau/D-12/", b"&".join(b"a%d=1" % n for n in range(8_001)))):
        with pytest.raises(TooManyFieldsSent):
            asked(Request, body, path=path)._load_post_and_files()


def test_a_form_that_somebody_reads_as_a_stream_is_not_read_again() -> None:
    request = asked(Request, b"a=1&b=2")
    assert request.read(3) == b"a=1" and request.POST == {}
    request = asked(Request, b"a=1&b=2")
    assert request.body == b"a=1&b=2" and request.POST["b"] == "2"


@pytest.mark.django_db
def test_the_program_is_served_with_it() -> None:
    from somat.project.wsgi import application

    assert isinstance(application, Handler) and application.request_class is Request


@pytest.mark.parametrize("form", [OutForm, InForm])
def test_a_form_that_cleans_in_its_own_way_has_nothing_that_needs_djangos(form: type[Steady]) -> None:
    fields = form.base_fields
    assert not any(field.disabled or isinstance(field, forms.FileField) for field in fields.values())
    assert not any(hasattr(form, f"clean_{name}") for name in fields) and form.prefix is None
    plain = type("Plain", (forms.Form,), dict(form.declared_fields))
    for body in (b"day=1/1/2026&level=1&copies=3&unit=+a+&draft=x", b"day=32/1/2026&level=2&copies=0&recipients=a"):
        post = asked(Request, body).POST
        one, other = form(post), plain(post)
        assert one.errors == other.errors and one.cleaned_data == other.cleaned_data
