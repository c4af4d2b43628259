"""The words inside documents: found by who may see the entry where two persons allow it, by nobody else, never of Tuyệt mật, gone when ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.vault.process.content.stream import HEADER, Kind
from tests.vault.doubled import pdf
from tests.vault.ground import Ground, now
from tests.vault.shelves import DoubledMachine, Sent, Shelves

MACHINE = DoubledMachine
SCAN = "Phương án di chuyển kho đạn dược"


@pytest.fixture
def paper(shelves: Shelves) -> dict[str, Any]:
    """An entry at Tối mật with a scan; `duy` is in its circle, `lan` is cleared as high and is not."""
    ground = shelves.ground
    book = ground.book()
    entry = ground.entry(book, level=2, abstract="Công văn về việc chuyển kho")
    ground.acts(1, about=entry)
    duy = shelves.reader(cleared=2, entry=entry)
    lan = shelves.reader(cleared=3)
    return {"book": book, "entry": entry, "duy": duy, "lan": lan, "sent": kept(shelves, duy, entry)}


def kept(shelves: Shelves, who: tuple[UUID, UUID], entry: UUID, *, words: str = SCAN, pages: int = 2) -> Sent:
    """A file sent, its rows, and the leaf of the act."""
    sent = shelves.keep(shelves.send(who, entry, [pdf(pages, words=words)]))
    shelves.ground.acts(1, about=sent.document)
    return sent


def allow(ground: Ground, *, by: UUID | None = None, ended: bool = False) -> None:
    """The row of the two persons, and the leaf of the act."""
    asked = uuid4()
    ground.run("UPDATE vault_wordsearch SET ended_by = ?, ended_at = ? WHERE ended_by IS NULL", asked, now())
    if not ended:
        ground.put("vault_wordsearch", uuid=uuid4(), asked_by=asked, agreed_by=by or uuid4(), agreed_at=now())
    ground.acts(1)


def until(holds: Callable[[], bool]) -> bool:
    for _ in range(400):
        if holds():
            return True
        time.sleep(0.02)
    return False


def read(ground: Ground, documents: int) -> bool:
    """Whether the vault comes to have the words of so many documents in its index."""
    wanted = {"state": "done", "documents": documents}
    return until(lambda: {**ground.ask("status")["words"], **wanted} == ground.ask("status")["words"])


def off(ground: Ground) -> bool:
    return until(lambda: ground.ask("status")["words"]["state"] == "off")


def test_off_is_how_it_begins(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    assert ground.search(paper["duy"][0], "đạn dược") == []
    assert shelves.files("words") == [] and off(ground)
    ground.put("vault_wordsearch", uuid=uuid4(), agreed_by=None, agreed_at=None)  # one person alone
    ground.acts(1)
    time.sleep(0.2)
    assert ground.search(paper["duy"][0], "đạn dược") == [] == shelves.files("words")


def test_a_word_of_the_scan_finds_the_entry_for_who_may_see_it(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    for words in ("đạn dược", "dan duoc", '"kho đạn"', "chuyển kho phương án", "trang 2"):
        assert ground.search(paper["duy"][0], words) == [paper["entry"]], words
        assert ground.search(paper["lan"][0], words) == [], words
    assert ground.search(paper["duy"][0], '"kho phương án"') == [], "no phrase reaches from the line into the scan"
    keeper = shelves.reader(cleared=2)
    ground.right(keeper[0], kind="book", level=2, book=paper["book"][0])
    assert ground.search(keeper[0], "đạn dược") == [paper["entry"]]
    ground.run("UPDATE access_member SET until = ? WHERE person = ?", now().date().replace(year=2020), paper["duy"][0])
    assert ground.search(paper["duy"][0], "đạn dược") == []


def test_a_new_document_is_read_by_itself_and_a_changed_line_keeps_its_words(
    shelves: Shelves, paper: dict[str, Any]
) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    kept(shelves, paper["duy"], paper["entry"], words="Danh sách phụ lục bí danh")
    assert read(ground, 2)
    assert ground.search(paper["duy"][0], "bí danh đạn dược") == [paper["entry"]]
    assert ground.search(paper["duy"][0], '"dược danh"') == []
    ground.acts(1, about=paper["entry"])
    assert ground.search(paper["duy"][0], "bí danh đạn dược") == [paper["entry"]]


def test_the_words_lie_encrypted_and_are_there_after_an_unseal_without_the_converter(
    shelves: Shelves, paper: dict[str, Any]
) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    (path,) = shelves.files("words")
    data = path.read_bytes()
    assert HEADER.unpack(data[: HEADER.size])[3] == Kind.WORDS and path.name == paper["sent"].blob.hex
    assert not any(word.encode() in data for word in SCAN.split()) and path.stat().st_mode & 0o777 == 0o600
    shelves.away(True)
    ground.restart()
    assert read(ground, 1)
    assert ground.search(paper["duy"][0], "đạn dược") == [paper["entry"]]


@pytest.mark.parametrize("fault", ["flipped", "content in its place"])
def test_changed_words_are_not_believed(shelves: Shelves, paper: dict[str, Any], fault: str) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    (path,) = shelves.files("words")
    data = bytearray(path.read_bytes() if fault == "flipped" else shelves.files()[0].read_bytes())
    data[-1] ^= fault == "flipped"
    path.write_bytes(data)
    ground.restart()
    assert until(lambda: ground.ask("status")["words"]["failed"] == 1)
    assert ground.search(paper["duy"][0], "đạn dược") == []
    assert ground.search(paper["duy"][0], "công văn") == [paper["entry"]]


def test_ended_it_leaves_index_and_disk_at_once(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    allow(ground, ended=True)
    assert ground.search(paper["duy"][0], "đạn dược") == [] == shelves.files("words")
    assert ground.search(paper["duy"][0], "công văn") == [paper["entry"]]
    allow(ground)
    assert read(ground, 1)
    assert ground.search(paper["duy"][0], "đạn dược") == [paper["entry"]]


def test_ended_while_the_vault_was_sealed_it_goes_at_the_unseal(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    ground.ask("seal-again")
    allow(ground, ended=True)
    assert shelves.files("words")
    ground.unseal()
    assert until(lambda: not shelves.files("words"))
    ground.settle()
    assert ground.search(paper["duy"][0], "đạn dược") == []


def test_nothing_of_the_highest_level_and_a_raise_takes_the_words_away(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    top = ground.entry(paper["book"], level=3)
    ground.acts(1, about=top)
    an = shelves.reader(cleared=3, entry=top)
    kept(shelves, an, top, words="Điều tuyệt mật trong bản quét")
    allow(ground)
    assert read(ground, 1)
    assert ground.search(an[0], "bản quét") == [] and len(shelves.files("words")) == 1
    ground.member(paper["entry"], an[0])
    assert ground.search(an[0], "đạn dược") == [paper["entry"]]
    ground.run("UPDATE registry_entry SET level = 3 WHERE uuid = ?", paper["entry"])
    ground.acts(1, about=paper["entry"])
    assert ground.search(an[0], "đạn dược") == [] == shelves.files("words")


def test_a_key_that_stands_higher_than_the_line_shows_no_words(shelves: Shelves, paper: dict[str, Any]) -> None:
    """A plain column lowered by SQL shows nothing; the words come back when the keys were brought after by the act."""
    ground = shelves.ground
    allow(ground)
    assert read(ground, 1)
    (volume,) = ground.all("SELECT volume_id FROM registry_entry WHERE uuid = ?", paper["entry"])[0]
    low = shelves.reader(cleared=1, entry=paper["entry"])
    ground.seal(("registry_entry", paper["entry"], "abstract", 2, 1, UUID(str(volume)), "Công văn"))
    ground.run("UPDATE registry_entry SET level = 1 WHERE uuid = ?", paper["entry"])
    ground.acts(1, about=paper["entry"])
    assert ground.search(low[0], "công văn") == [paper["entry"]]
    assert ground.search(low[0], "đạn dược") == []
    assert ground.ask("rewrap", entry=paper["entry"].hex)["rewrapped"] == 1
    assert read(ground, 1)
    assert ground.search(low[0], "đạn dược") == [paper["entry"]]


def test_an_ended_document_is_found_no_more(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground, sent = shelves.ground, paper["sent"]
    allow(ground)
    assert read(ground, 1)
    ground.run(
        "UPDATE registry_document SET state = 'ended', end_asked_by = ?, ended_by = ? WHERE uuid = ?",
        uuid4(), uuid4(), sent.document,
    )  # fmt: skip
    ground.acts(1, about=sent.document)
    assert ground.search(paper["duy"][0], "đạn dược") == []
    ground.ask("destroy-key", document=sent.document.hex)
    assert shelves.files("words") == [] == shelves.files()


def test_a_bad_page_costs_only_itself(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    kept(shelves, paper["duy"], paper["entry"], words="BAD-PAGES nguyệt", pages=9)
    kept(shelves, paper["duy"], paper["entry"], words="NO-OCR nguyệt")
    allow(ground)
    assert until(lambda: ground.ask("status")["words"] == {"state": "done", "documents": 2, "failed": 1})
    assert ground.search(paper["duy"][0], "trang 9") == [paper["entry"]]
    assert ground.search(paper["duy"][0], "nguyệt") == []


def test_while_the_converter_is_away_the_documents_wait(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    shelves.away(True)
    allow(ground)
    assert until(lambda: ground.ask("status")["words"]["state"] == "reading")
    assert ground.search(paper["duy"][0], "đạn dược") == []
    shelves.away(False)
    ground.acts(1, about=paper["entry"])
    assert read(ground, 1)
    assert ground.search(paper["duy"][0], "đạn dược") == [paper["entry"]]
