"""What a person types into the search field, as phrases of folded words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from somat.law.fold import fold

QUOTES = re.compile('["“”„«»]')
LEAST_BEGINNING = 2  # letters that the last word needs to count as the beginning of a longer one
KNOWN = 200_000  # words kept folded
SHARED = 20_000  # texts kept folded
BREAK = "¶"  # stands between the fields of an entry; no folded word holds it, so that no phrase reaches across
WHO = "¤"  # stands before each body in an entry's text; no folded word holds it either


class Field(NamedTuple):
    """What a field must begin with: `lead` for FTS5, which finds it anywhere; all needles of one of `ways` say where it stands."""

    lead: str
    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """All phrases must be there, a word beginning with `beginning` where it is not empty, and what fields begin with."""

    phrases: tuple[str, ...]
    beginning: str = ""
    fields: tuple[Field, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.phrases or self.beginning or self.fields)

    def match(self) -> str:
        """The query for FTS5; folded words need no escaping."""
        parts = [*(f'"{phrase}"' for phrase in self.phrases), *(field.lead for field in self.fields)]
        return " AND ".join([*parts, f'"{self.beginning}" *'] if self.beginning else parts)

    def whole(self) -> Query:
        """The same with the beginning as a word of its own: what it finds, this query finds too."""
        return Query((*self.phrases, self.beginning), fields=self.fields) if self.beginning else self

    def needles(self) -> list[str]:
        """The same as strings to be found in a text that `padded` made."""
        parts = [f" {phrase} " for phrase in self.phrases]
        return [*parts, f" {self.beginning}"] if self.beginning else parts


def parse(words: str, *, number: str = "", body: str = "") -> Query:
    """Words outside quotes stand each for itself; the last of them may be a beginning; inside quotes is one phrase.

    `number` and `body`: how a number with its symbol, and a body's name, begin.
    """
    fields = tuple(field for field in (of_number(fold(number)), of_body(fold(body))) if field is not None)
    phrases: list[str] = []
    beginning = ""
    for at, part in enumerate(QUOTES.split(words)):
        folded = fold(part).split()
        if not folded:
            continue
        beginning = ""
        if at % 2:
            phrases.append(" ".join(folded))
        else:
            phrases += folded
            beginning = folded[-1]
    if len(beginning) >= LEAST_BEGINNING:
        phrases.pop()
        return Query(tuple(dict.fromkeys(phrases)), beginning, fields)
    return Query(tuple(dict.fromkeys(phrases)), fields=fields)


def of_number(folded: str) -> Field | None:
    """140, 140/BC-VP, BC-VP. A number of ours is a field before its symbol, on papers of others both are one; 07 is 7."""
    first, _, symbol = folded.partition(" ")
    if not first:
        return None
    if not (first.isascii() and first.isdigit()):
        return Field(f'"{folded}"', ((f"{BREAK} {folded} ",),))
    plain = first.lstrip("0") or "0"
    spelled = tuple(dict.fromkeys((first, plain, plain.zfill(2), plain.zfill(3))))
    lead = "(" + " OR ".join(f'"{one}"' for one in spelled) + ")"
    if not symbol:
        return Field(lead, tuple((f"{BREAK} {one} ",) for one in spelled))
    apart = (
        f"{BREAK} {plain} {BREAK}",
        f"{BREAK} {symbol} ",
    )  # of a Tuyệt mật line the sealed symbol stands further on
    return Field(f'{lead} AND "{symbol}"', (apart, *((f"{BREAK} {one} {symbol} ",) for one in spelled)))


def of_body(folded: str) -> Field | None:
    return Field(f'"{folded}"', ((f"{WHO} {folded} ",),)) if folded else None


class Folder(dict[str, str]):
    """Folded words by word: Vietnamese has few syllables, so that most words of a million titles are met again."""

    def __missing__(self, word: str) -> str:
        if len(self) >= KNOWN:
            self.clear()
        folded = self[word] = word if word in (BREAK, WHO) else fold(word)
        return folded

    def folded(self, text: str) -> str:
        """The words that `fold` would give, breaks kept."""
        return " ".join(filter(None, map(self.__getitem__, text.split())))

    def padded(self, fields: Iterable[str]) -> str:
        """Texts as the index holds them: their words with a break between texts, a space at both ends."""
        return padded(map(self.folded, fields))


class Phrases(dict[str, str]):
    """Folded texts that many lines share: types, bodies, signers."""

    def __init__(self, folder: Folder) -> None:
        super().__init__()
        self._folder = folder

    def __missing__(self, text: str) -> str:
        if len(self) >= SHARED:
            self.clear()
        folded = self[text] = self._folder.folded(text)
        return folded


def padded(fields: Iterable[str]) -> str:
    """The same of texts that are folded already."""
    return f" {f' {BREAK} '.join(filter(None, fields))} "
