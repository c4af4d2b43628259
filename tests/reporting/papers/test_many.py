"""Batches, and the book of specimens."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from somat.cli.form import command
from somat.reporting.papers.render import many, render
from somat.reporting.samples import SAMPLED, codes, sample_sets
from tests.reporting.paper import pages
from tests.reporting.papers.expected import PAPERS
from tests.reporting.papers.ruler import close, grids


def test_five_hundred_notices_in_one_batch_each_to_its_own_holder() -> None:
    one = sample_sets("D-23")[0]
    holders = [f"Cơ quan nhận số {n:03d}" for n in range(500)]
    start = time.process_time()
    pdf = many("D-23", [{**one, "holder": holder} for holder in holders], at=SAMPLED)
    taken = time.process_time() - start
    sheets = pages(pdf)
    assert len(sheets) == 500
    assert all(f"Kính gửi: {holder}" in page.text for page, holder in zip(sheets[::50], holders[::50], strict=True))
    assert not any(letter.bottom < 20 for page in sheets[::50] for letter in page.ink)
    assert taken < 20  # seconds; twice what is asked of the machine that we measure on


def test_each_paper_of_a_batch_counts_its_own_pages() -> None:
    sets = sample_sets("D-27")
    sheets = pages(many("D-27", sets, at=SAMPLED))
    above = ["".join(one.char for one in page.ink if one.bottom < 20 and one.char.isdigit()) for page in sheets]
    assert above == ["", "2"] * 3


def test_a_batch_of_one_is_the_paper_itself_and_of_none_is_refused() -> None:
    one = sample_sets("D-10")[0]
    assert many("D-10", [one], at=SAMPLED) == render("D-10", one, at=SAMPLED)
    with pytest.raises(ValueError, match="no papers"):
        many("D-10", [], at=SAMPLED)


def test_one_paper_is_ready_at_once() -> None:
    one = sample_sets("CV")[0]
    render("CV", one, at=SAMPLED)
    start = time.process_time()
    for number in range(10):
        render("CV", {**one, "about": f"việc số {number}"}, at=SAMPLED)
    assert (time.process_time() - start) / 10 < 0.15  # seconds; a gross slip, not the figure we promise


def test_the_book_of_specimens_has_every_form_where_its_contents_say(tmp_path: Path) -> None:
    out = tmp_path / "specimen.pdf"
    done = CliRunner().invoke(command, ["specimen", "--sample", "--out", str(out)])
    assert done.exit_code == 0, done.output
    book = out.read_bytes()
    with pikepdf.open(io.BytesIO(book)) as file, file.open_outline() as outline:
        numbers = {page.objgen: number for number, page in enumerate(file.pages)}
        starts = {one.title.split(" ")[0]: numbers[one.destination[0].objgen] for one in outline.root}  # type: ignore[index, union-attr]
    assert list(starts) == codes()
    sheets = pages(book)
    before = starts[codes()[0]]
    contents = {
        row[0].replace("\x02", "-"): row[-1]
        for page in sheets[:before]
        for (grid,) in [grids(page)]
        for row in grid.cells[1:]
    }
    assert contents == {code: str(at + 1) for code, at in starts.items()}
    for paper in PAPERS:
        assert close(paper.title or "Kính gửi") in close(sheets[starts[paper.code]].text), paper.code
