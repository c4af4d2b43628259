"""Bàn kiểm soát nhật ký: who, what, when; verifying; the daily sheet. Nothing secret can be opened from here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit import queries, rows
from somat.audit.actions import record_look, record_sheet, record_verification
from somat.audit.change import AlreadyDone
from somat.audit.leaf import Decision
from somat.audit.moment import VIETNAM, now, today
from somat.audit.sheet import sheet_of
from somat.audit.verify.report import Report
from somat.audit.verify.whole import House, verify
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.reporting.daily_sheet import DailySheet, render_daily_sheet
from somat.reporting.ledger import Checkpoint
from somat.web.acts import key_of

ANSWERS = {
    Decision.GRANTED: ("ok", "cho"),
    Decision.REFUSED: ("bad", "từ chối"),
    Decision.ABSENT: ("wait", "không có"),
}
UNUSUAL = {
    "hours": "Mở, tìm ngoài giờ làm việc",
    "refusals": "Bị từ chối nhiều lần trong một ngày",
    "prints": "In, kết xuất nhiều trong một ngày",
}
SHOWN = 6


def show(request: HttpRequest) -> HttpResponse:
    """The newest leaves, the checkpoints, and what is unusual; to look is an act too."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    record_look(by=by)
    return page(request, by, verified=None)


@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Re-derive everything from the database and compare; the result is recorded and shown."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    queries.leaves(by=by, limit=1)
    report = verify(settings.SITE, house=House(rows.AGGREGATES, tuple(rows.COUNTS)), jobs=1)
    record_verification(report, by=by, key=key_of(request))
    return page(request, by, verified=result(report))


def page(request: HttpRequest, by: Actor, *, verified: dict[str, Any] | None) -> HttpResponse:
    found = queries.leaves(by=by, before=before(request), limit=30)
    names = people.names({line.actor for line in found})
    checkpoints = queries.checkpoints(by=by, limit=SHOWN)
    printed = {sheet.size for sheet in queries.sheets(by=by)}
    counts = Counter(one.kind for one in queries.unusual(by=by, on=today()))
    context = {
        "verified": verified,
        "leaves": [leaf(line, names) for line in found],
        "checkpoints": [
            {
                "size": one.size,
                "at": one.at,
                "root": one.root,
                "kind": "ok" if one.size in printed else "wait",
                "words": "đã in tờ" if one.size in printed else "chưa in",
            }
            for one in checkpoints
        ],
        "checkpoints_url": None,
        "findings": [],
        "unusual": [{"says": UNUSUAL[kind], "n": n} for kind, n in counts.items()],
        "verify_url": reverse("journal:verify") if Duty.JOURNAL_VERIFY in by.duties else None,
        "sheet_url": reverse("journal:sheet") if Duty.JOURNAL_SHEET in by.duties and checkpoints else None,
        "pager": {"says": "", "older": {"url": f"?before={found[-1].place}"}, "newer": None}
        if len(found) == 30
        else None,
    }
    return render(request, "journal/show.html", context)


def before(request: HttpRequest) -> int | None:
    text = request.GET.get("before", "")
    return int(text) if text.isdigit() and len(text) < 18 else None


def leaf(line: queries.Line, names: dict[Any, str]) -> dict[str, Any]:
    kind, answer = ANSWERS.get(line.decision, ("bad", line.decision))
    return {
        "index": line.index,
        "at": line.at,
        "who": names.get(line.actor, "người lạ"),
        "act": line.says,
        "station": line.station,
        "thing": str(line.object)[:8] if line.object else "",
        "kind": kind if line.sound else "bad",
        "answer": answer if line.sound else "lá hỏng",
        "rule": line.rule,
    }


def result(report: Report) -> dict[str, Any]:
    """The report as the page tells it: what was looked at, what was found, the first bad place in words."""
    of_rows = [f for f in report.findings if f.order()[0]]
    of_tree = [f for f in report.findings if not f.order()[0]]
    parts = [
        part("Dựng lại cây từ mọi lá, thứ tự, điểm chốt", report.leaves, of_tree),
        part("Chữ ký điểm chốt đã kiểm", report.signatures, []),
        part("Từng đối tượng so với lá mới nhất của nó", report.objects, of_rows),
    ]
    return {
        "ok": report.ok,
        "upto": report.leaves,
        "at": now().astimezone(VIETNAM),
        "seconds": f"{report.seconds:.1f}".replace(".", ","),
        "root": report.root,
        "parts": parts,
    }


def part(says: str, seen: int, wrong: list[Any]) -> dict[str, Any]:
    words = wrong[0].says() if wrong else "khớp"
    return {"says": says, "seen": seen, "wrong": len(wrong), "kind": "bad" if wrong else "ok", "words": words}


@require_POST
def sheet(request: HttpRequest) -> HttpResponse:
    """The daily sheet as PDF: the newest checkpoint in words and as a QR code, to be signed and kept."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    data = sheet_of(today())
    if data is None:
        raise Http404
    try:
        record_sheet(data.checkpoint, by=by, key=key_of(request))
    except AlreadyDone:
        return redirect("journal:show")
    site = settings.SITE
    pdf = render_daily_sheet(
        DailySheet(
            superior=site.superior,
            agency=site.agency,
            place=site.place,
            day=data.day,
            checkpoint=Checkpoint(data.checkpoint.size, data.checkpoint.root),
            note=data.checkpoint.note,
            print_no=data.printed + 1,
            printed_by=by.name,
            printed_at=now().astimezone(VIETNAM),
            workstation=by.workstation,
            auditor_name=by.name,
        )
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="to-diem-chot-{data.day}.pdf"'
    return response
