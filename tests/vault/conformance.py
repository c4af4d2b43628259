"""What every provider of cryptography must do, one function a demand; a module of the cipher service is held to the same.

A check gets a `Bench` and raises AssertionError, or lets another error out, where the provider does not conform.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from somat.vault.process.keys.provider import (
    KeyDestroyed,
    KeyExists,
    NoKeyring,
    NoKeys,
    NotAuthentic,
    Opening,
    Provider,
    WrongOpening,
)
from somat.vault.process.keys.sealing import LEAST, SUITE

NONCE = bytes(range(12))


@dataclass(frozen=True)
class Bench:
    """How a provider is made: `make` one over a folder, and what opens it and what does not."""

    folder: Path
    make: Callable[[Path], Provider]
    right: Opening
    wrong: Opening

    def fresh(self) -> Provider:
        """New keys, open."""
        provider = self.make(self.folder / uuid4().hex)
        provider.create(self.right)
        provider.unwrap(self.right)
        return provider

    def restarted(self, provider: Any) -> Provider:
        """Another process over the same folder."""
        provider.forget()
        other = self.make(provider._folder)
        other.unwrap(self.right)
        return other


CHECKS: list[Callable[[Bench], None]] = []


def check(function: Callable[[Bench], None]) -> Callable[[Bench], None]:
    CHECKS.append(function)
    return function


def refuses(error: type[Exception] | tuple[type[Exception], ...], act: Callable[[], object]) -> None:
    with pytest.raises(error):
        act()


@check
def it_says_its_name_and_whether_it_exists(bench: Bench) -> None:
    provider = bench.make(bench.folder / "new")
    assert provider.name and provider.exists is False
    provider.create(bench.right)
    assert provider.exists is True
    refuses(FileExistsError, lambda: provider.create(bench.right))


@check
def a_value_opens_after_a_restart(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    sealed = provider.seal(key, aad=b"place", text="Tối mật".encode())
    assert len(sealed) == LEAST + len("Tối mật".encode()) and sealed[0] == SUITE
    other = bench.restarted(provider)
    assert other.open(key, aad=b"place", sealed=sealed).decode() == "Tối mật"
    other.forget()


@check
def a_value_opens_only_under_its_key_and_place(bench: Bench) -> None:
    provider, key, other = bench.fresh(), uuid4(), uuid4()
    sealed = provider.seal(key, aad=b"place", text=b"text")
    provider.seal(other, aad=b"place", text=b"text")
    refuses(NotAuthentic, lambda: provider.open(other, aad=b"place", sealed=sealed))
    refuses(NotAuthentic, lambda: provider.open(uuid4(), aad=b"place", sealed=sealed))
    refuses(NotAuthentic, lambda: provider.open(key, aad=b"palce", sealed=sealed))
    provider.forget()


@check
def every_changed_byte_of_a_value_is_refused(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    sealed = provider.seal(key, aad=b"", text=b"text")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        refuses(NotAuthentic, lambda changed=changed: provider.open(key, aad=b"", sealed=changed))  # type: ignore[misc]
    for cut in range(len(sealed)):
        refuses(NotAuthentic, lambda cut=cut: provider.open(key, aad=b"", sealed=sealed[:cut]))  # type: ignore[misc]
    provider.forget()


@check
def many_values_open_as_each_does_alone(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    one, two = (provider.seal(key, aad=aad, text=aad * 2) for aad in (b"one", b"two"))
    wrong = [(b"two", one), (b"one", one[:-1]), (b"one", b""), (b"one", bytes([SUITE + 1]) + one[1:])]
    found = provider.open_many(key, [(b"one", one), *wrong, (b"two", two)])
    assert found == [b"oneone", None, None, None, None, b"twotwo"]
    assert provider.open_many(uuid4(), [(b"one", one)]) == [None]
    provider.destroy(key)
    assert provider.open_many(key, [(b"one", one)]) == [None]
    provider.forget()
    refuses(NoKeys, lambda: provider.open_many(key, [(b"one", one)]))


@check
def the_same_text_is_never_sealed_alike(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    assert len({provider.seal(key, aad=b"", text=b"text") for _ in range(50)}) == 50
    provider.forget()


@check
def keys_of_two_sites_have_nothing_in_common(bench: Bench) -> None:
    one, two, key = bench.fresh(), None, uuid4()
    sealed, public = one.seal(key, aad=b"", text=b"text"), one.verify_key()
    one.forget()
    two = bench.fresh()
    two.seal(key, aad=b"", text=b"")
    refuses(NotAuthentic, lambda: two.open(key, aad=b"", sealed=sealed))
    assert two.verify_key() != public
    two.forget()


@check
def a_document_key_is_made_once_and_lasts(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    refuses(NotAuthentic, lambda: provider.encrypt_chunk(key, nonce=NONCE, aad=b"", data=b""))
    provider.new_document_key(key, level=2)
    refuses(KeyExists, lambda: provider.new_document_key(key, level=2))
    chunk = provider.encrypt_chunk(key, nonce=NONCE, aad=b"blob", data=memoryview(b"page"))
    assert len(chunk) == len(b"page") + 16
    other = bench.restarted(provider)
    assert other.decrypt_chunk(key, nonce=NONCE, aad=b"blob", data=chunk) == b"page"
    assert other.document_level(key) == 2
    for wrong in ({"nonce": bytes(12)}, {"aad": b""}, {"data": chunk[1:]}, {"data": chunk[:-1]}):
        facts: dict[str, Any] = {"nonce": NONCE, "aad": b"blob", "data": chunk} | wrong
        refuses(NotAuthentic, lambda facts=facts: other.decrypt_chunk(key, **facts))  # type: ignore[misc]
    other.forget()


@check
def there_are_three_levels(bench: Bench) -> None:
    provider = bench.fresh()
    for level in (1, 2, 3):
        key = uuid4()
        provider.new_document_key(key, level=level)
        assert provider.document_level(key) == level
    for level in (0, 4):
        refuses(ValueError, lambda level=level: provider.new_document_key(uuid4(), level=level))  # type: ignore[misc]
    provider.forget()


@check
def another_level_leaves_the_chunks_as_they_are(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    provider.new_document_key(key, level=1)
    chunk = provider.encrypt_chunk(key, nonce=NONCE, aad=b"", data=b"page")
    provider.rewrap(key, level=3)
    other = bench.restarted(provider)
    assert other.document_level(key) == 3
    assert other.decrypt_chunk(key, nonce=NONCE, aad=b"", data=chunk) == b"page"
    other.forget()


@check
def what_was_destroyed_stays_destroyed(bench: Bench) -> None:
    provider, key, volume = bench.fresh(), uuid4(), uuid4()
    provider.new_document_key(key, level=1)
    chunk = provider.encrypt_chunk(key, nonce=NONCE, aad=b"", data=b"page")
    sealed = provider.seal(volume, aad=b"", text=b"text")
    for _ in range(2):
        provider.destroy(key)
        provider.destroy(volume)
    provider.rotate()
    other = bench.restarted(provider)
    refuses(KeyDestroyed, lambda: other.decrypt_chunk(key, nonce=NONCE, aad=b"", data=chunk))
    refuses(KeyDestroyed, lambda: other.encrypt_chunk(key, nonce=NONCE, aad=b"", data=b""))
    refuses(KeyDestroyed, lambda: other.rewrap(key, level=2))
    refuses(KeyDestroyed, lambda: other.open(volume, aad=b"", sealed=sealed))
    refuses(KeyDestroyed, lambda: other.seal(volume, aad=b"", text=b""))
    refuses(KeyExists, lambda: other.new_document_key(key, level=1))
    refuses(NotAuthentic, lambda: other.destroy(uuid4()))
    other.forget()


@check
def volumes_and_documents_never_stand_in_for_each_other(bench: Bench) -> None:
    provider, volume, paper = bench.fresh(), uuid4(), uuid4()
    sealed = provider.seal(volume, aad=b"", text=b"text")
    provider.new_document_key(paper, level=3)
    refuses(NotAuthentic, lambda: provider.decrypt_chunk(volume, nonce=sealed[1:13], aad=b"", data=sealed[13:]))
    refuses(NotAuthentic, lambda: provider.seal(paper, aad=b"", text=b""))
    provider.forget()


@check
def the_log_key_signs_for_its_public_half(bench: Bench) -> None:
    provider = bench.fresh()
    signature, public = provider.sign(b"words"), provider.verify_key()
    Ed25519PublicKey.from_public_bytes(public).verify(signature, b"words")
    other = bench.restarted(provider)
    assert other.verify_key() == public and other.sign(b"words") == signature
    other.forget()


@check
def what_is_wrong_opens_nothing_and_takes_nothing_away(bench: Bench) -> None:
    provider, key = bench.fresh(), uuid4()
    sealed = provider.seal(key, aad=b"", text=b"text")
    refuses(WrongOpening, lambda: provider.prove(bench.wrong))
    refuses(WrongOpening, lambda: provider.unwrap(bench.wrong))
    assert provider.open(key, aad=b"", sealed=sealed) == b"text"
    provider.prove(bench.right)
    provider.forget()
    refuses(WrongOpening, lambda: provider.unwrap(bench.wrong))
    refuses((NoKeys, NoKeyring), lambda: provider.open(key, aad=b"", sealed=sealed))


@check
def nothing_is_done_without_keys(bench: Bench) -> None:
    provider, volume, paper = bench.fresh(), uuid4(), uuid4()
    sealed = provider.seal(volume, aad=b"", text=b"text")
    provider.new_document_key(paper, level=1)
    chunk = provider.encrypt_chunk(paper, nonce=NONCE, aad=b"", data=b"page")
    provider.forget()
    gone = (NoKeys, NoKeyring)
    refuses(gone, lambda: provider.seal(volume, aad=b"", text=b""))
    refuses(gone, lambda: provider.open(volume, aad=b"", sealed=sealed))
    refuses(gone, lambda: provider.encrypt_chunk(paper, nonce=NONCE, aad=b"", data=b""))
    refuses(gone, lambda: provider.decrypt_chunk(paper, nonce=NONCE, aad=b"", data=chunk))
    refuses(gone, lambda: provider.new_document_key(uuid4(), level=1))
    refuses(gone, lambda: provider.sign(b""))
    refuses(gone, lambda: provider.verify_key())
    refuses(gone, lambda: provider.rotate())


@check
def a_new_root_and_new_level_keys_change_nothing_that_was_sealed(bench: Bench) -> None:
    provider, volume, paper = bench.fresh(), uuid4(), uuid4()
    sealed = provider.seal(volume, aad=b"", text=b"text")
    provider.new_document_key(paper, level=1)
    chunk = provider.encrypt_chunk(paper, nonce=NONCE, aad=b"", data=b"page")
    public, before = provider.verify_key(), provider.wrappings()
    provider.rekey([bench.right])
    provider.rotate()
    assert not provider.rotating
    other = bench.restarted(provider)
    assert other.open(volume, aad=b"", sealed=sealed) == b"text"
    assert other.decrypt_chunk(paper, nonce=NONCE, aad=b"", data=chunk) == b"page"
    assert other.verify_key() == public and other.wrappings() != before
    other.forget()


@check
def the_wrappings_tell_nothing_that_opens(bench: Bench) -> None:
    provider = bench.fresh()
    (facts,) = provider.wrappings()
    assert facts["kind"] == bench.right.kind and UUID(facts["uuid"]) and facts["made_at"]
    assert not {"wrapped", "salt", "secret"} & set(facts)
    refuses(ValueError, lambda: provider.drop_wrapping(bench.right.kind))
    provider.forget()
