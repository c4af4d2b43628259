"""A PDF with marks laid over it: the whole new file, or one page of it as pixels."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats.paper import drawn
from somat.vault.converter.formats.pdf import Pdf
from somat.vault.converter.laying import free, onto  # `free` now: behind the walls nothing is loaded
from somat.vault.converter.laying.badpdf import BadPdf
from somat.vault.converter.wire import Head

__all__ = ["LAY", "LOOK", "OPS", "answers", "free"]

LAY, LOOK = "lay", "lay-look"
OPS = (LAY, LOOK)
WHY = {
    "broken": "damaged",
    "encrypted": "encrypted",
    "full": "mark-full",
    "outside": "mark-outside",
    "page": "no-page",
    "pages": "too-many-pages",
    "signed": "signed",
}


def answers(head: Head, data: bytes) -> Iterator[tuple[Head, bytes]]:
    """What the daemon is told: where each mark stands and then the file in parts, or one picture. Raises ConverterRefused."""
    cut = len(data) - head["drawn"]
    try:
        facts, made = onto.answered({**head["job"], "job": "overlay"}, data[:cut], data[cut:])
    except BadPdf as bad:
        raise ConverterRefused(WHY.get(bad.why, "damaged")) from None
    if head["op"] == LOOK:
        number = head["first"]
        one = drawn(_drawn(made, number, dpi=head["dpi"]))
        yield {"page": number, "width": one.width, "height": one.height, "mode": one.mode, "look": one.look}, one.data
        return
    places = [[place["page"], place["left_mm"], place["top_mm"]] for place in facts["places"]]
    yield {"laid": len(made), "places": places}, b""
    for at in range(0, len(made), limits.BLOCK):
        part = made[at : at + limits.BLOCK]
        yield {"part": len(part)}, part


def _drawn(made: bytes, number: int, *, dpi: int) -> Image.Image:
    paper = Pdf(made)
    if number > paper.count:
        raise ConverterRefused("no-page")
    return paper.draw(number, dpi=dpi)
