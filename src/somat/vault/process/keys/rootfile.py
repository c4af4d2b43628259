"""`root.json`: the ways in force to open the root key. A new root waits in `root.next.json` until the keyring names it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from somat.vault.process.keys.files import sync_folder, write_whole
from somat.vault.process.keys.provider import NotAuthentic, Opening, WrongOpening
from somat.vault.process.keys.sealing import SUITE

VERSION = 2
NAME, NEXT = "root.json", "root.next.json"
KINDS = ("shares", "passphrase", "pkcs11")
SECRET = frozenset({"wrapped", "salt"})  # what the status page has no use for


class OldVersion(NotAuthentic):
    """Keys made before the first release, when everything was derived from the root; such a site is made anew."""


@dataclass(frozen=True, slots=True)
class RootFile:
    """The root's name and its wrappings, as they stand in the file."""

    root: UUID
    wrappings: tuple[Mapping[str, Any], ...]

    def plain(self) -> list[dict[str, Any]]:
        """What may be shown of the wrappings."""
        return [{name: value for name, value in each.items() if name not in SECRET} for each in self.wrappings]


def about_root(installation: UUID, root: UUID, kind: str) -> bytes:
    """What every wrapping of a root is bound to, besides its own facts."""
    return b"somat root key\x00" + bytes([SUITE]) + installation.bytes + root.bytes + kind.encode() + b"\x00"


def wrapped_by(opener: Opening, secret: bytes, *, installation: UUID, root: UUID) -> dict[str, Any]:
    """A new wrapping of the root for the file."""
    facts = opener.wrap(secret, about=about_root(installation, root, opener.kind))
    return {"kind": opener.kind, "uuid": str(uuid4()), "made_at": datetime.now(UTC).isoformat(), **facts}


def opened_by(opener: Opening, file: RootFile, *, installation: UUID) -> bytes:
    """The root. Raises WrongOpening also where no wrapping of this kind is in force."""
    for facts in file.wrappings:
        if facts["kind"] == opener.kind:
            try:
                return opener.unwrap(facts, about=about_root(installation, file.root, opener.kind))
            except NotAuthentic:
                raise NotAuthentic(NAME) from None
    raise WrongOpening


def write(folder: Path, file: RootFile, *, name: str = NAME) -> None:
    facts = {"v": VERSION, "suite": SUITE, "root": str(file.root), "wrappings": list(file.wrappings)}
    write_whole(folder / name, json.dumps(facts, indent=1).encode(), mode=0o600)


def read(folder: Path, *, name: str = NAME) -> RootFile:
    """Raises NotAuthentic for a file that is none, OldVersion for one of an older program."""
    try:
        facts = json.loads((folder / name).read_bytes())
    except (OSError, ValueError):
        raise NotAuthentic(name) from None
    if not isinstance(facts, dict):
        raise NotAuthentic(name)
    if facts.get("v") == 1:
        raise OldVersion(name)
    if (facts.get("v"), facts.get("suite")) != (VERSION, SUITE):
        raise NotAuthentic(name)
    try:
        return RootFile(UUID(facts["root"]), _wrappings(facts["wrappings"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotAuthentic(name) from None


def _wrappings(values: Sequence[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    kinds = [each["kind"] for each in values]
    if not kinds or len(set(kinds)) != len(kinds) or not set(kinds) <= set(KINDS):
        raise ValueError("kinds")
    return tuple(values)


def settled(folder: Path, *, root: UUID) -> RootFile:
    """The file of the root that the keyring names. A re-keying that was cut is ended here, or its beginning removed."""
    waiting = folder / NEXT
    if waiting.exists():
        if read(folder, name=NEXT).root == root:
            waiting.replace(folder / NAME)
        else:
            waiting.unlink()
        sync_folder(folder)
    file = read(folder)
    if file.root != root:
        raise NotAuthentic(NAME)
    return file
