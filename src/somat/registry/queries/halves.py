"""Half-filled forms: whose they are and which of them wait to be put back."""

from __future__ import annotations

from uuid import UUID, uuid5

from somat.law.access import Actor
from somat.registry.models import Draft

MOST = 5  # half-filled forms of one person; the oldest makes room
FORM = "form"  # the purpose of a half-filled form


def uuid_of(half: UUID, *, by: Actor) -> UUID:
    """The row of a half-filled form by the name that its page gave it; nobody can name the row of somebody else."""
    return uuid5(by.person, str(half))


def form(uuid: UUID, *, by: Actor, lock: bool = False) -> Draft | None:
    """One half-filled form of this person, whatever became of it."""
    rows = Draft.unchecked.filter(uuid=uuid, owner=by.person, purpose=FORM)
    return (rows.select_for_update() if lock else rows).first()


def waiting(*, by: Actor, limit: int = MOST) -> list[Draft]:
    """The forms this person has left half filled, the newest first."""
    rows = Draft.unchecked.filter(owner=by.person, state=Draft.State.OPEN, purpose=FORM)
    return list(rows.order_by("-changed_at", "-id")[:limit])


def waits(half: UUID, *, by: Actor) -> bool:
    """Whether a half-filled form of this name waits for this person."""
    return Draft.unchecked.filter(uuid=uuid_of(half, by=by), state=Draft.State.OPEN).exists()
