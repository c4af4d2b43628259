"""The words of pages: the text layer where there is one, else what tesseract reads in the picture."""

from __future__ import annotations

import io
from importlib.resources import files

import pytest
from PIL import Image, ImageDraw, ImageFont

from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats import kind
from tests.vault.converter import clean
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once
LINES = ("Cộng hòa xã hội chủ nghĩa Việt Nam", "Kế hoạch bảo vệ bí mật nhà nước", "Độc lập - Tự do - Hạnh phúc")


def scan(mode: str = "TIFF", *, pages: int = 1) -> bytes:
    """A page as a scanner sends it."""
    font = ImageFont.truetype(str(files("somat.reporting") / "fonts" / "Tinos-Regular.ttf"), 46)
    sheets = []
    for number in range(pages):
        sheet = Image.new("L", (1654, 800), 255)
        for row, line in enumerate((*LINES, f"Trang số {number + 1}")):
            ImageDraw.Draw(sheet).text((120, 100 + 120 * row), line, font=font, fill=0)
        sheets.append(sheet)
    out = io.BytesIO()
    sheets[0].save(out, mode, **({"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}))
    return out.getvalue()


def words(running: Running, data: bytes, media: str, *, first: int = 1, count: int = 9) -> list[str]:
    return list(running.converter.text([data], size=len(data), media=media, first=first, count=count))


def test_a_text_layer_is_taken_as_it_is(running: Running) -> None:
    found = words(running, clean.text_pdf(4), kind.PDF, first=2, count=2)
    assert [text.split()[-1] for text in found] == ["2", "3"]
    assert found[0].startswith("Ban goc tai lieu mat")


def test_a_scan_is_read_in_vietnamese(running: Running) -> None:
    (text,) = words(running, scan(), kind.TIFF)
    for line in LINES:
        assert line in text


def test_each_page_of_a_scan_is_read(running: Running) -> None:
    found = words(running, scan(pages=2), kind.TIFF, first=2)
    assert len(found) == 1 and "Trang số 2" in found[0]


def test_the_words_of_an_office_file_are_those_of_its_pages(running: Running) -> None:
    found = words(running, clean.docx(2), kind.DOCX)
    assert "Cộng hòa xã hội chủ nghĩa Việt Nam" in " ".join(found[0].split())


def test_a_page_with_nothing_on_it_has_no_words(running: Running) -> None:
    assert [text.strip() for text in words(running, clean.blank_pdf(1), kind.PDF)] == [""]


def test_words_are_refused_like_pages(running: Running) -> None:
    with pytest.raises(ConverterRefused) as no:
        words(running, clean.blank_pdf(1), kind.PDF, first=2)
    assert no.value.code == "no-page"
