"""Which blobs must lie in the site's folder, and whether they do: by name and size, or by the hash that the journal binds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from somat.law.access import Actor
from somat.registry.models import Document, DocumentVersion
from somat.vault.process.content.stream import stored_size

FOLDER = "blobs"


@dataclass(frozen=True, slots=True)
class Stored:
    """A blob that a living version names; `size` is that of the file, `sha256` its hash in hexadecimal."""

    version: UUID
    blob: UUID
    size: int
    sha256: str

    def path(self, folder: Path) -> Path:
        return folder / FOLDER / self.blob.hex[:2] / self.blob.hex


def stored(*, by: Actor) -> Iterator[Stored]:
    """The blobs of all documents that are not ended; names, sizes and hashes only, no content."""
    rows = DocumentVersion.unchecked.exclude(document__state=Document.State.ENDED).order_by("id")
    for uuid, blob, size, sha256 in rows.values_list("uuid", "blob", "size", "blob_hash").iterator():
        yield Stored(uuid, blob, stored_size(size), sha256)


def wrong(one: Stored, folder: Path, *, by_hash: str | None) -> str:
    """What is wrong with a blob: "missing", "differs", "unreadable", or nothing. `by_hash`: a hash's name, or None for size only."""
    try:
        if one.path(folder).stat().st_size != one.size:
            return "differs"
        if by_hash is not None:
            with one.path(folder).open("rb") as file:
                return "" if hashlib.file_digest(file, by_hash).hexdigest() == one.sha256 else "differs"
    except FileNotFoundError:
        return "missing"
    except OSError:
        return "unreadable"
    return ""
