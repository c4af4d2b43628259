"""Documents of a line: added, followed by versions, looked at page by page, ended by two; nothing of a refused act remains."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from somat.audit import guard
from somat.audit.change import AlreadyDone
from somat.audit.models import Leaf
from somat.audit.rows import digest_now
from somat.law.access import SYSTEM
from somat.law.refusal import Refused
from somat.registry.actions import documents
from somat.registry.actions.answer import confirm
from somat.registry.looking import look
from somat.registry.models import Document, DocumentVersion
from somat.registry.opening import open_words
from somat.registry.queries import NotFound
from somat.registry.queries import documents as queries
from somat.registry.queries.blobs import stored, wrong
from somat.registry.verbs import READ_ENTRY
from somat.vault import client, client_content
from somat.vault.client import InsideTransaction, NotOpened
from somat.vault.client_content import FileRefused
from somat.vault.models import Sealed
from tests.office import A, T
from tests.registry.evidence import asked
from tests.registry.papers import NAME, Papers, machine, papers
from tests.vault.doubled import pdf

__all__ = ["machine", "papers"]


def test_a_document_belongs_to_its_line(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry)
    document = Document.unchecked.get(uuid=version.document_id)
    assert (document.entry_id, document.ordinal, document.kind, document.state) == (entry.uuid, 1, "main", "live")
    assert (version.number, version.media, version.pages, version.added_by) == (
        1, "application/pdf", 3, papers.hanh.person,
    )  # fmt: skip
    (blob,) = papers.blobs()
    assert blob.name == version.blob.hex


def test_the_name_of_the_file_is_sealed_under_the_volume(papers: Papers) -> None:
    entry = papers.office.issued(level=T)
    version = papers.added(entry)
    sealed = Sealed.unchecked.get(row=version.uuid)
    assert (sealed.table, sealed.column, sealed.level, sealed.key) == (
        "registry_documentversion", "rest", 2, entry.volume_id,
    )  # fmt: skip
    words = open_words([version], table="registry_documentversion", verb=READ_ENTRY, by=papers.hanh)
    assert words[version.uuid].get("name") == NAME


def test_both_rows_are_bound_by_leaves(papers: Papers) -> None:
    version = papers.added(papers.office.issued())
    for table, uuid in (("registry_document", version.document_id), ("registry_documentversion", version.uuid)):
        newest = Leaf.unchecked.filter(object=uuid).order_by("-id").first()
        assert newest is not None and newest.row == digest_now(table, uuid)


def test_versions_never_change(papers: Papers) -> None:
    version = papers.added(papers.office.issued())
    for change in ({"blob": uuid4()}, {"pages": 4}, {"blob_hash": "0" * 64}):
        with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
            DocumentVersion.unchecked.filter(uuid=version.uuid).update(**change)
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
        DocumentVersion.unchecked.filter(uuid=version.uuid).delete()


def test_a_further_version_follows_the_last(papers: Papers) -> None:
    entry = papers.office.issued()
    first = papers.added(entry)
    kept = papers.sent(entry.uuid, by=papers.hanh, document=first.document_id, number=2, content=pdf(5))
    documents.add_version(first.document_id, kept, name="bản 2.pdf", by=papers.hanh)
    (found,) = queries.versions([entry], by=papers.hanh).values()
    assert [(v.number, v.pages) for v in found] == [(2, 5), (1, 3)]
    again = papers.sent(entry.uuid, by=papers.hanh, document=first.document_id, number=2)
    with pytest.raises(Refused, match="R-SEC-2"):
        documents.add_version(first.document_id, again, name="bản 2.pdf", by=papers.hanh)


def test_the_same_key_adds_once(papers: Papers) -> None:
    entry, key = papers.office.issued(), uuid4()
    made = documents.add(
        entry.uuid, papers.sent(entry.uuid, by=papers.hanh), name=NAME, kind="main", by=papers.hanh, key=key
    )
    with pytest.raises(AlreadyDone) as done:
        documents.add(
            entry.uuid, papers.sent(entry.uuid, by=papers.hanh), name=NAME, kind="main", by=papers.hanh, key=key
        )
    assert done.value.object == made.uuid
    assert Document.unchecked.count() == 1


def test_the_drafter_adds_and_a_stranger_does_not(papers: Papers) -> None:
    entry = papers.office.issued()
    duy = papers.let_in("duy", entry)
    assert papers.added(entry, by=duy).added_by == duy.person
    khoi = papers.let_in("khoi", entry)
    with pytest.raises(Refused, match="R24"):  # a leader reads; he adds nothing
        papers.added(entry, by=khoi)
    other = papers.office.issued()
    with pytest.raises(NotOpened, match="no-right"):
        papers.sent(other.uuid, by=duy)
    with pytest.raises(NotFound):
        documents.add(other.uuid, papers.sent(entry.uuid, by=duy), name=NAME, kind="main", by=duy)


def test_a_cancelled_line_takes_no_file(papers: Papers) -> None:
    entry = papers.office.issued()
    papers.office.ground.run("UPDATE registry_entry SET state = 'cancelled' WHERE uuid = ?", entry.uuid)
    with pytest.raises(Refused, match="R-SEC-2"):
        papers.added(entry)
    assert not Document.unchecked.exists()


def test_each_page_is_one_recorded_act(papers: Papers) -> None:
    version = papers.added(papers.office.issued())
    before = Leaf.unchecked.count()
    pictures = [look(version.uuid, page=page, by=papers.hanh) for page in (1, 2, 2)]
    assert pictures[0].data != pictures[1].data == pictures[2].data
    leaves = Leaf.unchecked.order_by("-id")[:3]
    assert Leaf.unchecked.count() == before + 3
    assert {(leaf.verb, leaf.object, leaf.actor) for leaf in leaves} == {
        ("document.page", version.uuid, papers.hanh.person)
    }


def test_hidden_and_absent_pages_look_alike(papers: Papers) -> None:
    version = papers.added(papers.office.issued())
    duy = papers.office.at_desk("duy")
    for uuid, page, by in ((version.uuid, 1, duy), (uuid4(), 1, papers.hanh), (version.uuid, 4, papers.hanh)):
        with pytest.raises(NotFound):
            look(uuid, page=page, by=by)


def test_the_vault_is_not_called_inside_a_transaction(papers: Papers) -> None:
    entry = papers.office.issued()
    with transaction.atomic():
        for act in (
            lambda: papers.sent(entry.uuid, by=papers.hanh),
            lambda: client_content.page(uuid4(), version=uuid4(), page=1),
            lambda: client_content.discard(uuid4()),
            client_content.sweep,
        ):
            with pytest.raises(InsideTransaction):
                act()


def test_a_refused_file_says_why(papers: Papers) -> None:
    entry = papers.office.issued()
    with pytest.raises(FileRefused) as no:
        papers.added(entry, content=b"REFUSE external-relation")
    assert no.value.code == "external-relation"
    assert not papers.blobs()


def test_two_persons_end_a_document(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry)
    khoi = papers.let_in("khoi", entry)
    look(version.uuid, page=1, by=papers.hanh)
    with pytest.raises(NotFound):
        documents.end(version.document_id, by=khoi)
    documents.ask_end(version.document_id, by=papers.hanh)
    with pytest.raises(Refused, match="R24"):
        documents.end(version.document_id, by=papers.hanh)
    documents.end(version.document_id, by=khoi)
    assert Document.unchecked.get().state == "ended"
    assert not papers.blobs()
    with pytest.raises(NotFound):
        look(version.uuid, page=1, by=papers.hanh)
    assert [d.state for d in queries.documents([entry], by=papers.hanh)[entry.uuid]] == ["ended"]


def test_an_end_turned_down_and_the_walls_of_the_database(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry)
    khoi = papers.let_in("khoi", entry)
    documents.ask_end(version.document_id, by=papers.hanh)
    assert [d.uuid for d in queries.ends_waiting(by=khoi, on=entry.day)] == [version.document_id]
    assert queries.ends_waiting(by=papers.hanh, on=entry.day) == []
    documents.go_on(version.document_id, by=khoi)
    assert look(version.uuid, page=1, by=papers.hanh)
    one = khoi.person
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
        Document.unchecked.update(state="ended", end_asked_by=one, ended_by=one)


def test_a_sealed_vault_ends_the_key_later(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry)
    khoi = papers.let_in("khoi", entry)
    documents.ask_end(version.document_id, by=papers.hanh)
    client.seal_again()
    documents.end(version.document_id, by=khoi)
    assert papers.blobs()
    papers.office.ground.unseal()
    assert client_content.sweep() == {"orphans": 0, "ended": 1}
    assert not papers.blobs()


def test_a_corrected_level_reaches_the_keys(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry)
    duy = papers.let_in("duy", entry)
    (blob,) = papers.blobs()
    before = blob.read_bytes()
    assert look(version.uuid, page=1, by=duy)
    question = asked(papers.office, entry, "correct", reason="Xác định lại", column=5, value="3")
    an = papers.office.at_desk("an")
    confirm(question.uuid, by=an)
    assert client_content.rewrap(entry.uuid) == 0  # the answer has done it
    papers.office.ground.tamper(
        "registry_entry", "UPDATE registry_entry SET level = 2 WHERE uuid = ?", entry.uuid
    )  # by SQL alone nothing opens
    with pytest.raises(NotOpened, match="no-right"):
        look(version.uuid, page=1, by=duy)
    assert blob.read_bytes() == before
    assert not Sealed.unchecked.filter(
        row=version.uuid
    ).exists()  # the file's name may say what a Tuyệt mật line is about
    assert look(version.uuid, page=1, by=papers.hanh)
    assert entry.level < A


def test_a_missing_cut_or_changed_blob_is_found(papers: Papers) -> None:
    entry = papers.office.issued()
    version = papers.added(entry, content=pdf(3, words="x" * 1000))
    (one,) = stored(by=SYSTEM)
    (path,) = papers.blobs()
    assert (one.version, one.path(papers.folder), one.size) == (version.uuid, path, path.stat().st_size)
    assert [wrong(one, papers.folder, by_hash=how) for how in (None, "sha256")] == ["", ""]
    whole = bytearray(path.read_bytes())
    whole[-20] ^= 1
    path.write_bytes(whole)
    assert [wrong(one, papers.folder, by_hash=how) for how in (None, "sha256")] == ["", "differs"]
    path.write_bytes(whole[:-1])
    assert wrong(one, papers.folder, by_hash=None) == "differs"
    path.unlink()
    assert wrong(one, papers.folder, by_hash=None) == "missing"
    documents.ask_end(version.document_id, by=papers.hanh)
    documents.end(version.document_id, by=papers.let_in("khoi", entry))
    assert list(stored(by=SYSTEM)) == []
