"""Secret words typed in every flow of a whole site stand in plain nowhere: not in the database, nor in logs, spools or backups."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from somat.oversight.transfer.envelope import is_closed
from tests import sites
from tests.whole import running
from tests.whole.flows import Flows
from tests.whole.planted import Places, Watch, controls, files, hits, of_process, read, shapes, stem
from tests.whole.running import Site, until


@dataclass
class Walked:
    """A site in which every flow was walked, with what was found meanwhile."""

    site: Site
    flows: Flows
    places: Places
    watch: Watch
    word: str
    control: str
    passing: str  # a control that lay in a file for a moment only
    backup: Path
    stick: Path  # what was closed to a key that is not on the server, with its blobs and the copy of the keyring

    def copies(self) -> dict[str, Path]:
        """The files of both backups by what they are."""
        pool = next(path for path in files(self.stick / "somat-blobs") if not path.suffix)
        made = {"open": self.backup, "open keyring": self.backup.with_name(f"{self.backup.name}.keys")}
        closed = {"closed": self.stick / "closed", "closed keyring": self.stick / "closed.keys"}
        return made | closed | {"blob beside a backup": pool}


@pytest.fixture(scope="module")
def walked() -> Iterator[Walked]:
    word, control, passing = stem(), stem(), stem()
    places = None
    made = running.make(name="canary", passphrase=f"{word} cum mat khau mo ket")
    try:
        made.up()
        made.words_file("").unlink()  # the passphrase was handed over; a person does not leave it lying there
        places = Places(made)
        flows = Flows(made, word, control)
        with Watch(places, shapes(word) | {f"control {k}": v for k, v in shapes(passing).items()}) as watch:
            file = made.temp / "upload"
            file.write_text(f"x {passing} y", "utf-8")
            flows.all()
            file.unlink()
        backup = made.folder / "backups" / "by-hand"
        done = sites.backup(made.folder, backup)
        assert done.returncode == 0, done.stderr
        stick = made.temp / "stick"
        closed(made, stick)
        yield Walked(made, flows, places, watch, word, control, passing, backup, stick)
    finally:
        running.away(made)


def closed(made: Site, stick: Path) -> None:
    """A second backup, to another medium, closed to a key that the site does not have."""
    stick.mkdir()
    for done in (
        sites.somat("backup-key", "new", stick / "secret"),
        sites.somat("backup-key", "use", made.folder, stick / "secret.pub"),
        sites.backup(made.folder, stick / "closed"),
    ):
        assert done.returncode == 0, done.stderr


def test_the_words_were_stored_and_are_shown_again(walked: Walked) -> None:
    assert [page[:60] for page in walked.flows.pages if walked.word not in page] == []
    assert len(walked.flows.pages) > 12


def test_nothing_stood_in_plain_while_the_acts_ran(walked: Walked) -> None:
    assert [hit for hit in walked.watch.found if ": control " not in hit] == []
    assert any(walked.passing in hit for hit in walked.watch.found), "the passing control was not seen"
    assert walked.watch.looks > 1


def test_nothing_stands_in_plain_afterwards(walked: Walked) -> None:
    assert walked.places.search(shapes(walked.word)) == []


def test_the_journal_answers_for_every_row_that_the_flows_left(walked: Walked) -> None:
    """An import stands half way, files are refused, questions wait: nothing of it may be without its leaf."""
    assert walked.site.verified() == ""


def test_no_session_and_no_password_stands_in_plain(walked: Walked) -> None:
    secrets = {name: by.cookies["somat"].encode() for name, by in vars(walked.flows).items() if hasattr(by, "cookies")}
    assert len(secrets) == 5
    assert walked.places.search(secrets | {"password": running.PASSWORD.encode()}) == []


def test_a_plain_column_is_found_in_every_place_that_keeps_rows(walked: Walked) -> None:
    """The control of the databases: the signer of a Mật line may stand plain, so it must be found wherever rows are."""
    found = {hit.split(": ")[0] for hit in walked.places.search({"NFC": walked.control.encode()})}
    assert str(walked.backup) in found, "the backup is not read"
    if walked.site.cluster is None:
        assert {str(walked.site.folder / f"somat.sqlite3{end}") for end in ("", "-wal")} & found
        assert (walked.site.folder / "somat.sqlite3-shm") in set(walked.places.files())
    else:
        inside = {
            Path(path).relative_to(walked.site.cluster.folder / "data").parts[0] for path in found if "/data/" in path
        }
        assert {"base", "pg_wal"} & inside


def test_backups_with_contents_show_nothing_in_either_form(walked: Walked) -> None:
    """Open, a backup holds plain columns and only ciphertext of words; closed, not even those; contents lie beside it as they lie in the site."""
    copies, searched = walked.copies(), set(walked.places.files())
    assert set(copies.values()) <= searched
    assert [is_closed(copies[name]) for name in ("open", "closed", "closed keyring")] == [False, True, True]
    blobs = {path.name for path in files(walked.site.folder / "blobs")}
    assert len(blobs) >= 2
    for pool in (walked.backup.with_name("somat-blobs"), walked.stick / "somat-blobs"):
        assert {path.name for path in files(pool)} == blobs
    assert len(list(files(walked.site.folder / "words"))) >= 2, "words inside documents were read and lie encrypted"
    plain = {"NFC": walked.control.encode()}
    assert hits(read(copies["open"]), plain) and not hits(read(copies["closed"]), plain)
    for path in [*copies.values(), *files(walked.site.folder / "words"), *files(walked.stick)]:
        assert hits(read(path), shapes(walked.word)) == [], path


@pytest.mark.parametrize("what", ["open", "open keyring", "closed", "closed keyring", "blob beside a backup"])
def test_a_word_planted_in_a_backup_is_found_in_every_shape(walked: Walked, what: str) -> None:
    file, word = walked.copies()[what], stem()
    before = file.read_bytes()
    try:
        for shape, data in controls(word):
            file.write_bytes(before + data)
            assert hits(read(file), shapes(word)), shape
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize(
    "where",
    [
        "words",
        "log",
        "tmp",
        "run",
        "backups",
        "blobs",
        "pages",
        "checkpoints",
        "vault",
        "its TMPDIR",
        "its output",
        "/tmp",
        "/var/tmp",
    ],
)
def test_a_planted_word_is_found_in_every_folder(walked: Walked, where: str) -> None:
    """One control in each place that is searched; what was found there before is told apart by its name."""
    own = {"its TMPDIR": walked.site.temp, "its output": walked.site.log}
    place = own.get(where) or (Path(where) if where.startswith("/") else walked.site.folder / where)
    word, file = stem(), place / "planted-control" if place.is_dir() else place
    before = file.read_bytes() if file.exists() else None
    with file.open("ab") as out:
        out.write(f"x {word} y".encode())
    try:
        assert file in set(walked.places.files())
        assert hits(read(file), shapes(word))
    finally:
        file.unlink() if before is None else file.write_bytes(before)


@pytest.mark.parametrize("shape", [name for name, _ in controls("x")])
def test_each_shape_of_a_word_is_recognised(shape: str) -> None:
    word = stem()
    data = dict(controls(word))[shape]
    assert hits(b"\x00\x9c\x78\x9c" + data + b"\x1f\x8b\x08 no stream", shapes(word))
    assert hits(dict(controls(stem()))[shape], shapes(word)) == []


HOLDER = """
import os, sys, tempfile, time
spool = tempfile.TemporaryFile()
spool.write(sys.stdin.buffer.read()); spool.flush()
print("held", flush=True)
time.sleep(60)
"""


def test_a_deleted_file_that_is_still_open_is_searched() -> None:
    """The control of the upload spool: its files have no name any more."""
    word = stem()
    holder = subprocess.Popen([sys.executable, "-c", HOLDER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdin is not None and holder.stdout is not None
        holder.stdin.write(f"x {word} y".encode())
        holder.stdin.close()
        assert holder.stdout.readline() == b"held\n"
        assert any(hits(data, shapes(word)) for _, data in of_process(holder.pid))
    finally:
        holder.kill()
        holder.wait()


@pytest.mark.deep
def test_nothing_stands_in_plain_after_three_more_rounds_and_a_fall(walked: Walked) -> None:
    """Again after killed processes, a checkpoint of the database and a new start."""
    for what in ("vault", "web", "supervisor"):
        walked.flows.outgoing()
        walked.flows.finding()
        assert walked.site.process is not None
        running.end(
            {"vault": walked.site.named("somat.vault.process")[0], "web": walked.site.web()[0]}.get(
                what, walked.site.process.pid
            )
        )
        if what == "supervisor":
            walked.site.process.wait(10)
            until(lambda: not walked.site.pids(), what="every process has ended")
            walked.site.up()
            walked.site.words_file("").unlink()
        else:
            time.sleep(2)
            walked.site.unseal()
    assert walked.places.search(shapes(walked.word)) == []
