"""Checkpoints, from the database, from the site's folder and from outside: what they claim and whether it is signed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from somat.audit.tree import BadNote, parse_note, verify_note
from somat.audit.verify.findings import Finding, found
from somat.audit.verify.source import Source

LARGEST = (1 << 63) - 1  # a size that no tree has
SIGNED = 92  # characters of base64 in a signature line: four bytes of key id, 64 of signature


@dataclass(frozen=True, slots=True)
class Claim:
    """A checkpoint's word on the tree of `size` leaves; `where` is 'table', 'folder' or 'against'."""

    size: int
    root: bytes
    note: str
    where: str


@dataclass(frozen=True, slots=True)
class Signer:
    """The log's name and verifier key; the key is empty where the site has none."""

    origin: str
    key: str


def in_table(source: Source, first: int, end: int) -> tuple[list[Claim], list[Finding]]:
    """The table's checkpoints of more than `first` and at most `end` leaves."""
    rows = source.all(
        "SELECT size, root, note FROM audit_checkpoint WHERE size > ? AND size <= ? ORDER BY size", (first, end)
    )
    claims, findings = [], []
    for size, root, note in rows:
        claim = _claim(note, "table", name=size)
        if claim is None or claim.root.hex() != root:
            findings.append(found("checkpoint-malformed", size, size=size))
        else:
            claims.append(claim)
    return claims, findings


def newest(source: Source) -> list[Claim]:
    """The table's newest checkpoint; none where there is none, or where it is malformed."""
    rows = source.all("SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1")
    claims = [_claim(note, "table", name=size) for size, note in rows]
    return [claim for claim in claims if claim is not None]


def in_folder(folder: Path) -> tuple[list[Claim], list[Finding]]:
    """The checkpoints that the vault keeps beside the database, one file each, named by size."""
    claims, findings = [], []
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    for size in sorted(int(name) for name in names if name.isascii() and name.isdigit()):
        claim = _claim((folder / str(size)).read_bytes().decode("utf-8", "replace"), "folder", name=size)
        if claim is None:
            findings.append(found("checkpoint-malformed", size, size=size))
        else:
            claims.append(claim)
    return claims, findings


def from_outside(text: str) -> tuple[Claim | None, list[Finding]]:
    """An older checkpoint from paper or a stick."""
    claim = _claim(text, "against", name=None)
    return claim, [] if claim else [found("against-malformed")]


def _claim(note: str, where: str, *, name: int | None) -> Claim | None:
    """What a note says; None for a text that is no checkpoint or that is filed under another size."""
    try:
        said = parse_note(note)
    except BadNote:
        return None
    return Claim(said.size, said.root, note, where) if name is None or name == said.size else None


def misshapen(claims: Iterable[Claim], signer: Signer) -> list[Finding]:
    """The claims whose text is not the three lines of this log, and those without a line for the log's signature."""
    findings = []
    for claim in claims:
        text = f"{signer.origin}\n{claim.size}\n{b64encode(claim.root).decode()}\n\n"
        line = f"— {signer.origin} "
        begin = claim.note.find(line, len(text)) + len(line)
        if not claim.note.startswith(text):
            findings.append(found("checkpoint-malformed", claim.size, size=claim.size))
        elif begin < len(line) or claim.note[begin + SIGNED : begin + SIGNED + 1] != "\n":
            findings.append(found("checkpoint-signature", claim.size, size=claim.size))
    return findings


def unsigned(claims: Iterable[Claim], signer: Signer) -> list[Finding]:
    """The claims whose signature by the log's key does not hold."""
    findings = []
    for claim in claims:
        try:
            verify_note(claim.note, signer.key)
        except BadNote:
            kind = "against-signature" if claim.where == "against" else "checkpoint-signature"
            findings.append(found(kind, claim.size, size=claim.size))
    return findings
