"""Đơn vị và chức vụ: the tree of units, and posts given by a dated decision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from somat.access import actions as access
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries
from somat.people.actions.persons import appoint, close_unit, enter_unit
from somat.web.books.forms import Day
from somat.web.people.views import act, page_of


class UnitForm(forms.Form):
    """A unit below another; without one above it is the agency itself."""

    name = forms.CharField(label="Tên đơn vị", max_length=200)
    short = forms.CharField(label="Tên tắt", max_length=40, required=False)
    parent = forms.TypedChoiceField(label="Thuộc", coerce=UUID, empty_value=None, required=False)
    since = Day(label="Từ ngày")

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].choices = [("", "—"), *units]  # type: ignore[attr-defined]


class CloseUnitForm(forms.Form):
    """The last day of a unit."""

    until = Day(label="Ngày cuối cùng")


class PostForm(forms.Form):
    """A post and its unit."""

    unit = forms.TypedChoiceField(label="Đơn vị", coerce=UUID)
    post = forms.CharField(label="Chức vụ", max_length=120)

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = units  # type: ignore[attr-defined]


class AppointForm(PostForm):
    """The decision that gives a post."""

    decision = forms.CharField(label="Số quyết định", max_length=60)
    decided_on = Day(label="Ngày quyết định")
    since = Day(label="Từ ngày")
    until = Day(label="Đến ngày", required=False)


class TransferForm(PostForm):
    """Going to another unit: the last day in the old one."""

    until = Day(label="Ngày cuối ở đơn vị cũ")


def show(request: HttpRequest) -> HttpResponse:
    """The units of today, each below the one it belongs to, with its people."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    units, everybody = queries.units(by=by, on=today()), queries.people(by=by, on=today())
    above = {u.uuid: u.parent_id for u in units}
    rows = [
        {
            "unit": unit,
            "depth": range(depth(unit.uuid, above)),
            "people": [p for p in everybody if p.unit_id == unit.uuid],
            "close_url": reverse("people:close_unit", args=[unit.uuid]) if Duty.PERSON_ENTER in by.duties else None,
        }
        for unit in units
    ]
    outside = [p for p in everybody if p.unit_id not in above]
    new_url = reverse("people:new_unit") if Duty.PERSON_ENTER in by.duties else None
    return render(request, "people/units.html", {"rows": rows, "outside": outside, "new_url": new_url})


def depth(unit: UUID, above: dict[UUID, UUID | None]) -> int:
    """How many units of today stand above this one."""
    steps, at = 0, above.get(unit)
    while at in above and steps < len(above):
        steps, at = steps + 1, above[at]
    return steps


def choices(by: Actor) -> list[tuple[str, str]]:
    return [(str(u.uuid), u.name) for u in queries.units(by=by, on=today())]


def new(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    form = UnitForm(request.POST or None, units=choices(by), initial={"since": today()})
    return act(
        request, form, lambda d: enter_unit(**d, by=by), heading="Thêm đơn vị", send="Ghi", rules=["R28"],
        says="Đơn vị mới theo quyết định tổ chức; quyền của người không theo đơn vị mà có.",
        back=reverse("people:units"),
    )  # fmt: skip


def close(request: HttpRequest, unit: UUID) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.unit(unit, by=by)
    form = CloseUnitForm(request.POST or None, initial={"until": today()})
    return act(
        request, form, lambda d: close_unit(unit, until=d["until"], by=by), heading="Kết thúc đơn vị",
        send="Kết thúc", rules=["R29"], lead=found.name,
        says="Trước đó chuyển hết người và đơn vị trực thuộc đi nơi khác.", back=reverse("people:units"),
    )  # fmt: skip


def appointment(request: HttpRequest, person: UUID) -> HttpResponse:
    """A leader records the decision that gives a post; no right comes with it."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.person(person, by=by)
    initial = {"unit": found.unit_id, "post": found.post}
    form = AppointForm(request.POST or None, units=choices(by), initial=initial)
    return act(
        request, form, lambda d: appoint(person, **d, by=by), heading="Ghi quyết định bổ nhiệm", send="Ghi",
        rules=["R28"], lead=found.name, says="Chức vụ không tự đem theo quyền nào: vai trò, độ mật, sổ đề nghị riêng.",
        back=page_of(person),
    )  # fmt: skip


def transfer(request: HttpRequest, person: UUID) -> HttpResponse:
    """To another unit: what he held ends, new rights are proposed anew."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.person(person, by=by)
    form = TransferForm(request.POST or None, units=choices(by), initial={"until": today()})
    return act(
        request, form, lambda d: access.transfer(person, **d, by=by), heading="Chuyển đơn vị", send="Chuyển",
        rules=["R29"], lead=found.name,
        says="Mọi vai trò, độ mật, sổ đang giữ, phạm vi được biết hết sau ngày này; ở đơn vị mới đề nghị lại.",
        back=page_of(person),
    )  # fmt: skip
