"""Clean files, made by code: what an office sends every day."""

from __future__ import annotations

import io
import zipfile

import pypdfium2
from docx import Document
from openpyxl import Workbook
from PIL import Image, ImageDraw

WORDS = "Cộng hòa xã hội chủ nghĩa Việt Nam. Độc lập - Tự do - Hạnh phúc. "
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"


def picture(kind: str = "PNG", *, size: tuple[int, int] = (400, 300), mode: str = "RGB", pages: int = 1) -> bytes:
    """A drawing with a line of text; a TIFF of several pages where asked."""
    sheets = []
    for number in range(pages):
        image = Image.new("RGB", size, "white")
        ImageDraw.Draw(image).text((10, 10), f"Trang {number + 1}", fill="black")
        sheets.append(image.convert("L").convert(mode) if mode == "I;16" else image.convert(mode))
    out = io.BytesIO()
    more = {"save_all": True, "append_images": sheets[1:]} if pages > 1 else {}
    sheets[0].save(out, kind, **more)
    return out.getvalue()


def photo() -> bytes:
    """A JPEG with more colours than a text has."""
    image = Image.effect_noise((300, 300), 90).convert("RGB")
    colours = Image.merge(
        "RGB", (image.getchannel(0), Image.effect_noise((300, 300), 80), Image.effect_noise((300, 300), 70))
    )
    out = io.BytesIO()
    colours.save(out, "JPEG", quality=90)
    return out.getvalue()


def blank_pdf(pages: int = 3, *, width: float = 595, height: float = 842) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        document.new_page(width, height)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf(*objects: str, trailer: str = "") -> bytes:
    """A PDF of hand-written objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    for place in places:
        out += f"{place:010d} 00000 n \n".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def text_pdf(pages: int = 2, *, words: str = "Ban goc tai lieu mat") -> bytes:
    """A PDF with a text layer."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(pages))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>"]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    for number in range(pages):
        drawing = f"BT /F1 18 Tf 72 720 Td ({words} {number + 1}) Tj ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    return pdf(*objects)


def docx(paragraphs: int = 5, *, table: int = 0, image: bytes = b"") -> bytes:
    document = Document()
    document.add_heading("Kế hoạch", 0)
    for number in range(paragraphs):
        document.add_paragraph(f"{number + 1}. {WORDS}")
    if table:
        rows = document.add_table(rows=table, cols=3)
        rows.cell(0, 0).text = "Số"
    if image:
        document.add_picture(io.BytesIO(image))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(rows: int = 10, *, sheets: int = 1) -> bytes:
    book = Workbook()
    for number in range(sheets):
        sheet = book.active if number == 0 else book.create_sheet(f"Trang {number + 1}")
        for row in range(rows):
            sheet.append([row + 1, WORDS, row * 1.5, "=SUM(A1:A3)"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def odt(paragraphs: int = 3, *, body: str = "", manifest: str = "", **parts: bytes) -> bytes:
    """An ODT written part by part; `parts` names further ones with `__` for `/` and `_dot_` for `.`."""
    text = body or "".join(f"<text:p>{number + 1}. {WORDS}</text:p>" for number in range(paragraphs))
    spaces = (
        f'xmlns:office="{OFFICE}office:1.0" xmlns:text="{OFFICE}text:1.0" xmlns:draw="{OFFICE}drawing:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.2">'
        f"<office:body><office:text>{text}</office:text></office:body></office:document-content>"
    )
    listed = (
        f'<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="{OFFICE}manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/>'
        f'<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>{manifest}</manifest:manifest>'
    )
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in parts.items()}
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": listed.encode(),
            **named,
        }
    )


def packed(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip; `mimetype` is stored, as OpenDocument wants it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as parcel:
        for name, data in parts.items():
            parcel.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else method)
    return out.getvalue()


def opened(parcel: bytes) -> dict[str, bytes]:
    """The parts of a zip, to be changed and packed again."""
    with zipfile.ZipFile(io.BytesIO(parcel)) as found:
        return {name: found.read(name) for name in found.namelist()}
