"""The circle of one line: a leader lets people in who need to know it, and ends it again."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.access import actions
from somat.access import queries as access
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry import queries
from somat.web.acts import attempt, put_errors
from somat.web.books.forms import Day
from somat.web.books.views.ask import act
from somat.web.books.views.facets import WHY


class LetInForm(forms.Form):
    """Whom to let in, and until when."""

    persons = forms.TypedMultipleChoiceField(
        label="Cho biết thêm",
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ người đã được tiếp cận độ mật này.",
    )
    until = Day(label="Đến hết ngày", required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = people  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day on which the person knows the line."""

    until = Day(label="Ngày cuối được biết")


def show(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Who was let in, past ones too; and the form that lets somebody in."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    demand(may_do(Duty.CIRCLE_GRANT, duties=by.duties))
    request.tab = f"books:{found.kind}"  # type: ignore[attr-defined]
    members = access.members(entry)
    inside = {m.person for m in members if m.until is None or m.until >= today()}
    form = LetInForm(request.POST or None, people=cleared(Level(found.level), without=inside | {by.person}, by=by))
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        made, refusals = attempt(
            lambda: actions.grant_circle(found, persons=data["persons"], until=data["until"], by=by)
        )
        if made is not None:
            return redirect("books:circle", entry)
        put_errors(form, refusals)
    known = people.placed(m.person for m in members)
    context = {
        "line": f"Dòng {found.no:02d} năm {found.year}",
        "level": Level(found.level),
        "highest": Level(found.level),
        "crumb": {"label": f"Dòng {found.no:02d}", "url": reverse("books:entry", args=[entry])},
        "rows": [
            {
                "name": known[m.person].name if m.person in known else "",
                "place": people.place(known[m.person]) if m.person in known else "",
                "why": WHY.get(m.why, m.why),
                "until": m.until,
                "inside": m.person in inside,
                "end_url": reverse("books:end_circle", args=[entry, m.person])
                if m.person in inside and m.person != by.person
                else None,
            }
            for m in members
        ],
        "form": form,
        "refusals": refusals,
    }
    return render(request, "books/let_in.html", context, status=409 if refusals else 200)


def cleared(level: Level, *, without: Collection[UUID], by: Actor) -> list[tuple[str, str]]:
    """Our people who are cleared for a level today and not named yet."""
    everybody = people.people(by=by, on=today())
    held = access.highest([p.uuid for p in everybody], on=today())
    return [
        (str(p.uuid), ", ".join(filter(None, (p.name, people.place(p)))))
        for p in everybody
        if held.get(p.uuid, 0) >= level and p.uuid not in without
    ]


def end(request: HttpRequest, entry: UUID, person: UUID) -> HttpResponse:
    """End one person's need to know."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    demand(may_do(Duty.CIRCLE_GRANT, duties=by.duties))
    name = people.person(person, by=by).name

    def ended(data: dict[str, Any]) -> Any:
        actions.end_circle(found, person=person, until=data["until"], by=by)
        return found

    return act(
        request,
        entry,
        EndForm(request.POST or None, initial={"until": today()}),
        heading=f"Thôi phạm vi được biết: {name}",
        send="Thôi từ sau ngày này",
        strips=[(["until"], "Sau ngày này người đó không mở, không tìm thấy dòng sổ này nữa.", ["R28", "R26"])],
        do=ended,
        after=reverse("books:circle", args=[entry]),
    )
