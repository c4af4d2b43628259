"""Every file that is printed or kept is PDF/A-2u: each paper, books, envelopes, stamps, a batch, the book of specimens."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from somat.reporting.papers.form import codes as papers
from somat.reporting.papers.render import Printed, many, render
from somat.reporting.samples import SAMPLED, codes, render_sample, sample_sets
from somat.reporting.specimen import specimen_book
from somat.reporting.stamps import draw_all, stamps
from tests.reporting.papers.archival import not_archival

OTHERS = {"A1", "A2", "D-19", "D-30", "daily-sheet", "entry"}


def test_all_forms_are_looked_at() -> None:
    assert set(codes()) == {*papers(), *OTHERS} and len(papers()) == 26


@pytest.mark.parametrize("code", papers())
def test_a_paper_is(code: str) -> None:
    assert not_archival(render(code, sample_sets(code)[0], at=SAMPLED)) == []


@pytest.mark.parametrize("code", sorted(OTHERS))
def test_what_is_no_paper_is(code: str) -> None:
    assert not_archival(render_sample(code)) == []


def test_a_batch_is() -> None:
    printed = Printed(by="Nguyễn Thị Hạnh", at=SAMPLED, item="131/UBND-NC", copy_no=2)
    assert not_archival(many("D-23", sample_sets("D-23") * 5, at=SAMPLED, printed=printed)) == []


def test_all_stamps_are() -> None:
    assert not_archival(draw_all([(one.code, {}) for one in stamps()])) == []


@pytest.fixture(scope="module", name="book")
def _book() -> bytes:
    return specimen_book(SAMPLED)


def test_the_book_of_specimens_is(book: bytes) -> None:
    assert not_archival(book) == []


def without(*names: str) -> Callable[[pikepdf.Pdf], None]:
    def change(file: pikepdf.Pdf) -> None:
        for name in names:
            del file.Root[name]

    return change


def unnamed(file: pikepdf.Pdf) -> None:
    file.Root.Metadata.write(file.Root.Metadata.read_bytes().replace(b"conformance>U<", b"conformance>B<"))


def bare(file: pikepdf.Pdf) -> None:
    for one in file.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor":
            for name in set(one.keys()) & {"/FontFile", "/FontFile2", "/FontFile3"}:
                del one[name]


def silent(file: pikepdf.Pdf) -> None:
    for one in file.objects:
        if isinstance(one, pikepdf.Dictionary) and "/ToUnicode" in one:
            del one["/ToUnicode"]


def longer(file: pikepdf.Pdf) -> None:
    file.pages.append(file.pages[0])


FAULTS = (without("/Metadata"), without("/OutputIntents"), without("/Lang"), unnamed, bare, silent, longer)


@pytest.mark.parametrize("change", FAULTS, ids=range(len(FAULTS)))
def test_each_lack_is_seen(change: Callable[[pikepdf.Pdf], None], book: bytes) -> None:
    with pikepdf.open(io.BytesIO(book)) as file:
        change(file)
        spoilt = io.BytesIO()
        file.save(spoilt, deterministic_id=True, fix_metadata_version=False)
    assert not_archival(spoilt.getvalue())
