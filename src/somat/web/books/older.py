"""Where the older page of a person's own lines begins: named by a line of his.

A place among all lines would tell him how many others there are.
"""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from somat.audit.moment import today
from somat.law.access import Actor
from somat.registry import queries


def before(request: HttpRequest, *, by: Actor) -> int | None:
    """The place of the line that the button names. Raises NotFound where this person does not see such a line."""
    text = str(request.POST.get("before") or request.GET.get("before") or "")
    try:
        line = UUID(text)
    except ValueError:
        return None
    return queries.entry(line, by=by, on=today()).pk
