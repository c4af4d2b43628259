"""A search by number and by body: where in an entry's text they must stand, and the same answer whichever way it is found."""

from __future__ import annotations

from typing import Any

import pytest

from somat.vault.process.index import index as module
from somat.vault.process.index.words import parse
from somat.vault.process.protocol import Filters
from tests.vault.ground import Ground
from tests.vault.test_search import in_this_process, refill, shelf

__all__ = ["shelf"]
NUMBERS = ["7", "07", "007", "7/BC", "7 bc vp", "bc", "bc vp", "12", "12/KH-STC", "0", "77", "vp"]
BODIES = ["", "Sở", "so tai chinh", "tai chinh", "Sở Tài chính tỉnh"]


def test_it_answers_alike_line_by_line_and_by_words(
    ground: Ground, shelf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    chi = ground.person(cleared=1)
    ground.session(chi)
    for n in range(24):
        plain = {"symbol": "BC-VP", "doc_number": n} if n % 2 else {"symbol": f"{n:02d}/KH-STC", "arrival_no": n}
        body = ("Sở Tài chính", "Sở Nội vụ", "")[n % 3]
        paper = ground.entry(shelf["book"], abstract=f"Số 7, Sở Tài chính, dòng {n}", body=body, **plain)
        if n % 5 == 0:
            ground.member(paper, chi)
    refill(ground)
    index, today = in_this_process(ground)
    some = 0
    for who in (chi, shelf["binh"]):
        for number in ["", *NUMBERS]:
            for body in BODIES:
                answers = []
                for size in (5_000, 2, 0):
                    for name in ("RARE", "SMALL_BOOKS", "SMALL_CIRCLE"):
                        monkeypatch.setattr(module, name, size)
                    query = parse("dong", number=number, body=body)
                    answers.append(index.search(who, query, Filters(), on=today, before=0, count=100))
                assert answers[1:] == answers[:1] * 2, (number, body)
                some += 0 < len(answers[0]) < 24
    assert some > 20, "else the questions tell nothing apart"


@pytest.mark.parametrize("typed", ["7", "07", "007", "7/BC-VP", "07 bc"])
@pytest.mark.parametrize("plain", [{"symbol": "BC-VP", "doc_number": 7}, {"symbol": "007/BC-VP", "doc_number": None}])
def test_a_number_is_found_as_it_may_be_written(
    ground: Ground, shelf: dict[str, Any], typed: str, plain: dict[str, Any]
) -> None:
    paper = ground.entry(shelf["book"], abstract="Một", **plain)
    ground.entry(shelf["book"], abstract="Nhắc 7 BC-VP 07 007", symbol="XBC-VP", doc_number=77)
    refill(ground)
    index, today = in_this_process(ground)
    hits = index.search(shelf["binh"], parse("", number=typed), Filters(), on=today, before=0, count=9)
    assert [uuid for uuid, _ in hits] == [paper]
