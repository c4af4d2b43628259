"""Marks on papers from outside, looked at as the reader sees the page: rendered upright, measured in millimetres."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from somat.reporting.overlay import BadPdf, Mark, Place, Strike, overlay, place, places, preview, signed
from somat.reporting.stamps import STILL
from somat.vault.converter.laying.onto import answered, view
from tests.reporting.incoming import A4, changed, cropped, electronic, scan, turned
from tests.reporting.test_hostile import HOSTILE

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DOTS = 8  # in a millimetre
Box = tuple[float, float, float, float]


def seen(pdf: bytes, page: int = 0, dots: float = DOTS) -> Image.Image:
    """The page upright before its reader."""
    return pypdfium2.PdfDocument(pdf)[page].render(scale=dots * 25.4 / 72).to_pil().convert("RGB")


def red(image: Image.Image, dots: float = DOTS) -> Box | None:
    """Left, top, right, bottom of all that is red, in millimetres."""
    r, g, b = image.split()
    bright = r.point(lambda v: 255 * (v > 190))
    dull = ImageChops.lighter(g, b).point(lambda v: 255 * (v < 90))
    box = ImageChops.multiply(bright, dull).getbbox()
    return None if box is None else (box[0] / dots, box[1] / dots, box[2] / dots, box[3] / dots)


def text(pdf: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]


def hidden(before: bytes, after: bytes, page: int = 0) -> int:
    """How many dots of ink of the page before look otherwise after."""
    old, new = (seen(pdf, page, dots=4) for pdf in (before, after))
    touched = ImageChops.difference(old, new).convert("L").point(lambda v: 255 * (v > 12))
    paper = max(old.convert("L").getcolors(), key=lambda one: one[0])[1]  # type: ignore[union-attr]
    ink = old.convert("L").point(lambda v: 255 * (abs(v - paper) > 60))
    return ImageChops.multiply(touched, ink).histogram()[255]


def shifted(doc: pikepdf.Pdf) -> None:
    """A sheet whose lower left corner is not the origin."""
    for page in doc.pages:
        x0, y0, x1, y1 = map(float, page.mediabox)
        page.mediabox = pikepdf.Array([x0 - 100, y0 - 50, x1 - 100, y1 - 50])
        page.contents_add(b"1 0 0 1 -100 -50 cm ", prepend=True)


def inherited(doc: pikepdf.Pdf) -> None:
    """Size, turn and resources said once for all pages."""
    for page in doc.pages:
        for key in ("/MediaBox", "/Resources"):
            doc.Root.Pages[key] = page.obj[key]
            del page.obj[key]
    doc.Root.Pages.Rotate = 90


def adding(content: bytes, *, before: bool = False) -> Callable[[pikepdf.Pdf], None]:
    return lambda doc: [page.contents_add(content, prepend=before) for page in doc.pages] and None


PAPERS: dict[str, Callable[[], bytes]] = {
    "portrait": electronic,
    "landscape": lambda: electronic((297, 210)),
    "A3": lambda: electronic((297, 420)),
    "A5": lambda: electronic((148, 210)),
    "turned 90": lambda: turned(electronic(), 90),
    "turned 180": lambda: turned(electronic(text_from=200), 180),
    "turned 270": lambda: turned(electronic((297, 210)), 270),
    "turned -90": lambda: turned(electronic(), -90),
    "cropped": lambda: cropped(electronic(), (10, 20, 180, 270)),
    "cropped and turned": lambda: turned(cropped(electronic(), (10, 20, 180, 270)), 90),
    "cropped wider than its sheet": lambda: cropped(electronic(), (-50, -50, 400, 400)),
    "origin elsewhere": lambda: changed(electronic(), shifted),
    "origin elsewhere, turned": lambda: turned(changed(electronic(), shifted), 270),
    "inherited": lambda: changed(electronic(), inherited),
    "state left open": lambda: changed(electronic(), adding(b" q 2 0 0 2 30 30 cm q 0.5 0 0 0.5 9 9 cm ")),
    "state taken twice": lambda: changed(electronic(), adding(b" Q Q 0 1 -1 0 50 50 cm ")),
    "state changed": lambda: changed(electronic(), adding(b" 3 0 0 3 -50 -70 cm 0 1 0 rg ")),
    "scan": scan,
    "scan turned 90": lambda: turned(scan((297, 210), boxes=[(100, 60, 280, 200)]), 90),
    "scan turned 180": lambda: turned(scan(boxes=[(20, 20, 180, 180)]), 180),
    "scan cropped": lambda: cropped(scan(boxes=[(40, 150, 150, 250)]), (10, 20, 180, 270)),
}


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work of the child without the child, for what is not about it."""
    module = importlib.import_module("somat.reporting.overlay")
    monkeypatch.setattr(module, "run", lambda job, pdf, drawn=b"": answered(job, pdf, drawn))


