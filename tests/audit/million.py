"""A journal of a million leaves over a book of two hundred thousand lines, and how long its verification takes.

    python -m tests.audit.million FOLDER [LEAVES]

SQLite. The rows are written by SQL with the real tables and the real digests; every fifth leaf binds a line of the book,
the others are readings; a checkpoint after each 50 leaves. Prints seconds by the clock and of processor time.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

LINE_EVERY = 5
BATCH = 50
STEP = 10_000
START = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)


def make(folder: Path, count: int) -> None:
    """Write the site; needs Django set up on it and its tables made."""
    from somat.audit import rows as declared
    from tests.audit.ground import Copy

    copy = Copy(folder, engine="sqlite")
    parts = {part.table: part for part in declared.AGGREGATES["registry_entry"]}
    connection = sqlite3.connect(copy.database, isolation_level=None)
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-200000"):
        connection.execute(f"PRAGMA {pragma}")
    triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _ in triggers:
        connection.execute(f'DROP TRIGGER "{name}"')
    chance = random.Random(1)
    book, volume = uuid(chance), uuid(chance)
    made = lines(parts, book, volume, chance)
    bodies: list[bytes] = []
    for first in range(0, count, STEP):
        connection.execute("BEGIN")
        bodies += write(connection, made, first, min(first + STEP, count), chance)
        connection.execute("COMMIT")
    place_and_sign(connection, copy, bodies)
    for _, text in triggers:
        connection.execute(text)
    connection.close()


def uuid(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def lines(
    parts: dict[str, Any], book: UUID, volume: UUID, chance: random.Random
) -> Iterator[tuple[UUID, str, list[Any]]]:
    """Line after line: its uuid, its digest, and its rows as (table, columns, values)."""
    from somat.audit.part import digest

    number, ids = 0, dict.fromkeys(parts, 0)
    while True:
        number += 1
        line = uuid(chance)
        found: list[Any] = []
        for table, times in (
            ("registry_entry", 1),
            ("registry_recipient", 2),
            ("access_member", 2),
            ("vault_sealed", 2),
        ):
            for ordinal in range(times):
                ids[table] += 1
                facts = facts_of(table, line, ids[table], number, ordinal, (book, volume), chance)
                part = parts[table]
                values = [
                    facts.get(column, DEFAULTS.get(kind)) for column, kind in zip(part.columns, part.kinds, strict=True)
                ]
                found.append((part, values))
        yield line, digest(part.row(values) for part, values in found), found


DEFAULTS: dict[str, Any] = {"t": "", "i": 1, "o": False}


def facts_of(
    table: str, line: UUID, id_: int, number: int, ordinal: int, place: tuple[UUID, UUID], chance: random.Random
) -> dict[str, Any]:
    facts: dict[str, Any] = {"id": id_, "uuid": uuid(chance), "level": 1, "entry_id": line, "object": line, "row": line}
    if table == "registry_entry":
        facts |= {"uuid": line, "book_id": place[0], "volume_id": place[1], "no": number, "doc_number": number}
        facts |= {"year": 2026, "day": date(2026, 1, 5), "registered_at": START + timedelta(seconds=number)}
        facts |= {"registered_by": place[0], "series": place[0], "kind": "out", "state": "live", "source": "new"}
        facts |= {"symbol": "UBND-VP", "body": "Ủy ban nhân dân tỉnh", "signer": "Nguyễn Văn A", "regime": "law_2025"}
        facts |= {"due_on": None, "arrival_on": None, "arrival_no": None, "batch": None, "answered_by": None}
    if table == "registry_recipient":
        facts |= {"ordinal": ordinal + 1, "body": f"Sở {ordinal}", "copy_no": ordinal + 1, "person": None}
    if table == "access_member":
        facts |= {"person": uuid(chance), "place": number, "why": "writer", "until": None}
    if table == "vault_sealed":
        facts |= {"table": "registry_entry", "column": ("abstract", "rest")[ordinal], "version": 1, "key": place[1]}
        facts |= {"ciphertext": chance.randbytes(180)}
    return facts


def write(
    connection: sqlite3.Connection,
    made: Iterator[tuple[UUID, str, list[Any]]],
    first: int,
    end: int,
    chance: random.Random,
) -> list[bytes]:
    from somat.audit.leaf import Facts, body

    actors = [UUID(int=number) for number in range(1, 40)]
    bodies, leaves, rows = [], [], {}
    for number in range(first, end):
        line, digest, found = next(made) if number % LINE_EVERY == 0 else (uuid(chance), "", [])
        verb, detail = ("entry.issue", "") if digest else ("book.page", sha256(line.bytes).hexdigest())
        at = START + timedelta(milliseconds=731 * number)
        session = UUID(int=1 + number // 50)
        facts = Facts(uuid(chance), at, chance.choice(actors), verb, session, "VP-01", line, row=digest, detail=detail)
        bodies.append(body(facts))
        moment = at.strftime("%Y-%m-%d %H:%M:%S.%f")
        leaves.append((facts.leaf.hex, bodies[-1], moment, facts.actor.hex, verb, line.hex, "granted", digest))
        for part, values in found:
            rows.setdefault(part, []).append([plain(value) for value in values])
    insert = (
        'INSERT INTO audit_leaf (uuid, body, at, actor, verb, object, decision, "row") VALUES (?, ?, ?, ?, ?, ?, ?, ?)'
    )
    connection.executemany(insert, leaves)
    for part, values in rows.items():
        columns, marks = ", ".join(f'"{column}"' for column in part.columns), ", ".join("?" * len(part.columns))
        connection.executemany(f'INSERT INTO "{part.table}" ({columns}) VALUES ({marks})', values)
    return bodies


def plain(value: Any) -> Any:
    """As Django writes it into SQLite."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat() if isinstance(value, date) else value


