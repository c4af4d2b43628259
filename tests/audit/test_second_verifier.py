"""The second verifier and the first agree with the format page, and with the vectors that were derived from it by hand."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
import subprocess
import sys
import tomllib
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from somat.audit.export import export
from somat.audit.leaf import body, parse
from somat.audit.tree import leaf_hash, root_of
from somat.audit.verify.whole import House, verify
from tests.audit.ground import Copy

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PAGE = (ROOT / "docs" / "formats" / "journal.md").read_text("utf-8")
TOOL = ROOT / "tools" / "verify_journal.py"
CONSTANTS = tomllib.loads(re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)[1])  # type: ignore[index]
SHOWN = json.loads(re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)[1])  # type: ignore[index]
VECTORS = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted((HERE / "vectors").glob("*.json"))}
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
INSTALLATION = UUID("01234567-89ab-cdef-0123-456789abcdef")
FIRST = {  # what the first verifier calls it
    "root": "checkpoint-root",
    "beyond": "checkpoint-beyond",
    "against": "against-root",
    "against-beyond": "against-beyond",
    "form": "leaf-malformed",
    "signature": "checkpoint-signature",
    "note": "checkpoint-malformed",
    "key": "checkpoint-key",
}


def run(*words: Path | str) -> tuple[int, list[str]]:
    """The tool in a Python that knows the standard library only; its exit code and what it calls wrong."""
    done = subprocess.run([sys.executable, "-I", "-S", str(TOOL), *map(str, words)], capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, [line.split(":")[0].removeprefix("SAI ") for line in done.stdout.splitlines()[:-1]]


class Builder:
    """Builds an export by the page's constants, and by nothing else."""

    def __init__(self, constants: dict[str, Any]) -> None:
        self.c = constants
        self.origin = constants["origin"].format(installation=INSTALLATION)
        public = bytes.fromhex(constants["algorithm"]) + SECRET.public_key().public_bytes_raw()
        self.key_id = sha256(f"{self.origin}\n".encode() + public).digest()[: constants["key_id_bytes"]]
        self.log_pub = f"{self.origin}+{self.key_id.hex()}+{base64.b64encode(public).decode()}"

    def leaf(self, number: int) -> bytes:
        facts = {
            "actor": str(UUID(int=number)),
            "at": f"2026-11-22T01:02:03.{number:06}Z",
            "decision": self.c["decisions"][number % 3],
            "leaf": str(UUID(int=number + 1000)),
            "verb": "entry.read",
            "v": self.c["version"],
        }
        pairs = ",".join(f'"{name}":{json.dumps(facts.get(name, ""))}' for name in self.c["fields"])
        return f"{{{pairs}}}".encode()

    def root(self, leaves: list[bytes]) -> bytes:
        if not leaves:
            return sha256(b"").digest()
        if len(leaves) == 1:
            return sha256(bytes.fromhex(self.c["leaf_prefix"]) + leaves[0]).digest()
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        halves = self.root(leaves[:half]) + self.root(leaves[half:])
        return sha256(bytes.fromhex(self.c["node_prefix"]) + halves).digest()

    def note(self, leaves: list[bytes]) -> str:
        text = f"{self.origin}\n{len(leaves)}\n{base64.b64encode(self.root(leaves)).decode()}\n"
        signature = base64.b64encode(self.key_id + SECRET.sign(text.encode())).decode()
        return f"{text}\n{self.c['signature_mark']}{self.origin} {signature}\n"

    def export(self, folder: Path, leaves: list[bytes], notes: list[str], log_pub: str) -> Path:
        width = self.c["tile_width"]
        self._write(folder / "log.pub", log_pub.encode())
        self._write(folder / "checkpoints", b"".join(self._sized(note.encode()) for note in notes))
        if notes:
            self._write(folder / "checkpoint", notes[-1].encode())
        for number, part in enumerate(leaves[at : at + width] for at in range(0, len(leaves), width)):
            self._write(folder / self._tile("entries", number, len(part)), b"".join(map(self._sized, part)))
        hashes, level = [self.root([leaf]) for leaf in leaves], 0
        groups = [leaves[at : at + 1] for at in range(len(leaves))]
        while hashes:
            for number, part in enumerate(hashes[at : at + width] for at in range(0, len(hashes), width)):
                self._write(folder / self._tile(str(level), number, len(part)), b"".join(part))
            wholes = [groups[at : at + width] for at in range(0, len(groups), width)]
            groups = [[leaf for group in whole for leaf in group] for whole in wholes if len(whole) == width]
            hashes, level = [self.root(group) for group in groups], level + 1
        return folder

    def _sized(self, data: bytes) -> bytes:
        return len(data).to_bytes(self.c["length_bytes"]) + data

    def _tile(self, level: str, number: int, count: int) -> str:
        assert number < 1000
        return f"tile/{level}/{number:03}" + (f".p/{count}" if count < self.c["tile_width"] else "")

    @staticmethod
    def _write(path: Path, data: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


BY_PAGE = Builder(CONSTANTS)


def made_by(constants: dict[str, Any], folder: Path, *, count: int = 700) -> Path:
    """A sound journal, if the constants are right: two whole tiles, a part of one, a checkpoint now and then."""
    builder = Builder(constants)
    leaves = [builder.leaf(number) for number in range(count)]
    notes = [builder.note(leaves[:size]) for size in (1, 2, 255, 256, 257, 512, count)]
    return builder.export(folder, leaves, notes, builder.log_pub)


def test_it_takes_a_journal_made_by_the_page(tmp_path: Path) -> None:
    assert run(made_by(CONSTANTS, tmp_path / "a"), "--all") == (0, [])


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"leaf_prefix": "01"},
        {"leaf_prefix": ""},
        {"node_prefix": "00"},
        {"origin": "somat-{installation}", "signature_mark": "- "},
        {"signature_mark": "-- "},
        {"algorithm": "02"},
        {"key_id_bytes": 8},
        {"length_bytes": 4},
        {"tile_width": 128},
        {"fields": list(reversed(CONSTANTS["fields"]))},
        {"fields": [*CONSTANTS["fields"], "title"]},
        {"fields": CONSTANTS["fields"][1:]},
        {"decisions": ["yes", "no", "absent"]},
    ],
    ids=str,
)
def test_it_refuses_a_journal_made_by_a_wrong_page(tmp_path: Path, change: dict[str, Any]) -> None:
    """Each constant of the page counts: the tool was written for these and no others."""
    code, wrong = run(made_by({**CONSTANTS, **change}, tmp_path / "a", count=300), "--all")
    assert code == 1 and wrong


