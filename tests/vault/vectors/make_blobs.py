"""python -m tests.vault.vectors.make_blobs: writes the vectors of the blob format anew, from fixed keys and prefixes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FOLDER = Path(__file__).parent / "blob"
KEY = hashlib.sha256(b"key of the blob vectors").digest()
PREFIX = b"vector\x00"
INSTALLATION = UUID("11111111-1111-4111-8111-111111111111")
OBJECT = UUID("22222222-2222-4222-8222-222222222222")
OTHER = UUID("33333333-3333-4333-8333-333333333333")
CHUNK = 1024 * 1024
SMALL = "Nội dung thử của một văn bản.\n".encode() * 3


def fields(*, format: int, suite: int, kind: int, installation: UUID, object: UUID, version: int, part: int) -> bytes:
    """The bound fields, written out by hand from docs/formats/blob.md and not by the product's code."""
    head = bytes([format, suite, kind]) + installation.bytes + object.bytes
    return head + version.to_bytes(4, "big") + part.to_bytes(4, "big")


PLACE = {
    "format": 1, "suite": 1, "kind": 1, "installation": INSTALLATION, "object": OBJECT, "version": 1, "part": 0,
}  # fmt: skip


def blob(content: bytes, **other: object) -> bytes:
    bound = fields(**{**PLACE, **other})  # type: ignore[arg-type]
    aad, cipher = b"somat blob\x00" + bound, AESGCM(KEY)
    pieces = [content[at : at + CHUNK] for at in range(0, len(content), CHUNK)] or [b""]
    sealed = b""
    for number, piece in enumerate(pieces):
        last = bytes([number == len(pieces) - 1])
        sealed += cipher.encrypt(PREFIX + number.to_bytes(4, "big") + last, piece, aad)
    return b"SOMATBLB" + bound + PREFIX + sealed


def good() -> dict[str, tuple[bytes, dict[str, int]]]:
    return {
        "good-empty": (b"", {}),
        "good-small": (SMALL, {}),
        "good-second-version": (SMALL, {"version": 2}),
        "good-pages": (SMALL, {"kind": 2, "part": 41}),
    }


def bad() -> dict[str, bytes]:
    small = blob(SMALL)
    header, tag = 58, 16
    return {
        "bad-cut-nothing": b"",
        "bad-cut-header-only": small[:header],
        "bad-cut-within-tag": small[: header + tag - 1],
        "bad-chunk-one-byte-short": small[:-1],
        "bad-chunk-one-byte-more": small + b"\x00",
        "bad-chunk-flipped-content": flipped(small, header + 5),
        "bad-chunk-flipped-tag": flipped(small, len(small) - 1),
        "bad-chunk-flipped-prefix": flipped(small, 51),
        "bad-chunk-last-mark-missing": unmarked(SMALL),
        "bad-chunk-header-forged-object": small[:27] + OBJECT.bytes + blob(SMALL, object=OTHER)[43:],
        "bad-magic-other": b"somatblb" + small[8:],
        "bad-format-2": blob(SMALL, format=2),
        "bad-suite-2": blob(SMALL, suite=2),
        "bad-kind-pages": blob(SMALL, kind=2),
        "bad-installation-other": blob(SMALL, installation=OTHER),
        "bad-object-other": blob(SMALL, object=OTHER),
        "bad-version-2": blob(SMALL, version=2),
        "bad-part-1": blob(SMALL, part=1),
    }


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def unmarked(content: bytes) -> bytes:
    """One chunk that is not marked as the last: what is left of a longer content."""
    bound = fields(**PLACE)  # type: ignore[arg-type]
    sealed = AESGCM(KEY).encrypt(PREFIX + bytes(4) + b"\x00", content, b"somat blob\x00" + bound)
    return b"SOMATBLB" + bound + PREFIX + sealed


def write() -> None:
    FOLDER.mkdir(exist_ok=True)
    stated = {"key": KEY.hex(), "installation": str(INSTALLATION), "object": str(OBJECT), "good": {}}
    for name, (content, other) in good().items():
        made = blob(content, **other)
        (FOLDER / f"{name}.blob").write_bytes(made)
        place = {"version": 1, "kind": 1, "part": 0} | other
        facts = {"content_sha256": hashlib.sha256(content).hexdigest(), "blob_sha256": hashlib.sha256(made).hexdigest()}
        stated["good"][name] = place | facts | {"size": len(content)}  # type: ignore[index]
    for name, made in bad().items():
        (FOLDER / f"{name}.blob").write_bytes(made)
    (FOLDER / "vectors.json").write_text(json.dumps(stated, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    write()
