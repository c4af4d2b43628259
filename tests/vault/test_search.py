"""Search: folded Vietnamese, the newest first, and no trace of what one may not see."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.vault.process.clock import Clock
from somat.vault.process.index import index as module
from somat.vault.process.index import memory
from somat.vault.process.index.index import END
from somat.vault.process.index.memory import narrowed
from somat.vault.process.index.words import parse
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.log.journal import Journal
from somat.vault.process.log.shelf import Shelf
from somat.vault.process.opening import Seals
from somat.vault.process.protocol import Filters
from somat.vault.process.rights import Rights
from tests.vault.ground import DAY, ENTRY, NOTHING, PASSPHRASE, RECIPIENT, TODAY, Ground, Refused

TITLES = (
    "Quyết định về bảo vệ bí mật nhà nước",
    "Đề án quốc phòng Đắk Lắk",
    "Kế hoạch điều động đơn vị; số định kỳ",
)


@pytest.fixture
def shelf(ground: Ground) -> dict[str, Any]:
    """A book with three titles; Bình, cleared for Tối mật, keeps it."""
    book = ground.book()
    binh = ground.person(cleared=2)
    ground.right(binh, kind="book", level=2, book=book[0])
    ground.session(binh)
    papers = [ground.entry(book, abstract=title) for title in TITLES]
    ground.acts(1, about=papers[0])
    refill(ground)
    return {"book": book, "binh": binh, "papers": papers}


def refill(ground: Ground) -> None:
    """Seal and unseal: the index is built from the tables."""
    ground.ask("seal-again")
    ground.unseal()
    ground.settle()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("quyết định", [0]),
        ("quyet dinh", [0]),
        ("QUYẾT ĐỊNH", [0]),
        (unicodedata.normalize("NFD", "quyết định"), [0]),
        ("đề án", [1]),
        ("de an", [1]),
        ("dak lak", [1]),
        ("đ", []),
        ("điều", [2]),
        ("dinh", [2, 0]),
        ("bao ve bi mat", [0]),
        ("mat bao", [0]),
        ('"mat bao"', []),
        ('"bi mat"', [0]),
        ('"dinh ky" dieu', [2]),
        ("quoc pho", [1]),
        ("pho quoc", []),
        ('"quoc pho"', []),
        ("đơn-vị/số", [2]),
        ("khong co", []),
        ("“bí mật”", [0]),
        ('"dinh ve', [0]),
        ('OR NOT NEAR "*', []),
        ("", [2, 1, 0]),
    ],
)
def test_it_finds(ground: Ground, shelf: dict[str, Any], words: str, found: list[int]) -> None:
    assert ground.search(shelf["binh"], words) == [shelf["papers"][i] for i in found]


def test_both_ways_of_looking_find_the_same(ground: Ground, shelf: dict[str, Any]) -> None:
    """The word index and the look through the texts of a small set are two programs for one answer."""
    chi = ground.person(cleared=1)
    ground.session(chi)
    for paper in shelf["papers"]:
        ground.member(paper, chi)
    for words in ("dinh", "quyet din", '"bi mat"', "d", "dinh ve bao", "ky so"):
        assert ground.search(chi, words) == ground.search(shelf["binh"], words)


def test_it_finds_every_searchable_field(ground: Ground, shelf: dict[str, Any]) -> None:
    entry = ground.entry(
        shelf["book"], symbol="KH-UBND", doc_number=417, body="Tỉnh ủy", signer="Lê Văn Tám",
        abstract="Việc riêng", rest='{"note":"ghi chú ngoài lề","list":["phụ lục ba"]}',
    )  # fmt: skip
    recipient = uuid4()
    ground.put(RECIPIENT, uuid=recipient, entry_id=entry, ordinal=1, level=1, body="Sở Nội vụ")
    ground.seal((RECIPIENT, recipient, "rest", 1, 1, shelf["book"][1], '{"person":"Trần Thị Sáu"}'))
    ground.acts(1, about=entry)
    for words in ("417/KH-UBND", "tinh uy", "van tam", "viec rieng", "ngoai le", "phu luc ba", "so noi vu", "thi sau"):
        assert ground.search(shelf["binh"], words) == [entry], words


def test_a_phrase_does_not_reach_from_one_field_into_the_next(ground: Ground, shelf: dict[str, Any]) -> None:
    ground.acts(1, about=ground.entry(shelf["book"], body="Chiếu sáng", signer="Xanh Lam"))
    assert ground.search(shelf["binh"], '"sang xanh"') == []
    assert len(ground.search(shelf["binh"], "sang xanh")) == 1


def test_it_sees_an_act_as_soon_as_it_is_committed(ground: Ground, shelf: dict[str, Any]) -> None:
    entry = ground.entry(shelf["book"], abstract="Vừa vào sổ")
    ground.acts(1, about=entry)
    assert ground.search(shelf["binh"], "vua vao so") == [entry]


def test_it_forgets_the_old_words_of_a_changed_entry(ground: Ground, shelf: dict[str, Any]) -> None:
    paper = shelf["papers"][1]
    ground.seal((ENTRY, paper, "abstract", 2, 1, shelf["book"][1], "Nội dung mới"))
    ground.acts(1, about=paper)
    assert ground.search(shelf["binh"], "noi dung moi") == [paper]
    assert ground.search(shelf["binh"], "dak lak") == []


def test_the_word_index_forgets_them_too(
    ground: Ground, shelf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SMALL_BOOKS", 0)
    index, today = in_this_process(ground)
    paper = shelf["papers"][1]
    ground.seal((ENTRY, paper, "abstract", 2, 1, shelf["book"][1], "Nội dung mới"))
    ground.acts(1, about=paper)
    for words, found in (("noi dung moi", [paper]), ("dak lak", []), ("quyet dinh", [shelf["papers"][0]])):
        hits = index.search(shelf["binh"], parse(words), Filters(), on=today, before=0, count=9)
        assert [uuid for uuid, _ in hits] == found, words


def test_it_takes_in_a_batch_by_its_manifest(ground: Ground, shelf: dict[str, Any]) -> None:
    entry = ground.entry(shelf["book"], abstract="Dòng sổ cũ nhập vào")
    batch = ground.leaf(actor=uuid4(), session=None, verb="book.import")
    ground.put("audit_manifest", leaf=batch, object=entry, digest="0" * 64)
    ground.acts(1)
    assert ground.search(shelf["binh"], "dong so cu") == [entry]


def test_it_pages_by_place(ground: Ground, shelf: dict[str, Any]) -> None:
    papers = [ground.entry(shelf["book"], abstract="Cùng một chữ") for _ in range(7)]
    for paper in papers:
        ground.acts(1, about=paper)
    first = ground.search(shelf["binh"], "cung mot chu", limit=3)
    assert first == papers[6:2:-1], "one more than asked for tells that there is a next page"
    assert ground.search(shelf["binh"], "cung mot chu", limit=3, before=ground.place(first[2])) == papers[3::-1]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"levels": [2]}, ["b"]),
        ({"levels": [1, 2]}, ["c", "b", "a"]),
        ({"first": (DAY + timedelta(days=1)).isoformat()}, ["c", "b"]),
        ({"first": DAY.isoformat(), "last": (DAY + timedelta(days=1)).isoformat()}, ["b", "a"]),
        ({"kind": "in"}, ["c"]),
        ({"year": DAY.year}, ["c", "b", "a"]),
        ({"year": DAY.year - 1}, []),
        ({"books": [uuid4().hex]}, []),
        ({"books": ["own"]}, ["c", "b", "a"]),
    ],
)
def test_it_narrows(ground: Ground, filters: dict[str, Any], found: list[str]) -> None:
    book, binh = ground.book(), ground.person(cleared=2)
    ground.right(binh, kind="book", level=2, book=book[0])
    ground.session(binh)
    papers = {
        "a": ground.entry(book, abstract="giống nhau"),
        "b": ground.entry(book, abstract="giống nhau", level=2, day=DAY + timedelta(days=1)),
        "c": ground.entry(book, abstract="giống nhau", kind="in", day=DAY + timedelta(days=2)),
    }
    refill(ground)
    if filters.get("books") == ["own"]:
        filters = {"books": [book[0].hex]}
    assert ground.search(binh, "giong nhau", **filters) == [papers[name] for name in found]


def many_sights(ground: Ground, book: tuple[UUID, UUID], paper: UUID) -> dict[str, tuple[UUID, bool]]:
    """Persons by what they hold, and whether they may see a paper of Tối mật."""
    people: dict[str, tuple[UUID, bool]] = {}

    def add(name: str, sees: bool, *, cleared: int, **right: Any) -> UUID:
        who = ground.person(cleared=cleared)
        ground.session(who)
        if right:
            ground.right(who, kind="book", **right)
        people[name] = (who, sees)
        return who

    add("nothing", False, cleared=0)
    add("clearance alone", False, cleared=3)
    add("keeper", True, cleared=2, level=2, book=book[0])
    add("keeper not cleared for all of the book", False, cleared=2, level=3, book=book[0])
    add("keeper of another book", False, cleared=3, level=2, book=uuid4())
    add("inspector of these days", True, cleared=2, level=2, book=book[0], first=DAY, last=DAY)
    add("inspector of later days", False, cleared=2, level=2, book=book[0], first=DAY + timedelta(days=1))
    add("inspector of earlier days", False, cleared=2, level=2, book=book[0], last=DAY - timedelta(days=1))
    add("duty over", False, cleared=2, level=2, book=book[0], since=DAY, until=TODAY - timedelta(2))
    add("duty not begun", False, cleared=2, level=2, book=book[0], since=TODAY + timedelta(2))
    ground.member(paper, add("named", True, cleared=2))
    ground.member(paper, add("named, not cleared", False, cleared=1))
    ground.member(paper, add("named, no clearance", False, cleared=0))
    ground.member(paper, add("named until some days ago", False, cleared=3), until=TODAY - timedelta(days=2))
    expired = add("named, clearance over", False, cleared=0)
    ground.right(expired, kind="clearance", level=3, since=DAY, until=TODAY - timedelta(days=2))
    ground.member(paper, expired)
    administrator = add("named, but administrator", False, cleared=3)
    ground.member(paper, administrator)
    ground.put("people_person", uuid=administrator, name="Quản trị", folded="quan tri", unit_id=None)
    ground.put("people_roleheld", person_id=administrator, role="QT", since=DAY - timedelta(days=99))
    return people


def test_it_shows_and_opens_to_the_same_people(ground: Ground) -> None:
    """Search, open and the law's may_read draw one line; here against a table written by hand."""
    book = ground.book()
    paper = ground.entry(book, level=2, abstract="Điều chỉ vài người biết")
    people = many_sights(ground, book, paper)
    refill(ground)
    for name, (who, sees) in people.items():
        assert (ground.search(who, "vai nguoi") == [paper]) is sees, name
        try:
            opened = ground.read(who, (ENTRY, paper)) == [{"abstract": "Điều chỉ vài người biết"}]
        except Refused as no:
            assert no.code == "no-right", name
            opened = False
        assert opened is sees, name


