"""Who holds the shares of the root key. Names and numbers are no secret; the shares stand nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from somat.audit.absent import NotFound
from somat.law.access import Actor
from somat.vault.models import Ceremony, Holder, OpenSwap, WordSearch


@dataclass(frozen=True, slots=True)
class ShareSet:
    """A set of shares with the persons by number."""

    uuid: UUID
    set_name: str
    needed: int
    total: int
    asked_by: UUID
    asked_at: datetime
    agreed_by: UUID | None
    done_at: datetime | None
    holders: tuple[tuple[int, UUID], ...]

    def number_of(self, person: UUID) -> tuple[int, ...]:
        return tuple(number for number, holder in self.holders if holder == person)


def in_force(*, by: Actor) -> ShareSet | None:
    """The set whose making was ended last."""
    row = Ceremony.unchecked.exclude(done_at=None).order_by("-done_at", "-id").first()
    return _with_holders(row) if row else None


def ceremony(uuid: UUID, *, by: Actor, lock: bool = False) -> Ceremony:
    """One ceremony, or NotFound."""
    rows = Ceremony.unchecked.filter(uuid=uuid)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotFound(uuid)
    return found


def share_set(uuid: UUID, *, by: Actor) -> ShareSet:
    return _with_holders(ceremony(uuid, by=by))


def swap_accepted(*, lock: bool = False) -> OpenSwap | None:
    """The newest acceptance of an open swap, by one person or by both."""
    rows = OpenSwap.unchecked.order_by("-id")
    return (rows.select_for_update() if lock else rows).first()


def word_search(*, lock: bool = False) -> WordSearch | None:
    """What holds for the words inside documents: asked for, allowed, or None. It is no secret, so it takes no `by`."""
    rows = WordSearch.unchecked.filter(ended_by=None).order_by("id")
    return (rows.select_for_update() if lock else rows).first()


def _with_holders(row: Ceremony) -> ShareSet:
    held = Holder.unchecked.filter(ceremony__uuid=row.uuid).order_by("number").values_list("number", "person")
    return ShareSet(
        row.uuid,
        row.set_name,
        row.needed,
        row.total,
        row.asked_by,
        row.asked_at,
        row.agreed_by,
        row.done_at,
        tuple(held),
    )
