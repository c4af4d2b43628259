"""Người và quyền: who is here, what each holds, what is proposed and waits for a second person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.access import actions as access
from somat.access import queries as rights
from somat.audit.change import AlreadyDone
from somat.audit.moment import today
from somat.law.access import SYSTEM, Actor
from somat.law.authority import POWERS
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, Role, may_do
from somat.people import queries
from somat.people.actions.accounts import create, reset
from somat.people.actions.persons import enter_person
from somat.people.actions.unlock import ask_unlock, grant_unlock
from somat.registry import queries as registry
from somat.web import links
from somat.web.acts import attempt, put_errors
from somat.web.papers.begun import PERSON
from somat.web.people import forms as f

PLEDGE = "Bản cam kết khi thôi việc (D-24)"
KINDS = {
    "role": "vai trò",
    "clearance": "độ mật được tiếp cận",
    "book": "giữ sổ",
    "substitute": "thay người giữ sổ",
    "inspector": "đoàn kiểm tra",
    "deputy": "ủy quyền",
}
STATES = {"new": "chưa dùng", "active": "đang dùng", "locked": "đã khóa", "disabled": "đã tắt"}


def show(request: HttpRequest) -> HttpResponse:
    """Everybody, with role, clearance and the state of the account."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    on = today()
    people = queries.people(by=by, on=on)
    roles = queries.roles_held(by=by, on=on)
    levels = rights.highest([p.uuid for p in people], on=on) if rights.WATCHERS & by.duties else {}
    accounts = {a.person_id: a for a in queries.accounts(by=by)}
    rows = [
        {
            "person": p,
            "url": reverse("people:person", args=[p.uuid]),
            "roles": ", ".join(r.word for r in sorted(roles.get(p.uuid, ()))),
            "level": Level(levels[p.uuid]) if p.uuid in levels else None,
            "account": STATES.get(accounts[p.uuid].state, "") if p.uuid in accounts else "chưa có",
        }
        for p in people
    ]
    waiting = len(rights.waiting(by=by))
    context = {
        "rows": rows,
        "new_url": reverse("people:new") if Duty.PERSON_ENTER in by.duties else None,
        "proposals_url": reverse("people:proposals"),
        "unlocks_url": reverse("people:unlocks"),
        "waiting": waiting,
    }
    return render(request, "people/show.html", context)


def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person: rights past and to come, and what this user may propose or do."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.person(person, by=by)
    held = rights.rights(person, by=by)
    books = {b.uuid: b.name for b in registry.all_books(by=by)}
    table = [
        (Duty.CLEARANCE_PROPOSE, "Đề nghị vai trò", "people:role"),
        (Duty.CLEARANCE_PROPOSE, "Đề nghị độ mật được tiếp cận", "people:clearance"),
        (Duty.CLEARANCE_PROPOSE, "Đề nghị giữ sổ, thay người giữ sổ", "people:book"),
        (Duty.CLEARANCE_PROPOSE, "Đề nghị cho đoàn kiểm tra xem sổ", "people:inspector"),
        (Duty.APPOINTMENT_MAKE, "Ghi quyết định bổ nhiệm", "people:appoint"),
        (Duty.PERSON_ENTER, "Chuyển đơn vị…", "people:transfer"),
        (Duty.PERSON_ENTER, "Nghỉ việc, chuyển đi…", "people:leave"),
        (Duty.ACCOUNT_CREATE, "Lập tài khoản", "people:account"),
        (Duty.ACCOUNT_CREATE, "Cấp lại mật khẩu", "people:reset"),
        (Duty.ACCOUNT_UNLOCK_ASK, "Đề nghị mở khóa tài khoản", "people:ask_unlock"),
    ]
    context = {
        "person": found,
        "rights": [
            {
                "what": KINDS["clearance"]
                if r.kind == "clearance"
                else f"giữ {books.get(r.book, 'sổ') if r.book else 'sổ'}",
                "level": Level(r.level),
                "since": r.since,
                "until": r.until,
            }
            for r in held
        ],
        "roles": [r.word for r in sorted(queries.roles(person, on=today()))],
        "posts": queries.appointments(person, by=by),
        "acts": [
            *(
                {"label": label, "url": reverse(name, args=[person])}
                for duty, label, name in table
                if duty in by.duties
            ),
            *([{"label": PLEDGE, "url": pledge_url(PERSON, person)}] if Duty.FORM_PRINT in by.duties else []),
        ],
    }
    return render(request, "people/person.html", context)


def pledge_url(begun: str, uuid: UUID) -> str:
    """The undertaking of one who leaves or hands over (D-24), with what is known of him."""
    return f"{links.page('papers:fill', 'D-24')}?{begun}={uuid}"


