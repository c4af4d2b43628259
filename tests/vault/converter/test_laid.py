"""Marks over a kept PDF, laid by a child of the converter: the same file as at the desk, and nothing believed that a child says."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest
from PIL import Image

from somat.reporting.overlay import Mark, Strike, drawings, job, overlay
from somat.vault.converter import limits, wire
from somat.vault.converter.client import Place
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.daemon import answers, asked
from tests.reporting.incoming import electronic
from tests.reporting.test_overlay import red, seen
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once
AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
MARKS = [
    Mark("C-02b", left_mm=30, top_mm=50),
    Mark("SỐ", facts={"number": "07/BC-UBND"}, left_mm=40, top_mm=30),
    Mark("C-08", facts={"copy": 3}),
]
STRIKES = [Strike(1, 120, 200, 30, 8)]


def laid(
    running: Running, pdf: bytes, marks: list[Mark], strikes: list[Strike], **more: Any
) -> tuple[list[Place], bytes]:
    asked = job(marks, strikes, at=AT) | more.pop("spoilt", {}) | more
    with running.converter.laid([pdf], size=len(pdf), job=asked, drawn=drawings(marks)) as (places, parts):
        return list(places), b"".join(parts)


def code(running: Running, pdf: bytes, marks: list[Mark], **more: Any) -> str:
    with pytest.raises(ConverterRefused) as no:
        laid(running, pdf, marks, [], **more)
    return no.value.code


def test_a_child_lays_the_very_file_that_the_desk_would(running: Running) -> None:
    """Several stamps and a strike-through in one pass; the second file is that of the desk to the byte."""
    pdf = electronic()
    before = hashlib.sha256(pdf).hexdigest()
    places, made = laid(running, pdf, MARKS, STRIKES)
    assert made == overlay(pdf, MARKS, strikes=STRIKES, at=AT)
    assert [(p.page, p.left_mm, p.top_mm) for p in places[:2]] == [(1, 30, 50), (1, 40, 30)]
    assert hashlib.sha256(pdf).hexdigest() == before
    found = red(seen(laid(running, pdf, MARKS[:1], [])[1]))
    assert found == pytest.approx((30, 50, 60, 58), abs=0.2)


def test_a_look_is_one_page_with_its_marks(running: Running) -> None:
    pdf = electronic()
    picture = running.converter.laid_page(
        [pdf], size=len(pdf), job=job(MARKS[:1], [], at=AT), drawn=drawings(MARKS[:1]), page=1, dpi=200
    )
    image = Image.open(io.BytesIO(picture.data)).convert("RGB")
    assert image.size == (picture.width, picture.height)
    found = red(image, dots=200 / 25.4)
    assert found == pytest.approx((30, 50, 60, 58), abs=0.8)


def test_what_cannot_be_laid_says_why(running: Running) -> None:
    pdf = electronic()
    assert code(running, pdf, [Mark("C-02a", left_mm=190, top_mm=50)]) == "mark-outside"
    assert code(running, pdf, [Mark("C-02a", page=99)]) == "no-page"
    assert code(running, b"%PDF-1.7\nrong", MARKS) == "damaged"
    assert code(running, pdf, MARKS, spoilt={"strikes": [{"page": 1}]}) == "damaged"
    assert laid(running, pdf, MARKS, [])[1][:5] == b"%PDF-"  # and the next one is served


def test_a_signature_is_lost_only_by_one_who_says_so(running: Running) -> None:
    doc = pikepdf.open(io.BytesIO(electronic()))
    value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T=pikepdf.String("ký"), V=value)
    doc.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]), SigFlags=3)
    out = io.BytesIO()
    doc.save(out)
    assert code(running, out.getvalue(), MARKS, unsigned=True) == "signed"
    assert laid(running, out.getvalue(), MARKS, [], unsigned=False)[1][:5] == b"%PDF-"


LAY: dict[str, Any] = {"v": 1, "op": "lay", "size": 50, "drawn": 5, "job": {}}


@pytest.mark.parametrize(
    "more",
    [
        {"drawn": 51},
        {"drawn": -1},
        {"drawn": True},
        {"size": limits.DRAWN * 2, "drawn": limits.DRAWN + 1},
        {"job": "x"},
        {"job": None},
        {"first": 1},
        {"op": "lay-look"},
        {"op": "lay-look", "first": 0, "dpi": 100},
    ],
)
def test_a_wrong_request_is_none(more: dict[str, Any]) -> None:
    assert asked(LAY)["drawn"] == 5
    with pytest.raises(wire.Malformed):
        asked({**LAY, **more})


def said(*frames: tuple[dict[str, Any], bytes]) -> list[tuple[dict[str, Any], bytes]]:
    """What the daemon makes of what a child says."""
    out = io.BytesIO()
    for head, block in frames:
        wire.write_head(out, head)
        if block:
            wire.write_block(out, block)
    out.seek(0)
    return list(answers(out, LAY))


def test_a_child_is_believed_only_within_what_it_announced() -> None:
    good = {"laid": 4, "places": [[1, 2.0004, 3]]}
    assert said((good, b""), ({"part": 9}, b"%PDF"), ({"done": True}, b""))[0][0]["places"] == [[1, 2.0, 3.0]]
    assert said(({"refused": "no such code"}, b"")) == [({"refused": "damaged"}, b"")]
    bad: list[list[tuple[dict[str, Any], bytes]]] = [
        [({**good, "laid": 0}, b"")],
        [({**good, "laid": limits.BYTES + 1}, b"")],
        [({**good, "places": [[0, 1, 1]]}, b"")],
        [({**good, "places": [[1, float("nan"), 1]]}, b"")],
        [({**good, "places": [[1, "1", 1]]}, b"")],
        [(good, b""), ({"part": 5}, b"%PDF-"), ({"done": True}, b"")],
        [(good, b""), ({"part": 4}, b"%PDF"), ({"part": 1}, b"x")],
    ]
    for frames in bad:
        with pytest.raises((wire.Malformed, EOFError)):
            said(*frames)
