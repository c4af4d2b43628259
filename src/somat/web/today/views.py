"""Hôm nay: what is due and what waits for this person, most urgent first, each with its ground and one button."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.access import queries as access
from somat.audit.moment import day_of, today
from somat.law.access import Actor
from somat.law.numbering import number_due
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import queries
from somat.registry.queries import steps
from somat.registry.queries.volumes import unclosed
from somat.registry.states import CANCEL, COPIES, CORRECT
from somat.web.today.job import job
from somat.web.today.waiting import elsewhere

WEEK = timedelta(days=7)
ASKED = {CANCEL: "hủy số", CORRECT: "sửa một cột", COPIES: "phát hành thêm bản"}


def show(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    on = today()
    jobs = sorted([*collect(by, on), *elsewhere(by, on)], key=lambda job: job["day"])
    groups = grouped(jobs, on)
    context = {
        "groups": groups,
        "counts": counts(jobs, on),
        "books": books(by, on),
        "desk_url": "/quay/" if Duty.ENVELOPE_RECEIVE in by.duties else None,
        "new_url": new_url(by),
        "empty_next": "Việc mới sẽ hiện ở đây khi đến hạn.",
    }
    return render(request, "today/show.html", context)


def collect(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Jobs of the books; every list is bounded, and each names lines by number only."""
    for draft in queries.drafts_waiting(by=by):
        assert draft.signed_on is not None  # papers that wait have been signed
        due = number_due(draft.signed_on)
        url = f"{reverse('books:new', args=[draft.book])}?ban-thao={draft.uuid}"
        yield job(
            due,
            "Lấy số cho văn bản đã ký",
            url,
            "R-NUM-3",
            "Lấy số",
            detail=f"Ký ngày {draft.signed_on:%d/%m/%Y}",
            by=on,
        )
    if Duty.ENTRY_CONFIRM in by.duties:
        for asked in queries.questions_waiting(by=by, on=on):
            title = f"Trả lời đề nghị {ASKED[asked.kind]}: dòng {asked.entry.no:02d} năm {asked.entry.year}"
            yield job(day_of(asked.asked_at), title, entry_url(asked.entry_id), "R26", "Xem", by=on, soft=True)
    for entry in queries.due(by=by, on=on, until=on + WEEK):
        assert entry.due_on is not None  # the query asks for it
        title = f"Xử lý văn bản đến, số đến {entry.arrival_no or 0:02d} năm {entry.year}"
        yield job(entry.due_on, title, entry_url(entry.uuid), "R-IN-1", "Mở", by=on)
    for to in queries.to_sign(by=by, on=on):
        title = f"Ký nhận bản số {to.copy_no}, dòng {to.entry.no:02d} sổ đi năm {to.entry.year}"
        yield job(day_of(to.entry.registered_at), title, entry_url(to.entry_id), "R-OUT-8", "Ký nhận", by=on, soft=True)
    for step in queries.forwarded(by=by):
        title = f"Nhận văn bản chuyển đến, số đến {step.entry.arrival_no:02d}"
        yield job(day_of(step.at), title, entry_url(step.entry_id), "R-IN-1", "Mở", by=on, soft=True)
    yield from handed(by, on)
    for entry in queries.to_complete(by=by, on=on):
        title = f"Bổ sung dòng sổ sau khi bóc bì, số đến {entry.arrival_no:02d}"
        yield job(day_of(entry.registered_at), title, entry_url(entry.uuid), "R-IN-2", "Bổ sung", by=on, soft=True)
    yield from unsigned(by, on)
    yield from full(by, on)
    yield from old(by, on)
    for proposal in access.answerable(by=by):
        yield job(
            day_of(proposal.proposed_at), "Trả lời đề nghị về quyền", "/nguoi/de-nghi/", "R28", "Xem", by=on, soft=True
        )
    if Duty.ACCOUNT_UNLOCK in by.duties:
        for request in people.unlocks_waiting(by=by):
            yield job(day_of(request.asked_at), "Mở khóa tài khoản", "/nguoi/mo-khoa/", "R38", "Xem", by=on, soft=True)


