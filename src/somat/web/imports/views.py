"""Nhập sổ cũ: choose the file, match the columns, see line by line, accept; nothing is in the book before the last step."""

from __future__ import annotations

from time import monotonic
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.exchange.actions import imports as acts
from somat.exchange.actions.imports import Settings, begin, drop, imports, own, receive, run, settle
from somat.exchange.oldbook.columns import TITLES, Column, Kind
from somat.exchange.oldbook.encodings import Scheme
from somat.exchange.oldbook.face import Face
from somat.exchange.oldbook.oldline import OldLine
from somat.exchange.oldbook.result import title_cell
from somat.exchange.oldbook.sheet import BadSheet
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.registry import queries as registry
from somat.web.acts import attempt, key_of, put_errors
from somat.web.imports import result
from somat.web.imports.counts import KINDS, PAGE, about, pager, start_of, steps

STATES = {"open": ("wait", "chưa nhận"), "running": ("now", "đang nhận"), "done": ("ok", "đã nhận")}
SCHEMES = {Scheme.UNICODE: "Unicode", Scheme.TCVN3: "TCVN3 (ABC)", Scheme.VNI: "VNI"}
LONG = 256 * 1024  # bytes of a file (some 4,000 lines) that is kept first and read from a page of its own
AT_ONCE = 8.0  # seconds of acts in one request; the page of the answer goes on by itself


class FileForm(forms.Form):
    """Which file into which book."""

    book = forms.TypedChoiceField(label="Nhập vào sổ", coerce=UUID)
    file = forms.FileField(label="Tệp sổ cũ")

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]


