"""Inside the throw-away process: which of mark, number and day stand on the first page, and where the signer's name does."""

from __future__ import annotations

import ctypes
import re
import unicodedata
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as raw  # type: ignore[import-untyped]

from somat.law.signing import Mark
from somat.reporting.form import MM
from somat.vault.converter.laying.badpdf import MAX_PAGES, BadPdf
from somat.vault.converter.laying.view import View, visible_box

UNSEEN = re.compile("[\\s\u200b\ufffe\u00ad]")
LETTERS = 200_000  # of one page
LONGER = ("TUYỆTMẬT", "TỐIMẬT", "BÍMẬT")
RED = (150, 90, 90)  # at least, at most, at most: stamps are #E00000, scanned ink is darker


def answered(job: dict[str, Any], pdf: bytes, _: bytes) -> tuple[dict[str, Any], bytes]:
    """{"marks": [...], "pages": n, "name": [left, top, width, height] in mm or None} and the last page's box, turns, size. Raises BadPdf."""
    try:
        file = pypdfium2.PdfDocument(pdf)
        if not 0 < len(file) <= MAX_PAGES:
            raise BadPdf("pages")
        first, last = file[0], file[len(file) - 1]
        found = marks(first, level=job["level"], number=job["number"], day=job["day"])
        shown = view(last)
        name = None if shown.turns else place_of(last, job["name"], shown)
        page = {"box": list(shown.box), "turns": shown.turns, "size": list(shown.size)}
        return {"marks": found, "pages": len(file), "name": name, **page}, b""
    except pypdfium2.PdfiumError:
        raise BadPdf("broken") from None


def close(text: str) -> str:
    """Composed and without spaces: where a line ends says nothing."""
    return UNSEEN.sub("", unicodedata.normalize("NFC", text))


def marks(page: Any, *, level: str, number: str, day: str) -> list[str]:
    """The mark of the level in red letters, the number with its symbol, the day in words or figures."""
    text = page.get_textpage()
    letters = [(text.get_text_range(at, 1), _red(text, at)) for at in range(min(text.count_chars(), LETTERS))]
    whole = close("".join(letter for letter, _ in letters))
    red = close("".join(letter for letter, is_red in letters if is_red))
    for longer in LONGER:  # a lower mark stands in the words of a higher one
        red = red if longer == close(level) else red.replace(longer, "")
    return [
        mark
        for mark, there in (
            (Mark.LEVEL, bool(level) and close(level) in red),
            (Mark.NUMBER, bool(number) and close(number) in whole),
            (Mark.DAY, any(close(one) in whole for one in day.split("|") if one)),
        )
        if there
    ]


def _red(text: Any, at: int) -> bool:
    r, g, b, a = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFText_GetFillColor(text.raw, at, r, g, b, a):
        return False
    return r.value >= RED[0] and g.value <= RED[1] and b.value <= RED[2]


def place_of(page: Any, name: str, shown: View) -> list[float] | None:
    """The last place where the name stands on the last page: left, top, width, height in mm from the upper left corner."""
    text = page.get_textpage()
    letters = [(at, text.get_text_range(at, 1)) for at in range(min(text.count_chars(), LETTERS))]
    inked = [(at, close(letter)) for at, letter in letters if close(letter)]
    start = "".join(letter for _, letter in inked).rfind(close(name)) if close(name) else -1
    if start < 0:
        return None
    boxes = [text.get_charbox(at) for at, _ in inked[start : start + len(close(name))]]
    left, bottom = min(box[0] for box in boxes) - shown.box[0], min(box[1] for box in boxes)
    right, top = max(box[2] for box in boxes) - shown.box[0], max(box[3] for box in boxes)
    return [left / MM, (shown.box[3] - top) / MM, (right - left) / MM, (top - bottom) / MM]


def view(page: Any) -> View:
    """The page as it is read. A unit of its own (UserUnit) is not seen here: nobody writes letters on such pages."""
    return View(visible_box(page.get_mediabox(), page.get_cropbox()), page.get_rotation() // 90)