def act(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[dict[str, Any]], Any],
    *,
    heading: str,
    send: str,
    rules: list[str],
    says: str = "",
    lead: str = "",
    back: str,
    after: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:
    """One act about a person on one page; a refusal keeps what was typed."""
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        try:
            made, refusals = attempt(lambda: do(form.cleaned_data) or True)
        except AlreadyDone:
            return redirect(back)
        if made is not None:
            return after(made) if after else redirect(back)
        put_errors(form, refusals)
    context = {
        "heading": heading,
        "lead": lead,
        "crumb": {"label": "Người và quyền", "url": reverse("people:show")},
        "form": form,
        "strips": [{"fields": [form[name] for name in form.fields], "says": says, "rules": rules}],
        "send": send,
        "back_url": back,
        "refusals": refusals,
        "refused": "Chưa ghi được",
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


def demand_to_send(request: HttpRequest, duty: Duty) -> None:
    """A form whose choices are other people's asks for the duty first: without it nobody learns what there is to choose."""
    if request.method == "POST":
        demand(may_do(duty, duties=request.actor.duties))  # type: ignore[attr-defined]


def new(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    units = [(str(u.uuid), u.name) for u in queries.units(by=by, on=today())]
    form = f.PersonForm(request.POST or None, units=units)
    return act(
        request, form, lambda d: enter_person(**d, by=by), heading="Thêm người", send="Ghi", rules=["R28"],
        back=reverse("people:show"),
    )  # fmt: skip


def page_of(person: UUID) -> str:
    return reverse("people:person", args=[person])


def role(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = f.RoleForm(request.POST or None)
    return act(
        request, form, lambda d: access.propose_role(person, d["role"], paper=form.paper(), by=by),
        heading="Đề nghị vai trò", send="Đề nghị", rules=["R25", "R28"], lead=queries.person(person, by=by).name,
        says="Người thứ hai là lãnh đạo đồng ý thì mới có hiệu lực.", back=page_of(person),
    )  # fmt: skip


def clearance(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = f.ClearanceForm(request.POST or None)
    return act(
        request, form, lambda d: access.propose_clearance(person, d["level"], paper=form.paper(), by=by),
        heading="Đề nghị độ mật được tiếp cận", send="Đề nghị", rules=["R28"], lead=queries.person(person, by=by).name,
        says="Cán bộ bảo mật đề nghị, lãnh đạo đồng ý.", back=page_of(person),
    )  # fmt: skip


def book(request: HttpRequest, person: UUID) -> HttpResponse:
    """Keep a book for good, or for the days a clerk is away."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand_to_send(request, Duty.CLEARANCE_PROPOSE)
    books = {b.uuid: b for b in registry.all_books(by=by)}
    clerks = [(str(p.uuid), p.name) for p in queries.holders(Role.VT, by=by, on=today()) if p.uuid != person]
    form = f.BookForm(request.POST or None, books=[(str(u), b.name) for u, b in books.items()], clerks=clerks)

    def do(d: dict[str, Any]) -> Any:
        if d["away"]:
            return access.propose_substitute(
                person, books[d["book"]], instead_of=d["instead_of"], paper=form.paper(), by=by
            )
        return access.propose_book(person, books[d["book"]], paper=form.paper(), instead_of=d["instead_of"], by=by)

    return act(
        request, form, do, heading="Đề nghị giữ sổ", send="Đề nghị", rules=["R-IN-8", "R28"],
        lead=queries.person(person, by=by).name, says="Người giữ sổ phải được tiếp cận độ mật cao nhất của sổ.",
        back=page_of(person),
    )  # fmt: skip


def inspector(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand_to_send(request, Duty.CLEARANCE_PROPOSE)
    books = {b.uuid: b for b in registry.all_books(by=by)}
    form = f.InspectorForm(request.POST or None, books=[(str(u), b.name) for u, b in books.items()])
    return act(
        request, form,
        lambda d: access.propose_inspector(
            person, books[d["book"]], first=d["first"], last=d["last"], paper=form.paper(), by=by
        ),
        heading="Đề nghị cho đoàn kiểm tra xem sổ", send="Đề nghị", rules=["R28"],
        lead=queries.person(person, by=by).name,
        says="Tài khoản hết hạn cùng ngày với quyết định; chỉ thấy các dòng trong khoảng ngày này.",
        back=page_of(person),
    )  # fmt: skip


def leave(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = f.LeaveForm(request.POST or None)
    return act(
        request, form, lambda d: access.leave(person, until=d["until"], by=by), heading="Nghỉ việc, chuyển đi",
        send="Chấm dứt quyền", rules=["R29"], lead=queries.person(person, by=by).name,
        says="Một lần làm là hết: phiên, tài khoản, độ mật, sổ đang giữ, các vòng được biết.", back=page_of(person),
    )  # fmt: skip


def account(request: HttpRequest, person: UUID) -> HttpResponse:
    """A new account; its one-time secret is shown once, on the page that answers."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = f.AccountForm(request.POST or None)
    return act(
        request, form,
        lambda d: create(person, username=d["username"], since=today(), until=d["until"], by=by),
        heading="Lập tài khoản", send="Lập", rules=["R28"], lead=queries.person(person, by=by).name,
        says="Tài khoản mới chưa có quyền gì.", back=page_of(person),
        after=lambda made: secret(request, made[0].username, made[1]),
    )  # fmt: skip


def secret(request: HttpRequest, username: str, words: str) -> HttpResponse:
    request.act_done = True  # type: ignore[attr-defined]
    return render(request, "people/secret.html", {"username": username, "secret": words})


@require_POST
def new_secret(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    words = reset(person, by=by)
    return secret(request, queries.account(person, by=by).username, words)


def confirm_reset(request: HttpRequest, person: UUID) -> HttpResponse:
    """Ask before an old password stops working."""
    if request.method == "POST":
        return new_secret(request, person)
    by: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "heading": "Cấp lại mật khẩu",
        "lead": queries.person(person, by=by).name,
        "form": forms.Form(),
        "strips": [
            {"fields": [], "says": "Mật khẩu cũ hết dùng ngay. Mật khẩu mới chỉ hiện một lần.", "rules": ["R28"]}
        ],
        "send": "Cấp lại",
        "back_url": page_of(person),
    }
    return render(request, "form.html", context)


def confirm_ask_unlock(request: HttpRequest, person: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = forms.Form(request.POST or None)
    return act(
        request, form, lambda d: ask_unlock(person, by=by), heading="Đề nghị mở khóa tài khoản", send="Đề nghị",
        rules=["R38"], lead=queries.person(person, by=by).name, says="Người thứ hai đồng ý thì tài khoản mới mở.",
        back=page_of(person),
    )  # fmt: skip


def proposals(request: HttpRequest) -> HttpResponse:
    """What waits for a second person."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    answerable = {p.uuid for p in rights.answerable(by=by)}
    books = {b.uuid: b.name for b in registry.all_books(by=by)}
    found = rights.waiting(by=by)
    names = queries.names(one for p in found for one in (p.person, p.proposed_by, p.instead_of) if one)
    terms = rights.terms([p.uuid for p in found])
    rows = [
        {
            "what": KINDS[p.kind],
            "terms": covers(terms[p.uuid], names.get(p.instead_of, "")) if p.uuid in terms and p.instead_of else "",
            "who": names.get(p.person, ""),
            "level": Level(p.level) if p.level else None,
            "book": books.get(p.book, "") if p.book else "",
            "role": Role(p.role).word if p.role else "",
            "since": p.since,
            "until": p.until,
            "decision": p.decision,
            "by": names.get(p.proposed_by, ""),
            "at": p.proposed_at,
            "confirm_url": reverse("people:confirm", args=[p.uuid]) if p.uuid in answerable else None,
            "refuse_url": reverse("people:refuse", args=[p.uuid]) if p.uuid in answerable else None,
        }
        for p in found
    ]
    return render(request, "people/proposals.html", {"rows": rows})


def covers(terms: Any, giver: str) -> str:
    """What a proposed delegation is about, on the page where it is confirmed: whose powers, which, for which unit."""
    powers = {code for code in terms.powers.split(",") if code}
    words = "; ".join(text for code, text in POWERS.latest.value.items() if code in powers)
    unit = f"; chỉ cho {queries.unit(terms.unit, by=SYSTEM).name}" if terms.unit else ""
    return f"của {giver}: {words}{unit}"


@require_POST
def confirm(request: HttpRequest, proposal: UUID) -> HttpResponse:
    access.confirm(proposal, by=request.actor)  # type: ignore[attr-defined]
    return redirect("people:proposals")


@require_POST
def refuse(request: HttpRequest, proposal: UUID) -> HttpResponse:
    access.refuse(proposal, by=request.actor)  # type: ignore[attr-defined]
    return redirect("people:proposals")


def unlocks(request: HttpRequest) -> HttpResponse:
    """Locked accounts somebody asked to free."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.unlocks_waiting(by=by)
    accounts = {a.uuid: a for a in queries.accounts(by=by)}
    people = {a.person_id for a in accounts.values()}
    names = queries.names([*people, *(r.asked_by for r in found)])
    rows = [
        {
            "who": names.get(accounts[r.account_id].person_id, "") if r.account_id in accounts else "",
            "by": names.get(r.asked_by, ""),
            "at": r.asked_at,
            "grant_url": reverse("people:grant_unlock", args=[r.uuid]) if r.asked_by != by.person else None,
        }
        for r in found
    ]
    return render(request, "people/unlocks.html", {"rows": rows})


@require_POST
def grant(request: HttpRequest, request_uuid: UUID) -> HttpResponse:
    grant_unlock(request_uuid, by=request.actor)  # type: ignore[attr-defined]
    return redirect("people:unlocks")
