"""What every form that acts has in common: the idempotency key, and a refusal shown on the form with everything typed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import TypeVar
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest

from somat.audit.change import keyed
from somat.law.refusal import Refusal, Refused
from somat.web.errors import BY_DUTY

Made = TypeVar("Made")


def key_of(request: HttpRequest) -> UUID:
    """The key of this form (hidden field `once`); a form without one gets a new key, so that it acts at most once."""
    try:
        return UUID(str(request.POST.get("once", "")))
    except ValueError:
        return uuid4()


def attempt(act: Callable[[], Made], *, key: UUID | None = None) -> tuple[Made | None, tuple[Refusal, ...]]:
    """Do the act; a refusal comes back to be shown on the form. A refusal by duty has its own page.

    `key`: the form's, for an act whose function takes none; a repeat raises AlreadyDone.
    """
    try:
        with keyed(key) if key else nullcontext():
            return act(), ()
    except Refused as no:
        if any(r.rule in BY_DUTY for r in no.refusals):
            raise
        return None, no.refusals


def put_errors(form: forms.Form, refusals: tuple[Refusal, ...]) -> None:
    """Mark the fields that refusals are about, so that the page shows them where they were typed."""
    for refusal in refusals:
        if refusal.field in form.fields:
            form.add_error(refusal.field, refusal.sentence())
