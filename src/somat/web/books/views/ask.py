"""Asking about a line and answering: cancel, correct, further copies; handing an arrival on; completing an envelope."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.roles import Role
from somat.people import queries as people
from somat.people.queries import deputies
from somat.registry import queries
from somat.registry.actions.answer import confirm, turn_down
from somat.registry.actions.ask import Asked, ask
from somat.registry.actions.handle import forward, take_over
from somat.registry.actions.register import Found, complete
from somat.registry.columns import COLUMNS
from somat.registry.line import To
from somat.registry.states import CANCEL, COPIES, CORRECT, power_of
from somat.web.acts import attempt, key_of, put_errors
from somat.web.books.forms import AskForm, CompleteForm, CopiesForm, CorrectForm, ForwardForm
from somat.web.books.whom import settled


def leaders(entry: UUID, kind: str, *, by: Actor) -> list[tuple[str, str]]:
    """Whom a question about a line can be put to: the leaders of today, and the deputies who may decide just this."""
    on = today()
    found = queries.entry(entry, by=by, on=on)
    level, unit = Level(found.level), found.unit
    heads = {p.uuid: p.name for p in people.holders(Role.LD, by=by, on=on)}
    others = {
        p.uuid: f"{p.name} (được ủy quyền)"
        for p in deputies.who_decides(power_of(kind), level=level, unit=unit, by=by, on=on)
        if p.uuid not in heads
    }
    return [(str(uuid), name) for uuid, name in (heads | others).items() if uuid != by.person]


def cancel(request: HttpRequest, entry: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = AskForm(request.POST or None, leaders=leaders(entry, CANCEL, by=by))
    says = "Số đã cấp không bao giờ dùng lại: dòng sổ bị gạch, còn đọc được, kèm lý do và người duyệt."
    return act(
        request,
        entry,
        form,
        heading="Hủy số",
        send="Đề nghị hủy số",
        strips=[(["reason", "leader"], says, ["R-NUM-9", "R26"])],
        do=lambda data: ask(entry, Asked(CANCEL, data["reason"], data["leader"]), by=by, key=key_of(request)),
    )


def correct(request: HttpRequest, entry: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    columns = [(str(c.no), f"({c.form_no}) {c.title}") for c in COLUMNS[found.kind].values()]
    form = CorrectForm(request.POST or None, leaders=leaders(entry, CORRECT, by=by), columns=columns)
    says = "Dòng sổ giữ cả giá trị cũ và mới. Độ mật ghi 1 (Mật), 2 (Tối mật), 3 (Tuyệt mật); ngày ghi 05/03/2026."
    return act(
        request,
        entry,
        form,
        heading="Sửa một cột",
        send="Đề nghị sửa",
        strips=[(["column", "value"], says, ["R-NUM-9"]), (["reason", "leader"], "", ["R26"])],
        do=lambda data: ask(
            entry,
            Asked(CORRECT, data["reason"], data["leader"], column=data["column"], value=data["value"]),
            by=by,
            key=key_of(request),
        ),
    )


def copies(request: HttpRequest, entry: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = CopiesForm(request.POST or None, leaders=leaders(entry, COPIES, by=by))
    return act(
        request,
        entry,
        form,
        heading="Phát hành thêm bản",
        send="Đề nghị phát hành thêm",
        strips=[
            (["recipients"], "Thêm nơi nhận phải có quyết định mới của người có thẩm quyền.", ["R-OUT-9"]),
            (["reason", "leader"], "Ghi số, ngày của quyết định trong lý do.", ["R26"]),
        ],
        do=lambda data: ask(
            entry,
            Asked(COPIES, data["reason"], data["leader"], to=tos(data["recipients"])),
            by=by,
            key=key_of(request),
        ),
    )


def tos(rows: list[dict[str, Any]]) -> tuple[To, ...]:
    return tuple(To(row["text"], row["person"], row["copies"]) for row in rows)


def hand_on(request: HttpRequest, entry: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = ForwardForm(request.POST or None)
    return act(
        request,
        entry,
        form,
        heading="Chuyển văn bản đến",
        send="Chuyển",
        strips=[
            (["unit", "person", "due_on"], "Người được chuyển thấy dòng sổ này và ký nhận bằng tài khoản.", ["R-IN-1"])
        ],
        do=lambda data: forward(
            entry,
            unit=data["unit"],
            person=data["person_person"],
            due_on=data["due_on"],
            by=by,
            key=key_of(request),
        ),
    )


def fill_in(request: HttpRequest, entry: UUID) -> HttpResponse:
    """The named person completes the line of an envelope that only he could open."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = CompleteForm(request.POST or None)
    return act(
        request,
        entry,
        form,
        heading="Bổ sung sau khi bóc bì",
        send="Ghi vào dòng sổ",
        strips=[(["day", "doc_type", "abstract", "copies"], "Tuyệt mật: để trống trích yếu.", ["R-IN-2", "R-OUT-2"])],
        do=lambda data: complete(
            entry,
            found=Found(day=data["day"], doc_type=data["doc_type"], abstract=data["abstract"], copies=data["copies"]),
            by=by,
            key=key_of(request),
        ),
    )


def act(
    request: HttpRequest,
    entry: UUID,
    form: forms.Form,
    *,
    heading: str,
    send: str,
    strips: list[tuple[list[str], str, list[str]]],
    do: Callable[[dict[str, Any]], Any],
    after: str = "",
) -> HttpResponse:
    """One act about one line: its form, its ground, and the refusal with everything typed kept. `after`: where it leads, else the line."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    refusals: tuple[Any, ...] = ()
    if form.is_valid() and settled(form, by=by):
        made, refusals = attempt(lambda: do(form.cleaned_data))
        if made is not None:
            return redirect(after or reverse("books:entry", args=[entry]))
        put_errors(form, refusals)
    back = reverse("books:entry", args=[entry])
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    context = {
        "heading": heading,
        "lead": f"Dòng {found.no:02d} năm {found.year}",
        "level": Level(found.level),
        "highest": Level(found.level),
        "crumb": {"label": f"Dòng {found.no:02d}", "url": back},
        "form": form,
        "strips": [{"fields": [form[n] for n in names], "says": says, "rules": rules} for names, says, rules in strips],
        "send": send,
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


@require_POST
def grant(request: HttpRequest, question: UUID) -> HttpResponse:
    answered = confirm(question, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", answered.entry_id)


@require_POST
def refuse(request: HttpRequest, question: UUID) -> HttpResponse:
    answered = turn_down(question, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", answered.entry_id)


@require_POST
def receive(request: HttpRequest, step: UUID) -> HttpResponse:
    taken = take_over(step, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("books:entry", taken.entry_id)
