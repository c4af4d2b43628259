"""A large site's entries are read for the index by a process of its own: the same batches, and nothing half when it falls."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest

from somat.vault.process.errors import Denied
from somat.vault.process.index import ahead
from somat.vault.process.index import index as module
from somat.vault.process.index.ahead import batches, read_ahead
from somat.vault.process.index.memory import Line
from somat.vault.process.index.words import parse
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.opening import Seals
from somat.vault.process.protocol import Filters
from somat.vault.process.rights import Rights
from tests.vault.ground import PASSPHRASE, TODAY, Ground


@pytest.fixture
def papers(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Five lines, in batches of two; the other process reads them in one."""
    monkeypatch.setattr(ahead, "BATCH", 2)
    book = ground.book()
    return [ground.entry(book, abstract=f"Kế hoạch số {number}", rest='{"note":"kín"}') for number in range(5)]


def index_of(ground: Ground, folder: Path) -> module.Index:
    keys = Embedded(ground.site.keys, installation=ground.site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    still = SimpleNamespace(size=0, place=lambda: None)
    index = module.Index(
        ground.database,
        journal=still,
        rights=Rights(ground.database),
        seals=Seals(keys, installation=ground.site.installation),
        folder=folder,
    )
    index.fill()
    assert index._filler is not None
    index._filler.join()
    return index


def test_another_process_reads_the_same(ground: Ground, papers: list[UUID]) -> None:
    here = list(batches(ground.database))
    assert [len(batch.plain) for batch in here] == [2, 2, 1]
    with read_ahead(ground.site.folder) as there:
        (whole,) = list(there)
    for part in ("plain", "bodies", "sealed"):
        assert sorted(getattr(whole, part)) == sorted(row for batch in here for row in getattr(batch, part)), part
    assert len(whole.sealed) == 10


@pytest.mark.parametrize(("few", "read_by"), [(5, "this one"), (4, "another")])
def test_the_index_is_whole_either_way(
    ground: Ground, papers: list[UUID], monkeypatch: pytest.MonkeyPatch, few: int, read_by: str
) -> None:
    started: list[Path] = []
    monkeypatch.setattr(module, "FEW", few)
    monkeypatch.setattr(module, "read_ahead", lambda folder: started.append(folder) or read_ahead(folder))
    index = index_of(ground, ground.site.folder)
    assert (index.state, index.done, index.total) == ("ready", 5, 5)
    assert bool(started) is (read_by == "another")
    reader = ground.person(cleared=1)
    for paper in papers:
        ground.member(paper, reader)
    found = index.search(reader, parse("ke hoach"), Filters(), on=TODAY, before=0, count=9)
    assert [uuid for uuid, _ in found] == papers[::-1]


def test_a_reader_that_falls_leaves_no_half_index(
    ground: Ground, papers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: it has no site to read."""
    monkeypatch.setattr(module, "FEW", 0)
    index = index_of(ground, ground.site.folder / "none")
    assert index.state == "failed"
    with pytest.raises(Denied, match="no-database"), read_ahead(ground.site.folder / "none") as there:
        next(there)


def test_an_index_that_lacks_its_last_batch_is_no_index(
    ground: Ground, papers: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The planted fault: the third of three batches cannot be taken in."""
    real = module.Memory.add

    def broken(memory: module.Memory, lines: list[Line]) -> None:
        if len(lines) == 1:
            raise Denied("no-database")
        real(memory, lines)

    monkeypatch.setattr(module.Memory, "add", broken)
    assert index_of(ground, ground.site.folder).state == "failed"
