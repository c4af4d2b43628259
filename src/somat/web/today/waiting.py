"""Jobs of the other desks for the page of the day: envelopes, the journal's sheet, backups, the law folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from somat.law.access import Actor


def elsewhere(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Each desk adds its own jobs here as it is built."""
    yield from ()