def place_and_sign(connection: sqlite3.Connection, copy: Any, bodies: list[bytes]) -> None:
    from tests.audit.ground import sign

    connection.execute("BEGIN")
    connection.execute(
        'INSERT INTO audit_leafindex ("index", leaf) SELECT id - 1, uuid FROM audit_leaf NOT INDEXED ORDER BY id'
    )

    class Same:
        run = staticmethod(connection.execute)

    sign(copy, Same(), bodies, batch=BATCH)  # type: ignore[arg-type]
    connection.execute("COMMIT")


def used() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def measure(folder: Path) -> None:
    from somat.audit.verify.whole import House, verify
    from tests.audit.ground import Copy, house

    copy = Copy(folder, engine="sqlite")
    for name, declared, jobs in (
        ("tree, one process", House(), 1),
        ("tree, two processes", House(), 2),
        ("tree and rows, one process", house(), 1),
        ("tree and rows, two processes", house(), 2),
    ):
        before = used()
        report = verify(copy, house=declared, jobs=jobs)
        faults = [finding.says() for finding in report.findings if finding.kind != "row-gone"][:3]
        print(
            f"{name:30} {report.seconds:6.1f} s, processor {used() - before:6.1f} s;"
            f" {report.leaves} leaves, {report.checkpoints} checkpoints, {report.objects} objects, {report.rows} rows {faults}",
            flush=True,
        )
    tool = Path(__file__).resolve().parent.parent.parent / "tools" / "verify_journal.py"
    before, begun = used(), time.monotonic()
    code = subprocess.run([sys.executable, str(tool), str(copy.database)], check=False).returncode
    print(
        f"{'the second verifier':30} {time.monotonic() - begun:6.1f} s, processor {used() - before:6.1f} s; exit code {code}"
    )


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    (folder / "run").mkdir(parents=True, exist_ok=True)
    (folder / "site.toml").write_text(f'installation = "{UUID(int=0x50AA7)}"\nagency = "Ủy ban nhân dân xã Thử"\n')
    os.environ["SOMAT_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "somat.project.settings"
    import django

    django.setup()
    if not (folder / "somat.sqlite3").exists():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        make(folder, count)
    measure(folder)


if __name__ == "__main__":
    main()
