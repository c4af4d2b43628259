"""What the journal knows of the time: the moment of its last leaf, behind which the clock may not fall (R40, R-SEC-5)."""

from __future__ import annotations

from datetime import datetime

from somat.audit.models import Leaf


def last_moment() -> datetime | None:
    """The moment of the newest leaf, in UTC; None in an empty journal. One look at the end of the primary key."""
    return Leaf.unchecked.order_by("-id").values_list("at", flat=True).first()
