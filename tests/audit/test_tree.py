"""The Merkle tree against the vectors that other logs publish, and its proofs against every small tree."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from somat.audit.tree import (
    EMPTY_ROOT,
    BadNote,
    Checkpoint,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    make_note,
    node_hash,
    parse_note,
    parse_verifier_key,
    proves_consistency,
    proves_inclusion,
    root_of,
    verifier_key,
    verify_note,
)

# The eight inputs of the Certificate Transparency test data, and the roots of the first n of them.
INPUTS = (
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
)
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
HASHES = [leaf_hash(bytes.fromhex(one)) for one in INPUTS]
FORTY = [leaf_hash(bytes([n]) * n) for n in range(40)]


def test_an_empty_tree_is_the_hash_of_nothing() -> None:
    assert Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize("size", range(1, 9))
def test_it_has_the_published_roots(size: int) -> None:
    tree = Tree()
    for hashed in HASHES[:size]:
        tree.append(hashed)
    assert tree.root().hex() == ROOTS[size - 1]
    assert root_of(HASHES[:size]).hex() == ROOTS[size - 1]


def test_it_gives_the_published_inclusion_paths() -> None:
    assert [node.hex() for node in inclusion_proof(0, HASHES)] == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [node.hex() for node in inclusion_proof(5, HASHES)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_it_gives_the_published_consistency_paths() -> None:
    assert consistency_proof(1, HASHES[:1]) == []
    assert [node.hex() for node in consistency_proof(6, HASHES)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def definition(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word by word."""
    if not hashes:
        return EMPTY_ROOT
    if len(hashes) == 1:
        return hashes[0]
    cut = 1
    while cut * 2 < len(hashes):
        cut *= 2
    return node_hash(definition(hashes[:cut]), definition(hashes[cut:]))


def test_the_growing_tree_is_the_defined_one() -> None:
    for size in range(41):
        assert root_of(FORTY[:size]) == definition(FORTY[:size])


def test_a_copy_grows_apart() -> None:
    tree = Tree()
    tree.extend(FORTY[:5])
    other = tree.copy()
    other.append(FORTY[5])
    assert (tree.size, tree.root()) == (5, definition(FORTY[:5]))
    assert (other.size, other.root()) == (6, definition(FORTY[:6]))


def test_every_inclusion_is_proven_and_nothing_else() -> None:
    for size in range(1, 26):
        root = definition(FORTY[:size])
        for index in range(size):
            path = inclusion_proof(index, FORTY[:size])
            facts = {"leaf": FORTY[index], "path": path, "root": root}
            assert proves_inclusion(index, size, **facts)
            assert not proves_inclusion(index, size, **(facts | {"leaf": FORTY[39]}))
            assert not proves_inclusion(index, size, **(facts | {"root": FORTY[39]}))
            assert not proves_inclusion(index, size, **(facts | {"path": [*path, FORTY[39]]}))
            assert not path or not proves_inclusion(index, size, **(facts | {"path": path[:-1]}))
            assert not any(proves_inclusion(other, size, **facts) for other in range(size) if other != index)


def test_every_growth_is_proven_and_nothing_else() -> None:
    for new in range(1, 26):
        for old in range(1, new + 1):
            path = consistency_proof(old, FORTY[:new])
            facts = {"old_root": definition(FORTY[:old]), "new_root": definition(FORTY[:new]), "path": path}
            assert proves_consistency(old, new, **facts)
            assert not proves_consistency(old, new, **(facts | {"path": [*path, FORTY[39]]}))
            if old < new:
                assert not proves_consistency(old, new, **(facts | {"old_root": FORTY[39]}))
                assert not proves_consistency(old, new, **(facts | {"new_root": FORTY[39]}))
                assert not proves_consistency(old, new, **(facts | {"path": path[:-1]}))


