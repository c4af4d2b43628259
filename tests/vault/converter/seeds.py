"""Fifty-odd clean files of every kind, and ways to spoil them; the same numbers give the same bytes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from tests.vault.converter import bad_pdf, bad_picture, clean

EXTREMES = (
    b"\x00",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\x80\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"99999999999",
    b"-1",
    b"%s%n",
)


def seeds() -> dict[str, bytes]:
    """Made by code, by name."""
    found = {f"pdf-blank-{pages}": clean.blank_pdf(pages) for pages in (1, 2, 9)}
    found |= {f"pdf-text-{pages}": clean.text_pdf(pages) for pages in (1, 3, 12)}
    found |= {f"pdf-drawn-{number}": bad_pdf.drawn(words) for number, words in enumerate(DRAWINGS)}
    found |= {"pdf-link": bad_pdf.annotated("/Subtype /Link /A << /S /URI /URI (https://chinhphu.vn) >>"), "pdf-form": bad_pdf.one("/AcroForm << /Fields [] >>")}  # fmt: skip
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        found[f"png-{mode}"] = clean.picture(mode=mode, size=(120, 90))
    for mode in ("L", "RGB", "CMYK"):
        found[f"jpeg-{mode}"] = clean.picture("JPEG", mode=mode, size=(120, 90))
    for mode in ("1", "L", "P", "RGB", "RGBA", "CMYK", "I;16"):
        found[f"tiff-{mode}"] = clean.picture("TIFF", mode=mode, size=(120, 90))
    found |= {f"tiff-{pages}-pages": clean.picture("TIFF", pages=pages, size=(60, 40)) for pages in (2, 5, 9)}
    found |= {
        "jpeg-photo": clean.photo(),
        "tiff-by-hand": bad_picture.tiff(),
        "tiff-many": bad_picture.tiff_of_many(30),
    }
    found |= {f"docx-{paragraphs}": clean.docx(paragraphs) for paragraphs in (1, 5, 30)}
    found |= {"docx-table": clean.docx(2, table=9), "docx-picture": clean.docx(2, image=clean.picture())}
    found |= {
        f"xlsx-{rows}-{sheets}": clean.xlsx(rows, sheets=sheets) for rows, sheets in ((1, 1), (20, 2), (200, 1), (5, 5))
    }
    found |= {f"odt-{paragraphs}": clean.odt(paragraphs) for paragraphs in (1, 4, 40)}
    return found


DRAWINGS = (
    "1 0 0 rg 10 10 100 100 re f",
    "q 1 0 0 1 50 50 cm 0 0 m 90 0 l 90 90 l h S Q",
    "BT /F1 12 Tf 10 200 Td (Khong co phong chu) Tj ET",
    "0 0 m 10 10 20 20 30 30 c S [3 2] 0 d 5 w 0 0 m 99 99 l S",
    "q 0 0 100 100 re W n 0.5 g 0 0 300 300 re f Q",
    "/Span << /MCID 0 >> BDC 1 0 0 RG 5 5 50 50 re S EMC",
    "BI /W 2 /H 2 /BPC 8 /CS /G ID abcd EI",
    "0 0 1 rg 100 100 m 200 100 l 150 200 l b*",
)


def spoilt(data: bytes, *, number: int) -> bytes:
    """A seed changed in one of several ways, by a number."""
    chance = random.Random(number)
    if data.startswith(b"PK") and chance.random() < 0.6:
        return _spoilt_part(data, chance)
    return chance.choice(WAYS)(bytearray(data), chance)


def _spoilt_part(data: bytes, chance: random.Random) -> bytes:
    """One part of a zip changed before it is packed again, so that it is not only the packing that is wrong."""
    parts = clean.opened(data)
    name = chance.choice([name for name in sorted(parts) if name != "mimetype"])
    way = chance.choice((*WAYS, _other_words))
    return clean.packed({**parts, name: way(bytearray(parts[name]), chance)})


def _flip(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 12)):
        if data:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(data: bytearray, chance: random.Random) -> bytes:
    return bytes(data[: chance.randrange(len(data) + 1)])


def _without(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return bytes(data[:at] + data[at + chance.randint(1, 200) :])


def _twice(data: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return bytes(data[:at] + data[at : at + chance.randint(1, 2000)] * chance.randint(2, 9) + data[at:])


def _extreme(data: bytearray, chance: random.Random) -> bytes:
    at, value = chance.randrange(len(data) + 1), chance.choice(EXTREMES)
    return bytes(data[:at] + value + data[at + len(value) :])


def _other_number(data: bytearray, chance: random.Random) -> bytes:
    """A number written in digits becomes another one."""
    found = list(re.finditer(rb"\d+", data))
    if not found:
        return _flip(data, chance)
    one = chance.choice(found)
    return bytes(
        data[: one.start()] + chance.choice((b"0", b"-1", b"2147483648", b"999999999999", b"1e99")) + data[one.end() :]
    )


def _other_words(data: bytearray, chance: random.Random) -> bytes:
    """Something between two elements that has no place there."""
    found = [one.end() for one in re.finditer(rb">", data)]
    at = chance.choice(found) if found else 0
    more = (
        b"<a>" * 300,
        b"<!-- x -->",
        b"&#0;",
        b"<![CDATA[x]]>",
        b"<?x y?>",
        b"\xff\xfe",
        b"<a " + b"b='c' " * 50 + b"/>",
    )
    return bytes(data[:at] + chance.choice(more) + data[at:])


WAYS: tuple[Callable[[bytearray, random.Random], bytes], ...] = (_flip, _cut, _without, _twice, _extreme, _other_number)
