"""A file on its way to a stick: whole or absent, and a second try goes on where the first one stopped."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from somat.oversight.transfer import carry as carrying
from somat.oversight.transfer.carry import PIECE, carry


class Pulled(Exception):
    """The stick was pulled out."""


def test_it_arrives_whole(tmp_path: Path) -> None:
    source, target = tmp_path / "one", tmp_path / "two"
    source.write_bytes(os.urandom(2 * PIECE + 5))
    assert carry(source, target) == 0
    assert target.read_bytes() == source.read_bytes()
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["one", "two"]


def test_it_goes_on_where_it_was_stopped(tmp_path: Path) -> None:
    source, target = tmp_path / "one", tmp_path / "two"
    source.write_bytes(os.urandom(5 * PIECE + 5))

    def stop(done: int) -> None:
        if done == 3 * PIECE:
            raise Pulled

    with pytest.raises(Pulled):
        carry(source, target, progress=stop)
    assert not target.exists()
    assert carry(source, target) == 3 * PIECE
    assert target.read_bytes() == source.read_bytes()


def test_what_a_torn_write_left_is_not_believed(tmp_path: Path) -> None:
    source, target = tmp_path / "one", tmp_path / "two"
    content = os.urandom(4 * PIECE)
    source.write_bytes(content)
    spoiled = bytearray(content[: 3 * PIECE + 100] + b"\x00" * 9 * PIECE)
    spoiled[PIECE + 7] ^= 1
    (tmp_path / ".two.part").write_bytes(spoiled)
    assert carry(source, target) == PIECE
    assert target.read_bytes() == content


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(b"new")
    (tmp_path / "two").write_bytes(b"old")
    with pytest.raises(FileExistsError):
        carry(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two").read_bytes() == b"old"


def test_a_part_that_is_not_compared_would_be_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: believe a part by its length alone."""
    source, target = tmp_path / "one", tmp_path / "two"
    source.write_bytes(os.urandom(2 * PIECE))
    (tmp_path / ".two.part").write_bytes(b"\x00" * PIECE)
    monkeypatch.setattr(carrying, "_same", lambda one, other: PIECE)
    carry(source, target)
    assert target.read_bytes() != source.read_bytes()