def test_the_invisible_leaves_no_trace(ground: Ground) -> None:
    """Two worlds that differ only in what Chi may not see: the same bytes for every question."""
    book, other = ground.book(), ground.book()
    chi = ground.person(cleared=1)
    session = ground.session(chi)
    own = [ground.entry(book, abstract=f"Công việc chung {n}") for n in range(4)]
    for paper in own:
        ground.member(paper, chi)
    refill(ground)
    asked = [
        {"words": words, "before": before, "limit": limit, "filters": NOTHING | narrowed}
        for words in ("cong viec", "chung", "việc kín", "kin", '"chung 2"', "")
        for before in (0, ground.place(own[2]))
        for limit in (1, 3, 50)
        for narrowed in ({}, {"levels": [2]}, {"books": [other[0].hex]}, {"kind": "out"})
    ]

    def answers() -> list[Any]:
        return [ground.ask("search", actor=chi.hex, session=session.hex, **one) for one in asked]

    before = answers()
    assert [len(answer["hits"]) for answer in before if answer["hits"]], "there is something to see"
    for n in range(6):
        hidden = ground.entry(other, level=1 + n % 2, abstract=f"Công việc kín chung {n}")
        ground.acts(1, about=hidden)
    hidden = ground.entry(book, level=2, abstract="Công việc chung kín")
    ground.member(hidden, chi)
    ground.acts(1, about=hidden)
    assert answers() == before
    refill(ground)
    assert answers() == before