class MapForm(forms.Form):
    """One select a column of the file, the encoding, the year of a book whose days have none, the level of a book of one."""

    scheme = forms.ChoiceField(label="Bảng mã", required=False)
    year = forms.IntegerField(label="Năm của sổ", required=False, min_value=1945, max_value=2100)
    level = forms.TypedChoiceField(
        label="Độ mật", required=False, coerce=lambda text: Level(int(text)), empty_value=None,
        choices=[("", "theo từng dòng"), *((str(int(level)), level.title) for level in Level)],
    )  # fmt: skip

    def __init__(self, *args: Any, found: Face, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scheme"].choices = [("", "tự nhận"), *((s.value, n) for s, n in SCHEMES.items())]  # type: ignore[attr-defined]
        choices = [(column.value, name) for column, name in TITLES[Kind(kind)].items()]
        for guess in found.guesses:
            now = found.mapping.get(guess.index, Column.IGNORE)
            label = f"Cột thứ {guess.index + 1} của tệp"
            self.fields[f"c{guess.index}"] = forms.ChoiceField(label=label, choices=choices, initial=now.value)

    def mapping(self) -> dict[int, Column]:
        pairs = ((int(n[1:]), Column(v)) for n, v in self.cleaned_data.items() if n[0] == "c" and n[1:].isdigit())
        return {index: column for index, column in pairs if column is not Column.IGNORE}


def choose(request: HttpRequest) -> HttpResponse:
    """Choose a file; a bad one gets one sentence that says what to do."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.BOOK_IMPORT, duties=by.duties))
    books = {b.uuid: b for b in registry.books(by=by)}
    choices = [(str(u), b.name) for u, b in books.items()]
    form = FileForm(request.POST or None, request.FILES or None, books=choices)
    if form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            take = begin if len(data) < LONG else receive
            row, refusals = attempt(
                lambda: take(data, name=file.name, book=form.cleaned_data["book"], by=by, key=key_of(request))
            )
        except BadSheet as bad:
            form.add_error("file", bad.sentence)
        else:
            if row is not None:
                return redirect("imports:map", row.uuid)
            put_errors(form, refusals)
    context = {"form": form, "steps": steps(1), "back_url": reverse("today:show"), "batches": earlier(books, by=by)}
    return render(request, "imports/choose.html", context)


def earlier(books: dict[UUID, Any], *, by: Actor) -> list[dict[str, Any]]:
    found = imports(by=by)
    names = people.names([row.by for row in found])
    return [
        {
            "at": row.at,
            "file": f"{books[row.book].name} · {row.sha256[:8]}" if row.book in books else row.sha256[:8],
            "url": reverse("imports:map", args=[row.uuid]),
            "by": names.get(row.by, ""),
            "rows": row.taken,
            "kind": STATES[row.state][0],
            "words": STATES[row.state][1],
        }
        for row in found
    ]


def match(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Match the columns; sending reads the file again with what was chosen, if that is other than before."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if (row := own(batch, by=by)).state == "done":
        return result.show(request, row, by=by)
    if "tiep" in request.GET and row.state == "running":
        return render(request, "imports/going.html", going(row, by=by))
    if request.method == "POST" and "drop" in request.POST:
        drop(batch, by=by, key=key_of(request))
        return redirect("imports:choose")
    if (found := acts.face_if_read(row, by=by)) is None:
        return reading(request, row, by=by)
    book = registry.book(row.book, by=by)
    initial = {"scheme": row.scheme, "year": found.year, "level": row.level}
    form = MapForm(request.POST or None, found=found, kind=book.kind, initial=initial)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        data = form.cleaned_data
        settings = Settings(form.mapping(), scheme=data["scheme"], year=data["year"], level=data["level"])
        try:
            made, refusals = attempt(lambda: settle(batch, settings, by=by, key=key_of(request)))
        except BadSheet as bad:
            form.add_error(None, bad.sentence)
        else:
            if made is not None:
                return redirect("imports:map", batch)
    context = {
        **about(row, found, book),
        "steps": steps(2),
        "form": form,
        "refusals": refusals,
        "may_drop": row.done == 0,
        "encoding": encoding(found),
        "columns": [column(guess, form, found) for guess in found.guesses],
        "mapped": {"n": len(found.mapping), "all": len(found.guesses)},
        "lines_url": reverse("imports:lines", args=[batch]),
        "back_url": reverse("imports:choose"),
        "sample": [shown(line) for line in found.sample],
        "sample_says": f"{len(found.sample)} trong {found.counts.lines}",
    }
    return render(request, "imports/map.html", context, status=409 if refusals else 200)


def reading(request: HttpRequest, row: Any, *, by: Actor) -> HttpResponse:
    """The page of a file that was kept and not read yet; its form, which sends itself, reads it. A bad one is left out."""
    bad = ""
    if request.method == "POST":
        try:
            acts.face(row, by=by)
        except BadSheet as no:
            drop(row.uuid, by=by)
            bad = no.sentence
        else:
            return redirect("imports:map", row.uuid)
    context = {
        "book": registry.book(row.book, by=by).name,
        "bad": bad,
        "steps": steps(1),
        "back_url": reverse("imports:choose"),
    }
    return render(request, "imports/reading.html", context)


def going(row: Any, *, by: Actor) -> dict[str, Any]:
    """What the page of an import under way says; it opens nothing of the file."""
    return {
        "batch": {"file": registry.book(row.book, by=by).name, "done": row.done},
        "steps": steps(4),
        "accept_url": reverse("imports:accept", args=[row.uuid]),
        "back_url": reverse("imports:map", args=[row.uuid]),
    }


def encoding(found: Face) -> dict[str, Any] | None:
    example = found.example
    if example is None:
        return None
    name = SCHEMES.get(Scheme(found.scheme), found.scheme)
    return {
        "name": name,
        "raw": example[0],
        "read": example[1],
        "odd": found.odd,
        "change_url": "#f-scheme",
    }


def column(guess: Any, form: MapForm, found: Face) -> dict[str, Any]:
    own_choice = found.mapping.get(guess.index, Column.IGNORE) is not guess.column
    sure = guess.column is not Column.IGNORE and not own_choice
    return {
        "letter": guess.letter,
        "head": guess.header,
        "sample": ", ".join(guess.examples),
        "field": form[f"c{guess.index}"],
        "kind": "ok" if sure else "wait",
        "words": "tự nhận ra" if sure else "chọn tay",
    }


def shown(line: OldLine) -> dict[str, Any]:
    return {
        "line": line.row,
        "number": line.number_written,
        "day": f"{line.day:%d/%m/%Y}" if line.day else "",
        "doc_type": "",
        "abstract": title_cell(line),
        "level": line.level,
        "level_text": "",
        "kind": KINDS[line.outcome],
        "words": line.sentence,
        "cite": None,
    }


def by_line(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Every line with its outcome, a page at a time."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = own(batch, by=by)
    if row.state == "done" or (found := acts.face_if_read(row, by=by)) is None:
        return redirect("imports:map", batch)
    book = registry.book(row.book, by=by)
    start = start_of(request)
    part = acts.lines(row, found, start=start, count=PAGE, by=by)
    context = {
        **about(row, found, book),
        "steps": steps(3),
        "rows": [shown(line) for line in part],
        "back_url": reverse("imports:map", args=[batch]),
        "refused_url": reverse("imports:refused", args=[batch]),
        "all": result.link(row),
        "pager": pager(start, len(part), of=found.counts.lines),
    }
    return render(request, "imports/lines.html", context)


def refused_list(request: HttpRequest, batch: UUID) -> HttpResponse:
    """A spreadsheet: the refused lines, to be mended and given again, or every line with its outcome (`?tat-ca`)."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    row = own(batch, by=by)
    if row.state == "done" or result.ALL in request.GET:
        return result.sheet(row, by=by, every=result.ALL in request.GET)
    if (found := acts.face_if_read(row, by=by)) is None:
        return redirect("imports:map", batch)
    rows = [
        (str(line.row), line.number_written, f"{line.day:%d/%m/%Y}" if line.day else "", title_cell(line), "", "từ chối",
         "; ".join(line.problems), "")
        for line in acts.refused(row, found, by=by)
    ]  # fmt: skip
    return result.spreadsheet("Dòng cần sửa", rows, level=found.highest)


@require_POST
def accept(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Take lines in for some seconds; an import that is longer goes on from the page of the answer."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    end = monotonic() + AT_ONCE
    if not acts.is_read(own(batch, by=by)):
        return redirect("imports:map", batch)
    row = run(batch, by=by, go_on=lambda row: monotonic() < end)
    if row.state == "done":
        return redirect("books:show", row.book)
    return redirect(f"{reverse('imports:map', args=[batch])}?tiep=1")
