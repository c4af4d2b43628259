"""What the door of the web asks at every request: whose session is this cookie, here and now."""

from __future__ import annotations

from datetime import datetime

from somat.people import queries
from somat.people.actions import sessions as acts
from somat.people.passwords import token_hash
from somat.people.queries import LiveSession


def live(token: str, *, workstation: str, now: datetime) -> LiveSession | None:
    """The live session of a cookie: one query, and one write at most every half minute. A dead or copied one is ended."""
    kept = token_hash(token)
    found = queries.live(kept, workstation=workstation, now=now)
    if found is None:
        acts.close_stale(kept, workstation=workstation, at=now)
    else:
        acts.touch(found, at=now)
    return found
