"""The blob format: what goes in comes out, in constant memory; the committed vectors; every attack refused."""

from __future__ import annotations

import hashlib
import io
import json
import os
import random
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from somat.vault.process.content import stream
from somat.vault.process.content.stream import (
    CHUNK,
    HEADER,
    PREFIX,
    TAG,
    Blob,
    BrokenBlob,
    Buffer,
    Kind,
    Place,
    encrypt,
)
from tests.vault.chunkkeys import PlainKeys
from tests.vault.vectors import make_blobs

VECTORS = Path(__file__).parent / "vectors" / "blob"
STATED = json.loads((VECTORS / "vectors.json").read_text("utf-8"))
KEY = UUID(int=7)
SECRET = hashlib.sha256(b"a document key").digest()
PLACE = Place(uuid4(), uuid4(), 1)
OTHER_VERSION = Place(PLACE.installation, PLACE.object, 2)
OTHER_OBJECT = Place(PLACE.installation, uuid4(), 1)
SIZES = (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5)


class Unchecked(PlainKeys):
    """A planted fault: the tag is not looked at."""

    def decrypt_chunk(self, key: UUID, *, nonce: bytes, aad: bytes, data: Buffer) -> bytes:
        counter = nonce + (2).to_bytes(4, "big")
        opener = Cipher(algorithms.AES(SECRET), modes.CTR(counter)).decryptor()
        return opener.update(bytes(data)[:-TAG])


def made(content: bytes, *, place: Place = PLACE) -> bytes:
    out = io.BytesIO()
    written = encrypt([content], out.write, keys=PlainKeys({KEY: SECRET}), key=KEY, place=place)
    blob = out.getvalue()
    assert (written.size, written.stored) == (len(content), len(blob))
    assert written.sha256 == hashlib.sha256(blob).digest()
    return blob


def read(blob: bytes, *, keys: PlainKeys | None = None, place: Place = PLACE) -> bytes:
    return b"".join(Blob(io.BytesIO(blob), keys=keys or PlainKeys({KEY: SECRET}), key=KEY, place=place).pieces())


def accepted(attacks: Iterator[tuple[str, bytes]], **how: object) -> list[str]:
    """The attacks that a reader lets through."""
    through = []
    for name, blob in attacks:
        try:
            read(blob, **how)  # type: ignore[arg-type]
        except BrokenBlob:
            continue
        through.append(name)
    return through


def flips(blob: bytes, *, bit: int) -> Iterator[tuple[str, bytes]]:
    for at in range(len(blob)):
        changed = bytearray(blob)
        changed[at] ^= 1 << bit
        yield f"byte {at}", bytes(changed)


def cuts(blob: bytes) -> Iterator[tuple[str, bytes]]:
    borders = range(HEADER.size, len(blob), CHUNK + TAG)
    for border in [*borders, len(blob)]:
        for length in (border - 1, border, border + 1):
            if length < len(blob):
                yield f"cut to {length}", blob[:length]
            else:
                if length > len(blob):
                    yield "one byte more", blob + b"\x00"


def swaps(blob: bytes) -> Iterator[tuple[str, bytes]]:
    header, chunks = parts(blob)
    for first in range(len(chunks)):
        for second in range(first + 1, len(chunks)):
            moved = list(chunks)
            moved[first], moved[second] = moved[second], moved[first]
            yield f"{first} and {second}", header + b"".join(moved)
    yield "last twice", header + b"".join([*chunks, chunks[-1]])
    yield "first missing", header + b"".join(chunks[1:])


def last_missing(blob: bytes) -> Iterator[tuple[str, bytes]]:
    header, chunks = parts(blob)
    for kept in range(1, len(chunks)):
        yield f"{kept} chunks kept", header + b"".join(chunks[:kept])


def parts(blob: bytes) -> tuple[bytes, list[bytes]]:
    size = CHUNK + TAG
    return blob[: HEADER.size], [blob[at : at + size] for at in range(HEADER.size, len(blob), size)]


@pytest.mark.parametrize("size", SIZES)
def test_what_goes_in_comes_out(size: int) -> None:
    content = random.Random(size).randbytes(size)
    assert read(made(content)) == content


@pytest.mark.parametrize("piece", [1000, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK])
def test_the_size_of_the_pieces_changes_nothing(piece: int) -> None:
    content = random.Random(3).randbytes(2 * CHUNK + 17)
    out = io.BytesIO()
    given = (content[at : at + piece] for at in range(0, len(content), piece))
    encrypt(given, out.write, keys=PlainKeys({KEY: SECRET}), key=KEY, place=PLACE)
    assert len(out.getvalue()) == HEADER.size + len(content) + 3 * TAG
    assert read(out.getvalue()) == content


def test_two_blobs_of_one_content_share_nothing() -> None:
    first, second = made(b"the same"), made(b"the same")
    assert first[51:] != second[51:]


@pytest.mark.parametrize(("offset", "length"), [(0, 10), (CHUNK - 5, 10), (CHUNK, 1), (0, 3 * CHUNK + 5), (5, 0)])
def test_any_part_is_read_by_itself(offset: int, length: int) -> None:
    content = random.Random(4).randbytes(3 * CHUNK + 5)
    blob = Blob(io.BytesIO(made(content)), keys=PlainKeys({KEY: SECRET}), key=KEY, place=PLACE)
    assert blob.read(offset, length) == content[offset : offset + length]
    with pytest.raises(BrokenBlob):
        blob.read(len(content), 1)


