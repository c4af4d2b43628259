"""The embedded provider: what rests on disk, what opens it, and what does not."""

from __future__ import annotations

import json
import math
import stat
import unicodedata
from base64 import b64encode
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from somat.audit.tree import parse_verifier_key
from somat.vault.process.errors import BrokenSeal, Denied
from somat.vault.process.hardening import swap
from somat.vault.process.keys import passphrase, tree
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.keyring import NAME
from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.keys.provider import NoKeys, NotAuthentic, WrongOpening
from somat.vault.process.keys.rootfile import OldVersion
from somat.vault.process.opening import Seals, Value
from somat.vault.process.patience import LONGEST, Patience

SITE, KEY, ROW = UUID(int=1), UUID(int=2), UUID(int=3)
WORDS = "một câu dài dễ nhớ"
CHEAP = Cost(1, 64, 1)


@pytest.fixture
def keys(tmp_path: Path) -> Embedded:
    provider = Embedded(tmp_path / "vault", installation=SITE)
    provider.create(Passphrase(WORDS, cost=CHEAP))
    provider.unwrap(Passphrase(WORDS))
    return provider


def again(tmp_path: Path, *, installation: UUID = SITE) -> Embedded:
    return Embedded(tmp_path / "vault", installation=installation)


def test_it_opens_after_a_restart_what_it_sealed_before(keys: Embedded, tmp_path: Path) -> None:
    sealed = keys.seal(KEY, aad=b"here", text="Tuyệt".encode())
    other = again(tmp_path)
    other.unwrap(Passphrase(WORDS))
    assert other.open(KEY, aad=b"here", sealed=sealed).decode() == "Tuyệt"
    assert other.verify_key() == keys.verify_key()


def test_it_never_seals_the_same_twice_alike(keys: Embedded) -> None:
    made = {keys.seal(KEY, aad=b"here", text=b"same") for _ in range(200)}
    assert len(made) == len({one[1:13] for one in made}) == 200


@pytest.mark.parametrize(("key", "aad"), [(UUID(int=9), b"here"), (KEY, b"there"), (KEY, b"")])
def test_it_opens_only_under_its_key_and_for_its_place(keys: Embedded, key: UUID, aad: bytes) -> None:
    sealed = keys.seal(KEY, aad=b"here", text=b"text")
    with pytest.raises(NotAuthentic):
        keys.open(key, aad=aad, sealed=sealed)


@pytest.mark.parametrize("size", [0, 1, 12, 28])
def test_it_refuses_what_is_too_short_to_be_sealed(keys: Embedded, size: int) -> None:
    with pytest.raises(NotAuthentic):
        keys.open(KEY, aad=b"here", sealed=keys.seal(KEY, aad=b"here", text=b"")[:size])


def test_the_log_key_signs_for_the_published_verifier_key(keys: Embedded, tmp_path: Path) -> None:
    name, public = parse_verifier_key((tmp_path / "vault" / "log.pub").read_text())
    assert name == f"somat/{SITE}"
    Ed25519PublicKey.from_public_bytes(public).verify(keys.sign(b"words"), b"words")


def test_a_composed_and_a_decomposed_passphrase_are_the_same(keys: Embedded, tmp_path: Path) -> None:
    again(tmp_path).unwrap(Passphrase(unicodedata.normalize("NFD", WORDS)))


