"""The accepted picture of each paper: its pages as 48 × 68 greys in hexadecimal, kept as text beside the tests.

python -m tests.reporting.papers.pictures     writes them anew, after a person has looked at every page
"""

from __future__ import annotations

from pathlib import Path

import pypdfium2

from somat.reporting.papers.form import codes
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets

KEPT = Path(__file__).parent / "pictures"
SHORT, LONG = 48, 68
GREYS = 16

Picture = list[str]  # lines of hexadecimal digits; f is white


def taken(pdf: bytes) -> list[Picture]:
    """Each page's picture; a line of the page's height is 4.4 mm."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        return [_picture(page) for page in file]
    finally:
        file.close()


def _picture(page: pypdfium2.PdfPage) -> Picture:
    wide = page.get_width() > page.get_height()
    size = (LONG, SHORT) if wide else (SHORT, LONG)
    image = page.render(scale=1, grayscale=True).to_pil().resize(size, resample=4)  # 4: the mean of each box
    pixels = image.tobytes()
    return [bytes_line(pixels[at : at + size[0]]) for at in range(0, len(pixels), size[0])]


def bytes_line(pixels: bytes) -> str:
    return "".join(f"{value * GREYS // 256:x}" for value in pixels)


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
    for code in codes():
        found = taken(render(code, sample_sets(code)[0], at=SAMPLED))
        (KEPT / f"{code}.txt").write_text("\n\n".join("\n".join(page) for page in found) + "\n", "ascii")


if __name__ == "__main__":
    main()