@pytest.fixture(scope="module", params=PAPERS)
def paper(request: pytest.FixtureRequest) -> bytes:
    return PAPERS[request.param]()


@pytest.mark.usefixtures("here")
def test_a_mark_lands_where_the_reader_asked_for_it(paper: bytes) -> None:
    made = overlay(paper, [Mark("C-02a", left_mm=62.5, top_mm=41.3)], at=AT)
    assert red(seen(made)) == pytest.approx((62.5, 41.3, 102.5, 49.3), abs=0.2)
    assert seen(made).size == seen(paper).size


@pytest.mark.usefixtures("here")
def test_it_looks_for_free_space_and_hides_nothing(paper: bytes) -> None:
    made = overlay(paper, [Mark("C-02a")], at=AT)
    left, top, right, bottom = red(seen(made)) or (0, 0, 0, 0)
    assert (right - left, bottom - top) == pytest.approx((40, 8), abs=0.2)
    assert hidden(paper, made) == 0
    before, after = text(paper), text(made)
    assert "".join(after[0].split()).startswith("".join(before[0].split()))


@pytest.mark.parametrize("kind", ["portrait", "turned 270", "scan turned 180", "cropped and turned"])
def test_it_says_beforehand_where_the_mark_will_stand(kind: str) -> None:
    given = PAPERS[kind]()
    found = place(given, "C-02a")
    assert found.free and found.page == 1
    box = found.left_mm, found.top_mm, found.left_mm + found.width_mm, found.top_mm + found.height_mm
    assert red(seen(overlay(given, [Mark("C-02a")], at=AT))) == pytest.approx(box, abs=0.2)


@pytest.mark.usefixtures("here")
def test_the_rest_of_the_file_stays_byte_for_byte() -> None:
    given = scan(pages=3)
    kept = bytes(bytearray(given))
    made = overlay(given, [Mark("C-02b", page=2)], at=AT)
    assert given == kept
    with pikepdf.open(BytesIO(given)) as old, pikepdf.open(BytesIO(made)) as new:
        assert len(new.pages) == 3
        for before, after in zip(old.pages, new.pages, strict=True):
            assert after.resources.XObject.Im.read_raw_bytes() == before.resources.XObject.Im.read_raw_bytes()
        assert [red(seen(made, page)) is None for page in range(3)] == [True, False, True]
        assert "/XObject" not in new.pages[0].resources or list(new.pages[0].resources.XObject) == ["/Im"]


def test_the_same_asked_twice_is_the_same() -> None:
    paper = electronic(pages=2)
    marks = [Mark("C-02a"), Mark("C-09", page=-1, left_mm=30, top_mm=20)]
    assert overlay(paper, marks, at=AT) == overlay(paper, marks, at=AT)


