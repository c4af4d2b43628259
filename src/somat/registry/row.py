"""What rooms above may know of a line's row: a shape, not the model."""

from __future__ import annotations

from typing import Protocol
from uuid import UUID


class EntryRow(Protocol):
    """A line just written."""

    uuid: UUID
    level: int
