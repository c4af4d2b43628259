"""How the rooms speak with the vault about documents: content goes in and comes out in pieces, never whole, never inside a transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from somat.law.access import Actor
from somat.vault import client
from somat.vault.client import Fault, NotOpened, Sealed
from somat.vault.process.content import frames

PROBED = 120.0  # seconds: a file is looked at by the converter before it is taken
LOOKED = 100.0  # seconds: the first look at a long document makes its pictures
VERSION_TABLE, EXPORT_TABLE, PAGE_WORD = "registry_documentversion", "registry_documentexport", "page"


class ConverterAway(Sealed):
    """The vault is open but what makes pictures of files does not answer; try again."""


class Named(Exception):
    """The content is named by a committed row: it stays."""


class FileRefused(Exception):
    """The file is not taken (R48), or a page of it cannot be shown. `code` is one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Kept:
    """A content that the vault holds, without a row yet. `sha256` is that of the stored blob, in hexadecimal."""

    document: UUID
    number: int
    blob: UUID
    media: str
    size: int
    pages: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Laid:
    """A content made of an older one with marks over it, and where each mark stands: page, left and top (mm)."""

    kept: Kept
    places: tuple[tuple[int, float, float], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """One page, unmarked."""

    media: str
    width: int
    height: int
    data: bytes = field(repr=False)


class Upload:
    """A content on its way into the vault. Leave the block before `finish` and nothing of it remains."""

    def __init__(self, line: Any, *, document: UUID, number: int, blob: UUID) -> None:
        self._line = line
        self._document, self._number, self._blob = document, number, blob

    def add(self, data: bytes) -> None:
        """Send a piece of any size. Raises FileRefused('too-large'), Sealed."""
        try:
            frames.send_part(self._line, data)
        except OSError:
            self._why()

    def finish(self) -> Kept:
        """End of the file: the vault has it on its disk and knows what it is. Raises FileRefused, ConverterAway, Sealed."""
        try:
            frames.send_end(self._line)
        except OSError:
            self._why()
        self._line.settimeout(PROBED)
        facts = client.answered(self._line)
        return Kept(
            self._document, self._number, self._blob, facts["media"], facts["size"], facts["pages"], facts["sha256"]
        )

    def _why(self) -> None:
        """The vault hung up on us: it may have said why."""
        client.answered(self._line)
        raise Sealed("away")


@contextmanager
def upload(*, entry: UUID, document: UUID, number: int, blob: UUID, by: Actor) -> Iterator[Upload]:
    """Begin to send a version's content; `blob` is a new uuid. Raises NotOpened where `by` may not read the entry."""
    if by.session is None:
        raise NotOpened("no-session")
    asked = client.conversation(
        "put",
        actor=by.person.hex,
        session=by.session.hex,
        entry=entry.hex,
        object=document.hex,
        version=number,
        blob=blob.hex,
    )
    with spoken(), asked as (line, _):
        yield Upload(line, document=document, number=number, blob=blob)


def page(leaf: UUID, *, version: UUID, page: int) -> Picture:
    """One page's picture against a committed leaf (verb `document.page`). Raises FileRefused, NotOpened, Sealed, Fault."""
    asked = client.conversation("page", wait=LOOKED, leaf=leaf.hex, version=version.hex, page=page)
    with spoken(), asked as (line, facts):
        data = b"".join(bytes(piece) for piece in frames.received(line, most=frames.PICTURE))
    return Picture(facts["media"], facts["width"], facts["height"], data)


def lay(
    leaf: UUID, *, version: UUID, document: UUID, number: int, blob: UUID, job: Mapping[str, Any], drawn: bytes
) -> Laid:
    """Marks over a kept PDF, kept as a content of its own, against a committed leaf (verb `document.lay`).

    `number` is that of the new version, `blob` a new uuid, `job` and `drawn` are those of `vault/converter/laying/onto.py`.
    Raises FileRefused, ConverterAway, NotOpened, Sealed, Fault.
    """
    fields = {"leaf": leaf.hex, "version": version.hex, "number": number, "blob": blob.hex, "job": dict(job)}
    with spoken(), client.conversation("lay", wait=LOOKED, **fields) as (line, _):
        facts = _after(line, drawn)
    kept = Kept(document, number, blob, facts["media"], facts["size"], facts["pages"], facts["sha256"])
    return Laid(kept, tuple((page, left, top) for page, left, top in facts["places"]))


def lay_look(leaf: UUID, *, version: UUID, page: int, job: Mapping[str, Any], drawn: bytes) -> Picture:
    """One page's picture with marks over it, at 100 dots an inch, against a committed leaf (verb `document.page`); nothing is kept."""
    fields = {"leaf": leaf.hex, "version": version.hex, "page": page, "job": dict(job)}
    with spoken(), client.conversation("lay-look", wait=LOOKED, **fields) as (line, _):
        facts = _after(line, drawn)
        data = b"".join(bytes(piece) for piece in frames.received(line, most=frames.PICTURE))
    return Picture(facts["media"], facts["width"], facts["height"], data)


def _after(line: Any, drawn: bytes) -> dict[str, Any]:
    """What the vault answers to the drawings of the marks."""
    with suppress(OSError):  # it has hung up on us, and may have said why
        frames.send(line, [drawn])
    line.settimeout(PROBED)
    facts: dict[str, Any] = client.answered(line)
    return facts


@contextmanager
def original(leaf: UUID, *, version: UUID, export: UUID) -> Iterator[tuple[int, Iterator[bytes]]]:
    """An approved original: its size and its bytes in pieces. Raises NotOpened, Sealed, Fault."""
    asked = client.conversation("export", wait=LOOKED, leaf=leaf.hex, version=version.hex, export=export.hex)
    with spoken(), asked as (line, facts):
        pieces = (bytes(piece) for piece in frames.received(line, most=facts["size"]))
        yield facts["size"], pieces


def discard(blob: UUID) -> None:
    """Take away a content whose act did not happen. Raises Named where it did; what cannot be reached is swept after a day."""
    try:
        _plainly("discard", blob=blob.hex)
    except Fault as no:
        if no.code == "exists-already":
            raise Named(blob) from None
        raise


def rewrap(entry: UUID) -> int:
    """Bring the keys of an entry's documents to its level, after the change of the level is committed."""
    return int(_plainly("rewrap", entry=entry.hex)["rewrapped"])


def destroy_keys(document: UUID) -> None:
    """End the keys of a document that two persons have ended, after that is committed. Repeatable."""
    _plainly("destroy-key", document=document.hex)


def sweep() -> dict[str, int]:
    """Take away blobs that have lain for a day without a row, and what is left of ended documents; answers how many."""
    answer = _plainly("sweep", wait=client.SLOW)
    return {name: int(answer[name]) for name in ("orphans", "ended")}


def _plainly(operation: str, *, wait: float = client.QUICK, **fields: Any) -> dict[str, Any]:
    with client.conversation(operation, wait=wait, **fields) as (_, answer):
        return answer


@contextmanager
def spoken() -> Iterator[None]:
    """The vault's words about files, as errors of their own."""
    try:
        yield
    except Fault as no:
        if no.code in ("file-refused", "page-refused"):
            raise FileRefused(str(no.facts["why"])) from None
        if no.code == "converter-away":
            raise ConverterAway("converter-away") from None
        if no.code == "document-ended":
            raise NotOpened("document-ended") from None
        raise
