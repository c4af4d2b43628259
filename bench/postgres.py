"""A PostgreSQL of the bench's own: Unix socket only, two roles, and everything durable that a site's server would keep durable."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import psycopg

# Pinned: the defaults of Debian's package, said aloud, and memory for a small server.
PINNED = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "shared_buffers": "256MB",
    "max_connections": "100",
}


class Server:
    """Lives in a folder; `url` names a database for one of the two roles."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def start(self) -> None:
        fresh = not (self.folder / "data").exists()
        if fresh:
            self.folder.mkdir(mode=0o755, parents=True)
            if os.geteuid() == 0:
                shutil.chown(self.folder, "postgres", "postgres")
            self._run(
                "initdb", "-D", "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
            )
        words = " ".join(f"-c {key}={value}" for key, value in PINNED.items())
        place = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        self._run("pg_ctl", "-D", "data", "-l", "log", "-w", "-o", f"{words} {place}", "start")
        if fresh:
            self.sql("CREATE ROLE somat_owner LOGIN CREATEDB", "CREATE ROLE somat_app LOGIN")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", "data", "-m", "fast", "-w", "stop")

    def url(self, database: str, *, role: str) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.folder), safe='')}"

    def sql(self, *statements: str, database: str = "postgres") -> None:
        with psycopg.connect(self.url(database, role="postgres"), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def create(self, database: str) -> None:
        self.sql(f"CREATE DATABASE {database} OWNER somat_owner")

    def files(self, database: str, folder: Path) -> list[Path]:
        """The addresses of a database as `somat init` takes them: application, owner."""
        folder.mkdir(parents=True, exist_ok=True)
        made = []
        for role in ("app", "owner"):
            path = folder / f"{database}.{role}"
            path.write_text(self.url(database, role=f"somat_{role}"), "utf-8")
            made.append(path)
        return made

    def _run(self, program: str, *words: str) -> None:
        # PostgreSQL refuses to run as root; its working folder must be one that its user may enter.
        drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*drop, str(programs() / program), *words],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{program}: {done.stderr.decode()}")


def programs() -> Path:
    """The newest PostgreSQL from 15 on."""
    found = sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda path: int(path.parent.name))
    if not found or int(found[-1].parent.name) < 15:
        raise SystemExit("PostgreSQL 15 is not installed: `make setup` as root installs Debian's postgresql-15")
    return found[-1]
