"""Shares: the field, every triple and every pair, what is typed and how it is wrong, and the opening from them."""

from __future__ import annotations

import json
import random
import threading
import time
import unicodedata
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somat.law.fold import fold
from somat.vault.process.ceremony import Ceremony
from somat.vault.process.errors import Denied
from somat.vault.process.keys import shamir
from somat.vault.process.keys.collecting import Collector, WrongShare, all_together
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.provider import WrongOpening
from somat.vault.process.keys.share import SYLLABLES, BadShare, Share, read
from somat.vault.process.keys.shares import joined, new_set

SITE = UUID(int=1)
BYTE = st.integers(0, 255)


def typed(share: Share) -> str:
    return "\n".join(" ".join(line) for line in share.words())


# the field


def slow_multiply(a: int, b: int) -> int:
    """Polynomials over GF(2), multiplied and then divided by x^8+x^4+x^3+x+1: the definition, written apart."""
    product = 0
    for at in range(8):
        if b >> at & 1:
            product ^= a << at
    for at in range(14, 7, -1):
        if product >> at & 1:
            product ^= 0x11B << (at - 8)
    return product


def test_the_product_is_that_of_the_field_of_aes() -> None:
    assert all(shamir.multiply(a, b) == slow_multiply(a, b) for a in range(256) for b in range(256))
    assert shamir.multiply(0x57, 0x83) == 0xC1  # FIPS 197, 4.2


def test_every_element_but_nothing_has_an_inverse() -> None:
    assert all(shamir.multiply(a, shamir.inverse(a)) == 1 for a in range(1, 256))


@given(st.binary(min_size=1, max_size=40), st.integers(2, 6), st.integers(0, 4), st.randoms())
def test_any_enough_shares_give_the_secret_back(secret: bytes, needed: int, more: int, chance: random.Random) -> None:
    shares = shamir.split(secret, needed=needed, total=needed + more)
    chosen = chance.sample(sorted(shares), needed)
    assert shamir.join({number: shares[number] for number in chosen}) == secret


@pytest.mark.parametrize(("needed", "total"), [(1, 5), (0, 5), (4, 3), (3, 11), (2, 1)])
def test_it_splits_only_within_its_bounds(needed: int, total: int) -> None:
    with pytest.raises(ValueError):
        shamir.split(b"x", needed=needed, total=total)


def test_one_share_less_says_nothing() -> None:
    """For each possible secret byte exactly one third share fits to any two: two tell nothing apart."""
    two = {1: bytes([17]), 2: bytes([203])}
    secrets = {shamir.join({**two, 3: bytes([third])})[0] for third in range(256)}
    assert secrets == set(range(256))


# the opening


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[tuple[Embedded, list[Share]]]:
    opener, shares = new_set(needed=3, total=5)
    keys = Embedded(tmp_path / "vault", installation=SITE)
    keys.create(opener)
    yield keys, shares
    keys.forget()


def facts_of(keys: Embedded) -> Any:
    return keys.wrappings()[0]


