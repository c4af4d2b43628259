"""Finding lines by words, number, body, days, book and level, all in the vault's index; nothing is counted that may not be seen."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from somat.audit.change import change, keyed
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.fold import fold
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.verbs import READ_HITS, SEARCH
from somat.vault import client
from somat.web.acts import key_of
from somat.web.books.forms import LEVELS, Day
from somat.web.books.lines import lines, open_lines
from somat.web.books.older import before
from somat.web.search import filters
from somat.web.widgets import FindInput, LevelBoxes, Pick

PAGE = queries.PAGE


class Worded(forms.CharField):
    """Text in which there is something to find."""

    def clean(self, value: Any) -> str:
        text = str(super().clean(value))
        if text and not fold(text):
            raise forms.ValidationError(f"“{text}” không có chữ cái hay chữ số nào.")
        return text


class SearchForm(forms.Form):
    """What to look for."""

    words = Worded(label="Chữ cần tìm", max_length=200, required=False, widget=FindInput)
    number = Worded(label="Số, ký hiệu", max_length=60, required=False)
    body = Worded(label="Nơi gửi hoặc nơi nhận", max_length=200, required=False, widget=Pick("/goi-y/noi-nhan/"))
    kind = forms.ChoiceField(label="Sổ", choices=[("", "mọi sổ"), ("out", "sổ đi"), ("in", "sổ đến")], required=False)
    since = Day(label="Ngày văn bản, từ", required=False)
    until = Day(label="đến", required=False)
    levels = forms.MultipleChoiceField(label="Độ mật", choices=LEVELS, required=False, widget=LevelBoxes)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("since") and data.get("until") and data["since"] > data["until"]:
            self.add_error("until", f"Ngày cuối trước ngày đầu {data['since']:%d/%m/%Y}.")
        if not self.errors and not filters.search_in_words(data):
            raise forms.ValidationError(
                "Ghi ít nhất một điều để tìm: chữ, số, nơi gửi, nơi nhận, ngày, sổ hoặc độ mật."
            )
        return data


def show(request: HttpRequest) -> HttpResponse:
    """Search and show one page of hits, newest first. Each search and each page of hits is an act."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.ENTRY_SEARCH, duties=by.duties))
    kept = filters.saved(by=by)
    start = {"levels": [str(int(level)) for level in Level]}
    sent = request.POST if request.method == "POST" else None
    form = SearchForm(filters.chosen(kept, request) or sent, initial=start)
    name, refusals = str(request.POST.get("ten", "")), tuple[Refusal, ...]()
    if form.is_valid() and "luu" in request.POST:
        refusals = filters.keep(name, form, by=by, key=key_of(request))
        kept = kept if refusals else filters.saved(by=by)
    context: dict[str, Any] = {"form": form, "asked": None, "results": [], "filters": kept}
    context |= {"refusals": refusals, "refused": "Chưa lưu được", "typed": name if refusals else ""}
    if form.is_valid():
        with keyed(None):  # the same form sent with other words is another search
            context |= found(form.cleaned_data, before=before(request, by=by), by=by)
    return render(request, "search/show.html", context, status=409 if refusals else 200)


def found(data: dict[str, Any], *, before: int | None, by: Actor) -> dict[str, Any]:
    asked = filters.search_in_words(data)
    with change(SEARCH, by=by) as act:
        act.naming(None)
        act.seal_facts(asked)
    hits = client.search(by=by, words=data["words"], filters=filters_of(data), before=before, limit=PAGE)
    more, hits = len(hits) > PAGE, hits[:PAGE]
    entries = queries.entries([hit.uuid for hit in hits], by=by, on=today())
    shown = lines(open_lines(entries, by=by, verb=READ_HITS))
    for line, entry in zip(shown, entries, strict=True):
        line.book = f"{'Sổ đi' if entry.kind == 'out' else 'Sổ đến'}, dòng {entry.no:02d}/{entry.year}"  # type: ignore[attr-defined]
    older = {"value": hits[-1].uuid} if more and hits else None
    return {
        "asked": asked,
        "results": shown,
        "pager": {"says": "", "older": older, "newer": None} if older else None,
        "highest": max((line.level for line in shown), default=None),
    }


def filters_of(data: dict[str, Any]) -> client.Filters:
    levels = tuple(Level(int(level)) for level in data["levels"])
    return client.Filters(
        levels=levels if len(levels) < len(Level) else (),
        first=data["since"],
        last=data["until"],
        kind=data["kind"],
        number=data["number"],
        body=data["body"],
    )
