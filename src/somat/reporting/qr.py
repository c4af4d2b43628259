"""QR codes. Their package brings half of Python's mail and web packages with it, so it is loaded for the first code, not at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import segno


def qr(content: str | bytes, **how: Any) -> segno.QRCode:
    """A code of level M (15 % may be lost), never of a higher one; `how` as for segno.make_qr."""
    import segno

    return segno.make_qr(content, error="m", boost_error=False, **how)
