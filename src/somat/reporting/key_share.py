"""The paper of one share of the root key: made in memory for its holder, never kept by the program."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from somat.reporting.daily_sheet import LETTERHEAD, bars
from somat.reporting.plain import visible
from somat.reporting.qr import qr
from somat.reporting.typeset import typeset
from somat.reporting.wording import place_and_day
from somat.reporting.wrap import fitted


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyShare:
    """What goes to paper: the words by line, and what the QR code says. Both are secret."""

    superior: str
    agency: str
    place: str
    set: str
    number: int
    needed: int
    total: int
    holder: str
    words: tuple[tuple[str, ...], ...] = field(repr=False)
    code: str = field(repr=False)
    printed_at: datetime


def render_key_share(share: KeyShare) -> bytes:
    """The sheet as PDF/A-2u on one A4 page. Raises PrintFailed."""
    return typeset("key-share", composed(share), at=share.printed_at)


def composed(share: KeyShare) -> dict[str, Any]:
    code = qr(share.code)
    return {
        "superior": fitted(visible(share.superior.upper()), width=LETTERHEAD, size=12, lines=3),
        "agency": fitted(visible(share.agency.upper()), width=LETTERHEAD, size=12, lines=3, style="b"),
        "author": visible(share.agency),
        "place": visible(place_and_day(share.place, share.printed_at.date())),
        "set": share.set.upper(),
        "number": str(share.number),
        "needed": str(share.needed),
        "total": str(share.total),
        "holder": visible(share.holder),
        "words": [list(line) for line in share.words],
        "qr": {"side": len(code.matrix), "bars": [list(bar) for bar in bars(code)]},
    }
