"""The requests as the child does them: what a file is, its pages as pixels, its words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import kind, laid, office, reading
from somat.vault.converter.formats.paper import Paper, drawn
from somat.vault.converter.formats.parcel import demand_sound
from somat.vault.converter.formats.pdf import Pdf, demand_quiet
from somat.vault.converter.formats.picture import Pictures
from somat.vault.converter.sandbox import seccomp
from somat.vault.converter.wire import Head

Answer = tuple[Head, bytes]


def answers(head: Head, data: bytes, *, scratch: Path | None) -> Iterator[Answer]:
    """What the daemon is told, one frame after the other. Raises ConverterRefused."""
    if head["op"] in laid.OPS:
        narrowed()
        yield from laid.answers(head, data)
        return
    media = kind.media(data)
    if head["op"] == "probe":
        yield probed(data, media, scratch), b""
        return
    if media != head["media"]:
        raise ConverterRefused("unknown-type")
    paper = opened(data, media, scratch=scratch)
    if head["first"] > paper.count:
        raise ConverterRefused("no-page")
    numbers = range(head["first"], min(head["first"] + head["count"], paper.count + 1))
    if head["op"] == "pages":
        narrowed()
        yield from pages(paper, numbers, dpi=head["dpi"])
    else:
        yield from words(paper, numbers, scratch=scratch)


def probed(data: bytes, media: str, scratch: Path | None) -> Head:
    """The whole of a file is judged once, when it comes in."""
    paper = opened(data, media, scratch=scratch)
    narrowed()
    if isinstance(paper, Pdf) and media == kind.PDF:
        demand_quiet(data)
    paper.check()
    return {"media": media, "pages": paper.count}


def opened(data: bytes, media: str, *, scratch: Path | None) -> Pdf | Pictures:
    """A file of a known type as pages."""
    if media in kind.OFFICE:
        demand_sound(data, media)
        return Pdf(office.as_pdf(data, media, scratch=scratch))
    return Pdf(data) if media == kind.PDF else Pictures(data, media)


def pages(paper: Paper, numbers: range, *, dpi: int) -> Iterator[Answer]:
    for number in numbers:
        one = drawn(paper.draw(number, dpi=dpi))
        yield {"page": number, "width": one.width, "height": one.height, "mode": one.mode, "look": one.look}, one.data


def words(paper: Paper, numbers: range, *, scratch: Path | None) -> Iterator[Answer]:
    """The text layer where a page has one worth the name, else what tesseract makes of its picture."""
    for number in numbers:
        text = paper.words(number)
        if len(text.strip()) < reading.LAYER:
            text = reading.read(paper.draw(number, dpi=reading.DPI), scratch=scratch)
        yield {"page": number, "text": text[: limits.TEXT]}, b""


def narrowed() -> None:
    """No other program is needed from here on; where the first filter is missing the trial has said so."""
    seccomp.narrow()
