"""A journal written by real acts in the test database, and copies of it that an attacker with the owner's rights may change."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.db import connection

from somat.access.models import Member
from somat.audit import rows, verbs
from somat.audit.change import change, record_absent
from somat.audit.reading import record_reading
from somat.audit.tree import Checkpoint, Tree, leaf_hash, make_note, origin_of, verifier_key
from somat.audit.verbs import VERBS, Verb
from somat.audit.verify.report import Report
from somat.audit.verify.whole import House, verify
from somat.law.access import Actor
from somat.law.refusal import Refusal, Refused
from somat.law.roles import Duty
from somat.people.models import Unit
from somat.registry.models import Book, Entry, Recipient, Volume
from somat.vault.models import Sealed
from tests import database, postgres, workplace

INSTALLATION = UUID(int=0x50AA7)
KEY = Ed25519PrivateKey.from_private_bytes(b"the log key of the audit's tests")
DAY = date(2026, 11, 20)
# A verb of the tests' own, so that they lean on no other room's.
DO = verbs.declare("test.do", None, "Làm thử")


def actor(*duties: Duty, session: UUID | None = None, station: str = "VP-01") -> Actor:
    """Somebody who holds these duties, by default all of them."""
    held = frozenset(duties) if duties else frozenset(Duty)
    return Actor(uuid4(), "Nguyễn Văn Thử", frozenset(), held, None, (), session=session, workstation=station)


def unit(name: str = "Văn phòng") -> Unit:
    return Unit.unchecked.create(name=name, short="VP", since=DAY)


def write_book(by: Actor, *, lines: int) -> Book:
    """A book with its first volume and some lines; each line has recipients, a circle and sealed words."""
    with change(DO, by=by) as act:
        book = Book.unchecked.create(kind="out", series=uuid4(), name="Sổ đi", opened_on=DAY)
        act.about(book, made=[book])
    with change(DO, by=by) as act:
        volume = Volume.unchecked.create(book=book, year=2026, no=1, opened_on=DAY, first_no=1)
        act.about(volume)
    for no in range(1, lines + 1):
        with change(DO, by=by) as act:
            entry = write_entry(book, volume, no, by=by)
            act.about(entry)
    return book


def write_entry(book: Book, volume: Volume, no: int, *, by: Actor) -> Entry:
    entry = Entry.unchecked.create(
        kind="out",
        book=book,
        volume=volume,
        year=2026,
        no=no,
        level=1,
        day=DAY,
        registered_at=datetime(2026, 11, 20, 1, 2, 3, tzinfo=UTC),
        registered_by=by.person,
        series=book.series,
        doc_number=no,
        symbol="UBND-VP",
        doc_type="CV",
        body="Ủy ban “nhân dân”\ttỉnh",
        regime="law_2025",
    )
    for ordinal in (1, 2):
        Recipient.unchecked.create(entry=entry, ordinal=ordinal, level=1, body=f"Sở {ordinal}", copy_no=ordinal)
    Member.unchecked.create(person=by.person, object=entry.uuid, place=entry.pk, why="writer")
    seal(entry, version=1)
    return entry


def seal(entry: Entry, *, version: int) -> Sealed:
    return Sealed.unchecked.create(
        table="registry_entry",
        row=entry.uuid,
        column="abstract",
        version=version,
        level=1,
        key=entry.volume_id,
        ciphertext=b"\x01" + bytes(range(40 + version)),
    )


def write_all_verbs(by: Actor) -> None:
    """Each verb of the house once granted, once refused, once for something that is not there."""
    for verb in sorted(VERBS.values(), key=lambda verb: verb.code):
        with change(verb, by=by) as act:
            act.about(unit(verb.says))
        refuse(verb, by)
        record_absent(verb, by=by, object=uuid4())


def refuse(verb: Verb, by: Actor) -> None:
    try:
        with change(verb, by=by):
            unit("Không được ghi")
            raise Refused(Refusal("R-SEC-1"), Refusal("R26"))
    except Refused:
        pass


def write_journal(*, leaves: int) -> None:
    """At least so many leaves, of every kind there is; the last sixty are readings, which bind no rows."""
    by = actor(session=uuid4())
    book = write_book(by, lines=12)
    write_all_verbs(by)
    write_changes(by)
    write_batch(book, by)
    other = actor(session=uuid4(), station='Máy số 2 "văn thư" \\ tầng 1')
    missing = leaves - connection_count()
    for _ in range(max(missing, 60)):
        record_reading(DO, by=other, object=uuid4(), rows=[("registry_entry", uuid4()), ("registry_entry", uuid4())])


def connection_count() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_leaf")
        return int(cursor.fetchone()[0])


def write_changes(by: Actor) -> None:
    """Objects with more than one leaf: the newest counts. One is taken away again by an act."""
    with change(DO, by=by) as act:
        changed = unit("Phòng cũ")
        act.about(changed)
    with change(DO, by=by) as act:
        changed.name = "Phòng mới"
        changed.save(update_fields=["name"])
        act.about(changed)
    with change(DO, by=by) as act:
        gone = unit("Phòng tạm")
        act.about(gone)
    with change(DO, by=by) as act:
        Unit.unchecked.filter(pk=gone.pk).delete()
        act.about(gone)


def write_batch(book: Book, by: Actor) -> None:
    """One leaf for many objects; one of them is changed afterwards by an act of its own."""
    with change(DO, by=by) as act:
        volume = Volume.unchecked.get(book=book)
        entries = [write_entry(book, volume, no, by=by) for no in range(13, 18)]
        act.batch("registry_entry", [entry.uuid for entry in entries])
        act.naming(book.uuid)
    with change(DO, by=by) as act:
        entry = entries[0]
        entry.version = 2
        entry.save(update_fields=["version"])
        seal(entry, version=2)
        act.about(entry)


@dataclass(frozen=True)
class Copy:
    """A site folder of its own with a copy of the journal's database; what `verify` needs of a site."""

    folder: Path
    database_url: str = ""
    owner_url: str = ""
    installation: UUID = INSTALLATION
    engine: str = ""

    @property
    def database(self) -> Path:
        return self.folder / "somat.sqlite3"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"

    @property
    def leaves(self) -> int:
        """How many leaves have a place."""
        return int(self.run("SELECT count(*) FROM audit_leafindex")[0][0])

    def verify(self, **how: Any) -> Report:
        return verify(self, house=house(), **how)

    @contextmanager
    def owner(self) -> Iterator[Hand]:
        """The database owner's hand: no trigger in its way."""
        hand = Hand(self)
        try:
            yield hand
        finally:
            hand.close()

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        with self.owner() as hand:
            return hand.run(sql, values)


