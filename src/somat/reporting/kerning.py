"""How much nearer than their own widths two letters of the shipped Tinos stand: read from the font files."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from functools import cache

from somat.reporting.glyphs import FILES, FONTS, letters, tables

PAIRS = 2  # the type of a lookup that moves two letters towards one another
ADVANCE = 4  # a value that holds the first letter's change of width and nothing else


@cache
def kerns(style: str) -> Mapping[str, int]:
    """Two letters to the change of their distance in font units; pairs that keep theirs are left out. ValueError for a table of another form."""
    data = (FONTS / f"{FILES[style]}.ttf").read_bytes()
    at = tables(data)
    drawn: dict[int, list[str]] = {}
    for code, glyph in letters(data, at["cmap"]).items():
        drawn.setdefault(glyph, []).append(chr(code))
    return {
        one + other: change
        for start in _subtables(data, at["GPOS"])
        for first, second, change in _pairs(data, start)
        for one in drawn.get(first, ())
        for other in drawn.get(second, ())
    }


def _subtables(data: bytes, gpos: int) -> list[int]:
    """Where the tables of pairs begin, of the lookups that "kern" names."""
    _, _, features, lookups = struct.unpack_from(">IHHH", data, gpos)
    features, lookups = gpos + features, gpos + lookups
    named = set()
    for tag, offset in struct.iter_unpack(">4sH", data[features + 2 : features + 2 + 6 * _word(data, features)]):
        if tag == b"kern":
            named.update(_words(data, features + offset + 2))
    found = []
    for number in sorted(named):
        lookup = lookups + _words(data, lookups)[number]
        if _word(data, lookup) != PAIRS:
            raise ValueError("another lookup than of pairs is not read here")
        found += [lookup + offset for offset in _words(data, lookup + 4)]
    return found


def _pairs(data: bytes, start: int) -> list[tuple[int, int, int]]:
    form, coverage, first_value, second_value = struct.unpack_from(">4H", data, start)
    if (form, first_value, second_value) != (1, ADVANCE, 0):
        raise ValueError("another table of pairs is not read here")
    firsts = _covered(data, start + coverage)
    found = []
    for first, offset in zip(firsts, _words(data, start + 8), strict=True):
        place = start + offset
        rows = data[place + 2 : place + 2 + 4 * _word(data, place)]
        found += [(first, second, change) for second, change in struct.iter_unpack(">Hh", rows)]
    return found


def _covered(data: bytes, start: int) -> list[int]:
    form = _word(data, start)
    if form == 1:
        return _words(data, start + 2)
    rows = struct.iter_unpack(">3H", data[start + 4 : start + 4 + 6 * _word(data, start + 2)])
    return [glyph for first, last, _ in rows for glyph in range(first, last + 1)]


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "big")


def _words(data: bytes, at: int) -> list[int]:
    """A list with its length before it."""
    return list(struct.unpack_from(f">{_word(data, at)}H", data, at + 2))
