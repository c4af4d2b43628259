"""A vault with a double of the converter, and hands that send files, look at pages and write the rows of documents."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from somat.vault.process import protocol
from somat.vault.process.content import frames
from tests.vault.ground import Ground, Line, Machine, Refused, now

VERSION, EXPORT = "registry_documentversion", "registry_documentexport"


class DoubledMachine(Machine):
    """A vault process whose converter is a double."""

    program = "tests.vault.doubled"


@dataclass
class Sent:
    """A file that the vault took, with its row if `kept`."""

    entry: UUID
    document: UUID
    version: UUID
    blob: UUID
    facts: dict[str, Any]


class Shelves:
    """What tests do with documents over one Ground."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.folder: Path = ground.site.folder
        for name in ("blobs", "pages", "words"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.away(False)

    def away(self, gone: bool) -> None:
        """Whether the converter answers."""
        mark = self.folder / "run" / "converter.away"
        mark.touch() if gone else mark.unlink(missing_ok=True)

    def files(self, kind: str = "blobs") -> list[Path]:
        return sorted(path for path in (self.folder / kind).rglob("*") if path.is_file())

    def reader(self, *, cleared: int, entry: UUID | None = None) -> tuple[UUID, UUID]:
        """A person with a live session, in the circle of an entry."""
        person = self.ground.person(cleared=cleared)
        if entry is not None:
            self.ground.member(entry, person)
        return person, self.ground.session(person)

    def send(
        self, who: tuple[UUID, UUID], entry: UUID, pieces: Iterable[bytes], *, cut: bool = False, **more: Any
    ) -> Sent:
        """Send a file as the web does; `cut`: hang up before the end. Raises tests.vault.ground.Refused."""
        given: dict[str, Any] = {"object": uuid4(), "version": 1, "blob": uuid4()} | more
        line = Line(self.ground.site.socket)
        try:
            fields = {name: value.hex if isinstance(value, UUID) else value for name, value in given.items()}
            line.ask("put", actor=who[0].hex, session=who[1].hex, entry=entry.hex, **fields)
            try:
                for piece in pieces:
                    frames.send_part(line.socket, piece)
                if cut:
                    return Sent(entry, given["object"], uuid4(), given["blob"], {})
                frames.send_end(line.socket)
            except OSError:
                pass  # the vault has said why
            return Sent(entry, given["object"], uuid4(), given["blob"], answer(line))
        finally:
            line.close()

    def keep(self, sent: Sent, *, number: int = 1, state: str = "live") -> Sent:
        """Write the rows of a sent file, as the act does."""
        if number == 1:
            (before,) = self.ground.all("SELECT count(*) FROM registry_document WHERE entry_id = ?", sent.entry)[0]
            facts = {"entry_id": sent.entry, "ordinal": before + 1, "kind": "main", "state": state}
            self.ground.put("registry_document", uuid=sent.document, **facts)
        facts = {name: sent.facts[name] for name in ("media", "size", "pages")}
        self.ground.put(
            VERSION, uuid=sent.version, document_id=sent.document, entry_id=sent.entry, number=number, blob=sent.blob,
            blob_hash=sent.facts["sha256"], **facts,
        )  # fmt: skip
        return sent

    def leaf(self, who: tuple[UUID, UUID], sent: Sent, page: int, **more: Any) -> UUID:
        rows = [(VERSION, sent.version), ("page", UUID(int=page))]
        facts: dict[str, Any] = {"actor": who[0], "session": who[1], "verb": "document.page"}
        return self.ground.leaf(rows, **(facts | more))

    def look(self, who: tuple[UUID, UUID], sent: Sent, page: int, *, leaf: UUID | None = None) -> bytes:
        """One page's picture."""
        given = leaf or self.leaf(who, sent, page)
        return b"".join(self.stream("page", leaf=given.hex, version=sent.version.hex, page=page))

    def approved(self, sent: Sent, who: UUID, *, by: UUID, state: str = "taken") -> UUID:
        """The row of an export."""
        uuid = uuid4()
        self.ground.put(
            EXPORT, uuid=uuid, version_id=sent.version, entry_id=sent.entry, state=state, asked_by=who, answered_by=by,
            answered_at=now(),
        )  # fmt: skip
        return uuid

    def take(self, who: tuple[UUID, UUID], sent: Sent, export: UUID) -> bytes:
        rows = [(VERSION, sent.version), (EXPORT, export)]
        leaf = self.ground.leaf(rows, actor=who[0], session=who[1], verb="document.export")
        return b"".join(self.stream("export", leaf=leaf.hex, version=sent.version.hex, export=export.hex))

    def stream(self, op: str, **fields: Any) -> Iterator[bytes]:
        line = Line(self.ground.site.socket)
        try:
            line.ask(op, **fields)
            for piece in frames.received(line.socket, most=2**40):
                yield bytes(piece)
        finally:
            line.close()


def answer(line: Line) -> dict[str, Any]:
    found = protocol.read_frame(line.socket)
    assert found is not None
    if not found["ok"]:
        raise Refused(found)
    return found
