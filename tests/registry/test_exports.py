"""Originals leave when one has asked and another has let them go, once; never of a Tuyệt mật line (R27, R50)."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from somat.audit import guard
from somat.audit.models import Leaf
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.refusal import Refused
from somat.people.models import Reliance
from somat.registry.actions import documents, exports
from somat.registry.models import DocumentExport, DocumentVersion
from somat.registry.queries import NotFound
from somat.registry.queries import documents as queries
from somat.vault import client_content
from somat.vault.client import NotOpened
from tests.office import A, M, T
from tests.registry.papers import Papers, machine, papers
from tests.vault.doubled import pdf

__all__ = ["machine", "papers"]
CONTENT = pdf(2, words="nội dung giả định")


@pytest.fixture
def case(papers: Papers) -> tuple[Papers, DocumentVersion, Actor]:
    """A document that Hạnh asks for; Khôi may see its line."""
    entry = papers.office.issued()
    return papers, papers.added(entry, content=CONTENT), papers.let_in("khoi", entry)


def taken(export: DocumentExport, *, by: Actor) -> bytes:
    found, leaf = exports.take(export.uuid, by=by)
    with client_content.original(leaf, version=found.version_id, export=found.uuid) as (size, pieces):
        data = b"".join(pieces)
    assert len(data) == size
    return data


def test_asked_approved_and_taken_once(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    assert [x.uuid for x in queries.exports_waiting(by=khoi, on=asked.entry.day)] == [asked.uuid]
    assert queries.exports_waiting(by=papers.hanh, on=asked.entry.day) == []
    exports.approve(asked.uuid, by=khoi)
    assert taken(asked, by=papers.hanh) == CONTENT
    assert Leaf.unchecked.filter(verb="document.export", decision="granted").count() == 1
    with pytest.raises(NotFound):
        exports.take(asked.uuid, by=papers.hanh)


def test_a_leaf_of_an_export_gives_it_once(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    exports.approve(asked.uuid, by=khoi)
    _, leaf = exports.take(asked.uuid, by=papers.hanh)
    given = {"version": version.uuid, "export": asked.uuid}
    with client_content.original(leaf, **given) as (_, pieces):
        assert b"".join(pieces) == CONTENT
    with pytest.raises(NotOpened, match="leaf-used"), client_content.original(leaf, **given):
        pass


def test_nobody_lets_his_own_go(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    own = exports.ask(version.uuid, reason="Nộp hồ sơ", by=khoi)
    with pytest.raises(Refused, match="R26"):
        exports.approve(own.uuid, by=khoi)
    with pytest.raises(Refused, match="R24"):
        exports.approve(own.uuid, by=papers.hanh)
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
        DocumentExport.unchecked.update(state="approved", answered_by=khoi.person)


def test_not_approved_or_not_his_is_not_taken(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    with pytest.raises(Refused, match="R50"):
        exports.take(asked.uuid, by=papers.hanh)
    exports.approve(asked.uuid, by=khoi)
    with pytest.raises(Refused, match="R50"):
        exports.take(asked.uuid, by=khoi)


def test_a_refused_export_is_over(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    exports.refuse(asked.uuid, by=khoi)
    with pytest.raises(NotFound):
        exports.take(asked.uuid, by=papers.hanh)
    with pytest.raises(DatabaseError), guard.opened(), transaction.atomic():
        DocumentExport.unchecked.filter(uuid=asked.uuid).update(state="approved")
    assert exports.ask(version.uuid, reason="Lần hai", by=papers.hanh).state == "waiting"


def test_a_reason_is_demanded_and_sealed(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, _ = case
    with pytest.raises(Refused, match="R-NUM-9"):
        exports.ask(version.uuid, reason="  ", by=papers.hanh)
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    assert papers.office.ground.all('SELECT count(*) FROM vault_sealed WHERE "row" = ?', asked.uuid) == [(1,)]


def test_never_of_the_highest_level(papers: Papers) -> None:
    entry = papers.office.issued(level=A, abstract="")
    version = papers.added(entry)
    with pytest.raises(Refused, match="R50"):
        exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)


def test_a_line_raised_after_the_approval_keeps_its_original(case: tuple[Papers, DocumentVersion, Actor]) -> None:
    papers, version, khoi = case
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    exports.approve(asked.uuid, by=khoi)
    papers.office.ground.tamper(
        "registry_entry",
        "UPDATE registry_entry SET level = 3, doc_type = '', body = '', signer = '', symbol = '' WHERE uuid = ?",
        version.entry_id,
    )
    with pytest.raises(Refused, match="R50"):
        exports.take(asked.uuid, by=papers.hanh)


@pytest.mark.parametrize(("power", "opens"), [(Power.FILE, True), (Power.BOOK, False)])
def test_a_deputy_lets_an_original_go_within_his_delegation(
    case: tuple[Papers, DocumentVersion, Actor], power: Power, opens: bool
) -> None:
    papers, version, _ = case
    papers.let_in("duy", version.entry)
    asked = exports.ask(version.uuid, reason="Nộp hồ sơ", by=papers.hanh)
    made = papers.office.world.lend("duy", power)
    duy = papers.office.at_desk("duy")
    assert [x.uuid for x in queries.exports_waiting(by=duy, on=asked.entry.day)] == ([asked.uuid] if opens else [])
    if not opens:
        with pytest.raises(Refused, match="R24"):
            exports.approve(asked.uuid, by=duy)
        return
    exports.approve(asked.uuid, by=duy)
    assert [(r.delegation_id, r.object) for r in Reliance.unchecked.all()] == [(made.uuid, asked.uuid)]
    assert taken(asked, by=papers.hanh) == CONTENT


def test_a_deputy_ends_a_document_of_his_level_only(papers: Papers) -> None:
    low, high = papers.office.issued(), papers.office.issued(level=T)
    papers.office.world.lend("duy", Power.FILE, level=M)
    ends = {}
    for entry in (low, high):
        papers.let_in("duy", entry)
        ends[entry.level] = documents.ask_end(papers.added(entry).document_id, by=papers.hanh)
    duy = papers.office.at_desk("duy")
    assert [d.uuid for d in queries.ends_waiting(by=duy, on=low.day)] == [ends[M].uuid]
    assert documents.end(ends[M].uuid, by=duy).state == "ended"
    for act in (documents.end, documents.go_on):
        with pytest.raises(Refused, match="R-AUTH-3"):
            act(ends[T].uuid, by=duy)
    assert Reliance.unchecked.get().object == ends[M].uuid