def test_there_is_no_proof_outside_the_tree() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(8, HASHES)
    with pytest.raises(IndexError):
        consistency_proof(0, HASHES)
    assert not proves_inclusion(8, 8, leaf=HASHES[0], path=[], root=HASHES[0])
    assert not proves_consistency(0, 8, old_root=EMPTY_ROOT, new_root=root_of(HASHES), path=[])


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70), st.data())
def test_proofs_hold_for_any_leaves(bodies: list[bytes], data: st.DataObject) -> None:
    hashes = [leaf_hash(body) for body in bodies]
    root = root_of(hashes)
    index = data.draw(st.integers(0, len(hashes) - 1))
    path = inclusion_proof(index, hashes)
    assert proves_inclusion(index, len(hashes), leaf=hashes[index], path=path, root=root)
    grown = consistency_proof(index + 1, hashes)
    assert proves_consistency(index + 1, len(hashes), old_root=root_of(hashes[: index + 1]), new_root=root, path=grown)


NAME = "somat/0f0e0d0c-0b0a-4908-8706-050403020100"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
VERIFIER = verifier_key(NAME, PUBLIC)


def note(size: int = 8, root: bytes = bytes.fromhex(ROOTS[7])) -> str:
    return make_note(Checkpoint(NAME, size, root), public=PUBLIC, sign=KEY.sign)


def test_a_note_has_the_form_that_others_read() -> None:
    lines = note().split("\n")
    assert lines[:4] == [NAME, "8", base64.b64encode(bytes.fromhex(ROOTS[7])).decode(), ""]
    assert lines[4].startswith(f"— {NAME} ") and lines[5:] == [""]
    blob = base64.b64decode(lines[4].split(" ")[2])
    assert len(blob) == 4 + 64 and blob[:4].hex() == VERIFIER.split("+")[1]


def test_the_published_key_of_the_checksum_database_is_read() -> None:
    """A verifier key that another project publishes (sum.golang.org)."""
    name, public = parse_verifier_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8")
    assert name == "sum.golang.org" and len(public) == 32


def test_a_note_is_verified() -> None:
    assert verify_note(note(), VERIFIER) == Checkpoint(NAME, 8, bytes.fromhex(ROOTS[7])) == parse_note(note())


def test_a_further_signature_by_another_does_no_harm() -> None:
    witness = f"— somebody {base64.b64encode(bytes(68)).decode()}\n"
    assert verify_note(note() + witness, VERIFIER).size == 8
    assert verify_note(note().replace("\n\n", "\n\n" + witness), VERIFIER).size == 8


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (note().replace("\n8\n", "\n9\n"), "the signature does not hold"),
        (note().replace(NAME, "somat/other", 1), "the note is of somat/other"),
        (note().replace("\n8\n", "\n08\n"), "not a checkpoint"),
        (note().replace("\n8\n", "\n-8\n"), "not a checkpoint"),
        (note().replace("\n8\n", "\n²\n"), "not a checkpoint"),
        (note().rstrip("\n"), "not a signed note"),
        (note().split("—")[0], "not a signed note"),
        ("", "not a signed note"),
        (note(root=b"short"), "a root is 32 bytes"),
        (note().replace("— ", "- "), "not a signed note"),
        (
            note().split("—")[0] + f"— somebody {base64.b64encode(bytes(68)).decode()}\n",
            f"no signature by {NAME}",
        ),
        (note()[:-3] + "!!\n", "not base64"),
    ],
)
def test_a_bad_note_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadNote, match=why):
        verify_note(text, VERIFIER)


def test_every_flipped_bit_of_a_note_is_found() -> None:
    whole = note().encode()
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            try:
                text = changed.decode()
            except UnicodeDecodeError:
                continue
            with pytest.raises(BadNote):
                verify_note(text, VERIFIER)


def test_a_wrong_verifier_key_is_refused() -> None:
    other = verifier_key(NAME, Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
    with pytest.raises(BadNote, match="no signature by"):
        verify_note(note(), other)
    for wrong in ("", "a+b", VERIFIER[:-4], VERIFIER.replace("+", "+0", 1)):
        with pytest.raises(BadNote):
            parse_verifier_key(wrong)
