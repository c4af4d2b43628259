"""What is kept with an import: the file, the face of its reading and its lines, in sealed pieces that open one by one.

The result of an import, line by line, is kept in the same way and for longer.

Each piece is an object of the journal: the leaf of the act that writes or destroys it binds it in its manifest, so that no
later act has to look at a piece that it leaves alone. Pieces written before that was so are bound by no leaf: `somat verify`
names each of them until their import is taken in to its end or left out.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from somat.audit.change import Act
from somat.audit.reading import record_reading
from somat.exchange import verbs
from somat.exchange.models import Import, Kept, Result
from somat.law.access import Actor
from somat.law.levels import Level
from somat.vault import actions as vault
from somat.vault import client

VALUE = 192 * 1024  # characters of one sealed value; the vault takes 256 Ki
FRAME = 64  # sealed values in one request to the vault
PART = 2**20  # bytes of the file in one piece
FILE, FACE, LINES = Kept.What.FILE, Kept.What.FACE, Kept.What.LINES
RESULT = "result"

Row = Kept | Result


@dataclass(frozen=True)
class Piece:
    """A piece about to be written: its row, and its values sealed for that row."""

    row: Row
    sealed: tuple[client.SealedValue, ...]


def sealed(pieces: Sequence[tuple[str, int, bytes]], *, batch: UUID, book: UUID) -> list[Piece]:
    """Seal pieces (what, ordinal, bytes) under the key of the book. Outside every transaction; raises what the vault raises."""
    made: list[tuple[Row, list[client.Plain]]] = []
    for what, ordinal, data in pieces:
        texts = values_of(data)
        row = row_of(what, batch=batch, ordinal=ordinal, parts=len(texts))
        table = row._meta.db_table
        plain = [
            client.Plain(table, row.uuid, column(at), 1, Level.TUYET_MAT, book, part) for at, part in enumerate(texts)
        ]
        made.append((row, plain))
    every = [one for _, plain in made for one in plain]
    found = (value for at in range(0, len(every), FRAME) for value in client.seal(every[at : at + FRAME]))
    return [Piece(row, tuple(next(found) for _ in plain)) for row, plain in made]


def row_of(what: str, *, batch: UUID, ordinal: int, parts: int) -> Row:
    if what == RESULT:
        return Result(uuid=uuid4(), batch_id=batch, ordinal=ordinal, parts=parts)
    return Kept(uuid=uuid4(), batch_id=batch, what=what, ordinal=ordinal, parts=parts)


def write(pieces: Sequence[Piece], *, act: Act) -> None:
    """Write pieces inside the act they belong to; its leaf binds them."""
    Kept.unchecked.bulk_create(piece.row for piece in pieces if isinstance(piece.row, Kept))
    Result.unchecked.bulk_create(piece.row for piece in pieces if isinstance(piece.row, Result))
    for some in frames([piece.row for piece in pieces]):  # no more than a frame of ciphertexts is read back at once
        for model in (Kept, Result):
            act.batch(model._meta.db_table, [row.uuid for row in some if isinstance(row, model)])
    vault.keep([value for piece in pieces for value in piece.sealed])


def of(batch: Import, *what: str, ordinal: int | None = None) -> list[Kept]:
    """The rows of the pieces of some kinds, in order."""
    rows = Kept.unchecked.filter(batch=batch, what__in=what)
    return list((rows if ordinal is None else rows.filter(ordinal=ordinal)).order_by("what", "ordinal"))


def results(batch: Import, ordinals: Sequence[int]) -> list[Result]:
    """The rows of some pieces of the result, in order."""
    return list(Result.unchecked.filter(batch=batch, ordinal__in=ordinals).order_by("ordinal"))


def opened(pieces: Sequence[Row], *, batch: Import, by: Actor) -> list[bytes]:
    """The bytes of pieces: recorded readings of as many of them as one answer of the vault can hold."""
    found: list[bytes] = []
    for some in frames(pieces):
        places = [(piece._meta.db_table, piece.uuid) for piece in some]
        leaf = record_reading(verbs.IMPORT_READ, by=by, object=batch.uuid, rows=places)
        texts = client.open_rows(leaf, places)
        for place, piece in zip(places, some, strict=True):
            found.append(bytes_of([texts[place][column(at)] for at in range(piece.parts)]))
    return found


def frames(pieces: Sequence[Row]) -> Iterator[list[Row]]:
    some: list[Row] = []
    for piece in pieces:
        if some and sum(one.parts for one in some) + piece.parts > FRAME:
            yield some
            some = []
        some.append(piece)
    if some:
        yield some


def destroy(batch: Import, *what: str, act: Act) -> None:
    """Destroy the pieces of some kinds, for good; the leaf of the act says of each that it is gone."""
    wanted: list[QuerySet[Any]] = [Kept.unchecked.filter(batch=batch, what__in=what)]
    wanted += [Result.unchecked.filter(batch=batch)] if RESULT in what else []
    for rows in wanted:
        table, uuids = rows.model._meta.db_table, list(rows.values_list("uuid", flat=True))
        for uuid in uuids:
            vault.destroy(table=table, row=uuid)
        rows.delete()
        act.batch(table, uuids)


def values_of(data: bytes) -> list[str]:
    """Bytes as texts that the vault takes, packed: what repeats in every line of a book costs little."""
    text = base64.b64encode(zlib.compress(data, 6)).decode()
    return [text[at : at + VALUE] for at in range(0, len(text), VALUE)]


def bytes_of(values: Sequence[str]) -> bytes:
    return zlib.decompress(base64.b64decode("".join(values)))


def column(at: int) -> str:
    """The sealed column of a part of a whole: part_aaa, part_aab, …"""
    return "part_" + "".join(chr(ord("a") + at // 26**place % 26) for place in (2, 1, 0))
