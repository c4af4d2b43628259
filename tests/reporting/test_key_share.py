"""The sheet of one share: one page, every word in its line, a code that says the same, and nothing else of the set."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import segno

from somat.reporting.key_share import KeyShare, composed, render_key_share
from somat.vault.process.keys.share import Share, read
from somat.vault.process.keys.shares import new_set
from tests.reporting.paper import pages


def sheet_of(share: Share, **more: object) -> KeyShare:
    facts: dict[str, object] = {
        "superior": "Ủy ban nhân dân tỉnh Thử", "agency": "Ủy ban nhân dân xã Thử", "place": "Xã Thử",
        "set": share.set.hex(), "number": share.number, "needed": share.needed, "total": share.total,
        "holder": "Nguyễn Thị Hạnh", "words": tuple(map(tuple, share.words())), "code": share.code(),
        "printed_at": datetime(2026, 11, 22, 3, tzinfo=UTC),
    }  # fmt: skip
    return KeyShare(**(facts | more))  # type: ignore[arg-type]


def test_what_is_read_from_the_paper_is_the_share() -> None:
    _, shares = new_set(needed=3, total=5)
    (page,) = pages(render_key_share(sheet_of(shares[1])))
    words = page.text.split()
    first = shares[1].words()[0]
    at = next(i for i in range(len(words)) if words[i : i + 6] == first)
    typed = [word for word in words[at : at + 8 * 7] if word.isalpha()][:48]
    assert read(" ".join(typed)) == shares[1]
    assert "Nguyễn Thị Hạnh" in page.text and shares[1].set.hex().upper() in page.text
    for other in (shares[0], *shares[2:]):
        assert not any(" ".join(line) in page.text for line in other.words())


def test_the_code_says_the_share(monkeypatch: pytest.MonkeyPatch) -> None:
    _, shares = new_set(needed=2, total=2)
    said: list[str] = []
    make = segno.make_qr
    monkeypatch.setattr(segno, "make_qr", lambda text, **how: said.append(text) or make(text, **how))
    data = composed(sheet_of(shares[0]))
    assert [read(text) for text in said] == [shares[0]] and data["qr"]["side"] >= 29


def test_the_longest_names_stay_on_one_page() -> None:
    _, shares = new_set(needed=10, total=10)
    long = "Ủy ban nhân dân xã Nguyễn Huỳnh Đức Trường Thịnh Phước Đông Nghĩa " * 2
    assert (
        len(pages(render_key_share(sheet_of(shares[9], agency=long, superior=long, holder="Nguyễn Huỳnh " * 6)))) == 1
    )
