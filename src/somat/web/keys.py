"""The idempotency key of a form."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest


def key_of(request: HttpRequest) -> UUID:
    """The key of this form (hidden field `once`); a form without one gets a new key, so that it acts at most once."""
    try:
        return UUID(str(request.POST.get("once", "")))
    except ValueError:
        return uuid4()
