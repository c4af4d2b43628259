"""The accepted picture of each form and stamp: its pages as greys in hexadecimal, kept as text beside the tests.

A grey is 1.75 mm of a sheet, so A4 has 120 × 170 of them, and 0.5 mm of a stamp.

python -m tests.reporting.papers.pictures     writes them anew, after a person has looked at every page
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from somat.reporting.papers.form import codes
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, render_sample, sample_sets
from somat.reporting.stamps import draw_all, stamps
from tests.reporting.paper import MM

KEPT = Path(__file__).parent / "pictures"
SHEET, SMALL = 1.75, 0.5  # mm to a grey: of a sheet, and of what is shorter than a hand
HAND = 120  # mm
OTHERS = ("A1", "A2", "D-19", "D-30")
GREYS = 16

Picture = list[str]  # lines of hexadecimal digits; f is white


def taken(pdf: bytes) -> list[Picture]:
    """Each page's picture, lines from top to bottom."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page) for page in file]
    finally:
        file.close()


def _picture(page: pypdfium2.PdfPage) -> Picture:
    across, down = page.get_width() * MM, page.get_height() * MM
    step, scale = (SHEET, 1) if max(across, down) > HAND else (SMALL, 6)
    size = (round(across / step), round(down / step))
    image = page.render(scale=scale, grayscale=True).to_pil().resize(size, resample=4)  # 4: the mean of each box
    pixels = image.tobytes()
    return [bytes_line(pixels[at : at + size[0]]) for at in range(0, len(pixels), size[0])]


def bytes_line(pixels: bytes) -> str:
    return "".join(f"{value * GREYS // 256:x}" for value in pixels)


def printed(code: str) -> bytes:
    """The first set of a paper's sample, the whole sample of what is no paper, or all stamps without facts."""
    if code == "stamps":
        return draw_all([(one.code, {}) for one in stamps()])
    return render_sample(code) if code in OTHERS else render(code, sample_sets(code)[0], at=SAMPLED)


def kept(code: str) -> list[Picture]:
    return [page.split("\n") for page in (KEPT / f"{code}.txt").read_text("ascii").strip().split("\n\n")]


def differing(one: Picture, other: Picture, *, by: int) -> float:
    """The share of points that differ by more than so many greys; all of them when the shapes differ."""
    if [len(line) for line in one] != [len(line) for line in other]:
        return 1
    pairs = [
        (int(a, 16), int(b, 16))
        for left, right in zip(one, other, strict=True)
        for a, b in zip(left, right, strict=True)
    ]
    return sum(abs(a - b) > by for a, b in pairs) / len(pairs)


def main() -> None:
    KEPT.mkdir(exist_ok=True)
    for code in (*codes(), *OTHERS, "stamps"):
        found = taken(printed(code))
        (KEPT / f"{code}.txt").write_text("\n\n".join("\n".join(page) for page in found) + "\n", "ascii")


if __name__ == "__main__":
    main()