def test_a_reader_of_a_part_notices_that_the_end_is_missing() -> None:
    content = random.Random(5).randbytes(3 * CHUNK)
    for _, short in last_missing(made(content)):
        blob = Blob(io.BytesIO(short), keys=PlainKeys({KEY: SECRET}), key=KEY, place=PLACE)
        with pytest.raises(BrokenBlob):
            blob.demand_whole()


def test_memory_does_not_grow_with_the_content(tmp_path: Path) -> None:
    piece, keys = random.Random(6).randbytes(64 * 1024), PlainKeys({KEY: SECRET})

    def peak(megabytes: int) -> int:
        path = tmp_path / "blob"
        tracemalloc.start()
        with path.open("wb") as file:
            encrypt((piece for _ in range(16 * megabytes)), file.write, keys=keys, key=KEY, place=PLACE)
        with path.open("rb") as file:
            for _ in Blob(file, keys=keys, key=KEY, place=PLACE).pieces():
                pass
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(48) < 8 * CHUNK  # how many pieces wait between the two threads is chance, but never more than a handful


@pytest.mark.parametrize("name", sorted(STATED["good"]))
def test_good_vectors(name: str) -> None:
    facts = STATED["good"][name]
    blob = (VECTORS / f"{name}.blob").read_bytes()
    assert hashlib.sha256(blob).hexdigest() == facts["blob_sha256"]
    content = read(blob, keys=vector_keys(), place=vector_place(facts))
    assert (len(content), hashlib.sha256(content).hexdigest()) == (facts["size"], facts["content_sha256"])


@pytest.mark.parametrize("name", sorted(path.stem for path in VECTORS.glob("bad-*.blob")))
def test_bad_vectors_fail_as_they_are_named(name: str) -> None:
    with pytest.raises(BrokenBlob) as no:
        read(
            (VECTORS / f"{name}.blob").read_bytes(),
            keys=vector_keys(),
            place=vector_place(STATED["good"]["good-small"]),
        )
    assert name.split("-")[1] == no.value.why


def test_the_vectors_are_those_that_the_maker_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(make_blobs, "FOLDER", tmp_path)
    make_blobs.write()
    committed = {path.name: path.read_bytes() for path in VECTORS.iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == committed
    assert len(list(VECTORS.glob("bad-*"))) == 18


def vector_keys() -> PlainKeys:
    return PlainKeys({KEY: bytes.fromhex(STATED["key"])})


def vector_place(facts: dict[str, int]) -> Place:
    installation, object_ = UUID(STATED["installation"]), UUID(STATED["object"])
    return Place(installation, object_, facts["version"], Kind(facts["kind"]), facts["part"])


def test_every_byte_of_small_blobs() -> None:
    dice = random.Random(50)
    for number in range(50):
        assert not accepted(flips(made(dice.randbytes(number)), bit=number % 8))


@pytest.mark.deep
def test_every_bit_of_50_small_blobs() -> None:
    dice = random.Random(51)
    for number in range(50):
        blob = made(dice.randbytes(20 * number))
        for bit in range(8):
            assert not accepted(flips(blob, bit=bit))


def test_flips_find_a_reader_that_does_not_look_at_the_tag() -> None:
    through = accepted(flips(made(b"ten bytes!"), bit=0), keys=Unchecked({KEY: SECRET}))
    assert len(through) == PREFIX + 10 + TAG


def test_cut_at_each_border() -> None:
    blob = made(random.Random(8).randbytes(3 * CHUNK + 100))
    attacks = list(cuts(blob))
    assert len(attacks) == 14
    assert not accepted(iter(attacks))


def test_swapped_doubled_and_missing_chunks() -> None:
    blob = made(random.Random(9).randbytes(4 * CHUNK))
    assert not accepted(swaps(blob))
    assert not accepted(last_missing(blob))


def test_a_blob_of_another_document_or_version() -> None:
    for place in (OTHER_OBJECT, OTHER_VERSION, Place(uuid4(), PLACE.object, 1), Place(*_of(PLACE), Kind.PAGES, 1)):
        blob = made(b"words", place=place)
        assert accepted(iter([("moved", blob), ("header forged", forged(blob))])) == []


def _of(place: Place) -> tuple[UUID, UUID, int]:
    return place.installation, place.object, place.version


def forged(blob: bytes) -> bytes:
    """Another's chunks and prefix under the header that the reader expects."""
    return PLACE.header(blob[51:58]) + blob[HEADER.size :]


def by_number_alone(prefix: bytes, number: int, *, last: int) -> bytes:
    return prefix + number.to_bytes(5, "big")


def by_mark_alone(prefix: bytes, number: int, *, last: int) -> bytes:
    return prefix + bytes(4) + bytes([last])


@pytest.mark.parametrize(
    ("fault", "attack", "size"),
    [(by_number_alone, last_missing, 3 * CHUNK), (by_mark_alone, swaps, 4 * CHUNK), (by_number_alone, cuts, 2 * CHUNK)],
)
def test_planted_faults_of_the_nonce_are_caught(
    fault: Callable[..., bytes],
    attack: Callable[[bytes], Iterator[tuple[str, bytes]]],
    size: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "nonce_of", fault)
    assert accepted(attack(made(os.urandom(size))))


def test_a_reader_that_binds_nothing_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Place, "aad", lambda place: b"")
    assert accepted(iter([("header forged", forged(made(b"words", place=OTHER_OBJECT)))]))
