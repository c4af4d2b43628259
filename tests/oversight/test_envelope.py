"""A closed backup opens with its one secret key and in its one place, or not at all; nothing here needs a database."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from somat.oversight.transfer import envelope
from somat.oversight.transfer.envelope import BadKey, Closing, Shut, is_closed, new_secret, plain, public_of, secret_of
from somat.vault.process.content.stream import CHUNK, TAG, BrokenBlob

SITE, BACKUP = UUID(int=7), UUID(int=8)
KEY = secret_of("somat-backup-secret-1 aebagbafaydqqcikbmga2dqpcaireeyuculbogazdinryhi6d4qk4ilmfy")


def closed(path: Path, content: bytes, *, kind: str = "data", backup: UUID = BACKUP) -> Path:
    with path.open("wb") as out:
        closing = Closing(out, to=KEY.public(), installation=SITE, backup=backup, kind=kind)
        for at in range(0, len(content), 70_001):
            closing.write(content[at : at + 70_001])
        closing.close()
    return path


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 17])
def test_it_gives_back_what_was_written(tmp_path: Path, size: int) -> None:
    content = os.urandom(size)
    path = closed(tmp_path / "one", content)
    assert is_closed(path)
    assert size < 64 or content[:64] not in path.read_bytes()
    with plain(path, KEY) as file:
        assert file.read() == content


def test_an_open_file_is_read_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "open").write_bytes(b"\x1f\x8b and so on")
    with plain(tmp_path / "open", None) as file:
        assert file.read() == b"\x1f\x8b and so on"


def test_without_the_key_or_with_another_it_stays_shut(tmp_path: Path) -> None:
    path = closed(tmp_path / "one", b"rows")
    with pytest.raises(Shut):
        plain(path, None)
    with pytest.raises(BadKey, match="khóa sao lưu khác"):
        plain(path, new_secret())


def test_every_byte_counts(tmp_path: Path) -> None:
    """Head, wrapped key, chunk and tag; a chunk less or more; a chunk in another's place; the keys' file as the data's."""
    whole = closed(tmp_path / "one", b"some rows of a small site").read_bytes()
    bad = tmp_path / "bad"
    for at in range(len(whole)):
        bad.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert refused(bad), at
    for cut in range(1, len(whole)):
        bad.write_bytes(whole[:cut])
        assert refused(bad), cut
    bad.write_bytes(whole + b"\x00")
    assert refused(bad)


def test_chunks_keep_their_order_and_their_end(tmp_path: Path) -> None:
    whole = closed(tmp_path / "one", os.urandom(3 * CHUNK)).read_bytes()
    first = len(whole) - 3 * (CHUNK + TAG)
    parts = [whole[first + n * (CHUNK + TAG) : first + (n + 1) * (CHUNK + TAG)] for n in range(3)]
    bad = tmp_path / "bad"
    for order in ((0, 1), (1, 0, 2), (0, 2), (0, 1, 2, 2), (2, 1, 0)):
        bad.write_bytes(whole[:first] + b"".join(parts[n] for n in order))
        assert refused(bad), order


def test_a_body_does_not_move_between_backups(tmp_path: Path) -> None:
    """The head of one with the body of the other, same key: what the body is bound to says no."""
    one = closed(tmp_path / "one", b"old").read_bytes()
    other = closed(tmp_path / "other", b"new", backup=UUID(int=9)).read_bytes()
    head = len(one) - len(b"old") - TAG
    for first, second in ((one[:head], other[head:]), (other[:head], one[head:])):
        (tmp_path / "bad").write_bytes(first + second)
        assert refused(tmp_path / "bad")


def test_a_reader_that_skips_the_tag_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: the walls above stand on the tag, not on luck."""
    path = closed(tmp_path / "one", b"rows")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert refused(path)

    class Careless:
        """Decrypts in counter mode without looking at the tag."""

        generate_key = staticmethod(envelope.AESGCM.generate_key)

        def __init__(self, key: bytes) -> None:
            self._key = key

        def decrypt(self, nonce: bytes, data: bytes, aad: bytes | None) -> bytes:
            counter = modes.CTR(nonce + (2).to_bytes(4, "big"))
            return Cipher(algorithms.AES256(self._key), counter).decryptor().update(bytes(data[:-TAG]))

    monkeypatch.setattr(envelope, "AESGCM", Careless)
    assert not refused(path)


def refused(path: Path) -> bool:
    try:
        with plain(path, KEY) as file:
            return not is_closed(path) or file.read() is None
    except (BrokenBlob, BadKey):
        return True


def test_a_key_copied_wrongly_from_paper_is_noticed() -> None:
    text = new_secret().text()
    assert secret_of(text.upper()).text() == text
    assert secret_of(text.replace("-", " ").replace("somat backup secret 1", "somat-backup-secret-1")).text() == text
    word, digits = text.split(" ")
    for at, letter in enumerate(digits):
        last = at == len(digits) - 1  # some of its bits belong to no byte
        for other in "abcdefghijklmnopqrstuvwxyz234567" if last else ("a" if letter != "a" else "b"):
            if letter not in ("-", other):
                with pytest.raises(BadKey, match="chép sai"):
                    secret_of(f"{word} {digits[:at]}{other}{digits[at + 1 :]}")
    with pytest.raises(BadKey, match="bắt đầu"):
        public_of(text)
    assert len(KEY.public().fingerprint) == 19
