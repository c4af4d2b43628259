"""Re-keying the root and rotating level keys: killed at every step, they leave a whole keyring and go on."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from somat.oversight.transfer.keyring import copy_of
from somat.vault.process.keys import rotation
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.keys.provider import KeyDestroyed, NotAuthentic, WrongOpening
from tests.vault.cuts import CHEAP, NEW, OLD, SITE, Act, ends, opened, rekey, rekey_in_the_wrong_order, rotate

NONCE = bytes(12)
VOLUMES = [UUID(int=100 + n) for n in range(7)]
PAPERS = [UUID(int=200 + n) for n in range(7)]
ENDED = UUID(int=300)


@pytest.fixture(autouse=True)
def batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test sets goes back."""
    monkeypatch.setattr(rotation, "BATCH", rotation.BATCH)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[UUID, bytes]]:
    """A folder with some of everything, nobody holding it, and what was sealed under each key."""
    folder = tmp_path_factory.mktemp("full") / "vault"
    keys = Embedded(folder, installation=SITE)
    keys.create(Passphrase(OLD, cost=CHEAP))
    keys.unwrap(Passphrase(OLD))
    sealed = {key: keys.seal(key, aad=b"a", text=key.bytes) for key in VOLUMES}
    for number, key in enumerate([*PAPERS, ENDED]):
        keys.new_document_key(key, level=number % 3 + 1)
        sealed[key] = keys.encrypt_chunk(key, nonce=NONCE, aad=b"a", data=key.bytes)
    keys.destroy(ENDED)
    keys.forget()
    return folder, sealed


@pytest.fixture
def site(full: tuple[Path, dict[UUID, bytes]], tmp_path: Path) -> Path:
    return Path(shutil.copytree(full[0], tmp_path / "vault"))


def demand_all(keys: Embedded, sealed: dict[UUID, bytes]) -> None:
    """Every value and chunk opens, and what was ended stays ended."""
    for key in VOLUMES:
        assert keys.open(key, aad=b"a", sealed=sealed[key]) == key.bytes
    for key in PAPERS:
        assert keys.decrypt_chunk(key, nonce=NONCE, aad=b"a", data=sealed[key]) == key.bytes
    with pytest.raises(KeyDestroyed):
        keys.decrypt_chunk(ENDED, nonce=NONCE, aad=b"a", data=sealed[ENDED])


def test_a_new_root_opens_everything_and_the_old_words_nothing(
    site: Path, full: tuple[Path, dict[UUID, bytes]]
) -> None:
    keys = opened(site)
    before = {row.uuid: row.wrapped for row in keys.keyring.rows("under = ?", keys.root.uuid.bytes)}
    public = keys.verify_key()
    rekey(keys)
    demand_all(keys, full[1])
    after = {row.uuid: row.wrapped for row in keys.keyring.rows("under = ?", keys.root.uuid.bytes)}
    assert before.keys() == after.keys() and not set(before.values()) & set(after.values())
    keys.forget()
    with pytest.raises(WrongOpening):
        opened(site)
    again = opened(site, NEW)
    demand_all(again, full[1])
    assert again.verify_key() == public and not (site / "root.next.json").exists()


def test_rotation_makes_new_level_keys_and_ends_the_old(site: Path, full: tuple[Path, dict[UUID, bytes]]) -> None:
    keys = opened(site)
    old = keys.keyring.rows("kind = 'level'")
    seen: list[tuple[int, int]] = []
    keys.rotate(progress=lambda done, total: seen.append((done, total)))
    demand_all(opened(site), full[1])
    now = {row.uuid: row for row in keys.keyring.rows("kind = 'level'")}
    assert all(now[row.uuid].wrapped is None for row in old)
    alive = [row for row in now.values() if row.wrapped is not None]
    assert sorted((row.level, row.year) for row in alive) == sorted((row.level, row.year) for row in old)
    assert seen == [(14, 14)] and not keys.rotating
    copy = copy_of(keys.keyring.path)
    assert not any(row.wrapped and row.wrapped in copy for row in old)


def test_rotation_twice_is_two_rotations(site: Path, full: tuple[Path, dict[UUID, bytes]]) -> None:
    keys = opened(site)
    for _ in range(2):
        keys.rotate()
    demand_all(opened(site), full[1])
    assert len(keys.keyring.rows("kind = 'level' AND wrapped IS NOT NULL")) == 3


def test_work_goes_on_while_it_rotates(site: Path, full: tuple[Path, dict[UUID, bytes]]) -> None:
    """New keys between two batches hang under the new level keys at once; a paper ended meanwhile stays ended."""
    keys = opened(site)
    made: list[UUID] = []

    def work(done: int, total: int) -> None:
        made.append(UUID(int=900 + len(made)))
        keys.new_document_key(made[-1], level=len(made) % 3 + 1)
        if len(made) == 2:
            keys.destroy(PAPERS[6])

    rotation.BATCH = 2
    keys.rotate(progress=work)
    assert len(made) >= 6 and not keys.rotating
    again = opened(site)
    for key in made:
        assert again.document_level(key)
    with pytest.raises(KeyDestroyed):
        again.document_level(PAPERS[6])


# killed


def whichever(folder: Path) -> Embedded:
    """Opened by the words that hold: the old or the new, and never both."""
    found = []
    for words in (OLD, NEW):
        try:
            found.append(opened(folder, words))
        except WrongOpening:
            pass
    (keys,) = found
    return keys


def every_cut(act: Act, full: tuple[Path, dict[UUID, bytes]], tmp_path: Path) -> Iterator[Embedded]:
    """The site after each possible cut, opened again; the last one was not cut at all."""
    step = 0
    while True:
        folder = Path(shutil.copytree(full[0], tmp_path / str(step)))
        ended = ends(act, folder, step)
        keys = whichever(folder)
        demand_all(keys, full[1])
        yield keys
        keys.forget()
        if ended:
            return
        step += 1


def test_a_rekeying_killed_at_every_step_leaves_the_old_root_or_the_new(
    full: tuple[Path, dict[UUID, bytes]], tmp_path: Path
) -> None:
    cuts = 0
    for keys in every_cut(rekey, full, tmp_path):
        assert not (keys.keyring.path.parent / "root.next.json").exists()
        rekey(keys)
        demand_all(keys, full[1])
        cuts += 1
    assert cuts > 8


def test_a_rotation_killed_at_every_step_goes_on_and_ends(full: tuple[Path, dict[UUID, bytes]], tmp_path: Path) -> None:
    cuts, cut_short = 0, 0
    for keys in every_cut(rotate, full, tmp_path):
        cut_short += keys.rotating
        rotate(keys)
        assert not keys.rotating
        demand_all(keys, full[1])
        assert len(keys.keyring.rows("kind = 'level' AND wrapped IS NOT NULL")) == 3
        cuts += 1
    assert cuts > 30 and cut_short > 20


def test_the_killing_finds_a_rekeying_that_writes_in_the_wrong_order(
    full: tuple[Path, dict[UUID, bytes]], tmp_path: Path
) -> None:
    """The planted fault: one cut loses the site."""

    with pytest.raises((NotAuthentic, ValueError)):
        for _ in every_cut(rekey_in_the_wrong_order, full, tmp_path):
            pass
