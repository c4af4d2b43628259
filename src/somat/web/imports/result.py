"""The result of an import, line by line: the page of one that is done, and its lines as a spreadsheet before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.exchange.actions import results
from somat.exchange.oldbook.oldline import Outcome
from somat.exchange.oldbook.result import HEADINGS
from somat.exchange.oldbook.told import Told
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry import queries as registry
from somat.reporting.sheet_xlsx import Table, export_xlsx
from somat.web.acts import key_of
from somat.web.imports.counts import KINDS, PAGE, about, pager, start_of, steps

ALL = "tat-ca"
KEPT = (
    "Kết quả từng dòng còn được giữ niêm phong để sửa các dòng bị từ chối. Dòng đã nhận: trích yếu chỉ còn ở trong sổ. "
    "Giữ đến khi người nhập hủy, hoặc khi người ấy đã nhập thêm 20 tệp khác."
)
GONE = "Tệp và kết quả từng dòng đã hủy. Các dòng đã nhận ở trong sổ."


def show(request: HttpRequest, row: Any, *, by: Actor) -> HttpResponse:
    """What became of a file that was taken in; its form destroys the result, any other that comes late does nothing."""
    if request.method == "POST":
        if "forget" in request.POST:
            results.forget(row.uuid, by=by, key=key_of(request))
        return redirect("imports:map", row.uuid)
    book, told = registry.book(row.book, by=by), results.whole(row, by=by)
    context: dict[str, Any] = {
        "steps": steps(4),
        "batch": {"file": book.name, "lead": f"Đã nhận {row.done} dòng."},
        "book": {"url": reverse("books:show", args=[row.book]), "words": f"Mở {book.name}"},
        "back_url": reverse("imports:choose"),
        "says": GONE,
    }
    if told is not None:
        start = start_of(request)
        part = results.lines(row, told, start=start, count=PAGE, by=by)
        context |= {
            **about(row, told, book),
            "says": KEPT,
            "all": {"url": f"{reverse('imports:refused', args=[row.uuid])}?{ALL}", "words": DOWNLOAD},
            "accept_url": None,
            "forget": "Hủy kết quả",
            "rows": [shown(line) for line in part],
            "pager": pager(start, len(part), of=told.counts.lines),
        }
    return render(request, "imports/done.html", context)


DOWNLOAD = "Tải kết quả từng dòng"


def link(row: Any) -> dict[str, str] | None:
    """Where every line can be downloaded; None for an import whose result is not kept."""
    url = f"{reverse('imports:refused', args=[row.uuid])}?{ALL}"
    return {"url": url, "words": DOWNLOAD} if results.is_kept(row) else None


def shown(line: Told) -> dict[str, Any]:
    outcome = Outcome(line.outcome)
    return {
        "line": line.row,
        "number": line.number,
        "day": line.day,
        "doc_type": "",
        "abstract": line.title,
        "level": Level(line.level) if line.level else None,
        "level_text": "",
        "kind": KINDS[outcome],
        "words": f"{outcome.word}: {line.reason}" if line.reason else outcome.word,
        "cite": None,
    }


def sheet(row: Any, *, by: Actor, every: bool) -> HttpResponse:
    """Every line with its outcome, or those that were refused; where nothing is kept, the page that says so."""
    registry.book(row.book, by=by)
    told = results.whole(row, by=by)
    if told is None:
        return redirect("imports:map", row.uuid)
    lines = results.every(row, told, by=by) if every else results.refused(row, told, by=by)
    return spreadsheet(
        "Kết quả từng dòng" if every else "Dòng cần sửa", [line.cells for line in lines], level=told.highest
    )


def spreadsheet(title: str, rows: Sequence[Sequence[str]], *, level: Level | None) -> HttpResponse:
    """Lines as XLSX, the level marked on it; no cell can become a formula."""
    data = export_xlsx(Table(title, level or Level.MAT, HEADINGS, rows))
    response = HttpResponse(data, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    name = "dong-can-sua" if title == "Dòng cần sửa" else "ket-qua-tung-dong"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
