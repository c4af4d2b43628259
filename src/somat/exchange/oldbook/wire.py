"""A file that was read as texts, and back: the face first, then its lines piece by piece; JSON, so that nothing in it can act."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from operator import attrgetter
from typing import Any

from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.face import Face, Piece, face_of, pieces_of
from somat.exchange.oldbook.layout import Guess
from somat.exchange.oldbook.oldline import Flag, OldLine
from somat.exchange.oldbook.result import Summary
from somat.exchange.oldbook.whole import How, Read
from somat.law.levels import Level

FIELDS = tuple(field.name for field in fields(OldLine))
VALUES = attrgetter(*FIELDS)
DAYS = ("day", "arrival_on")


def texts_of(found: Read, *, step: int) -> list[str]:
    """The face, then the lines in pieces of `step`."""
    return [
        face_text(face_of(found, step=step)),
        *(lines_text(part) for part in pieces_of(found.book.lines, step=step)),
    ]


def lines_text(lines: Any) -> str:
    return text([VALUES(line) for line in lines])


def lines_from(words: str) -> list[OldLine]:
    """The lines of a piece, in the order of the file."""
    return [line_from(values) for values in json.loads(words)]


def line_from(values: list[Any]) -> OldLine:
    of: dict[str, Any] = dict(zip(FIELDS, values, strict=True))
    of |= {name: date.fromisoformat(of[name]) if of[name] else None for name in DAYS}
    of["kind"], of["level"] = Kind(of["kind"]), Level(of["level"]) if of["level"] else None
    of["recipients"], of["flags"] = tuple(of["recipients"]), {Flag(flag) for flag in of["flags"]}
    return OldLine(**of)


def face_text(face: Face) -> str:
    own = {field.name: getattr(face, field.name) for field in fields(face)}
    own["guesses"] = [[getattr(guess, field.name) for field in fields(guess)] for guess in face.guesses]
    own["mapping"], own["how"] = mapping_plain(face.mapping), how_plain(face.how)
    own["counts"], own["sample"] = (
        asdict(face.counts),
        [VALUES(line) for line in face.sample],
    )
    return text(own)


def face_from(words: str) -> Face:
    of: dict[str, Any] = json.loads(words)
    of["kind"], of["how"] = Kind(of["kind"]), how_from(of["how"])
    of["example"] = tuple(of["example"]) if of["example"] else None
    of["guesses"] = tuple(
        Guess(index, header, tuple(examples), Column(column), confidence, note)
        for index, header, examples, column, confidence, note in of["guesses"]
    )
    of["mapping"], of["counts"] = mapping_from(of["mapping"]), Summary(**of["counts"])
    of["sample"] = tuple(map(line_from, of["sample"]))
    of["highest"] = Level(of["highest"]) if of["highest"] else None
    of["above"] = {int(year): number for year, number in of["above"].items()}
    of["pieces"] = tuple(Piece(*one) for one in of["pieces"])
    return Face(**of)


def how_plain(how: How) -> dict[str, Any]:
    mapping = None if how.mapping is None else mapping_plain(how.mapping)
    told = {name: getattr(how, name) for name in ("kind", "scheme", "year", "level")}
    return {"on": how.on.isoformat(), **told, "mapping": mapping}


def how_from(of: dict[str, Any]) -> How:
    return How(
        on=date.fromisoformat(of["on"]),
        kind=Kind(of["kind"]) if of["kind"] else None,
        mapping=None if of["mapping"] is None else mapping_from(of["mapping"]),
        scheme=Scheme(of["scheme"]) if of["scheme"] else None,
        year=of["year"],
        level=Level(of["level"]) if of["level"] else None,
    )


def mapping_plain(mapping: dict[int, Column]) -> dict[str, str]:
    return {str(index): column.value for index, column in mapping.items()}


def mapping_from(of: dict[str, str]) -> dict[int, Column]:
    return {int(index): Column(name) for index, name in of.items()}


def plain(value: Any) -> Any:
    """What JSON does not know: days as ISO days, sets in order."""
    return value.isoformat() if isinstance(value, date) else sorted(value)


def text(value: Any) -> str:
    return json.dumps(value, default=plain, ensure_ascii=False, separators=(",", ":"))
