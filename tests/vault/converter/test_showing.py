"""Clean files become pictures, each page by its number."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from somat.vault.converter import limits
from somat.vault.converter.client import Probe
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import kind
from tests.vault.converter import clean
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once


def test_a_pdf_is_shown_page_by_page(running: Running) -> None:
    data = clean.text_pdf(5)
    assert running.probe(data) == Probe(kind.PDF, 5)
    pages = running.pages(data, kind.PDF, first=2, count=2, dpi=100)
    assert [(page.number, page.media) for page in pages] == [(2, "image/png"), (3, "image/png")]
    assert [Image.open(io.BytesIO(page.data)).size for page in pages] == [(page.width, page.height) for page in pages]
    assert abs(pages[0].width - 595 * 100 / 72) <= 1


@pytest.mark.parametrize("dpi", [72, 200])
def test_the_resolution_asked_for_is_the_one_that_comes(running: Running, dpi: int) -> None:
    (page,) = running.pages(clean.blank_pdf(1), kind.PDF, count=1, dpi=dpi)
    assert abs(page.height - 842 * dpi / 72) <= 1


@pytest.mark.parametrize(
    ("name", "mode", "media"), [("PNG", "RGBA", kind.PNG), ("PNG", "1", kind.PNG), ("PNG", "I;16", kind.PNG), ("JPEG", "CMYK", kind.JPEG), ("TIFF", "L", kind.TIFF)]
)  # fmt: skip
def test_pictures_of_every_depth_are_shown(running: Running, name: str, mode: str, media: str) -> None:
    data = clean.picture(name, mode=mode)
    assert running.probe(data) == Probe(media, 1)
    (page,) = running.pages(data, media)
    assert (page.width, page.height) == (400, 300)


def test_a_tiff_has_as_many_pages_as_it_has_pictures(running: Running) -> None:
    data = clean.picture("TIFF", pages=4)
    assert running.probe(data) == Probe(kind.TIFF, 4)
    assert [page.number for page in running.pages(data, kind.TIFF, first=3, count=9)] == [3, 4]


def test_a_photograph_comes_as_jpeg(running: Running) -> None:
    (page,) = running.pages(clean.photo(), kind.JPEG)
    assert page.media == "image/jpeg" and page.data.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(
    ("data", "media"), [(clean.docx(), kind.DOCX), (clean.xlsx(), kind.XLSX), (clean.odt(), kind.ODT)], ids=["docx", "xlsx", "odt"]
)  # fmt: skip
def test_an_office_file_is_shown(running: Running, data: bytes, media: str) -> None:
    found = running.probe(data)
    assert (found.media, found.refused) == (media, "") and found.pages >= 1
    assert running.pages(data, media, count=1)[0].number == 1


def test_a_page_that_is_not_there_is_refused(running: Running) -> None:
    with pytest.raises(ConverterRefused) as no:
        running.pages(clean.blank_pdf(2), kind.PDF, first=3)
    assert no.value.code == "no-page"


def test_a_file_is_shown_as_what_it_was_judged_to_be(running: Running) -> None:
    with pytest.raises(ConverterRefused) as no:
        running.pages(clean.blank_pdf(2), kind.DOCX)
    assert no.value.code == "unknown-type"


def test_a_huge_sheet_comes_smaller(running: Running) -> None:
    (page,) = running.pages(clean.blank_pdf(1, width=14_400, height=14_400), kind.PDF, dpi=200)
    assert page.width * page.height <= limits.OUT_AREA and max(page.width, page.height) <= limits.OUT_SIDE


def test_a_file_too_large_is_refused_before_it_is_sent(running: Running) -> None:
    assert running.converter.probe(iter(()), size=limits.BYTES + 1).refused == "too-large"