def test_it_stops_showing_when_the_circle_ends(ground: Ground, shelf: dict[str, Any]) -> None:
    """A change of rights acts on the next request, whatever the journal calls its object."""
    chi = ground.person(cleared=1)
    ground.session(chi)
    ground.member(shelf["papers"][0], chi)
    assert ground.search(chi, "quyet dinh") == [shelf["papers"][0]]
    ground.run("DELETE FROM access_member WHERE person = ?", chi)
    assert ground.search(chi, "quyet dinh") == []


def test_it_refuses_who_has_no_live_session(ground: Ground, shelf: dict[str, Any]) -> None:
    for session in (uuid4(), ground.session(uuid4())):
        with pytest.raises(Refused, match="no-session"):
            ground.ask(
                "search", actor=shelf["binh"].hex, session=session.hex, words="a", filters=NOTHING, before=0, limit=5
            )  # fmt: skip


def test_it_stops_at_a_broken_seal_and_says_where(ground: Ground, shelf: dict[str, Any]) -> None:
    paper = shelf["papers"][2]
    ground.run("UPDATE vault_sealed SET level = 2 WHERE row = ?", paper)
    refill(ground)
    with pytest.raises(Refused, match="broken-seal") as no:
        ground.search(shelf["binh"], "quyet dinh")
    assert no.value.facts == {"table": ENTRY, "row": paper.hex, "column": "abstract"}
    ground.run("UPDATE vault_sealed SET level = 1 WHERE row = ?", paper)
    ground.acts(1, about=paper)
    assert ground.search(shelf["binh"], "quyet dinh") == [shelf["papers"][0]], "mended"


