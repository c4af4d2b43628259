"""What every form that acts has in common: the idempotency key, and a refusal shown on the form with everything typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms

from somat.law.refusal import Refusal, Refused
from somat.web.errors import BY_DUTY
from somat.web.keys import key_of

__all__ = ["attempt", "key_of", "put_errors"]

Made = TypeVar("Made")


def attempt(act: Callable[[], Made]) -> tuple[Made | None, tuple[Refusal, ...]]:
    """Do the act; a refusal comes back to be shown on the form. A refusal by duty has its own page."""
    try:
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
