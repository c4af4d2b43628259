"""Text broken into lines by the font's own widths, so that the height of a row is known before anything is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterable

from somat.reporting.glyphs import face

Run = tuple[str, str]  # style ("" plain, "s" struck, "b" bold, "i" italic, "si" both), text
Row = list[Run]
Piece = str | tuple[str, str] | float  # plain text; style and text; a gap of so many points, a line of its own
Drawn = list[Piece]  # what the drawing takes

FACES = {"": "", "s": "", "b": "b", "i": "i", "si": "i"}
SLACK = 0.15  # points kept free at the right, so that the drawing never breaks a line again
AFTER = re.compile(r"(?<=[-/,.;:_])(?=.)")  # where a symbol such as 129/QĐ-UBND may be broken


def wrap(runs: Iterable[Run], *, width: float, size: float) -> list[Row]:
    """Lines of at most `width` points at `size` points. Runs are parted by a space; a word too wide is cut."""
    runs = [run for run in runs if run[1]]
    room = width - SLACK
    if len(runs) == 1 and face(FACES[runs[0][0]]).width(runs[0][1], size) <= room:
        return [runs]
    rows: list[Row] = []
    row: Row = []
    left = room
    for style, text in runs:
        shape = face(FACES[style])
        space = shape.width(" ", size)
        words: list[str] = []
        for word in text.split(" "):
            wide = shape.width(word, size)
            if (row or words) and wide + space <= left:
                words.append(word)
                left -= wide + space
                continue
            if closed := _closed(row, style, words):
                rows.append(closed)
            *full, word = [word] if wide <= room else cut(word, style=style, width=room, size=size)
            rows += [[(style, piece)] for piece in full]
            row, words = [], [word]
            left = room - shape.width(word, size)
        row = _closed(row, style, words)
    return [*rows, row] if row else rows


def _closed(row: Row, style: str, words: list[str]) -> Row:
    """The line so far with the words of the present run."""
    return [*row, (style, (" " if row else "") + " ".join(words))] if words else row


def cut(word: str, *, style: str, width: float, size: float) -> list[str]:
    """Pieces of a word too wide for its column: at a stroke, hyphen or stop where there is one, else anywhere."""
    advances, em = face(FACES[style]).advances, face(FACES[style]).em
    room = width * em / size
    pieces: list[str] = []
    piece, used = "", 0
    for part in AFTER.split(word):
        wide = sum(map(advances.__getitem__, part))
        if used + wide <= room:
            piece, used = piece + part, used + wide
            continue
        if piece and wide <= room:
            pieces.append(piece)
            piece, used = part, wide
            continue
        for char in part:
            if piece and used + advances[char] > room:
                pieces.append(piece)
                piece, used = "", 0
            piece, used = piece + char, used + advances[char]
    return [*pieces, piece]


def drawn(rows: list[Row]) -> Drawn:
    """Lines as the drawing takes them: line ends inside the texts, neighbours of one style joined."""
    if all(len(row) == 1 and not row[0][0] for row in rows):
        return ["\n".join(row[0][1] for row in rows)] if rows else []
    pieces: Drawn = []
    for number, row in enumerate(rows):
        if number:
            add(pieces, "", "\n")
        for style, text in row:
            if text.startswith(" "):
                # a struck space would look like a struck letter
                add(pieces, style if pieces and _style(pieces[-1]) == style else "", " ")
                text = text[1:]
            add(pieces, style, text)
    return pieces


def fitted(text: str, *, width: float, size: float, lines: int, style: str = "") -> Drawn:
    """A text in at most so many lines; what does not fit is left out, and an ellipsis says so."""
    rows = wrap([(style, text)], width=width - size, size=size)
    if len(rows) > lines:
        rows = [*rows[: lines - 1], [*rows[lines - 1], (style, "…")]]
    return drawn(rows)


def add(pieces: Drawn, style: str, text: str) -> None:
    """Append a text, joined to the piece before where both have one style."""
    match pieces[-1] if pieces else None:
        case str(last) if not style:
            pieces[-1] = last + text
        case (before, last) if before == style:
            pieces[-1] = style, last + text
        case _:
            pieces.append((style, text) if style else text)


def _style(piece: Piece) -> str:
    return piece[0] if isinstance(piece, tuple) else ""


def height(lines: int, *, size: float, leading: float) -> float:
    """Points that so many lines take: each is as high as its size, with the leading between."""
    return lines * size + max(0, lines - 1) * leading
