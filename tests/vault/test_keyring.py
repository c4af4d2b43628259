"""Volume and document keys: random, wrapped, durable before use, moved between levels, ended; and the file that holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.oversight.transfer.keyring import copy_of
from somat.vault.process.keys import tree
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.keyring import NAME
from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.keys.provider import KeyDestroyed, KeyExists, NoKeyring, NoKeys, NotAuthentic

SITE, VOLUME, PAPER = UUID(int=1), UUID(int=2), UUID(int=3)
NONCE = bytes(12)


def fresh(folder: Path, **how: Any) -> Embedded:
    keys = Embedded(folder, installation=SITE, **how)
    if not keys.exists:
        keys.create(Passphrase("mot hai ba bon", cost=Cost(1, 64, 1)))
    keys.unwrap(Passphrase("mot hai ba bon"))
    return keys


@pytest.fixture
def keys(tmp_path: Path) -> Embedded:
    return fresh(tmp_path / "vault")


def reopened(keys: Embedded) -> Embedded:
    """The same folder after the process ended without a word."""
    return fresh(keys.keyring.path.parent)


def test_a_volume_key_is_durable_before_its_first_ciphertext_leaves(keys: Embedded) -> None:
    sealed = keys.seal(VOLUME, aad=b"a", text=b"x")
    with closing(sqlite3.connect(keys.keyring.path)) as other:
        found = other.execute("SELECT kind, level FROM key WHERE uuid = ?", [VOLUME.bytes]).fetchall()
    assert found == [("volume", 3)]
    assert reopened(keys).open(VOLUME, aad=b"a", sealed=sealed) == b"x"


def test_a_volume_key_that_cannot_be_written_down_seals_nothing(
    keys: Embedded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys.keyring, "add", _full)
    with pytest.raises(NoKeyring):
        keys.seal(VOLUME, aad=b"", text=b"x")
    assert VOLUME not in keys._volumes


def _full(*rows: object) -> None:
    raise NoKeyring("SQLITE_FULL")


def test_nothing_is_derived_every_key_is_random(keys: Embedded, tmp_path: Path) -> None:
    other = fresh(tmp_path / "other")
    for one in (keys, other):
        one.new_document_key(PAPER, level=1)
        one.seal(VOLUME, aad=b"", text=b"")
    secrets = {
        one._unwrapped(row) for one in (keys, other) for row in one.keyring.rows("kind IN ('volume', 'document')")
    }
    secrets |= {secret for one in (keys, other) for secret in one._levels.values()}
    assert len(secrets) == 8


def test_a_document_key_outlives_the_process(keys: Embedded) -> None:
    keys.new_document_key(PAPER, level=2)
    chunk = keys.encrypt_chunk(PAPER, nonce=NONCE, aad=b"blob", data=memoryview(b"page"))
    other = reopened(keys)
    assert other.decrypt_chunk(PAPER, nonce=NONCE, aad=b"blob", data=chunk) == b"page"
    assert other.document_level(PAPER) == 2
    for wrong in ({"nonce": b"1" * 12}, {"aad": b"blog"}, {"data": chunk[:-1]}):
        with pytest.raises(NotAuthentic):
            other.decrypt_chunk(PAPER, **({"nonce": NONCE, "aad": b"blob", "data": chunk} | wrong))  # type: ignore[arg-type]


def test_a_name_is_used_once_even_after_its_end(keys: Embedded) -> None:
    keys.new_document_key(PAPER, level=2)
    with pytest.raises(KeyExists):
        keys.new_document_key(PAPER, level=2)
    keys.destroy(PAPER)
    with pytest.raises(KeyExists):
        keys.new_document_key(PAPER, level=1)


def test_a_destroyed_key_is_known_as_destroyed_and_opens_nothing(keys: Embedded) -> None:
    keys.new_document_key(PAPER, level=2)
    chunk = keys.encrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=b"page")
    keys.destroy(PAPER)
    keys.destroy(PAPER)
    for one in (keys, reopened(keys)):
        for act in (
            lambda one=one: one.decrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=chunk),
            lambda one=one: one.encrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=b""),
            lambda one=one: one.document_level(PAPER),
            lambda one=one: one.rewrap(PAPER, level=1),
        ):
            with pytest.raises(KeyDestroyed):
                act()


def test_a_destroyed_key_leaves_no_byte_in_the_file_its_log_or_a_copy(keys: Embedded) -> None:
    """The planted control: before its end the wrapped key is found in the file or its log, and in a copy."""
    keys.new_document_key(PAPER, level=2)
    row = keys.keyring.row(PAPER)
    assert row is not None and row.wrapped is not None
    folder = keys.keyring.path.parent
    assert any(row.wrapped in path.read_bytes() for path in folder.iterdir())
    assert row.wrapped in copy_of(keys.keyring.path)
    keys.destroy(PAPER)
    assert not any(row.wrapped in path.read_bytes() for path in folder.iterdir())
    assert row.wrapped not in copy_of(keys.keyring.path)


def test_another_level_wraps_the_key_anew_and_leaves_the_chunks(keys: Embedded) -> None:
    keys.new_document_key(PAPER, level=2)
    chunk = keys.encrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=b"page")
    before = keys.keyring.row(PAPER)
    keys.rewrap(PAPER, level=3)
    for one in (keys, reopened(keys)):
        assert one.document_level(PAPER) == 3
        assert one.decrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=chunk) == b"page"
    after = keys.keyring.row(PAPER)
    assert before and after and before.under != after.under and before.wrapped != after.wrapped


def test_each_level_and_year_has_a_key_of_its_own(tmp_path: Path) -> None:
    year = [2026]
    keys = fresh(tmp_path, year=lambda: year[0])
    for number, level in enumerate((1, 2, 3, 1, 2, 3)):
        year[0] = 2026 + number // 3
        keys.new_document_key(UUID(int=100 + number), level=level)
    rows = keys.keyring.rows("kind = 'level'")
    assert sorted((row.level, row.year) for row in rows) == [(n, y) for n in (1, 2, 3) for y in (2026, 2027)]


def test_a_volume_key_opens_no_chunk_and_a_document_key_no_value(keys: Embedded) -> None:
    keys.seal(VOLUME, aad=b"", text=b"")
    keys.new_document_key(PAPER, level=1)
    for act in (
        lambda: keys.encrypt_chunk(VOLUME, nonce=NONCE, aad=b"", data=b""),
        lambda: keys.seal(PAPER, aad=b"", text=b""),
        lambda: keys.document_level(VOLUME),
        lambda: keys.document_level(uuid4()),
        lambda: keys.destroy(uuid4()),
    ):
        with pytest.raises(NotAuthentic):
            act()


def test_a_level_key_is_never_destroyed_by_name(keys: Embedded) -> None:
    keys.new_document_key(PAPER, level=1)
    for row in keys.keyring.rows("kind NOT IN ('volume', 'document')"):
        with pytest.raises(NotAuthentic):
            keys.destroy(row.uuid)


@pytest.mark.parametrize("level", [0, 4, -1])
def test_there_are_three_levels(keys: Embedded, level: int) -> None:
    with pytest.raises(ValueError):
        keys.new_document_key(PAPER, level=level)


def swapped(keys: Embedded) -> None:
    """Two papers change their wrapped keys: the work of whoever can write the file."""
    first, second = keys.keyring.row(PAPER), keys.keyring.row(UUID(int=4))
    assert first and second
    keys.keyring.put([replace(first, wrapped=second.wrapped), replace(second, wrapped=first.wrapped)])


def lowered(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET level = 1 WHERE uuid = ?", PAPER.bytes)


def other_year(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET year = year - 1 WHERE uuid = ?", PAPER.bytes)


def other_suite(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET suite = 2 WHERE uuid = ?", PAPER.bytes)


def other_level_key(keys: Embedded) -> None:
    keys.new_document_key(UUID(int=9), level=1)
    row = keys.keyring.row(UUID(int=9))
    assert row
    _write(keys, "UPDATE key SET under = ? WHERE uuid = ?", row.under.bytes, PAPER.bytes)


def under_a_volume(keys: Embedded) -> None:
    keys.seal(VOLUME, aad=b"", text=b"")
    _write(keys, "UPDATE key SET under = ? WHERE uuid = ?", VOLUME.bytes, PAPER.bytes)


def renamed(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET uuid = ? WHERE uuid = ?", UUID(int=5).bytes, PAPER.bytes)
    _write(keys, "UPDATE key SET uuid = ? WHERE uuid = ?", PAPER.bytes, UUID(int=4).bytes)


def cut(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET wrapped = substr(wrapped, 1, 20) WHERE uuid = ?", PAPER.bytes)


def as_volume(keys: Embedded) -> None:
    _write(keys, "UPDATE key SET kind = 'volume' WHERE uuid = ?", PAPER.bytes)


def _write(keys: Embedded, sql: str, *values: Any) -> None:
    with keys.keyring.writing() as link:
        link.execute(sql, values)


FAULTS = (swapped, lowered, other_year, other_suite, other_level_key, under_a_volume, renamed, cut, as_volume)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_changed_keyring_gives_no_key(keys: Embedded, fault: Callable[[Embedded], None]) -> None:
    for paper in (PAPER, UUID(int=4)):
        keys.new_document_key(paper, level=2)
    fault(keys)
    other = reopened(keys)
    with pytest.raises(NotAuthentic):
        other.encrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=b"")
    if fault is as_volume:
        with pytest.raises(NotAuthentic):
            other.seal(PAPER, aad=b"", text=b"")


def test_without_the_binding_the_swap_would_go_unseen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: wrapped keys that are bound to nothing open for each other, and the test above would catch it."""
    monkeypatch.setattr(tree, "about_key", lambda *a, **k: b"")
    keys = fresh(tmp_path)
    for paper in (PAPER, UUID(int=4)):
        keys.new_document_key(paper, level=2)
    swapped(keys)
    assert reopened(keys).encrypt_chunk(PAPER, nonce=NONCE, aad=b"", data=b"")


