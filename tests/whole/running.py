"""A whole site that runs: `somat init`, `somat serve` in a session of its own, log-ins, and its processes by name."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import psycopg

from somat.cli.parent import end_with_parent
from tests import postgres, sites, workplace
from tests.whole.browsing import Browser

PORTS = range(8600, 8700)
PATIENCE = 60.0  # seconds; the machine may be busy
PASSPHRASE = sites.PASSPHRASE
PASSWORD = "Go-cua.mo-3-lan, roi-vao!"
SECOND_CLERK = "Phan Thị Hoa,hoa,Văn thư,VT,Tuyệt mật,2099-12-31,09/QĐ-UBND,2026-01-05\n"
OFFICER = "Lê Quang Duy,duy,Công chức,CB,Tối mật,2099-12-31,10/QĐ-UBND,2026-01-05\n"
PEOPLE = sites.PEOPLE + SECOND_CLERK + OFFICER
SAID = re.compile(r"^  .+: (\w+)  (\S+)$", re.MULTILINE)
# As agencies run it: what was acknowledged survives the end of any process.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "max_connections": "60"}


class NotUp(AssertionError):
    """A site did not get where it was waited for; the text holds what it said."""


def until(reached: Callable[[], object], *, what: str, seconds: float = PATIENCE) -> object:
    """Wait for a true answer; an answer that does not come yet (OSError) is not one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := reached():
                return found
        except OSError:
            pass
        time.sleep(0.1)
    raise NotUp(f"not within {seconds:.0f} s: {what}")


def free_port() -> int:
    """A port of the tests' own range that nobody listens at; each worker begins at another end."""
    first = 50 if workplace.worker().endswith("1") else 0
    for at in range(len(PORTS)):
        port = PORTS[(first + at) % len(PORTS)]
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise NotUp(f"no free port in {PORTS}")


def cluster_of(folder: Path) -> postgres.Cluster:
    """A PostgreSQL of one site's own, made to keep what it acknowledged: its processes may be killed, its files searched."""
    return postgres.Cluster(folder.parent / f"pg-{folder.name}", settings=tuple(DURABLE.items()))


@dataclass
class Site:
    """A site folder and, while it runs, its processes."""

    folder: Path
    secrets: dict[str, str] = field(default_factory=dict)
    cluster: postgres.Cluster | None = None
    passphrase: str = PASSPHRASE
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    around: tuple[str, ...] = ()  # words before the command: a namespace of its own

    @property
    def log(self) -> Path:
        """What the processes said on their terminal: beside the folder, as a service manager would keep it."""
        return self.folder.with_name(f"{self.folder.name}.log")

    @property
    def temp(self) -> Path:
        """The folder for temporary files that the processes are given."""
        return self.folder.with_name(f"{self.folder.name}.temp")

    def words_file(self, words: str) -> Path:
        path = self.folder.with_name(f"{self.folder.name}.words")
        path.write_text(words, "utf-8")
        return path

    def start(self, *more: str, words: str | None = None) -> subprocess.Popen[bytes]:
        """`somat serve`, without waiting for it. It ends with this test run even if that is killed."""
        self.port = self.port or free_port()
        self.temp.mkdir(exist_ok=True)
        file = self.words_file(self.passphrase if words is None else words)
        command = [*self.around, str(sites.SOMAT), "serve", str(self.folder), "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--passphrase-file", str(file), *more],
                env=sites.plain() | {"TMPDIR": str(self.temp)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )
        return self.process

    def up(self, *more: str) -> Site:
        """Run and wait until the log-in page is there and the vault is open."""
        self.start(*more)
        self.wait_open()
        return self

    def wait_open(self, seconds: float = PATIENCE) -> None:
        until(self.is_open, what=f"the open log-in page\n{self.said()}", seconds=seconds)

    def is_open(self) -> bool:
        browser = Browser(self.port, timeout=10)
        try:
            return browser.get("/dang-nhap/").status == 200
        finally:
            browser.hang_up()

    def unseal(self) -> None:
        """Open the vault on its page, as a person does after it fell."""

        def opened() -> bool:
            browser = Browser(self.port, timeout=10)
            try:
                page = browser.get("/niem-phong/")
                if page.status == 302:
                    return self.is_open()
                form = page.form(has="passphrase")
                return browser.send(form, passphrase=self.passphrase).status == 302
            finally:
                browser.hang_up()

        until(opened, what=f"the vault open again\n{self.said()}")

    def said(self) -> str:
        return self.log.read_text("utf-8", "replace")[-4000:] if self.log.exists() else ""

    def stop(self) -> None:
        """End it as Ctrl+C does; what of its own session still runs then is killed, one process at a time."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            pass
        for pid in self.pids():
            end(pid)
        self.process.wait(10)
        self.process = None

    def pids(self) -> list[int]:
        """Every process of the session that `start` made, whoever its parent is now."""
        if self.process is None:
            return []
        session = self.process.pid
        return [pid for pid in [int(path.name) for path in Path("/proc").glob("[0-9]*")] if session_of(pid) == session]

    def named(self, words: str) -> list[int]:
        """Those of its processes whose command line holds these words; a parent stands before its children."""
        return sorted(pid for pid in self.pids() if words in command_of(pid))

    def web(self) -> tuple[int, list[int]]:
        """The web process and its workers."""
        found = self.named("somat.cli.web")
        main = [pid for pid in found if parent_of(pid) not in found]
        return main[0], [pid for pid in found if pid != main[0]]

    def log_in(self, username: str, *, source: str = "127.0.0.1") -> Browser:
        """A logged-in browser; the first log-in of a person changes the one-time secret."""
        browser = Browser(self.port, source=source)
        if username in self.secrets:
            secret = self.secrets.pop(username)
            form = browser.follow(browser.log_in(username, secret)).form(has="again")
            done = browser.send(form, old=secret, new=PASSWORD, again=PASSWORD)
        else:
            done = browser.log_in(username, PASSWORD)
        if done.status != 302:
            raise NotUp(f"{username} is not let in: {done.status} {done.words[:1500]}")
        return browser

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Read the database itself, beside the program."""
        if self.cluster is None:
            link = sqlite3.connect(f"file:{self.folder}/somat.sqlite3?mode=ro", uri=True, timeout=30)
            try:
                return link.execute(statement).fetchall()
            finally:
                link.close()
        address = (self.folder / "owner.url").read_text("utf-8")
        with psycopg.connect(address) as connection:
            return connection.execute(statement.encode()).fetchall()

    def write(self, statement: str) -> None:
        """Change the database past the program, as its owner could."""
        if self.cluster is None:
            with sqlite3.connect(self.folder / "somat.sqlite3", timeout=30) as link:
                link.execute(statement)
            link.close()
        else:
            with psycopg.connect((self.folder / "owner.url").read_text("utf-8")) as connection:
                connection.execute(statement.encode())

    def verified(self) -> str:
        """What `somat verify` says; empty where it found everything sound."""
        done = sites.somat("verify", self.folder)
        return "" if done.returncode == 0 else done.stdout + done.stderr