@pytest.mark.usefixtures("here")
def test_number_date_and_copy_stand_in_their_boxes() -> None:
    marks = [
        Mark("SỐ", facts={"number": "12/BC-UBND"}),
        Mark("NGÀY", facts={"place_and_day": "Giang Bắc, ngày 12 tháng 10 năm 2026"}),
        Mark("C-11", facts={"copy": 2}),
        Mark("C-04b", facts={"from": "01/3/2026", "until": "28/02/2036"}),
    ]
    paper = electronic(text_from=130)
    said = " ".join(text(overlay(paper, marks, at=AT))[0].split())
    for words in (
        "Số: 12/BC-UBND",
        "Giang Bắc, ngày 12 tháng 10 năm 2026",
        "BẢN SAO SỐ: 02",
        "Từ: 01/3/2026 đến: 28/02/2036",
    ):
        assert words in said
    number, date, copy, longer = places(paper, marks)
    assert (number.left_mm, number.top_mm, copy.left_mm, copy.top_mm) == (25, 36, 74, 8)
    assert date.left_mm + date.width_mm == pytest.approx(195, abs=0.01)
    assert (longer.left_mm, longer.top_mm) == (30, 92)
    assert all(one.free for one in (number, date, copy, longer))


@pytest.mark.usefixtures("here")
def test_marks_do_not_stand_on_each_other() -> None:
    found = places(scan(), [Mark("C-02a"), Mark("C-02b"), Mark("HỎA TỐC"), Mark("C-ĐẾN"), Mark("C-05"), Mark("C-04a")])
    assert all(one.free for one in found)
    assert not any(overlap(one, other) for at, one in enumerate(found) for other in found[:at])


def overlap(one: Place, other: Place) -> bool:
    across = one.left_mm < other.left_mm + other.width_mm and other.left_mm < one.left_mm + one.width_mm
    down = one.top_mm < other.top_mm + other.height_mm and other.top_mm < one.top_mm + one.height_mm
    return across and down


@pytest.mark.usefixtures("here")
def test_a_mark_with_a_place_keeps_others_off() -> None:
    given, found = places(electronic(), [Mark("C-06", left_mm=25, top_mm=48), Mark("C-02a")])
    assert (given.left_mm, given.top_mm) == (25, 48)
    assert not overlap(given, found)


@pytest.mark.parametrize(
    "body",
    ['#text(fill: rgb("#c8c8c8"), size: 9pt)[chữ rất nhạt trên giấy trắng]', "#line(length: 60mm, stroke: 0.2pt)"],
)
@pytest.mark.usefixtures("here")
def test_pale_words_and_thin_lines_are_not_stamped_over(body: str) -> None:
    paper = electronic(body=f"#place(top + left, dx: 32mm, dy: 52mm, block(width: 60mm)[{body}])")
    found = place(paper, "C-02a")
    assert found.free
    assert (found.left_mm, found.top_mm) != (30, 50)
    assert found.top_mm >= 53 or found.top_mm + 8 <= 52 or found.left_mm >= 92


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("ink", ["ffff00", "00ffff", "ff00ff", "e00000", "0000ff", "00a000", "000000"])
def test_ink_of_any_colour_is_not_stamped_over(ink: str) -> None:
    box = f'#place(top + left, dx: 35mm, dy: 51mm, rect(width: 6mm, height: 5mm, fill: rgb("{ink}")))'
    found = place(electronic(body=box), "C-02a")
    assert found.free
    assert found.left_mm >= 41 or found.left_mm + 40 <= 35 or found.top_mm >= 56 or found.top_mm + 8 <= 51


@pytest.mark.usefixtures("here")
def test_a_watermark_over_the_whole_page_takes_no_space() -> None:
    mark = '#place(center + horizon, rotate(-50deg, text(size: 90pt, fill: rgb("#f4f4f4"))[DỰ THẢO]))'
    found = place(electronic(body=mark), "C-02a")
    assert (found.left_mm, found.top_mm, found.free) == (30, 50, True)