def test_the_page_shows_what_the_program_makes() -> None:
    leaves = [text.encode() for text in SHOWN["leaves"]]
    assert [body(parse(leaf)) for leaf in leaves] == leaves
    assert [leaf_hash(leaf).hex() for leaf in leaves] == SHOWN["leaf_hashes"]
    assert [root_of(map(leaf_hash, leaves[:size])).hex() for size in range(4)] == SHOWN["roots"]
    assert BY_PAGE.note(leaves) == SHOWN["checkpoint"]
    assert BY_PAGE.log_pub == SHOWN["log.pub"]
    assert sorted(json.loads(leaves[1])) == CONSTANTS["fields"]


def expected(vector: dict[str, Any]) -> tuple[str, str]:
    """Whether --all is needed to see it, and what must be seen."""
    needs_all, _, what = vector["expect"].rpartition(": ")
    return needs_all, what


@pytest.mark.parametrize("name", VECTORS)
def test_it_judges_a_vector_as_named(tmp_path: Path, name: str) -> None:
    vector = VECTORS[name]
    leaves = [text.encode() for text in vector["leaves"]]
    folder = BY_PAGE.export(tmp_path / "export", leaves, vector["checkpoints"], vector["log_pub"])
    words: list[Path | str] = [folder, *against(vector, tmp_path)]
    needs_all, what = expected(vector)
    if needs_all:
        assert run(*words) == (0, [])
        words.append("--all")
    code, wrong = run(*words)
    assert (code, wrong[:1]) == ((0, []) if what == "sound" else (1, wrong[:1]))
    assert what == "sound" or what == wrong[0] or (what == "key" and wrong[0] == "key 0")


