"""The duplicate warning: lines of the same book that look like the one being written, among those this person may see."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry import queries


def twins(data: dict[str, Any], *, book: Any, by: Actor) -> list[dict[str, Any]]:
    """Incoming: same number and body; outgoing: same day, type and signer with as many copies. At most three."""
    if book.kind == "in":
        if not data["number"]:
            return []
        found = queries.alike(book, by=by, on=today(), symbol=data["number"], body=data["body"])
    else:
        found = queries.alike(
            book,
            by=by,
            on=today(),
            day=data["day"],
            doc_type=data["doc_type"],
            symbol=data["symbol"],
            signer=data["signer"],
            copies=data["copies"],
        )
    return [{"no": e.no, "url": reverse("books:entry", args=[e.uuid]), "day": e.day} for e in found]
