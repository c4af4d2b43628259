"""PDFs that want more than to be looked at. Each name says what it is; the value is what must come of it."""

from __future__ import annotations

import io
import zlib

import pikepdf

from tests.vault.converter import clean
from tests.vault.converter.cases import SHOWN, Case

PAGE = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] >>"
PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
ACTION = "<< /Type /Action /S {} >>"


def one(catalogue: str = "", *more: str, page: str = PAGE, pages: str = PAGES, trailer: str = "") -> bytes:
    """A PDF of one page; `more` are objects from 4 on."""
    return clean.pdf(f"<< /Type /Catalog /Pages 2 0 R {catalogue} >>", pages, page, *more, trailer=trailer)


def stream(words: str, *, facts: str = "") -> str:
    return f"<< {facts} /Length {len(words)} >>\nstream\n{words}\nendstream"


def drawn(words: str, resources: str = "", *more: str) -> bytes:
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R /Resources << {resources} >> >>"
    return one("", stream(words), *more, page=page)


def annotated(facts: str, *more: str) -> bytes:
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Annots [<< /Type /Annot /Rect [0 0 9 9] {facts} >>] >>"
    )
    return one("", *more, page=page)


def locked(*, user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(clean.blank_pdf(1))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="chu", user=user, R=6))
    return out.getvalue()


def bomb() -> bytes:
    """A page whose drawing is 400 MB when it is unpacked."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"0 0 m " * 170_000) for _ in range(400)) + packer.flush()
    return drawn("").replace(
        stream("").encode(),
        f"<< /Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream",
    )


def flood() -> bytes:
    image = stream(
        "x",
        facts="/Type /XObject /Subtype /Image /Width 90000 /Height 90000 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
    )
    return drawn("300 0 0 300 0 0 cm /I Do", "/XObject << /I 5 0 R >>", image)


def pattern() -> bytes:
    """A tiling whose tiles are smaller than a dot, over the whole page."""
    tile = stream(
        "0 0 1 1 re f",
        facts="/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << >>",
    )
    return drawn("/Pattern cs /P scn 0 0 300 300 re f", "/Pattern << /P 5 0 R >>", tile)


def form_loop() -> bytes:
    form = stream(
        "/F Do /F Do", facts="/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>"
    )
    return drawn("/F Do", "/XObject << /F 5 0 R >>", form)


def bad_font() -> bytes:
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /X /FontDescriptor << /Type /FontDescriptor /FontName /X /FontFile2 6 0 R >> >>"
    return drawn(
        "BT /F1 20 Tf 9 99 Td (Chu) Tj ET", "/Font << /F1 5 0 R >>", font, stream("\x00\x01\x00\x00" + "A" * 400)
    )


def deep_arrays() -> bytes:
    return one(f"/X {'[' * 5000}{']' * 5000}")


CASES = [
    Case("pdf-javascript-at-opening", lambda: one("/OpenAction << /Type /Action /S /JavaScript /JS (app.alert) >>"), {"script"}),
    Case("pdf-javascript-by-name", lambda: one("/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", "<< /S /JavaScript /JS (x) >>"), {"script"}),
    Case("pdf-javascript-at-a-page", lambda: one("", page=f"{PAGE[:-2]} /AA << /O << /S /JavaScript /JS (x) >> >> >>"), {"script"}),
    Case("pdf-xfa-form", lambda: one("/AcroForm << /Fields [] /XFA 4 0 R >>", stream("<xdp/>")), {"script"}),
    Case("pdf-launches-a-program", lambda: annotated("/Subtype /Link /A << /S /Launch /F (cmd.exe) >>"), {"launch"}),
    Case("pdf-sends-a-form", lambda: annotated("/Subtype /Link /A << /S /SubmitForm /F (http://x/) >>"), {"launch"}),
    Case("pdf-opens-another-file", lambda: one("/OpenAction << /S /GoToR /F (//may/tep.pdf) /D [0 /Fit] >>"), {"launch"}),
    Case("pdf-imports-data", lambda: annotated("/Subtype /Link /A << /S /ImportData /F (x.fdf) >>"), {"launch"}),
    Case("pdf-carries-a-file", lambda: one("/Names << /EmbeddedFiles << /Names [(a) 4 0 R] >> >>", "<< /Type /Filespec /F (a) /EF << /F 5 0 R >> >>", stream("MZ", facts="/Type /EmbeddedFile")), {"ole"}),
    Case("pdf-pinned-file", lambda: annotated("/Subtype /FileAttachment /FS 4 0 R", "<< /Type /Filespec /F (a) /EF << /F 5 0 R >> >>", stream("x", facts="/Type /EmbeddedFile")), {"ole"}),
    Case("pdf-rich-media", lambda: annotated("/Subtype /RichMedia"), {"ole"}),
    Case("pdf-with-a-password", lambda: locked(user="bi mat"), {"encrypted"}),
    Case("pdf-with-a-restriction", lambda: locked(user=""), {"encrypted"}),
    Case("pdf-of-2001-pages", lambda: clean.blank_pdf(2001), {"too-many-pages"}),
    Case("pdf-page-tree-in-a-circle", lambda: one(pages="<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 2 >>"), {"damaged", SHOWN}),
    Case("pdf-that-counts-a-million-pages", lambda: one(pages="<< /Type /Pages /Kids [3 0 R] /Count 1000000 >>"), {"damaged", "too-many-pages", SHOWN}),
    Case("pdf-with-a-sheet-of-a-million-points", lambda: one(page=PAGE.replace("300 300", "1000000 1000000")), {SHOWN, "damaged"}),
    Case("pdf-with-a-sheet-of-nothing", lambda: one(page=PAGE.replace("300 300", "0 0")), {SHOWN, "damaged"}),
    Case("pdf-with-a-sheet-of-no-number", lambda: one(page=PAGE.replace("300 300", "1e999 -1e999")), {SHOWN, "damaged"}),
    Case("pdf-picture-flood", flood, {"pixels"}),
    Case("pdf-drawing-bomb", bomb, {SHOWN, "memory", "timeout", "damaged"}, "deep"),
    Case("pdf-tiles-smaller-than-dots", pattern, {SHOWN, "timeout", "memory"}, "deep"),
    Case("pdf-form-in-itself", form_loop, {SHOWN, "damaged", "memory"}, "deep"),
    Case("pdf-broken-font", bad_font, {SHOWN}),
    Case("pdf-arrays-5000-deep", deep_arrays, {"damaged", "bomb", SHOWN}),
    Case("pdf-cut-short", lambda: clean.text_pdf()[:-200], {"damaged", SHOWN}),
    Case("pdf-only-its-first-line", lambda: b"%PDF-1.7\n", {"damaged"}),
    Case("pdf-table-of-places-in-a-circle", lambda: one(trailer="/Prev 9"), {"damaged", SHOWN}),
    Case("pdf-and-zip-in-one", lambda: clean.blank_pdf(1) + clean.packed({"a.txt": b"x"}), {"archive"}),
    Case("pdf-behind-html", lambda: b"<html><script>x</script>" + clean.blank_pdf(1), {"html"}),
]  # fmt: skip