def against(vector: dict[str, Any], folder: Path) -> list[Path | str]:
    if vector["against"] is None:
        return []
    (folder / "paper").write_text(vector["against"], "utf-8")
    return ["--against", folder / "paper"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", VECTORS)
def test_the_first_verifier_judges_a_vector_the_same(journal: Copy, name: str) -> None:
    vector = VECTORS[name]
    site = replace(journal, installation=INSTALLATION)
    write_vector(site, vector)
    needs_all, what = expected(vector)
    report = verify(site, house=House(), every=bool(needs_all), against=vector["against"])
    kind = what.partition(" ")[0]
    assert [finding.kind for finding in report.findings][:1] == ([] if what == "sound" else [FIRST[kind]])


def write_vector(site: Copy, vector: dict[str, Any]) -> None:
    """The vector as rows, the columns as its leaves say."""
    for file in site.checkpoints.iterdir():
        file.unlink()
    (site.folder / "vault" / "log.pub").write_text(vector["log_pub"] + "\n")
    zone = "+00" if site.engine == "postgresql" else ""
    with site.owner() as hand:
        for table in ("audit_checkpoint", "audit_leafindex", "audit_manifest", "audit_leaf"):
            hand.run(f"DELETE FROM {table}")
        for index, text in enumerate(vector["leaves"]):
            said = {**dict.fromkeys(CONSTANTS["fields"], ""), **json.loads(text)}
            uuid = said["leaf"].replace("-", "").lower()
            row = (
                uuid,
                text.encode(),
                said["at"].rstrip("Z").replace("T", " ") + zone,
                said["actor"].replace("-", "").lower(),
            )
            row += (said["verb"], said["object"].replace("-", "") or None, said["decision"], said["row"])
            hand.run(
                'INSERT INTO audit_leaf (uuid, body, at, actor, verb, object, decision, "row")'
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            hand.run('INSERT INTO audit_leafindex ("index", leaf) VALUES (?, ?)', (index, uuid))
        for size, note in enumerate(vector["checkpoints"], 1):
            root = base64.b64decode(note.split("\n")[2]).hex()
            hand.run(
                "INSERT INTO audit_checkpoint (size, root, note, at) VALUES (?, ?, ?, '2026-11-22 00:00:00')",
                (size, root, note),
            )


@pytest.mark.django_db
def test_both_verifiers_agree_on_a_journal_of_real_acts(journal: Copy, tmp_path: Path) -> None:
    made = export(journal, tmp_path / "export")
    report = journal.verify(every=True)
    assert (made.leaves, made.root) == (report.leaves, report.root)
    assert run(tmp_path / "export", "--all") == (0, [])
    if journal.engine == "sqlite":
        assert run(journal.database) == (0, [])


@pytest.mark.django_db
def test_it_names_the_tile_that_differs(journal: Copy, tmp_path: Path) -> None:
    export(journal, tmp_path / "export")
    file = next((tmp_path / "export" / "tile" / "0").glob("000*"))
    changed = bytearray(file.read_bytes())
    changed[-1] ^= 1
    file.write_bytes(changed)
    assert run(tmp_path / "export") == (1, ["tile tile/0/000"])


@pytest.mark.django_db
def test_it_finds_what_was_done_to_the_file(journal: Copy, tmp_path: Path) -> None:
    """The tables of a SQLite site, attacked."""
    if journal.engine == "postgresql":
        make_file(journal, tmp_path / "somat.sqlite3")
    file = journal.database if journal.engine == "sqlite" else tmp_path / "somat.sqlite3"
    key = journal.folder / "vault" / "log.pub"
    with sqlite3.connect(file) as owner:
        for (name,) in owner.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            owner.execute(f'DROP TRIGGER "{name}"')
        leaf = owner.execute('SELECT leaf FROM audit_leafindex WHERE "index" = 77').fetchone()[0]
        owner.execute("DELETE FROM audit_leaf WHERE uuid = ?", (leaf,))
    owner.close()
    code, wrong = run(file, "--key", key)
    assert code == 1 and wrong[0] == "place 77"


def make_file(journal: Copy, file: Path) -> None:
    """The journal's tables as SQLite would hold them."""
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE audit_leaf (id INTEGER PRIMARY KEY, uuid TEXT, body BLOB)")
        made.execute('CREATE TABLE audit_leafindex ("index" INTEGER PRIMARY KEY, leaf TEXT)')
        made.execute("CREATE TABLE audit_checkpoint (size INTEGER PRIMARY KEY, root TEXT, note TEXT)")
        for table, columns in (
            ("audit_leaf", "id, uuid, body"),
            ("audit_leafindex", '"index", leaf'),
            ("audit_checkpoint", "size, root, note"),
        ):
            rows = journal.run(f"SELECT {columns} FROM {table}")
            marks = ", ".join("?" * len(rows[0]))
            made.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)
    made.close()


def test_it_says_misuse_from_wrong(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-I", "-S", str(TOOL), str(tmp_path / "none")], capture_output=True)
    assert done.returncode == 2


def test_it_is_short_and_stands_alone() -> None:
    text = TOOL.read_text("utf-8")
    assert text.count("\n") <= 300
    imported = set(re.findall(r"^(?:import|from) ([\w.]+)", text, re.MULTILINE))
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)
