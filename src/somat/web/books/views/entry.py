"""One line: its page with its whole history, and the signatures for its copies."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.change import record_absent
from somat.audit.history import history
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.sign import record_paper, sign
from somat.registry.states import CANCEL, COPIES, CORRECT, WAITING
from somat.registry.verbs import READ_ENTRY
from somat.web.acts import attempt, key_of
from somat.web.books.forms import PaperForm
from somat.web.books.lines import Line, Opened, line, open_lines

ASKS = {CANCEL: "Đề nghị hủy số", CORRECT: "Đề nghị sửa cột", COPIES: "Đề nghị phát hành thêm bản"}
COPYING = {True: "Được phép sao, chụp", False: "Không được phép sao, chụp"}


def show(request: HttpRequest, entry: UUID) -> HttpResponse:
    """One line of a book. A look-up of what is hidden leaves the same leaf as one of what is not there."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, opened = look(entry, by=by)
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    shown = line(found, opened)
    signed = [r for r in shown.recipients if r["signed_by"]]
    context = {
        "entry": {
            "number": shown.number or f"Dòng {shown.no:02d}",
            "lead": f"{shown.doc_type}. {shown.abstract}" if shown.doc_type else shown.abstract,
            "level": shown.level,
            "cancelled": shown.cancelled,
        },
        "crumb": crumb(found, by=by),
        "acts": acts(found, shown, by=by),
        "pending": pending(found, opened, by=by),
        "facts": facts(found, shown, opened),
        "recipients": signatures(found, shown, by=by),
        "signed": {"n": len(signed), "all": len(shown.recipients)},
        "answers": answers(found, by=by),
        "events": events(found, opened, by=by),
        "highest": shown.level,
        "kind": found.kind,
    }
    return render(request, "books/entry.html", context)


def look(entry: UUID, *, by: Actor) -> tuple[Any, Opened]:
    try:
        found = queries.entry(entry, by=by, on=today())
    except queries.NotFound:
        record_absent(READ_ENTRY, by=by, object=entry)
        raise
    return found, open_lines([found], by=by, verb=READ_ENTRY, object=found.uuid)


def crumb(found: Any, *, by: Actor) -> dict[str, str]:
    """Back to the book for who sees it whole, else to the person's own lines."""
    for book in queries.books(by=by):
        if book.uuid == found.book_id:
            return {"label": book.name, "url": reverse("books:show", args=[book.uuid])}
    return {"label": "Văn bản của tôi", "url": reverse("books:own", args=[found.kind])}


def acts(found: Any, shown: Line, *, by: Actor) -> list[dict[str, Any]]:
    """The buttons: only what this person's duties allow, and nothing on a cancelled line but printing."""
    own = [found.uuid]
    live = shown.cancelled is None
    table: list[tuple[Any, str, str, dict[str, Any]]] = [
        (shown.sign_url and Duty.ENTRY_REGISTER in by.duties, "Ghi ký nhận", "books:sign", {"key": "F8", "main": True}),
        (found.kind == "in" and not found.completed, "Bổ sung sau khi bóc bì", "books:complete", {"main": True}),
        (found.kind == "in" and live and Duty.ENTRY_REGISTER in by.duties, "Chuyển đơn vị", "books:forward", {}),
        (found.kind == "in" and live and Duty.ENTRY_REGISTER in by.duties, "Nối văn bản trả lời", "books:link", {}),
        (Duty.BOOK_PRINT in by.duties, "In dòng sổ", "books:print_entry", {"key": "F9", "icon": "print"}),
        (live and Duty.ENTRY_CORRECT in by.duties, "Sửa một cột…", "books:correct", {}),
        (live and found.kind == "out" and Duty.ENTRY_ISSUE in by.duties, "Phát hành thêm bản…", "books:copies", {}),
        (live and Duty.ENTRY_CANCEL in by.duties, "Hủy số…", "books:cancel", {"red": True}),
    ]
    made = [{"label": label, "url": reverse(name, args=own), **more} for may, label, name, more in table if may]
    if Duty.ENTRY_ISSUE in by.duties or Duty.ENTRY_REGISTER in by.duties:
        copy = f"{reverse('books:new', args=[found.book_id])}?nhu={found.uuid}"
        made.append({"label": "Vào sổ theo mẫu dòng này", "url": copy})
    return made


def pending(found: Any, opened: Opened, *, by: Actor) -> list[dict[str, Any]]:
    """What waits for a leader's answer; who asked cannot answer."""
    rows = []
    for asked in opened.questions.get(found.uuid, ()):
        if asked.state != WAITING:
            continue
        words = opened.words[asked.uuid]
        may = Duty.ENTRY_CONFIRM in by.duties and asked.asked_by != by.person
        value = f" {asked.column if (asked.column or 0) <= 10 else 4}: “{words.get('value')}”" if asked.column else ""
        rows.append(
            {
                "says": f"{ASKS[asked.kind]}{value}. Lý do: {words.get('reason')}",
                "by": opened.names.get(asked.asked_by, ""),
                "at": asked.asked_at,
                "confirm_url": reverse("books:confirm", args=[asked.uuid]) if may else None,
                "drop_url": reverse("books:turn_down", args=[asked.uuid]) if may else None,
            }
        )
    return rows