class Hand:
    """A connection that has the triggers off. SQL with `?` marks; uuids are 32 digits on both engines."""

    def __init__(self, copy: Copy) -> None:
        self.engine = copy.engine
        self._connection: Any
        if self.engine == "sqlite":
            self._connection = sqlite3.connect(copy.database, isolation_level=None)
            self._connection.execute("PRAGMA synchronous=OFF")
            triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
            self._triggers = self._connection.execute(triggers).fetchall()
            for name, _ in self._triggers:
                self._connection.execute(f'DROP TRIGGER "{name}"')
        else:
            self._connection = psycopg.connect(copy.owner_url, autocommit=True)
            self._connection.execute("SET session_replication_role = replica")

    def run(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        if self.engine == "sqlite":
            return list(self._connection.execute(sql, values).fetchall())
        cursor = self._connection.execute(sql.replace("%", "%%").replace("?", "%s").encode(), list(values))
        return [tuple(map(_plain, row)) for row in cursor.fetchall()] if cursor.description else []

    def close(self) -> None:
        if self.engine == "sqlite":
            for _, sql in self._triggers:
                with suppress(sqlite3.OperationalError):  # its table is gone
                    self._connection.execute(sql)
        self._connection.close()


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else value


def house() -> House:
    """What this program's rooms declared."""
    return House(rows.AGGREGATES, tuple(rows.COUNTS))


class Template:
    """The journal once written, placed and signed; `copy` gives a fresh one."""

    def __init__(self, name: str, *, leaves: int, batch: int) -> None:
        self._name = name
        self._made = 0
        write_journal(leaves=leaves)
        self.first = self._copy("template", source=None)
        call_command("flush", verbosity=0, interactive=False)
        place_and_sign(self.first, batch=batch)

    def copy(self) -> Copy:
        self._made += 1
        return self._copy(f"copy{self._made}", source=self.first)

    def drop(self, copy: Copy) -> None:
        shutil.rmtree(copy.folder)
        if copy.engine == "postgresql":
            _cluster().run_sql(f'DROP DATABASE "{copy.folder.name}"', role="somat_owner")

    def _copy(self, name: str, *, source: Copy | None) -> Copy:
        name = f"{self._name}_{workplace.worker()}_{name}"
        folder = workplace.root() / name
        if source is None:
            (folder / "vault").mkdir(parents=True)
        else:
            shutil.copytree(source.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
        if workplace.engine() == "sqlite":
            copy = Copy(folder, engine="sqlite")
            _copy_file(source.database if source else Path(str(connection.settings_dict["NAME"])), copy.database)
            return copy
        origin = source.folder.name if source else connection.settings_dict["NAME"]
        connection.close()
        database.ADMINISTRATOR.leave()
        _cluster().run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{origin}"', role="somat_owner")
        urls = (_cluster().url(name, role=role) for role in ("somat_app", "postgres"))
        return Copy(folder, *urls, engine="postgresql")


def _cluster() -> postgres.Cluster:
    return postgres.Cluster(workplace.root() / "pg")


def _copy_file(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as old, sqlite3.connect(target) as new:
        old.backup(new)
    old.close()
    new.close()


def place_and_sign(copy: Copy, *, batch: int = 1, key: Ed25519PrivateKey = KEY, shelf: bool = True) -> None:
    """Do the sequencer's work by hand: a place for each leaf in order of id, a checkpoint after each `batch` of them."""
    with copy.owner() as hand:
        leaves = hand.run("SELECT uuid, body FROM audit_leaf ORDER BY id")
        for index, (uuid, _) in enumerate(leaves):
            hand.run('INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)', (index, uuid))
        sign(copy, hand, [bytes(body) for _, body in leaves], batch=batch, key=key, shelf=shelf)


def sign(
    copy: Copy, hand: Hand, bodies: Sequence[bytes], *, batch: int = 1, key: Ed25519PrivateKey = KEY, shelf: bool = True
) -> None:
    """Write the public key and the checkpoints of the tree over these bodies."""
    public = key.public_key().public_bytes_raw()
    origin = origin_of(copy.installation)
    (copy.folder / "vault").mkdir(parents=True, exist_ok=True)
    (copy.folder / "vault" / "log.pub").write_text(verifier_key(origin, public) + "\n")
    copy.checkpoints.mkdir(exist_ok=True)
    tree = Tree()
    for body in bodies:
        tree.append(leaf_hash(body))
        if tree.size % batch == 0 or tree.size == len(bodies):
            note = make_note(Checkpoint(origin, tree.size, tree.root()), public=public, sign=key.sign)
            at = "2026-11-22 00:00:00.000000"
            row = (tree.size, tree.root().hex(), note, at)
            hand.run("INSERT INTO audit_checkpoint (size, root, note, at) VALUES (?, ?, ?, ?)", row)
            if shelf and tree.size > len(bodies) - 3 * batch:
                (copy.checkpoints / str(tree.size)).write_text(note, "utf-8")
