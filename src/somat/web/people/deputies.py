"""Ủy quyền: who decides for a leader, by which paper, about what, up to which level and on which days."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.access import actions
from somat.access import queries as access
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.authority import POWERS, Power, delegable
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.people.queries import deputies
from somat.web.books.forms import LEVELS, Day
from somat.web.books.whom import settled
from somat.web.people.forms import PaperForm
from somat.web.people.views import act
from somat.web.widgets import LevelRadio, PersonField

PARTS = (("now", "Đang có hiệu lực"), ("later", "Sắp tới"), ("over", "Đã hết"))


class DeputyForm(PaperForm):
    """A signed delegation as it stands on paper: whose powers, to whom, which ones, how high, for which part, which days."""

    instead_of = PersonField(label="Lãnh đạo ủy quyền", known=True)
    person = PersonField(label="Người được ủy quyền", known=True)
    powers = forms.TypedMultipleChoiceField(
        label="Việc được ủy quyền",
        coerce=Power,
        widget=forms.CheckboxSelectMultiple,
        help_text="Xác định độ mật gồm cả việc quyết định phát hành thêm bản, thêm nơi nhận.",
    )
    level = forms.TypedChoiceField(
        label="Đến độ mật", choices=LEVELS, widget=LevelRadio, coerce=lambda text: Level(int(text))
    )
    unit = forms.TypedChoiceField(label="Phạm vi", coerce=UUID, empty_value=None, required=False)
    field_order = ("instead_of", "person", "powers", "level", "unit", "decision", "decided_on", "since", "until")

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        units = [(str(one.uuid), one.name) for one in people.units(by=by, on=today())]
        self.fields["powers"].choices = [(p.value, capital(p.word)) for p in delegable(today())]  # type: ignore[attr-defined]
        self.fields["unit"].choices = [("", "cả cơ quan"), *units]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Names mean people of ours; between namesakes the clerk chooses."""
        if not self.errors:
            settled(self, by=self.by)
        return self.cleaned_data


class EndForm(forms.Form):
    """The decision that ends a delegation early, and its last day."""

    decision = forms.CharField(label="Số quyết định thôi ủy quyền", max_length=60)
    decided_on = Day(label="Ngày quyết định")
    until = Day(label="Ngày cuối được quyết định thay", help_text="Ghi hôm qua để thôi ngay từ lúc này.")


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def show(request: HttpRequest) -> HttpResponse:
    """Delegations in force, to come and over: all for who proposes or confirms, for others those given to him or by him."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    on = today()
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in PARTS}
    for one in deputies.delegations(by=by, all_for=access.watches(by)):
        rows[when(one.since, one.until, on=on)].append(row(one, by=by, on=on))
    context = {
        "parts": [{"title": title, "rows": rows[name]} for name, title in PARTS if rows[name]],
        "new_url": reverse("people:new_deputy") if Duty.CLEARANCE_PROPOSE in by.duties else None,
    }
    return render(request, "people/deputies.html", context)


def when(since: date, until: date, *, on: date) -> str:
    if until < since or until < on:
        return "over"
    return "now" if since <= on else "later"


def row(one: Any, *, by: Actor, on: date) -> dict[str, Any]:
    ends = Duty.DELEGATION_GIVE in by.duties and one.until >= on and one.until >= one.since
    return {
        "who": one.person.name,
        "post": people.place(one.person),
        "giver": one.giver.name,
        "powers": words_of(deputies.powers_of(one)),
        "level": Level(one.level),
        "unit": one.unit.name if one.unit else "",
        "since": one.since,
        "until": one.until,
        "void": one.until < one.since,
        "decision": one.decision,
        "decided_on": one.decided_on,
        "ended": one.ended_decision,
        "ended_on": one.ended_decided_on,
        "end_url": reverse("people:end_deputy", args=[one.uuid]) if ends else None,
    }


def words_of(powers: frozenset[Power]) -> str:
    """The powers as the paper lists them, in the order of the law's table."""
    return "; ".join(words for code, words in POWERS.latest.value.items() if code in powers)


def new(request: HttpRequest) -> HttpResponse:
    """The security officer enters the paper; the leader whose powers they are confirms it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = DeputyForm(request.POST or None, by=by)

    def do(d: dict[str, Any]) -> Any:
        return actions.propose_deputy(
            d["person_person"],
            giver=d["instead_of_person"],
            powers=d["powers"],
            level=d["level"],
            unit=d["unit"],
            paper=form.paper(),
            by=by,
        )

    return act(
        request, form, do, heading="Ghi ủy quyền cho cấp phó", send="Đề nghị", rules=["R-AUTH-2", "R-AUTH-3", "R28"],
        says="Ghi theo văn bản ủy quyền đã ký. Chính người ủy quyền xác nhận thì mới có hiệu lực. Ủy quyền không cho đọc"
        " thêm dòng nào: người được ủy quyền chỉ thấy dòng được trình cho mình, đến hết ngày ủy quyền.",
        back=reverse("people:deputies"),
    )  # fmt: skip


def end(request: HttpRequest, delegation: UUID) -> HttpResponse:
    """A leader ends a delegation before its last day."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DELEGATION_GIVE, duties=by.duties))
    found = deputies.delegation(delegation, by=by, all_for=access.watches(by))
    form = EndForm(request.POST or None, initial={"until": today()})

    def do(d: dict[str, Any]) -> Any:
        return actions.end_deputy(
            delegation, until=d["until"], decision=d["decision"], decided_on=d["decided_on"], by=by
        )

    return act(
        request, form, do, heading="Thôi ủy quyền trước hạn", send="Thôi ủy quyền", rules=["R-AUTH-3", "R29"],
        lead=f"{found.giver.name} ủy quyền cho {found.person.name} theo {deputies.paper_of(found)},"
        f" đến {found.until:%d/%m/%Y}",
        says="Sau ngày này không quyết định thay được nữa, và các dòng đã trình để quyết định cũng không xem được nữa.",
        back=reverse("people:deputies"),
    )  # fmt: skip