def handed(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Papers handed on to a unit: for its people, and for the clerk as long as nobody has signed for them."""
    for step in steps.for_unit(by=by, on=on):
        title = f"Nhận văn bản chuyển đến {step.unit}, số đến {step.entry.arrival_no or 0:02d}"
        yield job(day_of(step.at), title, entry_url(step.entry_id), "R-IN-1", "Mở", by=on, soft=True)
    for unit, count in steps.at_the_clerk(by=by, on=on).items():
        title = f"{unit} có {count} văn bản đến chờ nhận ở văn thư"
        detail = "Đến nhận và ký trên sổ giấy"
        yield job(on, title, reverse("books:own", args=["in"]), "R-IN-1", "Xem", detail=detail, by=on, soft=True)
    for step in steps.to_record(by=by, on=on):
        title = f"Ghi ký nhận chuyển đến {step.unit}, số đến {step.entry.arrival_no or 0:02d}"
        url = reverse("books:taken", args=[step.entry_id])
        yield job(day_of(step.at), title, url, "R-IN-1", "Ghi ký nhận", by=on, soft=True)


def full(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Volumes that took their last line: the next is opened, the full one printed, signed and closed."""
    if not by.duties & {Duty.BOOK_OPEN, Duty.BOOK_CLOSE}:
        return
    volumes = queries.full_volumes(by=by)
    unfollowed = {volume.book_id: volume.uuid for volume in volumes if not volume.followed}
    for volume in volumes:
        name, day = f"quyển {volume.no:02d}/{volume.year}", day_of(volume.filled_at)
        if Duty.BOOK_OPEN in by.duties and unfollowed.get(volume.book_id) == volume.uuid:
            url = reverse("books:volumes", args=[volume.book_id])
            title, detail = f"Mở quyển tiếp theo của {volume.book.name}", f"{name.capitalize()} đã đủ dòng"
            yield job(day, title, url, "R-NUM-9", "Mở quyển", detail=detail, by=on, soft=True)
        if Duty.BOOK_CLOSE in by.duties:
            url = reverse("books:close_volume", args=[volume.uuid])
            title = f"In, ký và khóa {name}: {volume.book.name}"
            yield job(day, title, url, "R-OUT-10", "Khóa quyển", detail="Đã đủ dòng", by=on, soft=True)


def old(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Volumes taken in with an old book that have no closing line: the oldest of each book, and how many there are."""
    if Duty.BOOK_CLOSE not in by.duties:
        return
    for one in unclosed(by=by, year=on.year):
        volume = one.volume
        title = f"In, ký và khóa quyển {volume.no:02d}/{volume.year}: {volume.book.name}"
        detail = "Sổ cũ đã nhập" if one.count == 1 else f"Sổ cũ đã nhập, còn {one.count} quyển chưa khóa"
        url = reverse("books:close_volume", args=[volume.uuid])
        yield job(day_of(one.since), title, url, "R-OUT-10", "Khóa quyển", detail=detail, by=on, soft=True)


def unsigned(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """Outgoing lines that somebody has not signed for, from the day after issue."""
    if Duty.ENTRY_REGISTER not in by.duties:
        return
    for book in queries.books(by=by):
        if book.kind != "out":
            continue
        for entry in queries.unsigned(book, by=by, on=on, limit=5):
            days = (on - day_of(entry.registered_at)).days
            if days > 0:
                title = f"Lấy chữ ký nhận: dòng {entry.no:02d} sổ đi năm {entry.year}"
                yield job(
                    on,
                    title,
                    entry_url(entry.uuid),
                    "R-OUT-8",
                    "Ghi ký nhận",
                    detail=f"Vào sổ đã {days} ngày",
                    by=on,
                    soft=True,
                )


def entry_url(uuid: Any) -> str:
    return reverse("books:entry", args=[uuid])


def grouped(jobs: list[dict[str, Any]], on: date) -> list[dict[str, Any]]:
    late = [j for j in jobs if j["day"] < on]
    now_ = [j for j in jobs if j["day"] == on]
    later = [j for j in jobs if j["day"] > on]
    titles = (("Quá hạn", late), (f"Hôm nay, {on:%d/%m}", now_), ("Bảy ngày tới", later))
    return [{"title": title, "jobs": some} for title, some in titles if some]


def counts(jobs: list[dict[str, Any]], on: date) -> dict[str, int]:
    return {
        "all": len(jobs),
        "late": sum(j["day"] < on for j in jobs),
        "today": sum(j["day"] == on for j in jobs),
        "week": sum(j["day"] > on for j in jobs),
    }


def books(by: Actor, on: date) -> list[dict[str, Any]]:
    """The books in use, with the next number of each."""
    rows = []
    for book in queries.books(by=by):
        volume = queries.open_volume(book, by=by) or queries.newest_volume(book, by=by)
        if volume is not None and volume.state != "closed":
            next_no = queries.next_number(volume, by=by)
            rows.append(
                {
                    "name": f"{book.name}, quyển {volume.no:02d}/{volume.year}",
                    "url": reverse("books:show", args=[book.uuid]),
                    "next_no": next_no,
                    "lines": next_no - volume.first_no,
                    "unsigned": len(queries.unsigned(book, by=by, on=on, limit=100)) if book.kind == "out" else None,
                }
            )
    return rows


def new_url(by: Actor) -> str | None:
    for book in queries.books(by=by):
        duty = Duty.ENTRY_ISSUE if book.kind == "out" else Duty.ENTRY_REGISTER
        if duty in by.duties:
            return reverse("books:new", args=[book.uuid])
    return None
