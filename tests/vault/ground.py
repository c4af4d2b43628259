"""The run's own site with a running vault process, and hands that write rows as the rooms above would."""

from __future__ import annotations

import base64
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from django.apps import apps

from somat.audit.leaf import Facts, body, row_set_hash
from somat.vault.process import protocol
from somat.vault.process.database import Database, connect
from somat.vault.process.hardening import swap
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.keys.tree import this_year
from somat.vault.process.site import Site, read_site

PASSPHRASE = "núi cao sông dài năm canh"
TODAY = datetime.now(UTC).date()
DAY = date(TODAY.year - 1, 6, 10)  # the day of every paper: past, and far from the turn of a year
ENTRY, RECIPIENT = "registry_entry", "registry_recipient"
Row = tuple[str, UUID]
NOTHING = {"levels": [], "books": [], "first": "", "last": "", "year": 0, "kind": "", "number": "", "body": ""}


def now() -> datetime:
    return datetime.now(UTC)


class Refused(Exception):
    """An answer that is not ok."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__(answer["error"])
        self.code = answer["error"]
        self.facts = answer["facts"]


class Line:
    """A connection to a vault, as any program could make one."""

    def __init__(self, address: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(30)
        self.socket.connect(str(address))

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        protocol.write_frame(self.socket, {"v": 1, "op": op, **fields})
        answer = protocol.read_frame(self.socket)
        assert answer is not None, "the vault hung up"
        if not answer["ok"]:
            raise Refused(answer)
        return answer

    def close(self) -> None:
        self.socket.close()


class Machine:
    """A vault process of the run's site; `line` is a connection to it."""

    program = "somat.vault.process"

    def __init__(self, folder: Path) -> None:
        self.site = read_site(folder)
        self.process: subprocess.Popen[bytes] | None = None
        self.line: Line

    def __enter__(self) -> Machine:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self.process is not None:
            self.end(signal.SIGKILL)

    def start(self) -> None:
        """Start the process and wait for its socket."""
        command = [sys.executable, "-m", self.program, "--dir", str(self.site.folder)]
        self.process = subprocess.Popen(command)
        for _ in range(400):
            assert self.process.poll() is None, "the vault process ended"
            try:
                self.line = Line(self.site.socket)
                return
            except OSError:
                time.sleep(0.025)
        raise AssertionError("the vault did not come up")

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send the process a signal and wait for its end; answers its exit code."""
        assert self.process is not None
        self.line.close()
        self.process.send_signal(number)
        code = self.process.wait(20)
        self.process = None
        return code


class Ground:
    """A site with keys as they were made; the methods write committed rows as the rooms above would."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.site: Site = machine.site
        self.database: Database = connect(self.site)
        for folder in (self.site.keys, self.site.checkpoints):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(new_keys(self.site), self.site.keys)
        if swap() == "open":  # the machine of the tests, not what they are about
            self.put("vault_openswap", uuid=uuid4(), second_by=uuid4(), second_at=now())

    def __enter__(self) -> Ground:
        return self

    def __exit__(self, *_: object) -> None:
        if self.machine.process is not None:
            self.ask("seal-again")
        self.database.close()
        shutil.rmtree(self.site.checkpoints, ignore_errors=True)  # of a database that the next test begins anew
        self.site.checkpoints.mkdir(exist_ok=True)

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        return self.machine.line.ask(op, **fields)

    def unseal(self) -> None:
        self.ask("unseal", passphrase=PASSPHRASE)

    def restart(self, number: int = signal.SIGTERM) -> None:
        """End the process, start another, unseal it."""
        self.machine.end(number)
        self.machine.start()
        self.unseal()

    def settle(self) -> dict[str, Any]:
        """Wait until the index is whole and every committed leaf has its place and signature; answers the status."""
        for _ in range(400):
            status = self.ask("status")
            if (
                status["index"]["state"] == "ready"
                and status["log"]["pending"] == 0
                and self.signed() == self.placed() == status["log"]["size"]
            ):
                return status
            time.sleep(0.025)
        raise AssertionError(status)

    def placed(self) -> int:
        """How many leaves the database has; the vault's own figure follows a moment after its commit."""
        return self.all("SELECT count(*) FROM audit_leafindex")[0][0]

    def signed(self) -> int:
        return self.all("SELECT coalesce(max(size), 0) FROM audit_checkpoint")[0][0]

    # rows

    def run(self, sql: str, *values: Any) -> None:
        """One committed statement."""
        with self.database.writing() as writer:
            writer.many(sql, [[self.native(value) for value in values]])

    def all(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database.reading() as reader:
            return reader.all(sql, [self.native(value) for value in values])

    def native(self, value: Any) -> Any:
        """A value as the engine wants it."""
        if isinstance(value, UUID):
            return self.database.uuid(value)
        if isinstance(value, datetime):
            return self.database.moment(value)
        if isinstance(value, date):
            return self.database.day(value)
        return int(value) if isinstance(value, bool) and self.database.engine == "sqlite" else value

    def put(self, table: str, /, **columns: Any) -> None:
        """Insert a row; columns that are not named and may not be empty get something plain of their kind."""
        facts = blanks(table) | columns
        names = ", ".join(f'"{name}"' for name in facts)
        self.run(f"INSERT INTO {table} ({names}) VALUES ({', '.join('?' * len(facts))})", *facts.values())

    def tamper(self, table: str, sql: str, *values: Any) -> None:
        """What an owner of the database can do: set the triggers aside, write, put them back."""
        native = [self.native(value) for value in values]
        if self.database.engine == "postgresql":
            owner = (self.site.folder / "owner.url").read_text().strip()
            with psycopg.connect(owner) as connection:
                connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
                connection.execute(sql.replace("?", "%s").encode(), native)
                connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
            return
        with self.database.writing() as writer:
            triggers = writer.all(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", [table]
            )
            for name, _ in triggers:
                writer.all(f"DROP TRIGGER {name}")
            writer.all(sql, native)
            for _, text in triggers:
                writer.all(text)

    # people and papers

    def person(self, *, cleared: int = 0) -> UUID:
        """A person, with a clearance in force where `cleared` is a level."""
        who = uuid4()
        if cleared:
            self.right(who, kind="clearance", level=cleared)
        return who

    def right(self, person: UUID, *, kind: str, level: int, **more: Any) -> None:
        """A clearance, or a duty over a book (`book=`), from last year to next year unless said otherwise."""
        days = {"since": TODAY - timedelta(365), "until": TODAY + timedelta(365)}
        proposal = uuid4()
        self.put("access_proposal", uuid=proposal, kind=kind, person=person, level=level, **(days | more))
        self.put(
            "access_right", uuid=uuid4(), person=person, kind=kind, level=level, proposal_id=proposal, **(days | more)
        )

    def session(self, person: UUID, **more: Any) -> UUID:
        """A live log-in session."""
        uuid, later = uuid4(), now() + timedelta(minutes=10)
        facts = {"token_hash": uuid.hex * 2, "person_uuid": person, "idle_until": later, "ends_at": later}
        self.put("people_session", uuid=uuid, **(facts | more))
        return uuid

    def book(self, *, kind: str = "out") -> tuple[UUID, UUID]:
        """A book with its open volume."""
        book, volume = uuid4(), uuid4()
        self.put("registry_book", uuid=book, kind=kind)
        self.put("registry_volume", uuid=volume, book_id=book, year=DAY.year, no=1)
        return book, volume

    def entry(
        self, book: tuple[UUID, UUID], *, level: int = 1, day: date = DAY, kind: str = "out", **plain: Any
    ) -> UUID:
        """A line of a book; `abstract` and `rest` are sealed by the running vault, the rest are plain columns."""
        uuid = uuid4()
        sealed = {name: plain.pop(name) for name in ("abstract", "rest") if name in plain}
        (no,) = self.all("SELECT coalesce(max(no), 0) + 1 FROM registry_entry WHERE book_id = ?", book[0])[0]
        facts = {"uuid": uuid, "book_id": book[0], "volume_id": book[1], "series": book[0], "year": day.year, "no": no}
        self.put(ENTRY, **(facts | {"level": level, "day": day, "kind": kind} | plain))
        self.seal(*((ENTRY, uuid, column, 1, level, book[1], text) for column, text in sealed.items()))
        return uuid

    def place(self, entry: UUID) -> int:
        return self.all("SELECT id FROM registry_entry WHERE uuid = ?", entry)[0][0]

    def member(self, entry: UUID, person: UUID, *, until: date | None = None) -> None:
        """Put a person into an entry's circle."""
        self.put("access_member", person=person, object=entry, place=self.place(entry), why="named", until=until)

    def seal(self, *values: Sequence[Any]) -> None:
        """Seal (table, row, column, version, level, key, text) and write the rows down."""
        wire = [[*map(hexed, value)] for value in values]
        for value, text in zip(values, self.ask("seal", items=wire)["sealed"], strict=True):
            table, row, column, version, level, key, _ = value
            self.keep(table, row, column, version, level, key, base64.b64decode(text))

    def keep(self, table: str, row: UUID, column: str, version: int, level: int, key: UUID, ciphertext: bytes) -> None:
        facts = {"table": table, "row": row, "column": column, "version": version, "level": level, "key": key}
        self.put("vault_sealed", uuid=uuid4(), ciphertext=ciphertext, **facts)

    # leaves

    def leaf(
        self, rows: Sequence[Row] = (), *, actor: UUID, session: UUID | None, verb: str = "entry.read", **more: Any
    ) -> UUID:
        """A committed leaf for opening these rows."""
        facts = {"leaf": uuid4(), "at": now(), "actor": actor, "session": session, "verb": verb}
        facts["detail"] = row_set_hash(rows) if rows else ""
        return self.put_leaf(Facts(**(facts | more)))

    def put_leaf(self, facts: Facts) -> UUID:
        self.put(
            "audit_leaf", uuid=facts.leaf, body=body(facts), at=facts.at, actor=facts.actor, verb=facts.verb,
            object=facts.object, decision=facts.decision, row=facts.row,
        )  # fmt: skip
        return facts.leaf

    def acts(self, count: int, *, about: UUID | None = None) -> None:
        """Leaves of acts, committed one by one."""
        for _ in range(count):
            self.leaf(actor=uuid4(), session=None, verb="entry.issue", object=about)

    def open(self, leaf: UUID, *rows: Row) -> list[dict[str, str]]:
        return self.ask("open", leaf=leaf.hex, rows=[[table, row.hex] for table, row in rows])["texts"]

    def read(self, person: UUID, *rows: Row, verb: str = "entry.read") -> list[dict[str, str]]:
        """Open rows as the pages do: a leaf first, then the texts."""
        (session,) = self.all("SELECT uuid FROM people_session WHERE person_uuid = ? AND ended_at IS NULL", person)[0]
        session = session if isinstance(session, UUID) else UUID(session)
        return self.open(self.leaf(rows, actor=person, session=session, verb=verb), *rows)

    def search(self, person: UUID, words: str, *, before: int = 0, limit: int = 20, **filters: Any) -> list[UUID]:
        (session,) = self.all("SELECT uuid FROM people_session WHERE person_uuid = ? AND ended_at IS NULL", person)[0]
        answer = self.ask(
            "search", actor=person.hex, session=session.hex if isinstance(session, UUID) else session, words=words,
            filters=NOTHING | filters, before=before, limit=limit,
        )  # fmt: skip
        return [UUID(uuid) for uuid, _ in answer["hits"]]


def new_keys(site: Site) -> Path:
    """A folder of keys that no vault has opened; a site's tests all begin with a copy of the same."""
    kept = site.folder.with_name(f"{site.folder.name}-keys-{this_year()}")
    if not kept.exists():
        Embedded(kept, installation=site.installation).create(Passphrase(PASSPHRASE, cost=Cost(1, 64, 1)))
    return kept


def blanks(table: str) -> dict[str, Any]:
    """A plain value for each column that must have one."""
    model = next(model for model in apps.get_models() if model._meta.db_table == table)
    needed = [f for f in model._meta.concrete_fields if not f.null and not f.primary_key]
    return {f.column: f.get_default() if f.has_default() else blank(f) for f in needed}


def blank(field: Any) -> Any:
    kinds = {
        "CharField": "", "TextField": "", "UUIDField": uuid4(), "DateTimeField": now(), "DateField": DAY,
        "BooleanField": False, "PositiveSmallIntegerField": 1, "PositiveIntegerField": 1, "BigIntegerField": 1,
        "BinaryField": b"", "ForeignKey": uuid4(), "OneToOneField": uuid4(),
    }  # fmt: skip
    return kinds[field.get_internal_type()]


def hexed(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else value