@pytest.mark.usefixtures("here")
def test_specks_of_dust_take_no_space_but_a_stain_does() -> None:
    clean = place(scan(noise=12), "C-02a")
    assert (clean.left_mm, clean.top_mm) == (30, 50)
    stained = place(scan(boxes=[(35, 45, 60, 55), (30, 110, 195, 277)]), "C-02a")
    assert stained.free and (stained.left_mm, stained.top_mm) != (30, 50)


def test_the_last_page_is_meant_by_its_stamp() -> None:
    paper = electronic(pages=3, text_from=20)
    assert place(paper, "C-09").page == 3
    assert not place(paper, "C-09").free
    assert place(electronic(text_from=240), "C-09").free


def test_where_no_space_is_found_it_says_so_and_asks_for_a_place() -> None:
    full = electronic(text_from=5)
    found = place(full, "C-02a")
    assert (found.left_mm, found.top_mm, found.free) == (30, 50, False)
    with pytest.raises(BadPdf) as bad:
        overlay(full, [Mark("C-02a")], at=AT)
    assert bad.value.sentence() == "Trang 1 không còn chỗ trống cho dấu C-02a. Hãy tự chọn vị trí."
    assert red(seen(overlay(full, [Mark("C-02a", left_mm=10, top_mm=10)], at=AT))) is not None


@pytest.mark.parametrize("page", [0, 3, -2, 99])
def test_a_page_that_is_not_there_is_refused(page: int) -> None:
    with pytest.raises(BadPdf) as bad:
        overlay(electronic(pages=2), [Mark("C-02a", page=page)], at=AT)
    assert bad.value.sentence() == f"Tệp không có trang {page}."
    with pytest.raises(BadPdf, match="page"):
        preview(electronic(pages=2), [], page)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("left, top", [(-5, 50), (175, 50), (30, 290), (30, -1), (1e9, 0)])
def test_a_mark_outside_its_page_is_refused(left: float, top: float) -> None:
    with pytest.raises(BadPdf) as bad:
        overlay(electronic(), [Mark("C-02a", left_mm=left, top_mm=top)], at=AT)
    assert bad.value.sentence() == "Dấu C-02a nằm ra ngoài trang 1."


