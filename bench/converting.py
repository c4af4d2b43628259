"""The converter alone: one probe, the first page and the next ones of a PDF of 20 pages, an office file; beside pdfium in this process."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import pypdfium2
from docx import Document

from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway

PAGES = 20
DPI = 144  # what the vault asks for
TIMES = 7
OFFICE_TIMES = 3
PAUSE = 0.6  # seconds between two requests of one reader: the next child is ready again
WORDS = "Cong hoa xa hoi chu nghia Viet Nam. Doc lap - Tu do - Hanh phuc. "


def measured(folder: Path) -> dict[str, Any]:
    """Milliseconds (median). `folder` is one of this disk where a socket can be made."""
    data, office = pdf(), docx()
    with running(folder) as converter:
        probe = timed(lambda: converter.probe([data], size=len(data)), TIMES)
        first, following = looked(converter, data)
        written = timed(lambda: converter.probe([office], size=len(office)), OFFICE_TIMES)
        return {
            "rung": converter.status()["rung"],
            "probe ms": probe,
            "first page ms": first,
            "next page ms": following,
            "docx probe ms": written,
            "floor page ms": bare(data),
        }


def looked(converter: Converter, data: bytes) -> tuple[float, float]:
    """From the request to the first page, and from page to page within it."""
    firsts, nexts = [], []
    facts = {"size": len(data), "media": "application/pdf", "first": 1, "count": PAGES, "dpi": DPI}
    for _ in range(TIMES):
        time.sleep(PAUSE)
        moments = [time.perf_counter()]
        moments += [time.perf_counter() for _ in converter.pages([data], **facts)]  # type: ignore[arg-type]
        firsts.append(moments[1] - moments[0])
        nexts += [later - earlier for earlier, later in pairwise(moments[1:])]
    return ms(firsts), ms(nexts)


def bare(data: bytes) -> float:
    """The floor: pdfium and Pillow in this process, without walls."""
    document = pypdfium2.PdfDocument(data)
    taken = []
    for number in range(PAGES):
        start = time.perf_counter()
        document[number].render(scale=DPI / 72).to_pil().convert("L").save(io.BytesIO(), "PNG", compress_level=3)
        taken.append(time.perf_counter() - start)
    return ms(taken)


def timed(act: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        time.sleep(PAUSE)
        start = time.perf_counter()
        act()
        taken.append(time.perf_counter() - start)
    return ms(taken)


def ms(seconds: list[float]) -> float:
    return round(median(seconds) * 1000, 1)


@contextmanager
def running(folder: Path) -> Iterator[Converter]:
    place = folder / "converter"
    (place / "vault").mkdir(parents=True)
    process = subprocess.Popen([sys.executable, "-m", "somat.vault.converter", "--dir", str(place)])
    converter = Converter(place / "run" / "converter.sock")
    try:
        for _ in range(400):
            try:
                converter.status()
                break
            except ConverterAway:
                time.sleep(0.05)
        yield converter
    finally:
        process.terminate()
        process.wait(20)


def pdf() -> bytes:
    """Pages full of text in a font of every PDF reader."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(PAGES))
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {PAGES} >>"]
    objects.append("<< /Type /Font /Subtype /Type1 /BaseFont /Times-Roman >>")
    drawing = "BT /F1 12 Tf 60 780 Td 16 TL " + f"({WORDS}) Tj T* " * 44 + "ET"
    for number in range(PAGES):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * number} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(drawing)} >>\nstream\n{drawing}\nendstream")
    body = "".join(f"{number} 0 obj\n{text}\nendobj\n" for number, text in enumerate(objects, 1))
    out = pypdfium2.PdfDocument(
        f"%PDF-1.7\n{body}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n%%EOF\n".encode()
    )
    saved = io.BytesIO()
    out.save(saved)
    return saved.getvalue()


def docx() -> bytes:
    document = Document()
    for _ in range(40):
        document.add_paragraph(WORDS * 4)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
