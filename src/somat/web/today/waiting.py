"""Jobs of the other desks for the page of the day: envelopes, the journal's sheet, backups, the law folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from somat.access import queries as access
from somat.audit import sheet
from somat.audit.moment import day_of, now
from somat.catalogue import queries as catalogue
from somat.exchange import queries as exchange
from somat.law.access import Actor
from somat.law.receiving import Envelope
from somat.law.roles import Duty
from somat.oversight import queries as oversight
from somat.registry import queries as registry
from somat.registry.queries import documents
from somat.vault import queries as vault
from somat.web.papers.unaccepted import unaccepted
from somat.web.people.handing import waits
from somat.web.today.job import job

WAITS = {
    Envelope.RECEIVED: ("Kiểm bì {code}", "R-IN-6", "Kiểm bì"),
    Envelope.CHECKED: ("Vào sổ văn bản trong bì {code}", "R-IN-1", "Vào sổ"),
    Envelope.AWAITING_CORRECTION: ("Bì {code} chờ nơi gửi bổ sung", "R-IN-5", "Mở bì"),
    Envelope.WITH_HEAD: ("Bì {code} có dấu hiệu bất thường, chờ người đứng đầu", "R-IN-4", "Mở bì"),
}
NAMED = 6  # codes of forms that one job names


def elsewhere(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Envelopes on the desk, and the daily sheet of the journal."""
    for envelope in exchange.on_desk(by=by, on=on):
        if Envelope(envelope.state) in WAITS:
            title, rule, act = WAITS[Envelope(envelope.state)]
            url = reverse("desk:one", args=[envelope.uuid])
            yield job(day_of(envelope.received_at), title.format(code=envelope.code), url, rule, act, by=on, soft=True)
    yield from originals(by, on)
    if Duty.LAW_ACCEPT in by.duties:
        yield from overrides(by, on)
    words = vault.word_search() if Duty.LAW_ACCEPT in by.duties else None
    if words is not None and words.agreed_by is None and words.asked_by != by.person:
        title = "Cho tìm trong chữ của tài liệu, hoặc không"
        yield job(day_of(words.asked_at), title, reverse("vault:words"), "R27", "Xem", by=on, soft=True)
    if Duty.CLEARANCE_PROPOSE in by.duties:
        yield from keepers(by, on)
    for one in access.handovers(by=by):
        if waits(one, by=by, on=on):
            url = reverse("people:take_book", args=[one.uuid])
            yield job(one.since, "Nhận bàn giao sổ", url, "R29", "Nhận", detail=one.decision, by=on, soft=True)
    for light in oversight.lights(by=by, at=now()):
        if light.kind != "ok":
            yield job(on, f"{light.label}: {light.words}", reverse("system:show"), "R56", "Xem", by=on, soft=True)
    if Duty.FORM_ACCEPT in by.duties and (codes := unaccepted(by=by)):
        title, first = f"{len(codes)} biểu mẫu, con dấu chờ nhận trước khi in", ", ".join(codes[:NAMED])
        detail = f"{first}…" if len(codes) > NAMED else first
        yield job(on, title, reverse("papers:show"), "R-FORM-1", "Xem", detail=detail, by=on, soft=True)
    if Duty.JOURNAL_SHEET in by.duties and sheet.due(on):
        yield job(on, "In tờ điểm chốt nhật ký trong ngày", reverse("journal:show"), "R-SEC-2", "In tờ", by=on)


def keepers(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Books that nobody keeps: no line can be written in them."""
    books = {book.uuid: book for book in registry.all_books(by=by)}
    kept = access.kept(list(books), on=on)
    for uuid, book in books.items():
        if uuid not in kept:
            title = f"Đề nghị người giữ {book.name}"
            yield job(book.opened_on, title, reverse("people:show"), "R-IN-8", "Đề nghị", by=on, soft=True)


def overrides(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """What another person would put over the shipped rows and lists, and a second one has to accept."""
    folder = catalogue.waiting_law(by=by)
    if folder is not None:
        title, url = "Nhận thư mục căn cứ của cơ quan", reverse("law:show")
        yield job(day_of(folder.proposed_at), title, url, "R-CONF-1", "Xem", detail=folder.hash[:16], by=on, soft=True)
    for file in catalogue.waiting_trust(by=by):
        title = "Nhận danh sách thu hồi" if file.kind == file.Kind.CRL else "Nhận chứng thư gốc"
        url = reverse("papers:signatures")
        yield job(day_of(file.proposed_at), title, url, "R27", "Xem", detail=file.name, by=on, soft=True)


def originals(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Originals and ends of documents that wait for another person, and what this person may take."""
    url = reverse("documents:exports")
    if Duty.DOCUMENT_APPROVE in by.duties:
        for asked in documents.exports_waiting(by=by, on=on):
            title = f"Duyệt xuất tệp gốc: dòng {asked.entry.no:02d} năm {asked.entry.year}"
            yield job(day_of(asked.asked_at), title, url, "R27", "Xem", by=on, soft=True)
        for document in documents.ends_waiting(by=by, on=on):
            title = f"Kết thúc tài liệu {document.ordinal}: dòng {document.entry.no:02d} năm {document.entry.year}"
            entry = reverse("books:entry", args=[document.entry_id])
            assert document.end_asked_at is not None  # the query asks for it
            yield job(day_of(document.end_asked_at), title, entry, "R-SEC-3", "Xem", by=on, soft=True)
    if Duty.DOCUMENT_EXPORT in by.duties:
        for ready in documents.exports_ready(by=by, on=on):
            title = f"Lấy tệp gốc đã duyệt: dòng {ready.entry.no:02d} năm {ready.entry.year}"
            yield job(day_of(ready.asked_at), title, url, "R50", "Lấy", by=on, soft=True)
