"""Bì đã qua quầy: those with signs of opening, wrongly packed or returned; for who keeps the book, and for its inspector's days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from somat.audit.moment import today
from somat.exchange import queries, verbs
from somat.exchange.queries import Past
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.receiving import Act, Envelope
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry.opening import open_all
from somat.registry.words import Words
from somat.web.books.forms import Day, Period
from somat.web.desk.views import TABLE, WORDS, plain_refusal

STEPS = "exchange_step"
WHY = {
    Past.OPENED: "Có dấu hiệu bất thường",
    Past.PACKING: "Thiếu bản, sai cách đóng gói",
    Past.RETURNED: "Đã trả nơi gửi",
}
RULES = {Past.OPENED: ["R-IN-3", "R-IN-4"], Past.PACKING: ["R-IN-5"], Past.RETURNED: ["R-IN-3"]}
DID = {
    Act.REPORT: "Báo người đứng đầu",
    Act.ASK_SENDER: "Đề nghị nơi gửi bổ sung",
    Act.CORRECTED: "Nơi gửi đã bổ sung",
    Act.CLEAR: "Cho làm tiếp",
    Act.RETURN: "Trả nơi gửi",
}


class PastForm(Period):
    """Which envelopes, handed over between which days."""

    why = forms.ChoiceField(label="Xem", required=False)
    since = Day(label="Nhận từ ngày")
    field_order = ("why", "since", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Tất cả"), *((str(code), title) for code, title in WHY.items())]
        self.fields["why"].choices = choices  # type: ignore[attr-defined]


def show(request: HttpRequest) -> HttpResponse:
    """The list of a period; the period goes by POST like every form, and the first look is this year's."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_READ, duties=by.duties))
    start = {"why": "", **period(by)}
    form = PastForm(request.POST if request.method == "POST" else start)
    context: dict[str, Any] = {"form": form, "asked": False, "rules": [r for some in RULES.values() for r in some]}
    if form.is_valid():
        context |= found(form.cleaned_data, before=place(request), by=by)
    return render(request, "desk/past.html", context)


def period(by: Actor) -> dict[str, str]:
    """This year, or the days that an inspector's decision names."""
    mine = next((scope for scope in by.books if scope.first), None)
    since, until = (mine.first, min(mine.last or today(), today())) if mine else (date(today().year, 1, 1), today())
    return {"since": f"{since:%d/%m/%Y}", "until": f"{until:%d/%m/%Y}"}


def place(request: HttpRequest) -> int | None:
    text = str(request.POST.get("before", ""))
    return int(text) if text.isdigit() and len(text) < 18 else None


def found(data: dict[str, Any], *, before: int | None, by: Actor) -> dict[str, Any]:
    """A page of the list, opened by one recorded reading."""
    why = Past(data["why"]) if data["why"] else None
    page = queries.past(why, since=data["since"], until=data["until"], by=by, on=today(), before=before)
    steps = queries.steps(page.envelopes, by=by)
    every = [step for some in steps.values() for step in some]
    words = open_all({TABLE: page.envelopes, STEPS: every}, verb=verbs.PAST, by=by)
    names = people.names({step.by for step in every} | {one.received_by for one in page.envelopes})
    return {
        "asked": True,
        "rules": RULES[why] if why else [r for some in RULES.values() for r in some],
        "rows": [row(one, steps.get(one.uuid, ()), words, names) for one in page.envelopes],
        "pager": {"says": "", "older": {"value": page.before}, "newer": None} if page.before else None,
        "highest": max((Level(one.level) for one in page.envelopes), default=None),
    }


def row(envelope: Any, steps: Sequence[Any], words: Mapping[UUID, Words], names: Mapping[UUID, str]) -> dict[str, Any]:
    """One envelope: what it was, where it stands, and each step that stopped it or let it go on."""
    kind, says = WORDS[Envelope(envelope.state)]
    return {
        "code": envelope.code,
        "body": words[envelope.uuid].get("body"),
        "symbols": words[envelope.uuid].get("symbols"),
        "level": Level(envelope.level),
        "received_at": envelope.received_at,
        "received_by": names.get(envelope.received_by, ""),
        "kind": kind,
        "says": says,
        "steps": [
            {
                "did": DID[Act(step.act)],
                "at": step.at,
                "by": names.get(step.by, ""),
                "reason": words[step.uuid].get("reason"),
                "faults": faults(step, envelope),
            }
            for step in steps
        ],
    }


def faults(step: Any, envelope: Any) -> list[str]:
    """What a check found; what was done about it does not say it again."""
    codes = step.found.split(";") if Act(step.act) in (Act.REPORT, Act.ASK_SENDER) else []
    return [plain_refusal(code, envelope).sentence() for code in codes if code]
