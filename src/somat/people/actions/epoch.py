"""The epoch of rights: raised in the transaction of every act that changes them, so that cached actors are dropped."""

from __future__ import annotations

from django.db.models import F

from somat.people.models import Epoch


def raise_epoch() -> None:
    """Call inside a change. The next request of everybody builds its actor anew (R19)."""
    if not Epoch.unchecked.update(number=F("number") + 1):
        Epoch.unchecked.get_or_create(id=1, defaults={"number": 1})
