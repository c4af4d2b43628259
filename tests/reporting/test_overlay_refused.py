"""Files from outside that are refused in words, and what only the child process may suffer from."""

from __future__ import annotations

import subprocess
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pytest

from somat.reporting import pdfchild
from somat.reporting.overlay import MAX_BYTES, BadPdf, Mark, overlay
from somat.vault.converter.laying.badpdf import SENTENCES
from tests.reporting.incoming import changed, cropped, electronic, saved, scan
from tests.reporting.test_overlay import red, seen

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


# what is refused


def locked(**options: Any) -> bytes:
    return changed(electronic(), lambda doc: None, encryption=pikepdf.Encryption(**options))


def many_pages(count: int) -> bytes:
    doc = pikepdf.new()
    doc.add_blank_page(page_size=(595, 842))
    for _ in range(count - 1):
        doc.pages.append(doc.pages[0])
    return saved(doc)


def with_page(**entries: Any) -> bytes:
    def change(doc: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            doc.pages[0].obj[f"/{key}"] = value

    return changed(electronic(), change)


def looped() -> bytes:
    def loop(doc: pikepdf.Pdf) -> None:
        doc.Root.Pages.Kids.append(doc.Root.Pages)

    return changed(electronic(), loop)


REFUSED: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "empty": (lambda: b"", {"broken"}),
    "words": (lambda: b"day la mot bai tho" * 100, {"broken"}),
    "page of the web": (lambda: b"<html><body>%PDF-1.7</body></html>", {"broken"}),
    "head only": (lambda: b"%PDF-1.7\n", {"broken"}),
    "cut": (lambda: electronic()[:-600], {"broken"}),
    "cut in half": (lambda: scan()[: len(scan()) // 2], {"broken"}),
    "locked": (lambda: locked(user="a", owner="b"), {"encrypted"}),
    "rights taken": (lambda: locked(owner="b"), {"encrypted"}),
    "old lock": (lambda: locked(owner="b", R=3, aes=False, metadata=False), {"encrypted"}),
    "2,001 pages": (lambda: many_pages(2001), {"pages"}),
    "too large": (lambda: bytes(MAX_BYTES + 1), {"size"}),
    "no size": (lambda: with_page(MediaBox=pikepdf.Array([0, 0, 0, 0])), {"broken"}),
    "cropped beside its sheet": (lambda: cropped(electronic(), (500, 500, 600, 600)), {"broken"}),
    "as wide as a town": (lambda: with_page(MediaBox=pikepdf.Array([0, 0, 10**9, 842])), {"broken"}),
    "askew": (lambda: with_page(Rotate=45), {"broken"}),
    "no unit": (lambda: with_page(UserUnit=0), {"broken"}),
    "a page of pages": (looped, {"broken"}),
    "bomb": (lambda: bomb(), {"memory", "broken", "time"}),
}


def bomb() -> bytes:
    """A page whose content unpacks to 3 GB."""

    def plant(doc: pikepdf.Pdf) -> None:
        once = zlib.compressobj(9)
        block = b"q " * 2**19
        data = b"".join([*(once.compress(block) for _ in range(96)), once.flush()])
        twice = zlib.compress(data, 9)
        stream = pikepdf.Stream(doc, twice)
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        doc.pages[0].obj.Contents = pikepdf.Array([stream] * 32)

    return changed(electronic(), plant)


@pytest.mark.parametrize("kind", REFUSED)
def test_a_hostile_or_broken_file_is_refused_in_words(kind: str) -> None:
    make, whys = REFUSED[kind]
    with pytest.raises(BadPdf) as bad:
        overlay(make(), [Mark("C-02a", left_mm=30, top_mm=50)], at=AT)
    assert bad.value.why in whys
    assert bad.value.sentence() == SENTENCES[bad.value.why]


def test_two_thousand_pages_are_taken() -> None:
    made = overlay(many_pages(2000), [Mark("C-02a", page=-1, left_mm=30, top_mm=50)], at=AT)
    assert red(seen(made, 1999)) == pytest.approx((30, 50, 70, 58), abs=0.2)


def test_only_the_child_dies_of_too_little_memory_or_time() -> None:
    job = {"job": "signed"}
    with pytest.raises(BadPdf) as bad:
        pdfchild.run(job, scan(), memory=30 * 2**20)
    assert bad.value.why in {"memory", "broken"}
    with pytest.raises(BadPdf) as bad:
        pdfchild.run(job, electronic(), seconds=0)
    assert bad.value.why == "time"
    assert pdfchild.run(job, electronic())[0] == {"signed": False}


def test_nothing_of_the_job_stands_on_the_command_line_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    real = subprocess.Popen

    def watched(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        given.extend([*command, *options["env"], *options["env"].values()])
        return real(command, **options)

    monkeypatch.setattr(subprocess, "Popen", watched)
    overlay(electronic(), [Mark("C-ĐẾN", facts={"agency": "Xã Kín"})], at=AT)
    assert given and not any("Kín" in part or "C-" in part for part in given)


def test_an_unknown_stamp_or_fact_is_a_key_error() -> None:
    for mark in (Mark("C-99"), Mark("C-08", facts={"copies": 1})):
        with pytest.raises(KeyError):
            overlay(electronic(), [mark], at=AT)
