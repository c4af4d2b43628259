"""Which blobs the books name: what a backup must bring back, and what the vault's sweep must leave."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from somat.law.access import SYSTEM, Actor
from somat.registry.models import Document, DocumentVersion

AT_ONCE = 2_000


def kept_blobs(*, by: Actor) -> Iterator[tuple[UUID, str]]:
    """Blob and its hash of every version that has not been ended; for the program itself alone, for others none."""
    if by != SYSTEM:
        return
    kept = DocumentVersion.unchecked.exclude(document__state=Document.State.ENDED).order_by("id")
    yield from kept.values_list("blob", "blob_hash").iterator(AT_ONCE)
