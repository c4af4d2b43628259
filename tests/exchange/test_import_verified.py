"""The journal answers for every sealed piece of an import: a whole verification is clean after each act, and a backup of then restores."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings

from somat.audit.change import change
from somat.audit.moment import now
from somat.audit.verify.whole import verify
from somat.exchange import verbs
from somat.exchange.actions import imports, kept
from somat.exchange.actions.imports import Settings, as_pieces, begin, drop, face, receive, run, settle, step
from somat.exchange.models import Import, Kept
from somat.exchange.oldbook import child
from somat.exchange.oldbook.columns import Column, Kind
from somat.exchange.oldbook.whole import How
from somat.law.access import Actor
from somat.oversight.transfer.backup import back_up, keys_of
from somat.oversight.transfer.rehearse import check_backup
from somat.vault import actions as vault
from tests.audit.ground import house
from tests.exchange.desk import old_book
from tests.office import Office

NAME = "so_di_2019.csv"


@pytest.fixture(autouse=True)
def few_lines_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "STEP", 20)


def wrong(office: Office) -> list[str]:
    """What `somat verify` finds on the site of the test."""
    office.ground.settle()
    return [f"{finding.kind} {finding.facts.get('table')}" for finding in verify(settings.SITE, house=house()).findings]


def begun(office: Office) -> Import:
    return begin(old_book(50), name=NAME, book=office.out.uuid, by=office.hanh)


def settled(row: Import, *, by: Actor) -> None:
    """The columns chosen anew, and the file read again by them."""
    found = face(row, by=by)
    without = {index: column for index, column in found.mapping.items() if column is not Column.SIGNER}
    settle(row.uuid, Settings(without, year=found.year), by=by)


def test_after_every_act_of_an_import_the_whole_site_verifies(office: Office) -> None:
    row, hanh = begun(office), office.at_desk("hanh")
    assert (wrong(office), Kept.unchecked.count()) == ([], 6)
    settled(row, by=hanh)
    assert (wrong(office), Kept.unchecked.count()) == ([], 6)
    assert step(row.uuid, by=hanh).done == 20
    assert wrong(office) == []
    assert run(row.uuid, by=hanh).state == "done"
    assert (wrong(office), Kept.unchecked.count()) == ([], 0)


def test_a_file_kept_before_it_is_read_verifies_and_so_does_one_left_out(office: Office) -> None:
    row = receive(old_book(50), name=NAME, book=office.out.uuid, by=office.hanh)
    assert (wrong(office), Kept.unchecked.count()) == ([], 2)
    face(row, by=office.at_desk("hanh"))
    assert (wrong(office), Kept.unchecked.count()) == ([], 6)
    drop(row.uuid, by=office.hanh)
    assert (wrong(office), Kept.unchecked.count()) == ([], 0)


@pytest.mark.parametrize("what", [kept.FILE, kept.FACE, kept.LINES])
def test_a_piece_changed_behind_the_journal_is_found(office: Office, what: str) -> None:
    row = begun(office)
    piece = kept.of(row, what)[-1]
    office.ground.tamper("vault_sealed", "UPDATE vault_sealed SET level = 2 WHERE row = ?", piece.uuid)
    assert wrong(office) == ["row-differs exchange_kept"]


def backed_up(folder: Path) -> str:
    """What is wrong with a backup of now, restored and verified."""
    folder.mkdir()
    file = folder / "somat.backup"
    back_up(settings.SITE, file, keys=keys_of(file), at=now())
    return check_backup(file, keys_of(file), within=settings.SITE.folder).wrong


def test_a_backup_of_an_import_that_is_open_restores_and_of_one_half_done_too(office: Office, tmp_path: Path) -> None:
    row = begun(office)
    office.ground.settle()
    assert backed_up(tmp_path / "open") == ""
    step(row.uuid, by=office.at_desk("hanh"))
    office.ground.settle()
    assert backed_up(tmp_path / "half") == ""


def begun_unbound(office: Office) -> Import:
    """An import as it was begun while no leaf bound its pieces."""
    hanh, uuid, book = office.hanh, uuid4(), office.out.uuid
    texts = child.texts(old_book(50), name=NAME, how=How(now().date(), Kind.OUT), step=20)
    file = [(kept.FILE, 0, b'{"name":"so.csv"}'), (kept.FILE, 1, old_book(50))]
    read = [piece for piece in as_pieces(texts) if piece[0] != kept.RESULT]
    pieces = kept.sealed([*file, *read], batch=uuid, book=book)
    with change(verbs.IMPORT_BEGIN, by=hanh) as act:
        row = Import(uuid=uuid, book=book, sha256="0" * 64, parts=0, by=hanh.person, at=act.at)
        row.save(force_insert=True)
        Kept.unchecked.bulk_create(piece.row for piece in pieces if isinstance(piece.row, Kept))
        vault.keep([value for piece in pieces for value in piece.sealed])
        act.about(row)
    return row


def test_pieces_of_an_older_version_are_named_until_their_import_ends(office: Office) -> None:
    one, other = begun_unbound(office), begun_unbound(office)
    assert wrong(office) == ["row-without-leaf exchange_kept"] * 12
    drop(one.uuid, by=office.hanh)
    assert wrong(office) == ["row-without-leaf exchange_kept"] * 6
    assert run(other.uuid, by=office.at_desk("hanh")).taken == 50
    assert wrong(office) == []