def make(*, people: str = PEOPLE, passphrase: str = PASSPHRASE, name: str = "whole", demo: bool = False) -> Site:
    """A new site of its own (PostgreSQL: with a server of its own); nothing runs in it yet."""
    folder = workplace.root() / f"{name}-{uuid4().hex[:6]}"
    notes = folder.with_name(f"{folder.name}.notes")
    notes.mkdir(parents=True)
    words: list[str | Path] = []
    cluster = None
    if workplace.engine() == "postgresql":
        cluster = cluster_of(folder).start()
        database = cluster.fresh()
        for role, option in (("app", "--database-url-file"), ("owner", "--owner-url-file")):
            (notes / role).write_text(cluster.url(database, role=f"somat_{role}"), "utf-8")
            words += [option, notes / role]
    if demo:
        words += ["--demo"]
    else:
        (notes / "people.csv").write_text(people, "utf-8")
        (notes / "passphrase").write_text(passphrase, "utf-8")
        words += ["--agency", "Ủy ban nhân dân xã Thử", "--symbol", "UBND", "--people", notes / "people.csv"]
        words += ["--passphrase-file", notes / "passphrase"]
    try:
        done = sites.somat("init", folder, *words)
    finally:
        shutil.rmtree(notes)
    if done.returncode:
        raise NotUp(done.stdout + done.stderr)
    if not demo:
        sites.accept_open_swap(folder)
    secrets = dict(SAID.findall(done.stdout)) if not demo else {}
    if demo:
        passphrase = (folder / "demo.passphrase").read_text("utf-8").strip()
    return Site(folder, secrets, cluster, passphrase)


@contextmanager
def site(**how: object) -> Iterator[Site]:
    """A site that runs for as long as the block lasts; afterwards nothing of it is left, whatever happened inside."""
    made = make(**how)  # type: ignore[arg-type]
    try:
        yield made.up()
    finally:
        away(made)


def away(made: Site) -> None:
    """Stop everything of a site and remove it."""
    made.stop()
    if made.cluster is not None:
        made.cluster.stop()
        shutil.rmtree(made.cluster.folder, ignore_errors=True)
    for path in made.folder.parent.glob(f"{made.folder.name}*"):
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def end(pid: int, number: int = signal.SIGKILL) -> None:
    """One process, by its own number: never a group, and nothing that is not a child of ours."""
    if pid <= 1 or pid == os.getpid():
        raise ValueError(pid)
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def stat_of(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name: state, parent, group, session, …; empty where there is no such process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return []


def session_of(pid: int) -> int:
    found = stat_of(pid)
    return int(found[3]) if found and found[0] != "Z" else -1


def parent_of(pid: int) -> int:
    found = stat_of(pid)
    return int(found[1]) if found else -1


def command_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
    except OSError:
        return ""
