"""Papers as they come from outside, made here: electronic ones, scans, turned and cropped ones, damaged and locked ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random

import pikepdf
import typst
from PIL import Image, ImageDraw

from somat.reporting.glyphs import FONTS

MM = 72 / 25.4
A4 = (210.0, 297.0)
LINES = "Nội dung công văn gửi các đơn vị trực thuộc để thực hiện theo kế hoạch đã được phê duyệt. " * 80
HEAD = "#place(top + left, dx: 20mm, dy: 20mm, block(width: 170mm)[ỦY BAN NHÂN DÂN TỈNH GIANG BẮC])"


def electronic(size: tuple[float, float] = A4, *, pages: int = 1, body: str = "", text_from: float = 110) -> bytes:
    """Pages with a head at the top and a block of text from `text_from` mm down to 20 mm above the edge."""
    width, height = size
    high = max(5.0, height - text_from - 20)
    page = f"{HEAD}#place(top + left, dx: 30mm, dy: {text_from}mm, block(width: {max(width - 45, 20)}mm, height: {high}mm, clip: true)[{LINES}])"
    source = (
        f'#set page(width: {width}mm, height: {height}mm, margin: 0mm)\n#set text(font: "Tinos", size: 13pt)\n'
        + "#pagebreak()\n".join([f"{page}{body}\n"] * pages)
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    made = typst.compile(source.encode(), format="pdf", font_paths=fonts)
    assert isinstance(made, bytes)
    return made


def scan(
    size: tuple[float, float] = A4,
    *,
    pages: int = 1,
    dpi: int = 150,
    boxes: Sequence[tuple[float, float, float, float]] = ((30, 110, 195, 277),),
    noise: int = 6,
) -> bytes:
    """Pictures of yellowish, grainy paper with typing in the boxes (left, top, right, bottom in mm)."""
    dots = dpi / 25.4
    width, height = (round(side * dots) for side in size)
    paper = Image.merge("RGB", [_grain((width, height), shade, noise) for shade in (236, 230, 214)])
    pen = ImageDraw.Draw(paper)
    for left, top, right, bottom in boxes:
        y = top
        while y + 2 <= bottom:
            for x in range(round(left), round(right) - 2, 4):
                pen.rectangle([x * dots, y * dots, (x + 2.5) * dots, (y + 2) * dots], fill=(40, 40, 45))
            y += 5
    jpeg = BytesIO()
    paper.save(jpeg, "JPEG", quality=80)
    doc = pikepdf.new()
    for _ in range(pages):
        picture = pikepdf.Stream(doc, jpeg.getvalue())
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=width, Height=height,
            ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
        )  # fmt: skip
        doc.add_blank_page(page_size=(size[0] * MM, size[1] * MM))
        page = doc.pages[-1]
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=picture))
        page.obj.Contents = doc.make_stream(f"q {size[0] * MM} 0 0 {size[1] * MM} 0 0 cm /Im Do Q".encode())
    return saved(doc)


def _grain(size: tuple[int, int], shade: int, noise: int) -> Image.Image:
    bytes_ = bytes(shade + step % (2 * noise + 1) - noise for step in Random(7).randbytes(4096))
    whole = bytes_ * (size[0] * size[1] // 4096 + 1)
    return Image.frombytes("L", size, whole[: size[0] * size[1]])


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as doc:
        change(doc)
        return saved(doc, **options)


def turned(pdf: bytes, turn: int) -> bytes:
    """The same sheets with their reader's view turned to the right."""
    return changed(pdf, lambda doc: [page.rotate(turn, relative=False) for page in doc.pages])


def cropped(pdf: bytes, box: tuple[float, float, float, float]) -> bytes:
    """Only a box (mm from the lower left of the sheet) of each page is shown."""

    def crop(doc: pikepdf.Pdf) -> None:
        for page in doc.pages:
            page.cropbox = pikepdf.Array([side * MM for side in box])

    return changed(pdf, crop)


def saved(doc: pikepdf.Pdf, **options: object) -> bytes:
    out = BytesIO()
    doc.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()
