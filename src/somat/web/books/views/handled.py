"""An arrival that needs no reply: writing that it was handled, correcting that, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions.handled import call_handled, is_handler, keeps_book, take_back
from somat.registry.opening import open_words
from somat.registry.queries import handling
from somat.registry.verbs import READ_ENTRY
from somat.registry.words import Words
from somat.web import links
from somat.web.acts import key_of
from somat.web.books.forms import Day
from somat.web.books.views.ask import act
from somat.web.widgets import Named, PersonField
from somat.web.writing import day

GONE = "đã hủy khi nâng độ mật"


class HandledForm(forms.Form):
    """When, who and how."""

    done_on = Day(label="Ngày xử lý")
    person = PersonField(label="Người xử lý", known=True)
    how = forms.CharField(label="Đã xử lý thế nào", max_length=200)


class BackForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label="Lý do", max_length=400)


def write(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Write that an arrival was handled without a reply; a second time it corrects what stands."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    found = queries.entry(entry, by=by, on=today())
    now = standing(found, by=by)
    form = HandledForm(request.POST or None, initial=started(now, by=by))
    return act(
        request,
        entry,
        form,
        heading="Sửa việc đã ghi" if now else "Đã xử lý, không cần trả lời",
        send="Ghi đã xử lý",
        strips=[
            (
                ["done_on", "person"],
                "Văn bản đến thôi chờ từ khi ghi. Ghi sau hạn thì vẫn là trễ, dù ngày xử lý trong hạn.",
                ["R-IN-1"],
            ),
            (["how"], "Thí dụ: đã phổ biến, lưu hồ sơ. Không ghi nội dung văn bản.", []),
        ],
        do=lambda data: call_handled(
            entry, done_on=data["done_on"], person=data["person_person"], how=data["how"], by=by, key=key_of(request)
        ),
    )


def back(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Take back what was written: the arrival waits again."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    return act(
        request,
        entry,
        BackForm(request.POST or None),
        heading="Rút lại việc đã xử lý",
        send="Rút lại",
        strips=[(["reason"], "Văn bản đến lại chờ xử lý; việc đã ghi vẫn còn trong dòng sổ.", ["R-IN-1"])],
        do=lambda data: take_back(entry, reason=data["reason"], by=by, key=key_of(request)),
    )


def standing(found: Any, *, by: Actor) -> Any:
    """What was written last of a line, if it says that it was handled."""
    rows = handling.handlings([found], by=by).get(found.uuid, [])
    return rows[-1] if rows and rows[-1].done_on else None


def started(now: Any, *, by: Actor) -> dict[str, Any]:
    """A correction begins with what stands; anything else with today and oneself."""
    if now is None:
        return {"done_on": today(), "person": Named(by.name, str(by.person))}
    words = open_words([now], table=handling.TABLE, verb=READ_ENTRY, by=by, object=now.entry_id)[now.uuid]
    name = people.names([now.person]).get(now.person, "")
    return {"done_on": now.done_on, "person": Named(name, str(now.person)), "how": words.get("how")}


def acts(found: Any, rows: Sequence[Any], *, by: Actor) -> list[dict[str, Any]]:
    """The buttons on the page of a line, for who keeps the book and for who handles the paper."""
    if found.kind != "in" or found.state != "live" or Duty.ENTRY_SIGN_FOR not in by.duties:
        return []
    stands = bool(rows and rows[-1].done_on)
    if (found.answered_by and not stands) or not (keeps_book(found, by) or is_handler(found, by, on=today())):
        return []
    made: list[dict[str, Any]] = []
    if not found.answered_by:
        label = "Sửa việc đã xử lý…" if stands else "Đã xử lý, không trả lời…"
        made.append({"label": label, "url": links.to("books:handled", found.uuid)})
    if stands:
        made.append({"label": "Rút lại việc đã xử lý…", "url": links.to("books:not_handled", found.uuid), "red": True})
    return made


def told(rows: Sequence[Any], words: Mapping[UUID, Words], names: Mapping[UUID, str]) -> list[dict[str, Any]]:
    """Everything that was written of it, newest first."""
    return [
        {
            "kind": "ok" if one.done_on else "bad",
            "says": "đã xử lý" if one.done_on else "rút lại",
            "on": one.done_on,
            "person": names.get(one.person, "") if one.person else "",
            "how": words[one.uuid].get("how") or words[one.uuid].get("reason") or GONE,
            "by": names.get(one.by, ""),
            "at": one.at,
        }
        for one in reversed(rows)
    ]


def fact(rows: Sequence[Any], names: Mapping[UUID, str]) -> str:
    """What stands now, beside the day by which it was due."""
    if not rows or not rows[-1].done_on:
        return ""
    return f"{day(rows[-1].done_on)}, {names.get(rows[-1].person, '')}"
