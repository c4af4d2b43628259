"""Stamping a kept PDF: a further version with its marks on record, the one below as it was; nothing of a refused act remains."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction

from somat.audit import guard
from somat.audit.change import AlreadyDone
from somat.audit.models import Leaf
from somat.audit.moment import today
from somat.audit.rows import digest_now
from somat.audit.verify.whole import verify
from somat.catalogue.actions import Shipped
from somat.law.access import SYSTEM
from somat.law.refusal import Refused
from somat.registry.actions import documents, stamping
from somat.registry.actions.stamping import Box, Laying
from somat.registry.models import DocumentMark, DocumentStamping, DocumentVersion
from somat.registry.queries import NotFound
from somat.registry.queries import documents as queries
from somat.registry.queries.blobs import stored, wrong
from somat.vault import client
from somat.vault.client_content import FileRefused
from somat.vault.models import Sealed
from tests.audit.ground import house
from tests.registry.papers import Papers, machine, papers
from tests.vault.doubled import pdf

__all__ = ["machine", "papers"]

JOB = {"marks": [{"page": 2, "left": 30.5, "top": None}, {"page": 1, "left": 1, "top": 2}], "strikes": []}
SIZES = [("C-02a", 40.0, 8.0), ("C-08", 35.0, 9.5)]
STRIKES = [Box("", 3, 12.34, 50, 20, 8)]


def laying(*forms: Shipped) -> Laying:
    return Laying(JOB, b"DRAWN", SIZES, STRIKES, forms)


def done(papers: Papers, version: DocumentVersion, **more: Any) -> DocumentStamping:
    given: dict[str, Any] = {"laying": laying(), "name": "đã đóng dấu.pdf", "by": papers.hanh}
    return stamping.stamp(version.uuid, **(given | more))


def test_the_stamped_file_is_a_further_version_and_the_first_stays_to_the_byte(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    (blob,) = papers.blobs()
    before = blob.read_bytes()
    made = done(papers, first)
    assert blob.read_bytes() == before
    second = DocumentVersion.unchecked.get(uuid=made.version_id)
    assert (second.document_id, second.number, second.added_by) == (first.document_id, 2, papers.hanh.person)
    assert (made.source_id, made.source_hash, made.entry_id) == (first.uuid, first.blob_hash, first.entry_id)
    assert sorted(path.name for path in papers.blobs()) == sorted([first.blob.hex, second.blob.hex])
    assert all(not wrong(one, papers.folder, by_hash="sha256") for one in stored(by=SYSTEM))
    assert Sealed.unchecked.filter(row=second.uuid).count() == 1  # the file's name


def test_each_mark_is_on_record_with_its_box(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    made = done(papers, first)
    entry = queries.document(first.document_id, by=papers.hanh, on=today()).entry
    assert queries.stampings([entry], by=papers.hanh)[made.version_id] == made
    found = [
        (m.code, m.page, m.left, m.top, m.width, m.height) for m in queries.marks([entry], by=papers.hanh)[made.uuid]
    ]
    assert found == [
        ("C-02a", 2, 3050, 2000, 4000, 800),
        ("C-08", 1, 100, 200, 3500, 950),
        ("", 3, 1234, 5000, 2000, 800),
    ]


def test_one_leaf_binds_stamping_and_marks_and_another_the_version(papers: Papers) -> None:
    made = done(papers, papers.added(papers.office.issued()))
    for table, uuid, verb in (
        ("registry_documentstamping", made.uuid, "document.stamp"),
        ("registry_documentversion", made.version_id, "document.version"),
    ):
        newest = Leaf.unchecked.filter(object=uuid).order_by("-id").first()
        assert newest is not None and (newest.row, newest.verb) == (digest_now(table, uuid), verb)


def test_a_version_may_be_stamped_again_and_an_older_one_too(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    second = DocumentVersion.unchecked.get(uuid=done(papers, first).version_id)
    done(papers, second)
    made = done(papers, first)
    last = DocumentVersion.unchecked.get(uuid=made.version_id)
    assert (last.number, made.source_id) == (4, first.uuid)


def found_wrong(papers: Papers) -> list[str]:
    """What `somat verify` finds in the rows of the site."""
    papers.office.ground.settle()
    return [f"{one.kind} {one.facts.get('table')}" for one in verify(settings.SITE, house=house()).findings]


def test_a_site_with_stamped_versions_verifies_and_a_moved_box_is_found(papers: Papers) -> None:
    made = done(papers, papers.added(papers.office.issued()))
    assert found_wrong(papers) == []
    mark = DocumentMark.unchecked.get(stamping=made.uuid, ordinal=1)
    papers.office.ground.tamper(
        "registry_documentmark", 'UPDATE registry_documentmark SET "left" = 1 WHERE id = ?', mark.id
    )
    assert found_wrong(papers) == ["row-differs registry_documentstamping"]


def test_what_is_on_record_never_changes(papers: Papers) -> None:
    made = done(papers, papers.added(papers.office.issued()))
    for rows in (
        DocumentStamping.unchecked.filter(uuid=made.uuid),
        DocumentMark.unchecked.filter(stamping=made.uuid, ordinal=1),
    ):
        change = {"source_hash": "0" * 64} if rows.model is DocumentStamping else {"left": 1}
        with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
            rows.update(**change)
        with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
            rows.delete()


def refused(papers: Papers, version: DocumentVersion, **more: Any) -> str:
    before = papers.blobs()
    with pytest.raises(Refused) as no:
        done(papers, version, **more)
    assert papers.blobs() == before and not DocumentStamping.unchecked.exists()
    return no.value.refusals[0].rule


def test_a_stamp_that_waits_for_the_administrator_is_laid_on_nothing(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    waits = Shipped("C-08", "unverified", "0" * 64)
    assert refused(papers, first, laying=laying(waits)) == "R-FORM-1"
    assert Leaf.unchecked.filter(verb="document.lay", decision="refused").count() == 1


def test_a_cancelled_line_and_an_ended_document_take_no_stamp(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    documents.ask_end(first.document_id, by=papers.hanh)
    assert refused(papers, first) == "R-SEC-2"
    other = papers.added(papers.office.issued())
    papers.office.ground.run("UPDATE registry_entry SET state = 'cancelled' WHERE uuid = ?", other.entry_id)
    assert refused(papers, other) == "R-SEC-2"


def test_who_may_not_see_the_line_finds_nothing_and_who_may_not_add_is_refused(papers: Papers) -> None:
    entry = papers.office.issued()
    first = papers.added(entry)
    with pytest.raises(NotFound):
        done(papers, first, by=papers.office.at_desk("duy"))
    assert refused(papers, first, by=papers.let_in("khoi", entry)).startswith("R")


def test_the_same_key_stamps_once_and_keeps_one_blob(papers: Papers) -> None:
    first, key = papers.added(papers.office.issued()), uuid4()
    done(papers, first, key=key)
    with pytest.raises(AlreadyDone):
        done(papers, first, key=key)
    assert DocumentStamping.unchecked.count() == 1 and len(papers.blobs()) == 2


def test_what_cannot_be_laid_leaves_nothing(papers: Papers) -> None:
    first = papers.added(papers.office.issued(), content=pdf(1, words="NO-ROOM"))
    with pytest.raises(FileRefused, match="mark-full"):
        done(papers, first)
    client.seal_again()
    with pytest.raises(client.Sealed):
        done(papers, first)
    papers.office.ground.unseal()
    assert len(papers.blobs()) == 1 and not DocumentStamping.unchecked.exists()


def test_a_look_is_recorded_like_any_page_and_keeps_nothing(papers: Papers) -> None:
    first = papers.added(papers.office.issued())
    picture = stamping.look(first.uuid, page=2, laying=laying(), by=papers.hanh)
    assert picture.data[:4] == b"\x89PNG"
    assert Leaf.unchecked.filter(verb="document.page", object=first.uuid).count() == 1
    assert len(papers.blobs()) == 1
    with pytest.raises(NotFound):
        stamping.look(first.uuid, page=4, laying=laying(), by=papers.hanh)
    with pytest.raises(NotFound):
        stamping.look(UUID(int=5), page=1, laying=laying(), by=papers.hanh)
