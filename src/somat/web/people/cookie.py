"""The session cookie: a random token, nothing else, gone when the browser closes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

NAME = "somat"


def give(response: HttpResponse, token: str, *, request: HttpRequest) -> None:
    response.set_cookie(NAME, token, httponly=True, samesite="Strict", secure=request.is_secure(), path="/")


def take(response: HttpResponse) -> None:
    response.delete_cookie(NAME, path="/", samesite="Strict")
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