def facts(found: Any, shown: Line, opened: Opened) -> list[dict[str, Any]]:
    """The line field by field, in the order of the form."""
    words = opened.words.get(found.uuid)
    rows: list[tuple[str, Any]] = [("Số thứ tự", f"{shown.no:02d}")]
    if found.kind == "in":
        rows += [
            ("Ngày đến", f"{shown.arrival_on:%d/%m/%Y}"),
            ("Số đến", f"{shown.arrival_no:02d}" if shown.arrival_no else ""),
            ("Cơ quan ban hành", shown.body),
            ("Ngày tháng văn bản", f"{shown.day:%d/%m/%Y}"),
            ("Hạn xử lý", f"{found.due_on:%d/%m/%Y}" if found.due_on else ""),
        ]
    else:
        rows += [
            ("Ngày xác định", f"{shown.day:%d/%m/%Y}"),
            ("Người ký", shown.signer),
            ("Số lượng bản", str(shown.copies)),
            ("Sao, chụp", COPYING[bool(words and words.get("may_copy"))]),
        ]
    rows += [
        ("Đơn vị lưu" if found.kind == "out" else "Đơn vị nhận", shown.unit),
        ("Căn cứ danh mục", shown.basis or "chưa ghi căn cứ"),
        ("Tài liệu thu hồi, hạn trả", f"{found.return_by:%d/%m/%Y}" if found.return_by else ""),
        ("Ghi chú", shown.note),
    ]
    return [{"label": label, "value": value} for label, value in rows]


def signatures(found: Any, shown: Line, *, by: Actor) -> list[dict[str, Any]]:
    rows = []
    for one in shown.recipients:
        receipt = one.get("receipt")
        says = f"{one['signed_by']}, {one['signed_on']:%d/%m/%Y}" if one["signed_by"] else "Chưa ký"
        mine = one.get("person") == by.person and receipt is None and found.kind == "out"
        rows.append(
            {
                "body": one["body"],
                "copy_no": one.get("copy_no"),
                "kind": "pen" if one["signed_by"] else "warn",
                "signed": says,
                "handed": how(receipt),
                "own_sign": reverse("books:sign_own", args=[one["uuid"]]) if mine else None,
            }
        )
    return rows


def how(receipt: Any) -> str:
    if receipt is None:
        return ""
    if receipt.how == "login":
        return "bằng tài khoản của người nhận"
    return f"trên giấy, trang {receipt.page}" if receipt.page else "trên giấy"


def answers(found: Any, *, by: Actor) -> dict[str, str] | None:
    """The outgoing line that answers an arrival, if this person may see it."""
    if found.answered_by is None:
        return None
    reply = queries.entries([found.answered_by], by=by, on=today())
    if not reply:
        return None
    return {"number": f"dòng {reply[0].no:02d} sổ đi", "url": reverse("books:entry", args=[reply[0].uuid])}


def events(found: Any, opened: Opened, *, by: Actor) -> list[dict[str, Any]]:
    """What happened to the line and to what belongs to it, newest first, from the journal."""
    parts = [found.uuid, *(q.uuid for q in opened.questions.get(found.uuid, ()))]
    parts += [r.uuid for r in (opened.receipts.get(t.uuid) for t in opened.recipients.get(found.uuid, ())) if r]
    rows = history(parts)
    names = people.names({row.actor for row in rows})
    return [
        {"at": row.at, "title": row.says, "by": names.get(row.actor, "hệ thống"), "leaf": row.index} for row in rows
    ]


@require_POST
def sign_own(request: HttpRequest, recipient: UUID) -> HttpResponse:
    """The receiver signs for his copy with his own log-in."""
    receipt = sign(recipient, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", receipt.entry_id)


def sign_paper(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The clerk records a signature that was made on paper."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found, opened = look(entry, by=by)
    shown = line(found, opened)
    waiting = [(str(r["uuid"]), r["body"]) for r in shown.recipients if not r["signed_by"] and "uuid" in r]
    form = PaperForm(request.POST or None, recipients=waiting)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        made, refusals = attempt(
            lambda: record_paper(
                data["recipient"],
                name=data["name"],
                signed_at=data["signed_at"],
                page=data["page"],
                by=by,
                key=key_of(request),
            )
        )
        if made is not None:
            return redirect("books:entry", entry)
    context = {
        "heading": "Ghi ký nhận trên giấy",
        "lead": shown.number,
        "level": shown.level,
        "highest": shown.level,
        "crumb": {"label": shown.number, "url": reverse("books:entry", args=[entry])},
        "form": form,
        "strips": [
            {"fields": [form["recipient"], form["name"]], "rules": ["R-OUT-8"]},
            {
                "fields": [form["signed_at"], form["page"]],
                "says": "Ghi như trên sổ giấy hoặc phiếu gửi đã ký.",
                "rules": [],
            },
        ],
        "send": "Ghi ký nhận",
        "back_url": reverse("books:entry", args=[entry]),
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)
