"""A PostgreSQL 15 of the test run's own: Unix socket only, two roles, gone when the run ends.

Durability is off (`fsync=off`): a crash of the machine loses a test database, which is nothing. Measurements use their own server.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
ROLES = ("CREATE ROLE somat_owner LOGIN CREATEDB", "CREATE ROLE somat_app LOGIN")


@dataclass(frozen=True)
class Cluster:
    """A server whose data and socket lie in `folder`; any process of the run may start it, the first one stops it."""

    folder: Path
    settings: tuple[tuple[str, str], ...] = tuple(FAST.items())

    def url(self, database: str, *, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.folder), safe='')}"

    def start(self) -> Cluster:
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with _lock(self.folder.parent / "pg.lock"):
            if not (self.folder / "ready").exists():
                self._create()
                (self.folder / "ready").touch()
        return self

    def stop(self) -> None:
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop", check=False)

    def run_sql(self, *statements: str, database: str = "postgres", role: str = "postgres") -> None:
        with psycopg.connect(self.url(database, role=role), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def fresh(self) -> str:
        """The name of a new empty database of `somat_owner`; it goes when the cluster goes."""
        name = f"fresh_{uuid4().hex[:12]}"
        self.run_sql(f"CREATE DATABASE {name} OWNER somat_owner")
        return name

    def _create(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o755)
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        self._run(
            "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
        )
        words = " ".join(f"-c {key}={value}" for key, value in self.settings)
        place = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", f"{words} {place}", "start")
        self.run_sql(*ROLES)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        # PostgreSQL refuses to run as root; cwd must be a folder that its user may enter.
        drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*drop, str(_bin() / program), *words], cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        if check and done.returncode:
            log = self.folder / "log"
            raise RuntimeError(f"{program}: {done.stderr.decode()}{log.read_text() if log.exists() else ''}")


def _bin() -> Path:
    """The programs of PostgreSQL 15, or of the newest one after it."""
    found = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = [path for path in found if int(path.parts[-3]) >= 15]
    if not found:
        raise RuntimeError("PostgreSQL 15 is not installed: `make setup` as root installs Debian's postgresql-15")
    return found[0].parent


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
