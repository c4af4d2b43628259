"""What the vault does with documents: takes them in, shows a page, lets an original go, ends keys, sweeps what nobody names."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway
from somat.vault.process import protocol
from somat.vault.process.clock import Clock
from somat.vault.process.content import frames
from somat.vault.process.content.laying import LAY, Doors, Laying
from somat.vault.process.content.pages import Pages
from somat.vault.process.content.store import Store
from somat.vault.process.content.stream import BrokenBlob, Place, Written
from somat.vault.process.content.versions import Version, Versions
from somat.vault.process.content.words import Words
from somat.vault.process.database import Database, Reader
from somat.vault.process.errors import Denied
from somat.vault.process.gate import Gate, Leaf
from somat.vault.process.keys.provider import KeyDestroyed, KeyExists, NotAuthentic, Provider
from somat.vault.process.protocol import Message
from somat.vault.process.rights import Line, Rights

PAGE, EXPORT = "document.page", "document.export"
VERBS = frozenset({PAGE, EXPORT, LAY})
VERSION_TABLE, EXPORT_TABLE, PAGE_WORD = "registry_documentversion", "registry_documentexport", "page"
TOP = 3
MOST_BYTES = 100 * 1024 * 1024  # R48
MOST_PAGES = 2_000
MOST_VERSIONS = 10_000
ORPHAN_HOURS = 24.0

Talk = Callable[[Message, socket.socket], None]


class Desk:
    """The operations of content. `demand_open` raises Denied while the vault is sealed."""

    def __init__(
        self,
        database: Database,
        *,
        keys: Provider,
        rights: Rights,
        clock: Clock,
        installation: UUID,
        folder: Path,
        demand_open: Callable[[], None],
        converter: Converter,
        give: Callable[[int, Sequence[str]], None],
    ) -> None:
        self._database = database
        self._keys = keys
        self._rights = rights
        self._clock = clock
        self._installation = installation
        self._demand_open = demand_open
        self._converter = converter
        self._gate = Gate(database, clock, verbs=VERBS)
        self._versions = Versions(database, rights)
        self._store = Store(folder, keys=keys)
        self._pages = Pages(self._store, converter, installation=installation)
        self.words = Words(
            database,
            versions=self._versions,
            keys=keys,
            store=self._store,
            converter=converter,
            installation=installation,
            give=give,
        )
        self._store.drop_unfinished()
        doors = Doors(self._page_opened, self._whole_opened, self._new_key, self._taken, self._drop, readable)
        laying = Laying(doors, store=self._store, converter=converter, installation=installation)
        self.talks: dict[str, Talk] = {
            "put": self.put,
            "page": self.page,
            "export": self.export,
            "lay": laying.lay,
            "lay-look": laying.look,
        }
        self.operations: dict[str, Callable[[Message], Message]] = {
            "discard": self.discard,
            "rewrap": self.rewrap,
            "destroy-key": self.destroy_key,
            "sweep": self.sweep,
            "converter": self.converter,
        }

    # taking in

    def put(self, message: Message, line: socket.socket) -> None:
        """Take a new version's content: "go on" first, then frames until an empty one, then what was found out about it."""
        protocol.only(message, "actor", "session", "entry", "object", "version", "blob")
        actor, session = protocol.uuid(message["actor"]), protocol.uuid(message["session"])
        entry, blob = protocol.uuid(message["entry"]), protocol.uuid(message["blob"])
        number = protocol.number(message["version"], least=1, most=MOST_VERSIONS)
        place = Place(self._installation, protocol.uuid(message["object"]), number)
        self._demand_open()
        with self._database.reading() as reader:
            self._gate.session(reader, session, of=actor)
            level = self._may_read(reader, actor, self._versions.line(reader, entry)).level
        self._new_key(blob, level=level)
        told = False
        try:
            protocol.write_frame(line, {"ok": True})
            facts = self._taken(blob, place, frames.received(line, most=MOST_BYTES))
            protocol.write_frame(line, {"ok": True, **facts})
            told = True
        finally:
            if not told:
                self._drop([blob])

    def _new_key(self, blob: UUID, *, level: int) -> None:
        try:
            self._keys.new_document_key(blob, level=level)
        except KeyExists:
            raise Denied("exists-already") from None

    def _taken(self, blob: UUID, place: Place, pieces: Iterator[memoryview]) -> Message:
        """Written and synced, then looked at by the converter; a file that it refuses is taken away again."""
        with self._store.aside(blob, place, pieces) as (path, written):
            if not written.size:
                raise Denied("file-refused", why="empty")
            media, pages = self._probed(blob, place, path, written)
        return {"media": media, "size": written.size, "pages": pages, "sha256": written.sha256.hex()}

    def _probed(self, blob: UUID, place: Place, path: Path, written: Written) -> tuple[str, int]:
        with self._store.open(blob, place, path=path) as content:
            try:
                probe = self._converter.probe(content.pieces(), size=written.size)
            except ConverterAway:
                raise Denied("converter-away") from None
        if probe.refused:
            raise Denied("file-refused", why=probe.refused)
        return probe.media, probe.pages

    def converter(self, message: Message) -> Message:
        """What the converter says about itself; its `rung` is `away` where none answers."""
        protocol.only(message)
        try:
            return {"converter": dict(self._converter.status())}
        except ConverterAway as away:
            return {"converter": {"rung": away.reason}}

    # looking

    def page(self, message: Message, line: socket.socket) -> None:
        """The picture of one page, against a leaf that names the version and the page."""
        version, _ = self._page_opened(message, ())
        with readable():
            picture = self._pages.picture(version, message["page"])
        facts = {"media": picture.media, "width": picture.width, "height": picture.height}
        protocol.write_frame(line, {"ok": True, **facts})
        frames.send(line, [picture.data])

    def _page_opened(self, message: Message, also: Sequence[str]) -> tuple[Version, int]:
        """The version of a page that a leaf opens to its person, and the level; the leaf is used."""
        protocol.only(message, "leaf", "version", "page", *also)
        leaf, uuid = protocol.uuid(message["leaf"]), protocol.uuid(message["version"])
        page = protocol.number(message["page"], least=1, most=MOST_PAGES)
        self._demand_open()
        with self._database.reading() as reader:
            judged = self._judged(reader, leaf, [(VERSION_TABLE, uuid), (PAGE_WORD, UUID(int=page))], verb=PAGE)
            version = self._versions.one(reader, uuid)
            level = self._level(reader, judged.actor, version)
        if page > version.pages:
            raise Denied("no-right")
        self._gate.use(judged)
        return version, level

    def _whole_opened(self, message: Message) -> tuple[Version, int]:
        """The version that a leaf lets marks be laid over, and the level; the leaf is used."""
        leaf, uuid = protocol.uuid(message["leaf"]), protocol.uuid(message["version"])
        self._demand_open()
        with self._database.reading() as reader:
            judged = self._judged(reader, leaf, [(VERSION_TABLE, uuid)], verb=LAY)
            version = self._versions.one(reader, uuid)
            level = self._level(reader, judged.actor, version)
        self._gate.use(judged)
        return version, level

    def export(self, message: Message, line: socket.socket) -> None:
        """The original, against the leaf of an export that another person has approved; never of a Tuyệt mật line."""
        protocol.only(message, "leaf", "version", "export")
        leaf, uuid = protocol.uuid(message["leaf"]), protocol.uuid(message["version"])
        asked = protocol.uuid(message["export"])
        self._demand_open()
        with self._database.reading() as reader:
            judged = self._judged(reader, leaf, [(VERSION_TABLE, uuid), (EXPORT_TABLE, asked)], verb=EXPORT)
            version = self._versions.one(reader, uuid)
            level = self._level(reader, judged.actor, version)
            if level >= TOP or not self._versions.is_approved(reader, asked, version=uuid, person=judged.actor):
                raise Denied("no-right")
        self._gate.use(judged)
        with readable(), self._store.open(version.blob, version.place(self._installation)) as blob:
            for _ in blob.pieces():
                pass  # whole and authentic before the first byte goes out
            protocol.write_frame(line, {"ok": True, "media": version.media, "size": blob.size})
            frames.send(line, blob.pieces())

    def _judged(self, reader: Reader, leaf: UUID, rows: Sequence[tuple[str, UUID]], *, verb: str) -> Leaf:
        judged = self._gate.judge(reader, leaf, rows)
        if judged.verb != verb:
            raise Denied("verb-does-not-read", verb=judged.verb)
        return judged

    def _level(self, reader: Reader, actor: UUID, version: Version) -> int:
        """The higher level of entry and key, if this person may read there. A raise that reached no key yet does now."""
        if version.ended:
            raise Denied("document-ended")
        with readable():
            wrapped = self._keys.document_level(version.blob)
        line = self._versions.line(reader, version.entry)
        level = max(line.level, wrapped)
        self._may_read(reader, actor, Line(line.uuid, level, line.book, line.volume, line.day))
        if line.level > wrapped:
            self._keys.rewrap(version.blob, level=line.level)
        return level

    def _may_read(self, reader: Reader, actor: UUID, line: Line) -> Line:
        if not self._rights.may_read(reader, actor, [line], on=self._clock.today()):
            raise Denied("no-right")
        return line

    # keeping

    def discard(self, message: Message) -> Message:
        """Take away a content that no row names: the act it was sent for did not happen."""
        protocol.only(message, "blob")
        blob = protocol.uuid(message["blob"])
        self._demand_open()
        with self._database.reading() as reader:
            if self._versions.named(reader, [blob]):
                raise Denied("exists-already")
        self._drop([blob])
        return {}

    def rewrap(self, message: Message) -> Message:
        """Bring the keys of an entry's documents to its level, as the database has it now; no blob is rewritten."""
        protocol.only(message, "entry")
        entry = protocol.uuid(message["entry"])
        self._demand_open()
        with self._database.reading() as reader:
            level = self._versions.line(reader, entry).level
            versions = [v for v in self._versions.of_entry(reader, entry) if not v.ended]
        changed = [v for v in versions if self._keys.document_level(v.blob) != level]
        for version in changed:
            self._keys.rewrap(version.blob, level=level)
        self.words.noted([entry])
        return {"rewrapped": len(changed)}

    def destroy_key(self, message: Message) -> Message:
        """End the keys of a document that two persons have ended, as the database says."""
        protocol.only(message, "document")
        document = protocol.uuid(message["document"])
        self._demand_open()
        with self._database.reading() as reader:
            versions = self._versions.of_document(reader, document)
        if not versions or not all(version.ended for version in versions):
            raise Denied("no-right")
        self._drop([version.blob for version in versions])
        return {}

    def sweep(self, message: Message) -> Message:
        """Take away what has lain for a day and no row names, and what is left of ended documents."""
        protocol.only(message)
        self._demand_open()
        old = self._store.old(hours=ORPHAN_HOURS)
        with self._database.reading() as reader:
            orphans = old - self._versions.named(reader, old)
            ended = [v.blob for v in self._versions.ended(reader) if self._left(v)]
        self._drop([*orphans, *ended])
        return {"orphans": len(orphans), "ended": len(ended)}

    def _left(self, version: Version) -> bool:
        return self._store.has(version.blob, version.place(self._installation)) or self._has_key(version.blob)

    def _has_key(self, blob: UUID) -> bool:
        """Whether this is a living key of a document; the uuid of any other key is none, so that it is never destroyed here."""
        try:
            self._keys.document_level(blob)
        except (KeyDestroyed, NotAuthentic):
            return False
        return True

    def _drop(self, blobs: Sequence[UUID]) -> None:
        """The key first: from then on nothing reads the blob, wherever a copy of it lies."""
        for blob in blobs:
            if self._has_key(blob):
                self._keys.destroy(blob)
            self._store.remove(blob)


@contextmanager
def readable() -> Iterator[None]:
    """Turn what a provider says of a document's key into an answer of the protocol."""
    try:
        yield
    except KeyDestroyed:
        raise Denied("document-ended") from None
    except NotAuthentic:
        raise BrokenBlob("key") from None
