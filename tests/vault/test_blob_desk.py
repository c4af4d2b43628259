"""The vault takes files in, shows pages and lets originals go: only against leaf, session, right and level; nothing half remains."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from somat.audit.verbs import VERBS
from somat.vault.process.content.desk import VERBS as CONTENT_VERBS
from somat.vault.process.content.stream import CHUNK, TAG
from tests.vault.doubled import pdf
from tests.vault.ground import Ground, Line, Refused
from tests.vault.shelves import DoubledMachine, Sent, Shelves

MACHINE = DoubledMachine
FILE = pdf(3, words="Kế hoạch bảo vệ mục tiêu giả định")


@pytest.fixture
def paper(shelves: Shelves) -> dict[str, Any]:
    """An entry at Tối mật with a kept document of three pages; `duy` is in its circle."""
    ground = shelves.ground
    entry = ground.entry(ground.book(), level=2, rest='{"note":"n"}')
    duy = shelves.reader(cleared=2, entry=entry)
    sent = shelves.keep(shelves.send(duy, entry, [FILE]))
    return {"entry": entry, "duy": duy, "sent": sent}


def code(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as no:
        act()
    return str(no.value.code if no.value.code == "broken-blob" else no.value.facts.get("why") or no.value.code)


# taking in


def test_a_file_is_stored_encrypted_and_known_by_its_hash(shelves: Shelves, paper: dict[str, Any]) -> None:
    facts = paper["sent"].facts
    (path,) = shelves.files()
    assert path.name == paper["sent"].blob.hex
    assert (facts["media"], facts["size"], facts["pages"]) == ("application/pdf", len(FILE), 3)
    assert facts["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert FILE[:8] not in path.read_bytes()  # more than its mark: three bytes alone come up by chance
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, 2 * CHUNK + 1])
def test_files_of_any_size(shelves: Shelves, paper: dict[str, Any], size: int) -> None:
    content = pdf(1).ljust(size, b" ")
    sent = shelves.send(paper["duy"], paper["entry"], [content[at : at + 70_000] for at in range(0, size, 70_000)])
    assert sent.facts["size"] == size
    (path,) = (p for p in shelves.files() if p.name == sent.blob.hex)
    assert path.stat().st_size == 58 + size + TAG * -(-size // CHUNK)


def test_a_broken_connection_leaves_nothing(shelves: Shelves, paper: dict[str, Any]) -> None:
    before = shelves.files()
    sent = shelves.send(paper["duy"], paper["entry"], [FILE, bytes(3 * CHUNK)], cut=True)
    for _ in range(200):
        if shelves.files() == before:
            break
        time.sleep(0.01)
    assert shelves.files() == before
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [FILE], blob=sent.blob)) == "exists-already"


@pytest.mark.parametrize(
    ("content", "why"), [(b"REFUSE macro", "macro"), (b"REFUSE encrypted", "encrypted"), (b"", "empty"), (b"MZ", "unknown-type")]
)  # fmt: skip
def test_a_refused_file_leaves_nothing(shelves: Shelves, paper: dict[str, Any], content: bytes, why: str) -> None:
    before = shelves.files()
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [content])) == why
    assert shelves.files() == before


def test_more_than_the_limit_leaves_nothing(shelves: Shelves, paper: dict[str, Any]) -> None:
    before = shelves.files()
    piece = bytes(CHUNK)
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], (piece for _ in range(101)))) == "too-large"
    assert shelves.files() == before


def test_without_a_converter_nothing_is_taken(shelves: Shelves, paper: dict[str, Any]) -> None:
    shelves.away(True)
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [FILE])) == "converter-away"
    assert len(shelves.files()) == 1


def test_only_who_may_read_the_entry_sends_to_it(shelves: Shelves, paper: dict[str, Any]) -> None:
    stranger, low = shelves.reader(cleared=3), shelves.reader(cleared=1, entry=paper["entry"])
    duy = paper["duy"]
    assert code(lambda: shelves.send(stranger, paper["entry"], [FILE])) == "no-right"
    assert code(lambda: shelves.send(low, paper["entry"], [FILE])) == "no-right"
    assert code(lambda: shelves.send(duy, uuid4(), [FILE])) == "no-right"
    assert code(lambda: shelves.send((duy[0], uuid4()), paper["entry"], [FILE])) == "no-session"
    assert code(lambda: shelves.send((stranger[0], duy[1]), paper["entry"], [FILE])) == "no-session"


def test_a_name_is_used_once(shelves: Shelves, paper: dict[str, Any]) -> None:
    taken = paper["sent"].blob
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [FILE], blob=taken)) == "exists-already"
    assert shelves.look(paper["duy"], paper["sent"], 1)


def test_a_sealed_vault_takes_and_shows_nothing(shelves: Shelves, paper: dict[str, Any]) -> None:
    leaf = shelves.leaf(paper["duy"], paper["sent"], 1)
    shelves.ground.ask("seal-again")
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [FILE])) == "sealed"
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1, leaf=leaf)) == "sealed"


# looking


def test_each_page_is_a_picture(shelves: Shelves, paper: dict[str, Any]) -> None:
    pages = [shelves.look(paper["duy"], paper["sent"], number) for number in (1, 2, 3)]
    assert all(page.startswith(b"\x89PNG") for page in pages)
    assert len(set(pages)) == 3


def test_pictures_are_kept_encrypted_and_read_from_there(shelves: Shelves, paper: dict[str, Any]) -> None:
    first = shelves.look(paper["duy"], paper["sent"], 2)
    path = _settled(shelves)
    assert path.name == f"{paper['sent'].blob.hex}-1"
    assert first[:16] not in path.read_bytes()  # more than its mark, as above
    shelves.away(True)
    assert shelves.look(paper["duy"], paper["sent"], 2) == first


def test_a_long_document_is_made_run_by_run(shelves: Shelves, paper: dict[str, Any]) -> None:
    sent = shelves.keep(shelves.send(paper["duy"], paper["entry"], [pdf(81)]))
    shelves.look(paper["duy"], sent, 81)
    path = _settled(shelves)
    assert path.name == f"{sent.blob.hex}-81"


def _settled(shelves: Shelves) -> Path:
    """The one file of pictures, once it has its name."""
    for _ in range(300):
        files = [path for path in shelves.files("pages") if path.suffix != ".new"]
        if files:
            return files[0]
        time.sleep(0.01)
    raise AssertionError("no pictures were kept")


def test_without_a_converter_the_first_look_fails(shelves: Shelves, paper: dict[str, Any]) -> None:
    shelves.away(True)
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1)) == "converter-away"
    shelves.away(False)
    assert shelves.look(paper["duy"], paper["sent"], 1)


def test_a_file_that_cannot_be_shown_says_so(shelves: Shelves, paper: dict[str, Any]) -> None:
    sent = shelves.keep(shelves.send(paper["duy"], paper["entry"], [pdf(1, words="UNSHOWABLE")]))
    assert code(lambda: shelves.look(paper["duy"], sent, 1)) == "damaged"


def test_a_leaf_opens_its_own_page_once(shelves: Shelves, paper: dict[str, Any]) -> None:
    duy, sent = paper["duy"], paper["sent"]
    leaf = shelves.leaf(duy, sent, 2)
    assert code(lambda: shelves.look(duy, sent, 3, leaf=leaf)) == "rows-differ"
    assert shelves.look(duy, sent, 2, leaf=leaf)
    assert code(lambda: shelves.look(duy, sent, 2, leaf=leaf)) == "leaf-used"
    assert code(lambda: shelves.look(duy, sent, 2, leaf=uuid4())) == "leaf-missing"
    assert code(lambda: shelves.look(duy, sent, 4)) == "no-right"


@pytest.mark.parametrize("verb", ["entry.read", "document.export", "document.add"])
def test_a_leaf_of_another_verb_shows_no_page(shelves: Shelves, paper: dict[str, Any], verb: str) -> None:
    leaf = shelves.leaf(paper["duy"], paper["sent"], 1, verb=verb)
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1, leaf=leaf)) == "verb-does-not-read"


def test_a_leaf_of_a_page_opens_no_text(shelves: Shelves, paper: dict[str, Any]) -> None:
    row = ("registry_entry", paper["entry"])
    who = paper["duy"]
    leaf = shelves.ground.leaf([row], actor=who[0], session=who[1], verb="document.page")
    assert code(lambda: shelves.ground.open(leaf, row)) == "verb-does-not-read"


def test_who_may_not_read_the_entry_sees_no_page(shelves: Shelves, paper: dict[str, Any]) -> None:
    for who in (shelves.reader(cleared=3), shelves.reader(cleared=1, entry=paper["entry"])):
        leaf = shelves.leaf(who, paper["sent"], 1)
        assert code(partial(shelves.look, who, paper["sent"], 1, leaf=leaf)) == "no-right"


def test_a_restarted_vault_refuses_an_old_leaf(shelves: Shelves, paper: dict[str, Any]) -> None:
    leaf = shelves.leaf(paper["duy"], paper["sent"], 1)
    shelves.ground.restart()
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1, leaf=leaf)) == "leaf-older-than-vault"
    assert shelves.look(paper["duy"], paper["sent"], 1)


@pytest.mark.parametrize("kind", ["blobs", "pages"])
def test_a_changed_blob_is_never_skipped(shelves: Shelves, paper: dict[str, Any], kind: str) -> None:
    if kind == "pages":
        shelves.look(paper["duy"], paper["sent"], 1)
        _settled(shelves)
    (path,) = shelves.files(kind)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1)) == "broken-blob"


def test_a_blob_in_the_place_of_another_does_not_open(shelves: Shelves, paper: dict[str, Any]) -> None:
    other = shelves.keep(shelves.send(paper["duy"], paper["entry"], [FILE]))
    first, second = (next(p for p in shelves.files() if p.name == s.blob.hex) for s in (paper["sent"], other))
    first.write_bytes(second.read_bytes())
    assert code(lambda: shelves.look(paper["duy"], paper["sent"], 1)) == "broken-blob"


def test_every_content_verb_is_declared_by_a_room() -> None:
    assert set(VERBS) >= CONTENT_VERBS


# the level


def test_a_raised_line_closes_its_documents_at_once(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground, sent = shelves.ground, paper["sent"]
    blob = shelves.files()[0].read_bytes()
    ground.run("UPDATE registry_entry SET level = 3 WHERE uuid = ?", paper["entry"])
    assert code(lambda: shelves.look(paper["duy"], sent, 1)) == "no-right"
    high = shelves.reader(cleared=3, entry=paper["entry"])
    assert shelves.look(high, sent, 1)
    # by that look the key went up too: a plain column set back by SQL lowers nothing
    ground.run("UPDATE registry_entry SET level = 2 WHERE uuid = ?", paper["entry"])
    assert code(lambda: shelves.look(paper["duy"], sent, 1)) == "no-right"
    assert shelves.files()[0].read_bytes() == blob


def test_a_lowered_line_lowers_keys_when_asked(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    low = shelves.reader(cleared=1, entry=paper["entry"])
    ground.run("UPDATE registry_entry SET level = 1 WHERE uuid = ?", paper["entry"])
    assert ground.ask("rewrap", entry=paper["entry"].hex)["rewrapped"] == 0  # the sealed words still say Tối mật
    (volume,) = ground.all("SELECT volume_id FROM registry_entry WHERE uuid = ?", paper["entry"])[0]
    ground.seal(("registry_entry", paper["entry"], "rest", 2, 1, UUID(str(volume)), "{}"))
    assert code(lambda: shelves.look(low, paper["sent"], 1)) == "no-right"
    assert ground.ask("rewrap", entry=paper["entry"].hex)["rewrapped"] == 1
    assert shelves.look(low, paper["sent"], 1)


# letting go


def test_an_approved_original_leaves_once(shelves: Shelves, paper: dict[str, Any]) -> None:
    duy, sent = paper["duy"], paper["sent"]
    export = shelves.approved(sent, duy[0], by=uuid4())
    assert shelves.take(duy, sent, export) == FILE


def test_no_original_without_another_person(shelves: Shelves, paper: dict[str, Any]) -> None:
    duy, sent = paper["duy"], paper["sent"]
    other = shelves.reader(cleared=2, entry=paper["entry"])
    waiting = shelves.approved(sent, duy[0], by=uuid4(), state="approved")
    others = shelves.approved(sent, other[0], by=uuid4())
    for export in (waiting, others, uuid4()):
        assert code(partial(shelves.take, duy, sent, export)) == "no-right"


def test_no_original_of_the_highest_level(shelves: Shelves) -> None:
    ground = shelves.ground
    entry = ground.entry(ground.book(), level=3)
    an = shelves.reader(cleared=3, entry=entry)
    sent = shelves.keep(shelves.send(an, entry, [FILE]))
    assert shelves.look(an, sent, 1)
    assert code(lambda: shelves.take(an, sent, shelves.approved(sent, an[0], by=uuid4()))) == "no-right"


# keeping


def test_an_ended_document_is_gone_and_its_name_stays(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground, sent = shelves.ground, paper["sent"]
    shelves.look(paper["duy"], sent, 1)
    _settled(shelves)
    assert code(lambda: ground.ask("destroy-key", document=sent.document.hex)) == "no-right"
    _end(ground, sent)
    assert code(lambda: shelves.look(paper["duy"], sent, 1)) == "document-ended"
    ground.ask("destroy-key", document=sent.document.hex)
    assert shelves.files() == [] == shelves.files("pages")
    ground.ask("destroy-key", document=sent.document.hex)
    assert code(lambda: shelves.send(paper["duy"], paper["entry"], [FILE], blob=sent.blob)) == "exists-already"


def _end(ground: Ground, sent: Sent) -> None:
    ground.run(
        "UPDATE registry_document SET state = 'ended', end_asked_by = ?, ended_by = ? WHERE uuid = ?",
        uuid4(), uuid4(), sent.document,
    )  # fmt: skip


def test_what_no_row_names_is_discarded_or_swept_after_a_day(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    now_gone, young, old = (shelves.send(paper["duy"], paper["entry"], [FILE]) for _ in range(3))
    ground.ask("discard", blob=now_gone.blob.hex)
    long_ago = time.time() - 25 * 3600
    for path in shelves.files():
        if path.name in (old.blob.hex, paper["sent"].blob.hex):
            os.utime(path, (long_ago, long_ago))
    assert ground.ask("sweep") == {"ok": True, "orphans": 1, "ended": 0}
    assert {path.name for path in shelves.files()} == {young.blob.hex, paper["sent"].blob.hex}


def test_a_named_blob_is_not_discarded(shelves: Shelves, paper: dict[str, Any]) -> None:
    assert code(lambda: shelves.ground.ask("discard", blob=paper["sent"].blob.hex)) == "exists-already"
    assert shelves.look(paper["duy"], paper["sent"], 1)


def test_no_word_about_blobs_ends_the_key_of_a_volume(shelves: Shelves, paper: dict[str, Any]) -> None:
    ground = shelves.ground
    (volume,) = ground.all("SELECT volume_id FROM registry_entry WHERE uuid = ?", paper["entry"])[0]
    ground.ask("discard", blob=UUID(str(volume)).hex)
    row = ("registry_entry", paper["entry"])
    assert ground.read(paper["duy"][0], row) == [{"rest": '{"note":"n"}'}]


def test_the_sweep_ends_what_an_act_could_not(shelves: Shelves, paper: dict[str, Any]) -> None:
    _end(shelves.ground, paper["sent"])
    assert shelves.ground.ask("sweep") == {"ok": True, "orphans": 0, "ended": 1}
    assert shelves.files() == []
    assert shelves.ground.ask("sweep") == {"ok": True, "orphans": 0, "ended": 0}


def test_what_a_killed_vault_left_aside_goes_at_its_start(shelves: Shelves, paper: dict[str, Any]) -> None:
    line = Line(shelves.ground.site.socket)
    duy = paper["duy"]
    line.ask(
        "put", actor=duy[0].hex, session=duy[1].hex, entry=paper["entry"].hex, object=uuid4().hex, version=1,
        blob=uuid4().hex,
    )  # fmt: skip
    for _ in range(300):
        if any(path.suffix == ".new" for path in shelves.files()):
            break
        time.sleep(0.01)
    assert [path.suffix for path in shelves.files()].count(".new") == 1
    shelves.ground.restart(9)
    line.close()
    assert [path.name for path in shelves.files()] == [paper["sent"].blob.hex]