def test_it_refuses_a_wrong_passphrase_after_the_same_work(
    keys: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[tuple[Any, ...]] = []
    stretch = passphrase.hash_secret_raw
    monkeypatch.setattr(passphrase, "hash_secret_raw", lambda *facts: work.append(facts[2:]) or stretch(*facts))
    for words in ("sai", WORDS + " ", WORDS.upper(), ""):
        with pytest.raises(WrongOpening):
            again(tmp_path).unwrap(Passphrase(words))
    again(tmp_path).unwrap(Passphrase(WORDS))
    assert len(work) == 5 and len(set(work)) == 1


def test_a_wrong_passphrase_leaves_the_keys_that_are_held(keys: Embedded) -> None:
    sealed = keys.seal(KEY, aad=b"", text=b"text")
    with pytest.raises(WrongOpening):
        keys.unwrap(Passphrase("sai"))
    assert keys.open(KEY, aad=b"", sealed=sealed) == b"text"


def test_it_does_nothing_without_keys(keys: Embedded) -> None:
    sealed = keys.seal(KEY, aad=b"", text=b"text")
    keys.forget()
    for act in (
        lambda: keys.seal(KEY, aad=b"", text=b""),
        lambda: keys.open(KEY, aad=b"", sealed=sealed),
        lambda: keys.sign(b""),
        lambda: keys.verify_key(),
    ):
        with pytest.raises(NoKeys):
            act()


def test_it_is_made_once(keys: Embedded) -> None:
    with pytest.raises(FileExistsError):
        keys.create(Passphrase("khác"))


def test_its_files_are_the_owners_alone_and_hold_no_key(keys: Embedded, tmp_path: Path) -> None:
    folder = tmp_path / "vault"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {
        "root.json": 0o600,
        "log.pub": 0o644,
        **dict.fromkeys((NAME, f"{NAME}-wal", f"{NAME}-shm"), 384),
    }
    keys.seal(KEY, aad=b"", text=b"")
    keys.new_document_key(ROW, level=1)
    held = [keys._held().secret, keys._log_key().private_bytes_raw(), *keys._levels.values()]
    held += [keys._unwrapped(row) for row in keys.keyring.rows("kind IN ('volume', 'document')")]
    assert len(held) == 6
    for path in folder.iterdir():
        data = path.read_bytes()
        for secret in held:
            assert secret not in data and secret.hex().encode() not in data and b64encode(secret) not in data


def spoil(tmp_path: Path, name: str, **facts: Any) -> None:
    path = tmp_path / "vault" / name
    stored = json.loads(path.read_text())
    inside = stored["wrappings"][0]
    for fact, value in facts.items():
        (inside if fact in inside else stored)[fact] = value
    path.write_text(json.dumps(stored))


@pytest.mark.parametrize(
    ("facts", "error"),
    [
        ({"cost": {"time": 2, "memory_kib": 64, "lanes": 1}}, WrongOpening),
        ({"cost": {"time": 1, "memory_kib": 2**40, "lanes": 1}}, NotAuthentic),
        ({"cost": {"time": 0, "memory_kib": 64, "lanes": 1}}, NotAuthentic),
        ({"cost": {"time": 1}}, WrongOpening),
        ({"cost": {"time": 1, "more": 2}}, NotAuthentic),
        ({"cost": None}, NotAuthentic),
        ({"suite": 2}, NotAuthentic),
        ({"v": 9}, NotAuthentic),
        ({"salt": "AAAAAAAAAAAAAAAAAAAAAA=="}, WrongOpening),
    ],
)
def test_a_changed_root_file_opens_nothing(
    keys: Embedded, tmp_path: Path, facts: dict[str, Any], error: type[Exception]
) -> None:
    spoil(tmp_path, "root.json", **facts)
    with pytest.raises(error):
        again(tmp_path).unwrap(Passphrase(WORDS))


def test_keys_of_another_installation_open_nothing(keys: Embedded, tmp_path: Path) -> None:
    with pytest.raises(NotAuthentic, match=r"keyring\.sqlite3"):
        again(tmp_path, installation=UUID(int=8)).unwrap(Passphrase(WORDS))
    with keys.keyring.writing() as link:
        link.execute("UPDATE about SET value = ? WHERE name = 'installation'", [UUID(int=8).bytes])
    with pytest.raises(WrongOpening):
        again(tmp_path, installation=UUID(int=8)).unwrap(Passphrase(WORDS))


def test_a_keyring_from_elsewhere_is_refused(keys: Embedded, tmp_path: Path) -> None:
    other = Embedded(tmp_path / "other", installation=SITE)
    other.create(Passphrase(WORDS, cost=CHEAP))
    keys.forget()
    (tmp_path / "vault" / NAME).write_bytes((tmp_path / "other" / NAME).read_bytes())
    with pytest.raises(NotAuthentic, match=r"root\.json"):
        again(tmp_path).unwrap(Passphrase(WORDS))


def test_keys_of_the_first_trials_are_named(keys: Embedded, tmp_path: Path) -> None:
    spoil(tmp_path, "root.json", v=1)
    with pytest.raises(OldVersion):
        again(tmp_path).unwrap(Passphrase(WORDS))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "\x00"])
def test_a_file_that_is_not_one_is_refused(keys: Embedded, tmp_path: Path, text: str) -> None:
    (tmp_path / "vault" / "root.json").write_text(text)
    with pytest.raises(NotAuthentic):
        again(tmp_path).unwrap(Passphrase(WORDS))


def test_many_volumes_do_not_fill_the_memory(keys: Embedded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "CACHED", 3)
    sealed = {number: keys.seal(UUID(int=number), aad=b"", text=bytes([number])) for number in range(20)}
    for number, one in sealed.items():
        assert keys.open(UUID(int=number), aad=b"", sealed=one) == bytes([number])
    assert len(keys._volumes) <= 3


def test_an_abstract_of_a_tuyet_mat_row_is_neither_sealed_nor_opened(keys: Embedded) -> None:
    seals = Seals(keys, installation=SITE)
    with pytest.raises(Denied, match="no-abstract-at-this-level"):
        seals.seal("registry_entry", ROW, "abstract", version=1, level=3, key=KEY, text="x")
    sealed = seals.seal("registry_entry", ROW, "rest", version=1, level=3, key=KEY, text="x")
    assert seals.open(Value("registry_entry", ROW, "rest", 1, 3, KEY, sealed)) == "x"
    with pytest.raises(BrokenSeal):
        seals.open(Value("registry_entry", ROW, "abstract", 1, 3, KEY, sealed))


def test_patience_grows_and_ends_with_the_right_words() -> None:
    clock = [0.0]
    patience = Patience(clock=lambda: clock[0])
    delays = []
    for _ in range(12):
        patience.demand()
        delays.append(patience.failed())
        with pytest.raises(Denied, match="wait") as no:
            patience.demand()
        assert no.value.facts["seconds"] == math.ceil(delays[-1])
        clock[0] += delays[-1]
    assert delays == [1, 2, 4, 8, 16, 32, 64, 128, 256, LONGEST, LONGEST, LONGEST]
    patience.succeeded()
    patience.demand()
    assert patience.failed() == 1


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("", "none"),
        ("/dev/sda2 partition 1000 0 -2\n", "open"),
        ("/dev/dm-0 partition 1000 0 -2\n", "encrypted"),
        ("/dev/dm-0 partition 1000 0 -2\n/swapfile file 10 0 -3\n", "open"),
        ("/dev/dm-1 partition 1000 0 -2\n", "open"),
    ],
)
def test_the_swap_check_tells_open_from_encrypted(tmp_path: Path, table: str, found: str) -> None:
    for name, uuid in (("dm-0", "CRYPT-PLAIN-swap\n"), ("dm-1", "LVM-abc\n")):
        (tmp_path / name / "dm").mkdir(parents=True)
        (tmp_path / name / "dm" / "uuid").write_text(uuid)
    (tmp_path / "swaps").write_text("Filename Type Size Used Priority\n" + table)
    assert swap(tmp_path / "swaps", tmp_path) == found
    assert swap(tmp_path / "missing", tmp_path) == "open"
