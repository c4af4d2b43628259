"""A root as words: no byte lost, no two words alike to the ear."""

from __future__ import annotations

import hashlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from somat.reporting.words import WORDS, UnknownWord, folded, heard, spoken

# How initials and finals fall together, north and south.
INITIAL = re.compile(r"(ngh|ng|nh|ch|tr|gh|gi(?=[aeou])|kh|ph|qu|th|[bcdghklmnprstvx])?(.*)")
MERGED = {"ngh": "ng", "tr": "ch", "s": "x", "gi": "d", "r": "d", "v": "d", "c": "k", "gh": "g", "n": "l"}


def sound(word: str) -> str:
    found = INITIAL.fullmatch(folded(word))
    assert found
    first, rest = found[1] or "", found[2]
    rest = "i" if rest == "y" else rest
    rest = re.sub("(ng|nh)$", "n", rest)
    return MERGED.get(first, first) + "|" + re.sub("(ch|c)$", "t", rest)


def test_there_is_one_word_for_each_byte_and_none_sounds_like_another() -> None:
    assert len(WORDS) == 256
    assert len({folded(word) for word in WORDS}) == 256
    assert len({sound(word) for word in WORDS}) == 256


def test_the_list_never_changes() -> None:
    digest = hashlib.sha256(" ".join(WORDS).encode()).hexdigest()
    assert digest == "5a5ddf1acb5347eb3bfc6b5e878a2d558cd963b3649745d496e00c765c145531"


@given(st.binary(min_size=32, max_size=32))
def test_what_is_spoken_is_heard(root: bytes) -> None:
    words = spoken(root)
    assert len(words) == 32
    assert heard(words) == root
    assert heard(folded(word).upper() for word in words) == root


@given(st.binary(min_size=32, max_size=32), st.integers(0, 31), st.integers(1, 255))
def test_one_byte_changed_is_one_word_changed(root: bytes, place: int, change: int) -> None:
    other = bytearray(root)
    other[place] ^= change
    differ = [i for i, (a, b) in enumerate(zip(spoken(root), spoken(bytes(other)), strict=True)) if a != b]
    assert differ == [place]


def test_an_unknown_word_is_named_with_its_place() -> None:
    with pytest.raises(UnknownWord) as refused:
        heard(["ấm", "xylophone"])
    assert (refused.value.word, refused.value.place) == ("xylophone", 2)