def test_a_value_under_another_volumes_key_is_a_broken_seal(ground: Ground, shelf: dict[str, Any]) -> None:
    """Else a line moved into another volume by SQL would open there."""
    paper, other = shelf["papers"][1], ground.book()
    ground.seal((ENTRY, paper, "rest", 1, 1, other[1], "sang quyển khác"))
    refill(ground)
    with pytest.raises(Refused, match="broken-seal") as no:
        ground.search(shelf["binh"], "quyet dinh")
    assert no.value.facts == {"table": ENTRY, "row": paper.hex, "column": "rest"}


def test_only_the_newest_version_of_a_column_is_found(ground: Ground, shelf: dict[str, Any]) -> None:
    paper, volume = shelf["papers"][1], shelf["book"][1]
    ground.seal((ENTRY, paper, "abstract", 2, 1, volume, "Kế hoạch diễn tập"))
    refill(ground)
    assert ground.search(shelf["binh"], "dien tap") == [paper]
    assert ground.search(shelf["binh"], "quoc phong") == []


def test_a_level_lowered_by_sql_shows_nothing(ground: Ground) -> None:
    book, chi = ground.book(), ground.person(cleared=1)
    ground.session(chi)
    paper = ground.entry(book, level=2, abstract="Cao hơn thế")
    ground.member(paper, chi)
    ground.run("UPDATE registry_entry SET level = 1 WHERE uuid = ?", paper)
    refill(ground)
    assert ground.search(chi, "cao hon") == []


def test_a_wide_circle_and_a_large_book_answer_like_small_ones(
    ground: Ground, shelf: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same questions to an index that leads with words as soon as it can."""
    chi = ground.person(cleared=1)
    ground.session(chi)
    for n in range(30):
        paper = ground.entry(shelf["book"], abstract=f"Dòng số {n} {'chẵn' if n % 2 == 0 else 'lẻ'}")
        if n % 3 == 0:
            ground.member(paper, chi)
    refill(ground)
    index, today = in_this_process(ground)
    for who in (chi, shelf["binh"]):
        for words in ("dong so", "chan", "le", "", "so 1"):
            for count in (1, 4, 100):
                asked = {"on": today, "before": 0, "count": count}
                answers = []
                for rare, small, chunk in (
                    (2_000, 5_000, 1_000),
                    (0, 5_000, 1_000),
                    (0, 2, 2),
                    (7, 2, 2),
                    (2_000, 2, 2),
                ):
                    monkeypatch.setattr(module, "RARE", rare)
                    monkeypatch.setattr(module, "SMALL_BOOKS", small)
                    monkeypatch.setattr(module, "SMALL_CIRCLE", small)
                    monkeypatch.setattr(module, "FIRST", chunk)
                    monkeypatch.setattr(module, "CHUNK", chunk)
                    monkeypatch.setattr(memory, "NEAR", chunk)
                    monkeypatch.setattr(memory, "PAGE", chunk)
                    monkeypatch.setattr(memory, "NEAR_EACH", 0)
                    answers.append(index.search(who, parse(words), Filters(), **asked))
                assert all(answer == answers[0] for answer in answers), (words, count)


def test_a_common_word_is_not_gathered_whole(ground: Ground, shelf: dict[str, Any]) -> None:
    """FTS5 makes a list of all entries that hold a beginning: at a million lines that alone is the time of a search."""
    for n in range(30):
        ground.entry(shelf["book"], abstract=f"Thường kỳ {n}{', hiếm' if n == 0 else ''}")
    refill(ground)
    held = in_this_process(ground)[0]._memory
    asked: list[str] = []
    held._connection.set_trace_callback(asked.append)
    assert len(held.by_words(parse("thuong ky"), narrowed(Filters(), level=3), before=END, count=25)) == 25
    assert held.few(parse("thuong ky"), most=10) is False
    assert not [sql for sql in asked if " *" in sql]
    assert len(held.by_words(parse("hiem"), narrowed(Filters(), level=3), before=END, count=25)) == 1
    assert [sql for sql in asked if '"hiem" *' in sql], "else the watch sees nothing"


def in_this_process(ground: Ground) -> tuple[module.Index, date]:
    site, clock = ground.site, Clock()
    keys = Embedded(site.keys, installation=site.installation)
    keys.unwrap(Passphrase(PASSPHRASE))
    shelf = Shelf(site.checkpoints)
    journal = Journal(ground.database, keys=keys, installation=site.installation, shelf=shelf, clock=clock)
    journal.open()
    seals = Seals(keys, installation=site.installation)
    index = module.Index(ground.database, journal=journal, rights=Rights(ground.database), seals=seals)
    index.fill()
    assert index._filler is not None
    index._filler.join()
    return index, clock.today()
