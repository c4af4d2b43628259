"""The journal's Merkle tree (RFC 6962, SHA-256), its proofs, and its checkpoints as C2SP signed notes. No Django."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

EMPTY_ROOT = hashlib.sha256(b"").digest()
ED25519 = b"\x01"
DASH = "— "


def leaf_hash(body: bytes) -> bytes:
    """The hash of a leaf's bytes: SHA-256 of 0x00 and the bytes (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 of 0x01, left, right."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree kept as the roots of its complete subtrees, largest first: 32 bytes for each bit of its size."""

    __slots__ = ("_peaks", "size")

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, hashed: bytes) -> None:
        """Add one leaf by its leaf hash."""
        self.extend((hashed,))

    def extend(self, hashes: Iterable[bytes]) -> None:
        """Add leaves in order, each by its leaf hash."""
        sha256, peaks, size = hashlib.sha256, self._peaks, self.size
        for node in hashes:
            rest = size
            while rest & 1:
                node = sha256(b"\x01" + peaks.pop() + node).digest()
                rest >>= 1
            peaks.append(node)
            size += 1
        self.size = size

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves; of no leaves, SHA-256 of nothing."""
        if not self._peaks:
            return EMPTY_ROOT
        node = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            node = node_hash(peak, node)
        return node

    def copy(self) -> Tree:
        """A tree that can grow apart from this one."""
        other = Tree()
        other.size, other._peaks = self.size, list(self._peaks)
        return other


def root_of(hashes: Iterable[bytes]) -> bytes:
    """The root over leaf hashes in order."""
    tree = Tree()
    tree.extend(hashes)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two below `size` (size ≥ 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The audit path of leaf `index` in the tree over `hashes`, nearest sibling first (RFC 6962, 2.1.1)."""
    if not 0 <= index < len(hashes):
        raise IndexError(f"leaf {index} of a tree of {len(hashes)}")
    if len(hashes) == 1:
        return []
    cut = _split(len(hashes))
    if index < cut:
        return [*inclusion_proof(index, hashes[:cut]), root_of(hashes[cut:])]
    return [*inclusion_proof(index - cut, hashes[cut:]), root_of(hashes[:cut])]


def proves_inclusion(index: int, size: int, *, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` leads from leaf hash `leaf` at `index` to the `root` of a tree of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, at, last = leaf, index, size - 1
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def consistency_proof(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    """The proof that the tree over `hashes` grew from its first `old` leaves (RFC 6962, 2.1.2)."""
    if not 0 < old <= len(hashes):
        raise IndexError(f"no tree of {old} inside a tree of {len(hashes)}")
    if old == len(hashes):
        return []
    proof = _subproof(old, hashes)
    return proof[1:] if old & (old - 1) == 0 else proof  # a complete left part: the verifier holds its root


def _subproof(old: int, hashes: Sequence[bytes]) -> list[bytes]:
    if old == len(hashes):
        return [root_of(hashes)]
    cut = _split(len(hashes))
    if old <= cut:
        return [*_subproof(old, hashes[:cut]), root_of(hashes[cut:])]
    return [*_subproof(old - cut, hashes[cut:]), root_of(hashes[:cut])]


def proves_consistency(old: int, new: int, *, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree of `new` leaves grew from the tree of `old` leaves (RFC 9162, 2.1.4.2)."""
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new:
        return False
    nodes = list(path)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    if not nodes:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(node, first), node_hash(node, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, node)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


class BadNote(Exception):
    """A text that is no checkpoint, or whose signature does not hold; the words say what is wrong."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: in the log `origin`, the tree of `size` leaves has this `root` (32 bytes)."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """The signed lines, each ended by a newline (c2sp.org/tlog-checkpoint)."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin_of(installation: object) -> str:
    """The name of an installation's log, which is also the name of its key."""
    return f"somat/{installation}"


def key_id(name: str, public: bytes) -> bytes:
    """The first four bytes of the hash over name, newline, algorithm, key (c2sp.org/signed-note)."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def verifier_key(name: str, public: bytes) -> str:
    """The public key (32 bytes) as one line: name+hex id+base64 of algorithm and key."""
    return f"{name}+{key_id(name, public).hex()}+{base64.b64encode(ED25519 + public).decode()}"


def parse_verifier_key(line: str) -> tuple[str, bytes]:
    """The name and the 32-byte key of a verifier key; raises BadNote."""
    name, _, rest = line.strip().partition("+")
    hexed, _, encoded = rest.partition("+")  # base64 has plus signs of its own, a name has none
    blob = _unbase64(encoded)
    if not name or blob[:1] != ED25519 or len(blob) != 33 or key_id(name, blob[1:]).hex() != hexed:
        raise BadNote("not a verifier key for Ed25519")
    return name, blob[1:]


def make_note(checkpoint: Checkpoint, *, public: bytes, sign: Callable[[bytes], bytes]) -> str:
    """The signed note of a checkpoint; `sign` answers the 64-byte Ed25519 signature of the bytes given to it."""
    body = checkpoint.body()
    signature = key_id(checkpoint.origin, public) + sign(body.encode())
    return f"{body}\n{DASH}{checkpoint.origin} {base64.b64encode(signature).decode()}\n"


def parse_note(text: str) -> Checkpoint:
    """What a note says, its signature not yet looked at; raises BadNote."""
    body, _ = _cut(text)
    lines = body.split("\n")[:-1]
    if (
        len(lines) < 3
        or not lines[0]
        or not lines[1].isascii()
        or not lines[1].isdigit()
        or str(int(lines[1])) != lines[1]
    ):
        raise BadNote("not a checkpoint")
    root = _unbase64(lines[2])
    if len(root) != 32:
        raise BadNote("a root is 32 bytes")
    return Checkpoint(lines[0], int(lines[1]), root)


def verify_note(text: str, verifier: str) -> Checkpoint:
    """The checkpoint of a note that the verifier key has signed; raises BadNote."""
    name, public = parse_verifier_key(verifier)
    checkpoint = parse_note(text)
    if checkpoint.origin != name:
        raise BadNote(f"the note is of {checkpoint.origin}")
    body, lines = _cut(text)
    for line in lines:
        signer, _, encoded = line.removeprefix(DASH).rpartition(" ")
        blob = _unbase64(encoded)
        if signer == name and blob[:4] == key_id(name, public):
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], body.encode())
            except InvalidSignature:
                raise BadNote("the signature does not hold") from None
            return checkpoint
    raise BadNote(f"no signature by {name}")


def _cut(text: str) -> tuple[str, list[str]]:
    """The signed text and the signature lines of a note."""
    body, blank, tail = text.rpartition("\n\n")
    lines = tail.split("\n")
    if not blank or lines[-1] != "" or len(lines) < 2 or not all(line.startswith(DASH) for line in lines[:-1]):
        raise BadNote("not a signed note")
    return body + "\n", lines[:-1]


def _unbase64(text: str) -> bytes:
    """Bytes of the one right spelling: base64 lets the last letter of a text carry bits that mean nothing."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if base64.b64encode(found).decode() != text:
        raise BadNote("not base64")
    return found
