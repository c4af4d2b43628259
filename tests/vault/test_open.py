"""No row, no key: what the vault opens, and everything it refuses to open."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.audit.leaf import Facts, row_set_hash
from somat.audit.verbs import VERBS
from somat.vault.process.gate import READING_VERBS
from tests.vault.ground import DAY, ENTRY, RECIPIENT, TODAY, Ground, Refused, now


@pytest.fixture
def paper(ground: Ground) -> dict[str, Any]:
    """An entry at Tối mật in a book; Bình may read it (circle), with a live session."""
    book = ground.book()
    binh = ground.person(cleared=2)
    session = ground.session(binh)
    entry = ground.entry(book, level=2, abstract="Phương án diễn tập phòng thủ", rest='{"note":"giữ kín"}')
    ground.member(entry, binh)
    return {"book": book, "binh": binh, "session": session, "entry": entry, "row": (ENTRY, entry)}


def leaf(ground: Ground, paper: dict[str, Any], **more: Any) -> UUID:
    return ground.leaf([paper["row"]], **({"actor": paper["binh"], "session": paper["session"]} | more))


def refusal(ground: Ground, leaf: UUID, *rows: tuple[str, UUID]) -> str:
    with pytest.raises(Refused) as no:
        ground.open(leaf, *rows)
    return str(no.value.code)


def test_it_opens_what_the_leaf_names(ground: Ground, paper: dict[str, Any]) -> None:
    texts = {"abstract": "Phương án diễn tập phòng thủ", "rest": '{"note":"giữ kín"}'}
    assert ground.open(leaf(ground, paper), paper["row"]) == [texts]


def test_it_answers_row_by_row_and_empty_where_nothing_is_sealed(ground: Ground, paper: dict[str, Any]) -> None:
    bare = ground.entry(paper["book"])
    ground.member(bare, paper["binh"])
    assert ground.read(paper["binh"], (ENTRY, bare), paper["row"], verb="book.page")[0] == {}


def test_it_opens_the_newest_version_only(ground: Ground, paper: dict[str, Any]) -> None:
    ground.seal((ENTRY, paper["entry"], "abstract", 2, 2, paper["book"][1], "sửa lại"))
    assert ground.read(paper["binh"], paper["row"])[0]["abstract"] == "sửa lại"


def test_it_accepts_a_leaf_once(ground: Ground, paper: dict[str, Any]) -> None:
    used = leaf(ground, paper)
    ground.open(used, paper["row"])
    assert refusal(ground, used, paper["row"]) == "leaf-used"


def test_it_refuses_a_leaf_that_is_not_committed(ground: Ground, paper: dict[str, Any]) -> None:
    assert refusal(ground, uuid4(), paper["row"]) == "leaf-missing"


def test_it_refuses_a_leaf_from_before_its_own_start(ground: Ground, paper: dict[str, Any]) -> None:
    before = leaf(ground, paper)
    ground.restart()
    assert refusal(ground, before, paper["row"]) == "leaf-older-than-vault"


def test_it_refuses_a_leaf_from_the_future(ground: Ground, paper: dict[str, Any]) -> None:
    assert refusal(ground, leaf(ground, paper, at=now() + timedelta(minutes=5)), paper["row"]) == "leaf-from-the-future"


def test_every_verb_that_opens_is_declared_by_a_room() -> None:
    assert set(VERBS) >= READING_VERBS


@pytest.mark.parametrize("decision", ["refused", "absent"])
def test_it_refuses_a_leaf_that_grants_nothing(ground: Ground, paper: dict[str, Any], decision: str) -> None:
    assert refusal(ground, leaf(ground, paper, decision=decision), paper["row"]) == "leaf-not-granted"


def test_it_refuses_a_verb_that_does_not_read(ground: Ground, paper: dict[str, Any]) -> None:
    assert refusal(ground, leaf(ground, paper, verb="entry.issue"), paper["row"]) == "verb-does-not-read"


def test_it_refuses_rows_that_the_leaf_does_not_bind(ground: Ground, paper: dict[str, Any]) -> None:
    other = ground.entry(paper["book"], level=2, abstract="khác")
    ground.member(other, paper["binh"])
    assert refusal(ground, leaf(ground, paper), (ENTRY, other)) == "rows-differ"
    assert refusal(ground, leaf(ground, paper), paper["row"], (ENTRY, other)) == "rows-differ"


def test_it_believes_the_signed_bytes_not_the_columns(ground: Ground, paper: dict[str, Any]) -> None:
    """The columns of a leaf say entry.read, its canonical bytes say entry.issue."""
    facts = Facts(
        leaf=uuid4(), at=now(), actor=paper["binh"], session=paper["session"], verb="entry.issue",
        detail=row_set_hash([paper["row"]]),
    )  # fmt: skip
    ground.put_leaf(facts)
    ground.tamper("audit_leaf", "UPDATE audit_leaf SET verb = ? WHERE uuid = ?", "entry.read", facts.leaf)
    assert refusal(ground, facts.leaf, paper["row"]) == "verb-does-not-read"


@pytest.mark.parametrize(
    "change",
    [
        {"ended_at": now()},
        {"idle_until": now() - timedelta(seconds=1)},
        {"ends_at": now() - timedelta(seconds=1)},
        {"person_uuid": uuid4()},
    ],
    ids=["ended", "idle", "over", "of another"],
)
def test_it_refuses_without_a_live_session(ground: Ground, paper: dict[str, Any], change: dict[str, Any]) -> None:
    ((name, value),) = change.items()
    ground.run(f"UPDATE people_session SET {name} = ? WHERE uuid = ?", value, paper["session"])
    assert refusal(ground, leaf(ground, paper), paper["row"]) == "no-session"


def test_it_refuses_a_leaf_without_session(ground: Ground, paper: dict[str, Any]) -> None:
    assert refusal(ground, leaf(ground, paper, session=None), paper["row"]) == "no-session"


def test_it_refuses_the_system(ground: Ground, paper: dict[str, Any]) -> None:
    assert refusal(ground, leaf(ground, paper, actor=UUID(int=0), session=None), paper["row"]) == "no-session"


def test_it_refuses_who_is_not_in_the_circle(ground: Ground, paper: dict[str, Any]) -> None:
    chi = ground.person(cleared=3)
    session = ground.session(chi)
    assert refusal(ground, leaf(ground, paper, actor=chi, session=session), paper["row"]) == "no-right"


def test_it_refuses_who_left_the_circle(ground: Ground, paper: dict[str, Any]) -> None:
    ground.run("UPDATE access_member SET until = ? WHERE person = ?", TODAY - timedelta(days=2), paper["binh"])
    assert refusal(ground, leaf(ground, paper), paper["row"]) == "no-right"


def test_it_refuses_who_is_not_cleared_high_enough(ground: Ground, paper: dict[str, Any]) -> None:
    ground.run("UPDATE access_right SET level = 1 WHERE person = ?", paper["binh"])
    assert refusal(ground, leaf(ground, paper), paper["row"]) == "no-right"


def test_it_refuses_when_one_row_of_many_may_not_be_read(ground: Ground, paper: dict[str, Any]) -> None:
    hidden = ground.entry(paper["book"], level=1, abstract="của người khác")
    rows = [paper["row"], (ENTRY, hidden)]
    page = ground.leaf(rows, actor=paper["binh"], session=paper["session"], verb="book.page")
    assert refusal(ground, page, *rows) == "no-right"


def test_it_opens_a_whole_book_for_the_one_on_duty(ground: Ground, paper: dict[str, Any]) -> None:
    dung = ground.person(cleared=2)
    ground.right(dung, kind="book", level=2, book=paper["book"][0])
    ground.session(dung)
    assert ground.read(dung, paper["row"], verb="book.page")[0]["abstract"] == "Phương án diễn tập phòng thủ"


def test_it_holds_an_inspector_to_his_days(ground: Ground, paper: dict[str, Any]) -> None:
    dung = ground.person(cleared=2)
    ground.right(dung, kind="book", level=2, book=paper["book"][0], first=DAY + timedelta(days=1), last=None)
    ground.session(dung)
    with pytest.raises(Refused, match="no-right"):
        ground.read(dung, paper["row"])


def test_it_judges_a_recipient_by_its_entry(ground: Ground, paper: dict[str, Any]) -> None:
    recipient = uuid4()
    ground.put(RECIPIENT, uuid=recipient, entry_id=paper["entry"], ordinal=1, level=2, body="", copy_no=1, copies=1)
    ground.seal((RECIPIENT, recipient, "rest", 1, 2, paper["book"][1], '{"body":"Bộ Công an"}'))
    assert ground.read(paper["binh"], (RECIPIENT, recipient)) == [{"rest": '{"body":"Bộ Công an"}'}]
    chi = ground.person(cleared=3)
    ground.session(chi)
    with pytest.raises(Refused, match="no-right"):
        ground.read(chi, (RECIPIENT, recipient))


def test_it_refuses_a_row_that_does_not_exist(ground: Ground, paper: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="no-right"):
        ground.read(paper["binh"], (ENTRY, uuid4()))


MOVES = {
    "column": "UPDATE vault_sealed SET \"column\" = 'note' WHERE \"column\" = 'abstract' AND row = ?",
    "version": "UPDATE vault_sealed SET version = 7 WHERE row = ?",
    "level": "UPDATE vault_sealed SET level = 1 WHERE row = ?",
}


def broken(ground: Ground, paper: dict[str, Any], row: tuple[str, UUID], verb: str = "entry.read") -> str:
    """The column that the vault names."""
    with pytest.raises(Refused, match="broken-seal") as no:
        ground.read(paper["binh"], row, verb=verb)
    assert (no.value.facts["table"], no.value.facts["row"]) == (row[0], row[1].hex)
    return str(no.value.facts["column"])


@pytest.mark.parametrize(("what", "named"), [("column", "note"), ("version", "abstract"), ("level", "abstract")])
def test_it_names_a_seal_moved_within_its_row(ground: Ground, paper: dict[str, Any], what: str, named: str) -> None:
    ground.run(MOVES[what], paper["entry"])
    assert broken(ground, paper, paper["row"]) == named


def test_it_refuses_a_seal_moved_to_another_row(ground: Ground, paper: dict[str, Any]) -> None:
    other = ground.entry(paper["book"], level=2)
    ground.member(other, paper["binh"])
    ground.run("UPDATE vault_sealed SET row = ? WHERE row = ?", other, paper["entry"])
    assert broken(ground, paper, (ENTRY, other)) == "abstract"


def test_it_refuses_a_seal_moved_to_another_table(ground: Ground, paper: dict[str, Any]) -> None:
    ground.run('UPDATE vault_sealed SET "table" = ? WHERE row = ?', "exchange_envelope", paper["entry"])
    assert broken(ground, paper, ("exchange_envelope", paper["entry"]), verb="envelope.read") == "abstract"


def test_it_refuses_a_seal_of_another_volume(ground: Ground, paper: dict[str, Any]) -> None:
    ground.run('UPDATE vault_sealed SET "key" = ? WHERE row = ?', uuid4(), paper["entry"])
    assert broken(ground, paper, paper["row"]) == "abstract"


def test_it_refuses_an_entry_moved_to_another_volume(ground: Ground, paper: dict[str, Any]) -> None:
    """Its keeper would then be another one; the seals still hold, but they belong to the old volume."""
    _, volume = ground.book()
    ground.run("UPDATE registry_entry SET volume_id = ? WHERE uuid = ?", volume, paper["entry"])
    assert broken(ground, paper, paper["row"]) == "abstract"


@pytest.mark.parametrize("place", [0, 1, 20, -1], ids=["suite", "nonce", "text", "tag"])
def test_it_refuses_a_changed_byte(ground: Ground, paper: dict[str, Any], place: int) -> None:
    which = "WHERE \"column\" = 'abstract' AND row = ?"
    ((sealed,),) = ground.all(f"SELECT ciphertext FROM vault_sealed {which}", paper["entry"])
    changed = bytearray(sealed)
    changed[place] ^= 2
    ground.run(f"UPDATE vault_sealed SET ciphertext = ? {which}", bytes(changed), paper["entry"])
    assert broken(ground, paper, paper["row"]) == "abstract"


def test_a_level_lowered_by_sql_opens_nothing(ground: Ground, paper: dict[str, Any]) -> None:
    """The plain column says Mật now; the sealed values still say Tối mật, and that counts."""
    ground.run("UPDATE registry_entry SET level = 1 WHERE uuid = ?", paper["entry"])
    ground.run("UPDATE access_right SET level = 1 WHERE person = ?", paper["binh"])
    assert refusal(ground, leaf(ground, paper), paper["row"]) == "no-right"
