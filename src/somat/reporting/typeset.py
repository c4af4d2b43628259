"""The one door to typst: data goes in as JSON beside the drawing, never as source; PDF/A-2u comes out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone
from functools import cache
from threading import Lock, Timer
from typing import Any

import typst

from somat.reporting.form import FORMS
from somat.reporting.glyphs import FONTS

STANDARD: typst.PDFStandard = "a-2u"
FORGET = 11  # typst keeps what it laid out for ten further runs: so many empty runs make it forget
REST = 1.0  # seconds without a print before it forgets
_one_at_a_time = Lock()
_forgetting: Timer | None = None


class PrintFailed(RuntimeError):
    """A print could not be made; `why` is "time", "memory" or "fault". It never carries content."""

    def __init__(self, why: str) -> None:
        super().__init__(f"the print was not made: {why}")
        self.why = why


def typeset(form: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The PDF of a form's folder (A1, entry, …) with this data; the same data and moment give the same bytes.

    The texts in `data` must have passed `plain.visible`. Raises PrintFailed.
    """
    with _one_at_a_time:
        try:
            return typeset_and_keep(form, data, at=at)
        finally:
            _forget()


def typeset_paper(form: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The same for a few pages that somebody waits for: what typst remembers goes a moment after the last of them."""
    with _one_at_a_time:
        try:
            return typeset_and_keep(form, data, at=at)
        finally:
            _forget_soon()


def typeset_and_keep(form: str, data: dict[str, Any], *, at: datetime) -> bytes:
    """The same for a process that ends after it: what typst remembers goes with the process."""
    try:
        pdf = _compiler().compile(
            _source(form, data),
            format="pdf",
            pdf_standards=STANDARD,
            pdf_tags=False,
            timestamp=_fixed(at),
        )
    except typst.TypstError:
        # its message may quote what was to be printed
        raise PrintFailed("fault") from None
    assert isinstance(pdf, bytes)
    return pdf


def preview(form: str, data: dict[str, Any]) -> list[bytes]:
    """Each page of a form's folder with this data as PNG, 96 dots an inch. Raises PrintFailed."""
    with _one_at_a_time:
        try:
            made = _compiler().compile(_source(form, data), format="png", ppi=96)
        except typst.TypstError:
            raise PrintFailed("fault") from None
        finally:
            _forget_soon()
    return [page for page in (made if isinstance(made, list) else [made]) if page is not None]


def _source(form: str, data: dict[str, Any]) -> Any:
    """The drawing with its data as a file that stands only in memory; as an input of the system they would undo all that typst keeps.

    typst parses each file in memory as source: the data are one line of comment to it (JSON has no line end), and read as JSON only.
    """
    return {"main.typ": f'#include "/{form}/form.typ"'.encode(), "data": b"//" + json.dumps(data).encode("ascii")}


def _fixed(at: datetime) -> datetime:
    """typst takes whole seconds and a fixed offset only, never a named zone."""
    return at.replace(microsecond=0, tzinfo=timezone(at.utcoffset() or timedelta()))


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    return typst.Compiler(root=str(FORMS), font_paths=fonts, ignore_system_fonts=True)


def _forget_soon() -> None:
    """Not while somebody waits for his paper: a moment after the last one (the caller holds the lock)."""
    global _forgetting
    if _forgetting is not None:
        _forgetting.cancel()
    _forgetting = Timer(REST, _forget_now)
    _forgetting.daemon = True
    _forgetting.start()


def _forget_now() -> None:
    with _one_at_a_time:
        _forget()


def _forget() -> None:
    """Make typst let go of a print: of its data, and of what it has laid out (the caller holds the lock)."""
    for _ in range(FORGET):
        _compiler().compile(b"", format="pdf")