def test_all_ten_triples_open_and_so_do_four_and_five(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    openings = 0
    for size in (3, 4, 5):
        for chosen in combinations(shares, size):
            vault.unwrap(all_together([typed(share) for share in chosen], facts=facts_of(vault)))
            vault.forget()
            openings += size == 3
    assert openings == 10


def test_every_pair_and_every_single_opens_nothing(keys: tuple[Embedded, list[Share]]) -> None:
    """Neither by the door, nor by joining them in spite of it."""
    vault, shares = keys
    tried = 0
    for size in (1, 2):
        for chosen in combinations(shares, size):
            with pytest.raises(Denied, match="shares-few"):
                all_together([typed(share) for share in chosen], facts=facts_of(vault))
            with pytest.raises(WrongOpening):
                vault.unwrap(joined(chosen, marks=facts_of(vault)["marks"]))
            tried += 1
    assert tried == 15
    assert vault._root is None


def test_the_same_share_three_times_is_one_share(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    with pytest.raises(Denied, match="shares-few"):
        all_together([typed(shares[0])] * 3, facts=facts_of(vault))


def test_with_a_broken_field_a_pair_would_open_and_this_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: polynomials of degree one only (the random part lost) make three-of-five a two-of-five."""
    monkeypatch.setattr(shamir.os, "urandom", lambda count: bytes([7, *bytes(count - 1)]))
    opener, shares = new_set(needed=3, total=5)
    monkeypatch.undo()
    vault = Embedded(tmp_path / "vault", installation=SITE)
    vault.create(opener)
    vault.unwrap(joined(shares[:2], marks=facts_of(vault)["marks"]))  # no WrongOpening: the test of pairs would fail
    assert vault._root is not None
    vault.forget()


def test_a_set_that_was_replaced_opens_no_more(keys: tuple[Embedded, list[Share]]) -> None:
    vault, old = keys
    vault.unwrap(all_together([typed(share) for share in old[:3]], facts=facts_of(vault)))
    opener, shares = new_set(needed=2, total=3)
    vault.add_wrapping(opener)
    vault.forget()
    for chosen in combinations(old, 3):
        with pytest.raises(Denied, match="share-of-another-set"):
            all_together([typed(share) for share in chosen], facts=facts_of(vault))
        with pytest.raises(WrongOpening):
            vault.unwrap(joined(chosen, marks=facts_of(vault)["marks"]))
    vault.unwrap(all_together([typed(share) for share in shares[:2]], facts=facts_of(vault)))


def test_two_sets_never_mix(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    _, others = new_set(needed=3, total=5)
    collector = Collector()
    assert collector.give(typed(shares[0]), facts=facts_of(vault)) is None
    with pytest.raises(Denied, match="share-of-another-set"):
        collector.give(typed(others[1]), facts=facts_of(vault))
    assert collector.numbers() == [1]


def altered(share: Share) -> Share:
    value = bytes([share.value[0] ^ 1, *share.value[1:]])
    return Share(share.set, share.number, share.needed, share.total, value)


def test_an_altered_share_is_named_and_the_others_stay(keys: tuple[Embedded, list[Share]]) -> None:
    """Its checks were made anew, so that only the vault's own mark tells it."""
    vault, shares = keys
    collector = Collector()
    for share in shares[:2]:
        collector.give(typed(share), facts=facts_of(vault))
    with pytest.raises(WrongShare):
        collector.give(typed(altered(shares[2])), facts=facts_of(vault))
    assert collector.numbers() == [1, 2]
    opener = collector.give(typed(shares[4]), facts=facts_of(vault))
    assert opener is not None and collector.numbers() == []
    vault.unwrap(opener)


def test_a_share_under_another_number_is_named(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    renamed = Share(shares[0].set, 2, 3, 5, shares[0].value)
    for wrong in (renamed, Share(shares[0].set, 0, 3, 5, shares[0].value), Share(shares[0].set, 6, 3, 5, b"x" * 32)):
        with pytest.raises(WrongShare):
            Collector().give(typed(wrong), facts=facts_of(vault))


def test_shares_are_forgotten_after_their_time(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    collector = Collector(kept=0.05)
    collector.give(typed(shares[0]), facts=facts_of(vault))
    assert collector.numbers() == [1]
    end = time.monotonic() + 5
    while collector.numbers() and time.monotonic() < end:
        time.sleep(0.02)
    assert collector.numbers() == []
    collector.give(typed(shares[1]), facts=facts_of(vault))
    assert collector.numbers() == [2]
    collector.forget()


def test_five_holders_at_once_open_once(keys: tuple[Embedded, list[Share]]) -> None:
    vault, shares = keys
    collector, found, facts = Collector(), [], facts_of(vault)
    start = threading.Barrier(3)

    def give(share: Share) -> None:
        start.wait()
        found.append(collector.give(typed(share), facts=facts))

    threads = [threading.Thread(target=give, args=(share,)) for share in shares[:3]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in found if one is not None]) == 1
    collector.forget()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda facts: facts.update(marks=facts["marks"][::-1]),
        lambda facts: facts.update(needed=2),
        lambda facts: facts.update(total=6),
        lambda facts: facts.update(set="00000000"),
    ],
)
def test_what_stands_beside_the_wrapping_is_bound_to_it(keys: tuple[Embedded, list[Share]], spoil: Any) -> None:
    vault, shares = keys
    facts = {**dict(vault.wrappings()[0])}
    path = vault._folder / "root.json"
    stored = json.loads(path.read_text())
    spoil(stored["wrappings"][0])
    path.write_text(json.dumps(stored))
    with pytest.raises(WrongOpening):
        vault.unwrap(joined(shares[:3], marks=facts["marks"]))


# on paper and at the keyboard


def test_the_syllables_are_256_and_plain() -> None:
    """No tone, no letter that Telex or VNI changes by itself, none that folds into another."""
    assert len(set(SYLLABLES)) == 256 and all(fold(one) == one and len(one) <= 6 for one in SYLLABLES)
    assert not any(
        telex in one for one in SYLLABLES for telex in ("aa", "ee", "oo", "dd", "w", "j", "x", "f", "r", "z")
    )
    assert not any(one.endswith("s") for one in SYLLABLES)


def ways(share: Share) -> list[str]:
    words = typed(share)
    marked = words.replace("a", "ă").replace("o", "ô").replace("u", "ư").replace("d", "đ")
    return [
        words,
        words.upper(),
        words.replace("\n", " "),
        words.replace(" ", "-"),
        "\n".join(f"{line}. {text}" for line, text in enumerate(words.split("\n"), start=1)),
        unicodedata.normalize("NFC", marked),
        unicodedata.normalize("NFD", marked),
        share.code(),
        share.code().lower(),
        f"  {share.code()[:20]} {share.code()[20:]}\r\n",
    ]


def test_it_reads_what_a_tired_clerk_types() -> None:
    for share in new_set(needed=3, total=5)[1]:
        assert all(read(way) == share for way in ways(share))


def test_a_wrong_syllable_is_named_by_its_line() -> None:
    """Each of the 48 replaced by each other syllable: the line is told, always."""
    share = new_set(needed=3, total=5)[1][0]
    lines = share.words()
    chance = random.Random(5)
    for line, words in enumerate(lines):
        for at in range(6):
            for wrong in chance.sample([one for one in SYLLABLES if one != words[at]], 40):
                changed = [list(each) for each in lines]
                changed[line][at] = wrong
                with pytest.raises(BadShare, match="share-line") as bad:
                    read(" ".join(" ".join(each) for each in changed))
                assert bad.value.line == line + 1


def test_a_word_that_is_none_is_named_by_line_and_place() -> None:
    lines = new_set(needed=3, total=5)[1][0].words()
    lines[3][2] = "xyz"
    with pytest.raises(BadShare, match="share-word") as bad:
        read("\n".join(" ".join(line) for line in lines))
    assert (bad.value.line, bad.value.word) == (4, 3)


@pytest.mark.parametrize("cut", [0, 1, 47])
def test_too_few_words_are_counted(cut: int) -> None:
    words = typed(new_set(needed=3, total=5)[1][0]).split()[:cut]
    with pytest.raises(BadShare, match="share-length") as bad:
        read(" ".join(words))
    assert bad.value.word == cut


def test_lines_in_the_wrong_order_are_seen() -> None:
    lines = new_set(needed=3, total=5)[1][0].words()
    lines[0], lines[1] = lines[1], lines[0]
    with pytest.raises(BadShare, match="share-line"):
        read("\n".join(" ".join(line) for line in lines))


def test_a_damaged_code_is_seen() -> None:
    code = new_set(needed=3, total=5)[1][0].code()
    for at in range(6, len(code)):
        wrong = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
        with pytest.raises(BadShare, match="share-check"):
            read(wrong)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_a_share_or_named(text: str) -> None:
    with pytest.raises(BadShare):
        read(text)


# the making of a set


def test_a_set_is_in_force_only_when_everybody_has_typed_his_back() -> None:
    ceremony = Ceremony()
    made = ceremony.begin(needed=2, total=3)
    for number in (1, 2):
        share = ceremony.share(number, token=made.token)
        assert ceremony.prove(number, typed(share), token=made.token) is None
        with pytest.raises(Denied, match="share-proven"):
            ceremony.share(number, token=made.token)
    assert ceremony.facts()["proven"] == [1, 2]
    share = ceremony.share(3, token=made.token)
    assert ceremony.prove(3, share.code(), token=made.token) is made.opener
    assert ceremony.facts() == {}


def test_the_share_of_another_holder_proves_nothing() -> None:
    ceremony = Ceremony()
    made = ceremony.begin(needed=2, total=2)
    other = ceremony.share(2, token=made.token)
    for wrong, code in ((typed(other), "share-differs"), ("ba bon", "share-word")):
        with pytest.raises(Denied, match=code):
            ceremony.prove(1, wrong, token=made.token)
    assert ceremony.facts()["proven"] == []
    ceremony.end()


def test_only_its_holder_sees_a_share() -> None:
    an, binh = UUID(int=11), UUID(int=12)
    ceremony = Ceremony()
    made = ceremony.begin(needed=2, total=2, about=UUID(int=5), holders={1: an, 2: binh})
    assert ceremony.share(1, person=an).number == 1
    for wrong in (
        lambda: ceremony.share(2, person=an),
        lambda: ceremony.share(1, person=UUID(int=13)),
        lambda: ceremony.share(1, token=made.token),
        lambda: ceremony.share(1, token="x"),
        lambda: ceremony.share(3, person=an),
        lambda: ceremony.share(1),
    ):
        with pytest.raises(Denied, match="no-ceremony"):
            wrong()
    ceremony.end()
    with pytest.raises(Denied, match="no-ceremony"):
        ceremony.share(1, person=an)


def test_a_set_that_nobody_finishes_is_forgotten() -> None:
    ceremony = Ceremony(kept=0.05)
    ceremony.begin(needed=2, total=2)
    end = time.monotonic() + 5
    while ceremony.facts() and time.monotonic() < end:
        time.sleep(0.02)
    assert ceremony.facts() == {}