def test_a_keyring_of_another_time_is_no_keyring(keys: Embedded) -> None:
    _write(keys, "UPDATE about SET value = x'02' WHERE name = 'format'")
    with pytest.raises(NotAuthentic, match="keyring"):
        reopened(keys)


@pytest.mark.parametrize("data", [b"", b"SQLite format 3\x00", b"x" * 5000])
def test_a_file_that_is_no_keyring_is_refused(tmp_path: Path, data: bytes) -> None:
    fresh(tmp_path).forget()
    (tmp_path / NAME).write_bytes(data)
    with pytest.raises(NotAuthentic, match="keyring"):
        fresh(tmp_path)


def test_a_site_without_its_keyring_is_named(tmp_path: Path) -> None:
    fresh(tmp_path).forget()
    (tmp_path / NAME).unlink()
    with pytest.raises(NotAuthentic, match="keyring"):
        fresh(tmp_path)


def test_a_beginning_that_was_cut_is_begun_anew(tmp_path: Path) -> None:
    """The keyring lay there, the root file not yet: nobody could have sealed anything."""
    fresh(tmp_path).forget()
    (tmp_path / "root.json").unlink()
    keys = fresh(tmp_path)
    assert keys.open(VOLUME, aad=b"", sealed=keys.seal(VOLUME, aad=b"", text=b"x")) == b"x"


def test_a_copy_holds_what_the_write_ahead_log_holds_and_opens(keys: Embedded, tmp_path: Path) -> None:
    sealed = keys.seal(VOLUME, aad=b"", text=b"x")
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / NAME).write_bytes(copy_of(keys.keyring.path))
    (copy / "root.json").write_bytes((keys.keyring.path.parent / "root.json").read_bytes())
    assert fresh(copy).open(VOLUME, aad=b"", sealed=sealed) == b"x"


def test_nothing_is_made_without_keys(keys: Embedded) -> None:
    keys.forget()
    for act in (lambda: keys.new_document_key(PAPER, level=1), lambda: keys.destroy(PAPER)):
        with pytest.raises((NoKeys, NoKeyring)):
            act()
