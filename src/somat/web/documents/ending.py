"""Ending a document: one asks, another decides; its line stays in the book."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from somat.registry.actions import documents
from somat.web.acts import key_of


@require_POST
def ask(request: HttpRequest, document: UUID) -> HttpResponse:
    made = documents.ask_end(document, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", made.entry_id)


@require_POST
def end(request: HttpRequest, document: UUID) -> HttpResponse:
    made = documents.end(document, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", made.entry_id)


@require_POST
def go_on(request: HttpRequest, document: UUID) -> HttpResponse:
    made = documents.go_on(document, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", made.entry_id)
