"""Ciphertexts moved between rows, columns, versions, levels, tables and volumes: every one is refused."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.vault.process import opening
from somat.vault.process.errors import BrokenSeal
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Cost, Passphrase
from somat.vault.process.opening import Seals, Value
from tests.vault.ground import ENTRY, Ground, Refused

SITE, MOVES = UUID(int=1), 10_000
TABLES = ("registry_entry", "registry_recipient", "registry_draft", "exchange_envelope")


def values(seals: Seals, chance: random.Random) -> list[Value]:
    """Some hundred values in all kinds of places of a few volumes, among them pairs that differ in one thing only."""
    volumes = [uuid4() for _ in range(4)]
    found = []
    for _ in range(60):
        row, key, table = uuid4(), chance.choice(volumes), chance.choice(TABLES)
        for column in ("abstract", "rest"):
            for version in (1, 2):
                for level in (1, 2):
                    facts: dict[str, Any] = {"version": version, "level": level, "key": key}
                    sealed = seals.seal(table, row, column, text=f"{row} {column}", **facts)
                    found.append(Value(table, row, column, version, level, key, sealed))
    return found


@pytest.fixture
def seals(tmp_path: Path) -> Iterator[Seals]:
    keys = Embedded(tmp_path / "vault", installation=SITE)
    words = Passphrase("mot hai ba bon nam", cost=Cost(1, 64, 1))
    keys.create(words)
    keys.unwrap(words)
    yield Seals(keys, installation=SITE)
    keys.forget()


def opened(seals: Seals, *, seed: int) -> int:
    """How many of ten thousand moved ciphertexts open in a place that is not theirs."""
    chance = random.Random(seed)
    every = values(seals, chance)
    assert all(seals.open(value) for value in every)
    count = 0
    for _ in range(MOVES):
        place, other = chance.sample(every, 2)
        try:
            seals.open(place._replace(ciphertext=other.ciphertext, key=chance.choice([place.key, other.key])))
            count += 1
        except BrokenSeal:
            pass
    return count


def test_ten_thousand_moved_ciphertexts_are_refused(seals: Seals) -> None:
    assert opened(seals, seed=7) == 0


@pytest.mark.parametrize("lost", ["row", "version", "level", "column"])
def test_without_a_part_of_the_binding_some_would_open(
    seals: Seals, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    """The planted faults: each part left out of the bound data lets moves through that the test above counts."""
    bound, prefix = opening.bound, opening.prefix
    without = {
        "row": lambda shared, row, version, level: bound(shared, b"", version, level),
        "version": lambda shared, row, version, level: bound(shared, row, 0, level),
        "level": lambda shared, row, version, level: bound(shared, row, version, 0),
        "column": bound,
    }
    monkeypatch.setattr(opening, "bound", without[lost])
    if lost == "column":
        monkeypatch.setattr(opening, "prefix", lambda site, table, column: prefix(site, table, ""))
    assert opened(seals, seed=7) > 0


def moved_in_the_table(ground: Ground, count: int) -> int:
    """Every line's ciphertext put into the next line's row by SQL; how many the running vault then refuses to open."""
    person, book = ground.person(cleared=3), ground.book()
    ground.session(person)
    entries = [ground.entry(book, abstract=f"Trích yếu {number}") for number in range(count)]
    for entry in entries:
        ground.member(entry, person)
    sealed = dict(ground.all("SELECT row, ciphertext FROM vault_sealed"))
    rows = list(sealed)
    for at, row in enumerate(rows):
        ground.tamper("vault_sealed", "UPDATE vault_sealed SET ciphertext = ? WHERE row = ?", sealed[rows[at - 1]], row)
    refused = 0
    for entry in entries:
        with pytest.raises(Refused, match="broken-seal"):
            ground.read(person, (ENTRY, entry))
        refused += 1
    return refused


def test_what_is_moved_in_the_table_is_refused_by_the_running_vault(ground: Ground) -> None:
    assert moved_in_the_table(ground, 25) == 25


@pytest.mark.deep
def test_ten_thousand_moved_in_the_table(ground: Ground) -> None:
    assert moved_in_the_table(ground, 10_000) == 10_000
