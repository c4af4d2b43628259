"""What is kept with an import: the file, the face of its reading and its lines, in sealed pieces that open one by one.

Each piece is an object of the journal: the leaf of the act that writes or destroys it binds it in its manifest, so that no
later act has to look at a piece that it leaves alone. Pieces written before that was so are bound by no leaf: `somat verify`
names each of them until their import is taken in to its end or left out.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from somat.audit.change import Act
from somat.audit.reading import record_reading
from somat.exchange import verbs
from somat.exchange.models import Import, Kept
from somat.law.access import Actor
from somat.law.levels import Level
from somat.vault import actions as vault
from somat.vault import client

TABLE = "exchange_kept"
VALUE = 192 * 1024  # characters of one sealed value; the vault takes 256 Ki
FRAME = 64  # sealed values in one request to the vault
PART = 2**20  # bytes of the file in one piece
FILE, FACE, LINES = Kept.What.FILE, Kept.What.FACE, Kept.What.LINES


@dataclass(frozen=True)
class Piece:
    """A piece about to be written: its row, and its values sealed for that row."""

    row: Kept
    sealed: tuple[client.SealedValue, ...]


def sealed(pieces: Sequence[tuple[str, int, bytes]], *, batch: UUID, book: UUID) -> list[Piece]:
    """Seal pieces (what, ordinal, bytes) under the key of the book. Outside every transaction; raises what the vault raises."""
    made: list[tuple[Kept, list[client.Plain]]] = []
    for what, ordinal, data in pieces:
        uuid, texts = uuid4(), values_of(data)
        plain = [client.Plain(TABLE, uuid, column(at), 1, Level.TUYET_MAT, book, part) for at, part in enumerate(texts)]
        made.append((Kept(uuid=uuid, batch_id=batch, what=what, ordinal=ordinal, parts=len(texts)), plain))
    every = [one for _, plain in made for one in plain]
    found = (value for at in range(0, len(every), FRAME) for value in client.seal(every[at : at + FRAME]))
    return [Piece(row, tuple(next(found) for _ in plain)) for row, plain in made]


def write(pieces: Sequence[Piece], *, act: Act) -> None:
    """Write pieces inside the act they belong to; its leaf binds them."""
    rows = [piece.row for piece in pieces]
    Kept.unchecked.bulk_create(rows)
    vault.keep([value for piece in pieces for value in piece.sealed])
    for some in frames(rows):  # so that no more than a frame of ciphertexts is read back at once
        act.batch(TABLE, [row.uuid for row in some])


def of(batch: Import, *what: str, ordinal: int | None = None) -> list[Kept]:
    """The rows of the pieces of some kinds, in order."""
    rows = Kept.unchecked.filter(batch=batch, what__in=what)
    return list((rows if ordinal is None else rows.filter(ordinal=ordinal)).order_by("what", "ordinal"))


def opened(pieces: Sequence[Kept], *, batch: Import, by: Actor) -> list[bytes]:
    """The bytes of pieces: recorded readings of as many of them as one answer of the vault can hold."""
    found: list[bytes] = []
    for some in frames(pieces):
        places = [(TABLE, piece.uuid) for piece in some]
        leaf = record_reading(verbs.IMPORT_READ, by=by, object=batch.uuid, rows=places)
        texts = client.open_rows(leaf, places)
        found += [bytes_of([texts[TABLE, piece.uuid][column(at)] for at in range(piece.parts)]) for piece in some]
    return found


def frames(pieces: Sequence[Kept]) -> Iterator[list[Kept]]:
    some: list[Kept] = []
    for piece in pieces:
        if some and sum(one.parts for one in some) + piece.parts > FRAME:
            yield some
            some = []
        some.append(piece)
    if some:
        yield some


def destroy(batch: Import, *what: str, act: Act) -> None:
    """Destroy the pieces of some kinds, for good; the leaf of the act says of each that it is gone."""
    rows = Kept.unchecked.filter(batch=batch, what__in=what)
    uuids = list(rows.values_list("uuid", flat=True))
    for uuid in uuids:
        vault.destroy(table=TABLE, row=uuid)
    rows.delete()
    act.batch(TABLE, uuids)


def values_of(data: bytes) -> list[str]:
    """Bytes as texts that the vault takes, packed: what repeats in every line of a book costs little."""
    text = base64.b64encode(zlib.compress(data, 6)).decode()
    return [text[at : at + VALUE] for at in range(0, len(text), VALUE)]


def bytes_of(values: Sequence[str]) -> bytes:
    return zlib.decompress(base64.b64decode("".join(values)))


def column(at: int) -> str:
    """The sealed column of a part of a whole: part_aaa, part_aab, …"""
    return "part_" + "".join(chr(ord("a") + at // 26**place % 26) for place in (2, 1, 0))
