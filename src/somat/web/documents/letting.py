"""Originals that leave: asked for with a reason, let go by another, taken once (R27, R50)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.documents import may_leave
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry import queries
from somat.registry.actions import exports
from somat.registry.opening import open_all
from somat.registry.queries import documents
from somat.registry.verbs import READ_ENTRY
from somat.vault import client, client_content
from somat.vault.client import Sealed
from somat.web.acts import attempt, key_of, put_errors
from somat.web.documents.listing import SUFFIXES

SAYS = "Tệp gốc ra khỏi chương trình thì không còn dấu người xem: người khác phải duyệt, mỗi lần duyệt lấy một lần."


class AskForm(forms.Form):
    """Why the original is needed."""

    reason = forms.CharField(label="Lý do", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def ask(request: HttpRequest, version: UUID) -> HttpResponse:
    """Ask for an original."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_EXPORT, duties=by.duties))
    found = documents.version(version, by=by, on=today())
    entry = queries.entry(found.entry_id, by=by, on=today())
    demand(may_leave(Level(entry.level)))
    back = reverse("books:entry", args=[entry.uuid])
    form = AskForm(request.POST or None)
    refusals: tuple[Refusal, ...] = ()
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        made, refusals = attempt(lambda: exports.ask(version, reason=reason, by=by, key=key_of(request)))
        if made is not None:
            return redirect(back)
        put_errors(form, refusals)
    context = {
        "heading": "Đề nghị xuất tệp gốc",
        "crumb": {"label": f"Dòng {entry.no:02d} năm {entry.year}", "url": back},
        "form": form,
        "strips": [{"fields": [form["reason"]], "says": SAYS, "rules": ["R50", "R27"]}],
        "refusals": refusals,
        "refused": "Chưa đề nghị được",
        "send": "Đề nghị",
        "back_url": back,
        "action": "",
        "level": Level(entry.level),
    }
    return render(request, "form.html", context, status=409 if refusals else 200)


def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for another person's word, and what this person may take."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_EXPORT, duties=by.duties))
    asked = documents.exports_waiting(by=by, on=today()) if Duty.DOCUMENT_APPROVE in by.duties else []
    ready = documents.exports_ready(by=by, on=today())
    found = [*asked, *ready]  # who asked does not answer: no row stands in both
    words = open_all(
        {client_content.EXPORT_TABLE: found, client_content.VERSION_TABLE: _once(row.version for row in found)},
        verb=READ_ENTRY,
        by=by,
    )
    names = people.names({row.asked_by for row in found} | {row.answered_by for row in ready if row.answered_by})
    context = {
        "asked": [_row(row, words, names) for row in asked],
        "ready": [_row(row, words, names) for row in ready],
        "approves": Duty.DOCUMENT_APPROVE in by.duties,
        "highest": max((Level(row.entry.level) for row in found), default=None),
    }
    return render(request, "documents/exports.html", context)


def _once(rows: Iterator[Any]) -> list[Any]:
    return list({row.uuid: row for row in rows}.values())


def _row(export: Any, words: Any, names: Any) -> dict[str, Any]:
    return {
        "uuid": export.uuid,
        "entry": f"Dòng {export.entry.no:02d} năm {export.entry.year}",
        "entry_url": reverse("books:entry", args=[export.entry_id]),
        "file": words[export.version_id].get("name") if export.version_id in words else "",
        "version": export.version.number,
        "size": export.version.size,
        "level": Level(export.entry.level),
        "reason": words[export.uuid].get("reason"),
        "by": names.get(export.asked_by, ""),
        "at": export.asked_at,
        "answered_by": names.get(export.answered_by, ""),
        "approve_url": reverse("documents:approve_export", args=[export.uuid]),
        "refuse_url": reverse("documents:refuse_export", args=[export.uuid]),
        "take_url": reverse("documents:take_export", args=[export.uuid]),
    }


@require_POST
def approve(request: HttpRequest, export: UUID) -> HttpResponse:
    exports.approve(export, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("documents:exports")


@require_POST
def refuse(request: HttpRequest, export: UUID) -> HttpResponse:
    exports.refuse(export, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("documents:exports")


@require_POST
def take(request: HttpRequest, export: UUID) -> HttpResponseBase:
    """The original as a file, streamed; an approval is not spent on a vault that cannot answer."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if client.status()["state"] != "open":
        raise Sealed("sealed")
    found, leaf = exports.take(export, by=by)
    line = ExitStack()
    size, pieces = line.enter_context(client_content.original(leaf, version=found.version_id, export=found.uuid))
    version = documents.version(found.version_id, by=by, on=today())
    name = f"tai-lieu-{str(found.version_id)[:8]}-ban-{version.number}{SUFFIXES.get(version.media, '')}"
    answer = StreamingHttpResponse(_streamed(line, pieces), content_type=version.media)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Length"] = str(size)
    return answer


def _streamed(line: ExitStack, pieces: Iterator[bytes]) -> Iterator[bytes]:
    with line:
        yield from pieces