def test_a_mark_larger_than_the_page_finds_no_space() -> None:
    assert not place(electronic((60, 80), text_from=70), "C-07b").free


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("style", ["diagonal", "horizontal"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_an_old_mark_is_struck_through_in_red(style: Any, turn: int) -> None:
    paper = turned(scan(), turn)
    made = overlay(paper, [], strikes=[Strike(1, 50, 60, 40, 9, style)], at=AT)
    box = red(seen(made))
    expected = (50, 60, 90, 69) if style == "diagonal" else (50, 63 - 0.3, 90, 66 + 0.3)
    assert box == pytest.approx(expected, abs=0.4 if style == "diagonal" else 0.2)
    line = seen(made).crop((60 * DOTS, 60 * DOTS, 60 * DOTS + 10, 69 * DOTS))
    assert len(runs(line)) == 2


def runs(image: Image.Image) -> list[int]:
    """Stretches of red from top to bottom in the middle of a strip."""
    column = [image.getpixel((5, y)) for y in range(image.height)]
    reds = [r > 190 and g < 90 and b < 90 for r, g, b in column]  # type: ignore[misc]
    return [y for y in range(1, len(reds)) if reds[y] and not reds[y - 1]]


def test_the_preview_is_the_page_with_its_marks() -> None:
    png = preview(turned(electronic(pages=2), 90), [Mark("C-02a", page=2, left_mm=40, top_mm=30)], -1)
    image = Image.open(BytesIO(png)).convert("RGB")
    assert image.format is None and png.startswith(b"\x89PNG")
    dots = image.width / 297
    assert red(image, dots) == pytest.approx((40, 30, 80, 38), abs=0.6)


@pytest.mark.usefixtures("here")
def test_a_larger_unit_of_the_page_leaves_the_stamp_its_size() -> None:
    def doubled(doc: pikepdf.Pdf) -> None:
        doc.pages[0].obj.UserUnit = 2

    made = overlay(changed(electronic(), doubled), [Mark("C-02a", left_mm=100, top_mm=200)], at=AT)
    with pikepdf.open(BytesIO(made)) as doc:
        shown = view(doc.pages[0])
        assert shown.size == pytest.approx((420, 594))
        (placing,) = [
            one for one in pikepdf.parse_content_stream(doc.pages[0], operators="cm Do") if str(one.operator) == "cm"
        ][-1:]
        a, _, _, d, x, y = (float(part) for part in placing.operands)
    assert (a, d) == (0.5, 0.5)
    assert (x, y) == pytest.approx((50 * 72 / 25.4, (297 - 104) * 72 / 25.4), abs=0.01)


@pytest.mark.usefixtures("here")
def test_pages_that_share_their_resources_do_not_get_each_others_marks() -> None:
    def shared(doc: pikepdf.Pdf) -> None:
        common = doc.make_indirect(doc.pages[0].obj.Resources)
        for page in doc.pages:
            page.obj.Resources = common

    made = overlay(changed(electronic(pages=2), shared), [Mark("C-02a")], at=AT)
    with pikepdf.open(BytesIO(made)) as doc:
        assert "/SoMat0" in doc.pages[0].resources.XObject
        assert "/XObject" not in doc.pages[1].resources


def test_a_hostile_fact_changes_only_its_own_mark() -> None:
    paper = electronic(pages=len(HOSTILE))
    marks = [
        Mark("C-ĐẾN", page, {"agency": words, "to": words}, left_mm=120, top_mm=60)
        for page, words in enumerate(HOSTILE, 1)
    ]
    made = overlay(paper, marks, at=AT)
    for page, (before, after) in enumerate(zip(text(paper), text(made), strict=True)):
        assert red(seen(made, page, 4), 4) == pytest.approx((120, 60, 170, 95), abs=0.3)
        assert "".join(after.split()).startswith("".join(before.split()))


# signatures


def with_field(field: dict[str, Any], *, flags: int = 0) -> bytes:
    def add(doc: pikepdf.Pdf) -> None:
        one = doc.make_indirect(pikepdf.Dictionary(field))
        form = pikepdf.Dictionary(Fields=pikepdf.Array([one]))
        if flags:
            form.SigFlags = flags
        doc.Root.AcroForm = form

    return changed(electronic(), add)


def test_a_signature_is_seen_wherever_it_is() -> None:
    value = pikepdf.Dictionary(Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"))
    field = {"/FT": pikepdf.Name.Sig, "/T": pikepdf.String("Chữ ký"), "/V": value}
    assert not signed(electronic())
    assert signed(with_field(field))
    assert signed(with_field({"/T": pikepdf.String("nhóm"), "/Kids": pikepdf.Array([pikepdf.Dictionary(field)])}))
    assert not signed(with_field({"/FT": pikepdf.Name.Sig, "/T": pikepdf.String("ô trống")}))
    assert signed(with_field({"/FT": pikepdf.Name.Tx}, flags=3))
    assert signed(overlay(with_field(field), [Mark("C-02a")], at=AT))
    with pytest.raises(BadPdf):
        signed(b"%PDF")


@pytest.mark.usefixtures("here")
def test_the_moment_of_the_change_is_written_where_nothing_contradicts_it() -> None:
    bare = changed(electronic(), lambda doc: doc.Root.__delitem__("/Metadata"))
    with pikepdf.open(BytesIO(overlay(bare, [Mark("C-02a")], at=AT))) as doc:
        assert str(doc.docinfo.ModDate) == "D:20261122080000+00'00"
    assert STILL < AT and A4 == (210, 297)
