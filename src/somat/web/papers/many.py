"""One form for many: to each chosen recipient of a line, or for each chosen line of a volume; one PDF, one act on record."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from somat.audit.moment import now, today
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, record_form
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.queries import lists
from somat.registry.verbs import READ_PAGE
from somat.reporting.papers import render as library
from somat.reporting.papers.form import Paper, file_hash
from somat.reporting.typeset import PrintFailed
from somat.web.acts import attempt, key_of
from somat.web.papers import views
from somat.web.papers.agreed import Outdated, agreed
from somat.web.papers.forms import fields_of, tables_of
from somat.web.papers.known import Sources, around, fields_from, of_entries, of_entry, volumes
from somat.web.papers.marking import printed_of

MOST = 500  # lines or recipients of one batch
NUMBERS = re.compile(r"(\d{1,5})(?:\s*[-–]\s*(\d{1,5}))?")
EACH = "recipient."
Chosen = tuple[Mapping[str, Any], Sources]  # the facts of one paper, and the line or recipient it is about


class Unchosen(ValueError):
    """Nothing, too much, or nothing readable was chosen; the text is a Vietnamese sentence."""


def show(request: HttpRequest, code: str) -> HttpResponse:
    """Choose for whom or of which lines, fill in what is common to all, print them in one run."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_PRINT, duties=by.duties))
    form, entry = views.found(code), views.line_of(request)
    if "entry" not in form.acts:
        raise Http404
    sources = of_entry(entry, by=by) if entry else {}
    data = request.POST if request.method == "POST" else None
    initial = fields_from(form, {**around(by), **sources})
    asked = fields_of(form, initial=initial, data=data)
    refusals: tuple[Any, ...] = ()
    if data is not None and asked.is_valid():
        common = views.read(form, asked, data)
        try:
            sets = [] if common is None else chosen(form, common, data, entry=entry, sources=sources, by=by)
            if sets:
                made, refusals = printed(form, sets, entry=entry, by=by, key=key_of(request))
                if made is not None:
                    return made
        except (Unchosen, Outdated) as wrong:
            asked.add_error(None, str(wrong))
        except PrintFailed:
            asked.add_error(None, views.NOT_DRAWN)
    own = {field.name for field in form.fields if field.source.startswith(EACH if entry else "entry.")}
    context = {
        "form": asked,
        "paper": views.row(form, catalogue.accepted_form(code, by=by)),
        "asked": [asked[f.name] for f in form.fields if f.kind != "rows" and f.name not in own],
        "tables": [one for one in tables_of(form, initial=initial, data=data) if one["field"].name not in own],
        "entry": entry,
        "recipients": ticks(sources, data),
        "volumes": [] if entry else volumes(by),
        "volume": request.POST.get("volume", ""),
        "numbers": request.POST.get("numbers", ""),
        "most": MOST,
        "refusals": refusals,
    }
    return render(request, "papers/many.html", context, status=409 if refusals else 200)


def ticks(sources: Mapping[str, Any], data: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    return [
        {"name": f"n-{place}", "label": one["body"], "on": data is None or f"n-{place}" in data}
        for place, one in enumerate(sources.get("entry.recipients", ()))
    ]


def chosen(
    form: Paper,
    common: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    entry: UUID | None,
    sources: Mapping[str, Any],
    by: Actor,
) -> list[Chosen]:
    """The facts of each recipient or line, and what its paper is about. Raises Unchosen."""
    if entry is not None:
        to = sources["entry.recipients"]
        each: Sequence[Mapping[str, Any]] = [
            {f"{EACH}{name}": str(value) for name, value in to[place].items()}
            for place in range(len(to))
            if f"n-{place}" in data
        ]
    else:
        each = read_lines(data, by=by)
    if not 0 < len(each) <= MOST:
        raise Unchosen(f"Mỗi lần in từ 1 đến {MOST} {'nơi nhận' if entry else 'dòng'}; đã chọn {len(each)}.")
    return [({**typed(common), **fields_from(form, one)}, {**sources, **one}) for one in each]


def typed(common: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in common.items() if value not in (None, [])}


def read_lines(data: Mapping[str, Any], *, by: Actor) -> list[Mapping[str, Any]]:
    """The chosen lines of a volume, opened by one recorded reading."""
    try:
        volume = queries.volume(UUID(data.get("volume", "")), by=by)
    except ValueError:
        raise Unchosen("Chọn quyển sổ.") from None
    wanted = numbers(data.get("numbers", ""))
    entries = lists.all_lines(volume, by=by, on=today(), first=min(wanted), last=max(wanted))
    found = [one for one in entries if one.no in wanted]
    return of_entries(found, by=by, verb=READ_PAGE, object=volume.uuid) if found else []


def numbers(written: str) -> set[int]:
    """`1-5, 8` as numbers of lines. Raises Unchosen."""
    found: set[int] = set()
    for part in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-–]\s*", "-", written.strip()))):
        match = NUMBERS.fullmatch(part)
        if match is None:
            raise Unchosen(f"“{part}”: ghi số thứ tự dòng, thí dụ 1-5, 8.")
        first, last = int(match[1]), int(match[2] or match[1])
        if last - first >= MOST:
            raise Unchosen(f"Mỗi lần in nhiều nhất {MOST} dòng.")
        found.update(range(first, last + 1))
    if not 0 < len(found) <= MOST:
        raise Unchosen(f"Ghi số thứ tự của 1 đến {MOST} dòng, thí dụ 1-5, 8.")
    return found


def printed(
    form: Paper, sets: Sequence[Chosen], *, entry: UUID | None, by: Actor, key: UUID
) -> tuple[HttpResponse | None, tuple[Any, ...]]:
    """All papers in one PDF, drawn once the act is committed; or why not. Raises Outdated before it, PrintFailed after."""
    correction = agreed(form, catalogue.accepted_form(form.code, by=by))
    at = now()
    facts = [one for one, _ in sets]
    told = views.hash_of("many", form.code, facts, correction, at)
    shipped = Shipped(form.code, form.state, file_hash(form.code))
    _, refusals = attempt(lambda: record_form(shipped, content_hash=told, of=entry, by=by, key=key))
    if refusals:
        return None, refusals
    feet = [printed_of(form, one, line, at=at, by=by) for one, line in sets]
    response = HttpResponse(
        library.many(form.code, facts, at=at, printed=feet, correction=correction), content_type="application/pdf"
    )
    response.headers["Content-Disposition"] = f'inline; filename="{form.code}-{len(sets)}.pdf"'
    return response, ()
