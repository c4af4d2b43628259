"""Envelopes and labels (D-30) for the recipients of an outgoing line: asked is only what the line does not say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from somat.audit.moment import now, today
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, record_form
from somat.law.access import Actor
from somat.law.levels import Level, level_of
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.law.row import State
from somat.registry import queries
from somat.registry.verbs import READ_ENTRY
from somat.reporting.envelope import (
    Letter,
    envelope_sheets,
    label_sheets,
    labels_of_a_sheet,
    sheets_pictured,
    sheets_printed,
    sizes,
    stamps_on,
)
from somat.reporting.measures import measures
from somat.reporting.stamps import stamp
from somat.reporting.typeset import PrintFailed
from somat.web.acts import attempt, key_of
from somat.web.papers import drawings, views
from somat.web.papers.drawing_form import held
from somat.web.papers.known import of_entries
from somat.web.papers.stamping import sizes_of

CODE = "D-30"
FORM = drawings.shipped(CODE)
MOST = 100  # recipients of one print
LONGEST = 300
BLANKS = 4  # rows to type into, where no line says who gets it
LOOKED_AT = 6  # pages of the picture
URGENT = ("KHẨN", "THƯỢNG KHẨN", "HỎA TỐC")
CANCELLED = "Số của dòng này đã hủy: không có gì để gửi nên không in bì."


class EnvelopeForm(forms.Form):
    """What no line of a book says."""

    paper = forms.ChoiceField(label="In thành", choices=[("envelopes", "Bì"), ("labels", "Nhãn dán 70 × 37 mm")])
    size = forms.ChoiceField(
        label="Cỡ bì (mm)", initial="220x158", choices=[(s, s.replace("x", " × ")) for s in sizes()]
    )
    urgency = forms.ChoiceField(label="Mức độ khẩn", required=False, choices=[("", "—"), *((u, u) for u in URGENT)])
    first = forms.IntegerField(
        label="Nhãn trống đầu tiên", required=False, initial=1, min_value=1, max_value=labels_of_a_sheet()
    )

    level: Level | None = None
    measures: Mapping[str, Any]

    def sized(self, form: Mapping[str, Any]) -> None:
        """Offer the sizes as this agency has them."""
        self.measures, labels = form, form["labels"]
        self.fields["size"].choices = [(name, f"{w:g} × {h:g}") for name, (w, h) in form["sizes"].items()]  # type: ignore[attr-defined]
        named = f"Nhãn dán {labels['width']:g} × {labels['height']:g} mm"
        self.fields["paper"].choices = [("envelopes", "Bì"), ("labels", named)]  # type: ignore[attr-defined]
        label = self.fields["first"].label
        self.fields["first"] = forms.IntegerField(
            label=label, required=False, initial=1, min_value=1, max_value=labels_of_a_sheet(form)
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("paper") == "labels":
            given["size"] = sizes()[0]  # a label has one size
        elif self.level_given() is Level.TUYET_MAT and given.get("size") == sizes()[-1]:
            self.add_error("size", "Tuyệt mật gửi bằng hai bì: chọn cỡ bì trong nhỏ hơn, để có bì ngoài lớn hơn nó.")
        return given

    def level_given(self) -> Level | None:
        return self.level


class WholeForm(EnvelopeForm):
    """The same where there is no line: level and number are asked too."""

    level_code = forms.ChoiceField(label="Độ mật", choices=[(level.code, level.title) for level in Level])
    symbol = forms.CharField(label="Số, ký hiệu", max_length=LONGEST)
    field_order = ("level_code", "symbol")

    def level_given(self) -> Level | None:
        code = self.cleaned_data.get("level_code")
        return level_of(code) if code else None


Row = dict[str, Any]


def show(request: HttpRequest) -> HttpResponse:
    """Choose who gets one; a picture of the envelopes, or all of them as one PDF. Of lines only an outgoing one has them."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_PRINT, duties=by.duties))
    entry = views.line_of(request)
    line = opened(entry, by=by) if entry else None
    data = request.POST if request.method == "POST" else None
    asked = EnvelopeForm(data) if line else WholeForm(data)
    asked.level = line["level"] if line else None
    accepted = catalogue.accepted_forms(by=by)
    asked.sized({**measures(CODE, held(CODE, accepted.get(CODE))), "stamps": sizes_of(accepted)})
    rows = rows_of(line, data)
    letters = letters_of(asked, line, rows) if asked.is_valid() else []
    pictures: list[bytes] = []
    refusals: tuple[Any, ...] = ()
    if letters and request.POST.get("kind") == "pdf":
        try:
            made, refusals = printed(asked, letters, entry=entry, by=by, key=key_of(request))
            if made is not None:
                return made
        except PrintFailed:
            asked.add_error(None, views.NOT_DRAWN)
    elif letters:
        pictures = sheets_pictured(laid(asked, letters)[:LOOKED_AT])
    context = {
        "form": asked,
        "paper": {"title": drawings.title(CODE), "source": drawings.source(CODE), "state": State(FORM.state)},
        "line": line,
        "entry": entry,
        "sender": settings.SITE,
        "rows": rows,
        "most": MOST,
        "waiting": waiting(letters, asked.level, by=by),
        "pictures": [drawings.uri(one) for one in pictures],
        "refusals": refusals[:1],  # all are R-FORM-1: `waiting` names what each is about
        "highest": asked.level,
    }
    return render(request, "papers/envelopes.html", context, status=409 if refusals else 200)


def opened(entry: UUID, *, by: Actor) -> dict[str, Any]:
    """What an outgoing line says of its letters, read on record. NotFound as ever; Http404 for one that came in."""
    found = queries.entry(entry, by=by, on=today())
    if found.kind != "out":
        raise Http404
    (sources,) = of_entries([found], by=by, verb=READ_ENTRY, object=found.uuid)
    return {
        "level": Level(found.level),
        "symbol": sources["entry.symbol"],
        "to": [one["body"] for one in sources["entry.recipients"]],
        "live": found.state == "live",
    }


def rows_of(line: Mapping[str, Any] | None, data: Mapping[str, Any] | None) -> list[Row]:
    """Who may get one: the recipients of the line with their ticks, else rows to type into; each with its named person."""
    typed: Mapping[str, Any] = data or {}
    many = len(line["to"]) if line else MOST
    rows: list[Row] = [
        {
            "at": at,
            "to": line["to"][at] if line else str(typed.get(f"to-{at}", "")).strip(),
            "named": str(typed.get(f"named-{at}", "")).strip(),
            "on": f"n-{at}" in typed if data is not None else at < MOST,
        }
        for at in range(many)
    ]
    if line:
        return rows
    filled = max((at for at, row in enumerate(rows, 1) if row["to"] or row["named"]), default=0)
    return [{**row, "on": bool(row["to"])} for row in rows[: min(MOST, filled + BLANKS)]]


def letters_of(asked: EnvelopeForm, line: Mapping[str, Any] | None, rows: Sequence[Row]) -> list[Letter]:
    """A letter for each chosen recipient; none, with the reason on the form, where they cannot be printed as asked."""
    given, chosen, site = asked.cleaned_data, [row for row in rows if row["on"]], settings.SITE
    if wrong := why_not(given, line, rows):
        asked.add_error(None, wrong)
        return []
    return [
        Letter(
            level=line["level"] if line else level_of(given["level_code"]),
            superior=site.superior,
            agency=site.agency,
            symbol=line["symbol"] if line else given["symbol"],
            to=row["to"],
            named=row["named"],
            urgency=given["urgency"],
            size=given["size"],
        )
        for row in chosen
    ]


def why_not(given: Mapping[str, Any], line: Mapping[str, Any] | None, rows: Sequence[Row]) -> str:
    """A Vietnamese sentence on what is wrong with the choice of recipients, or nothing."""
    chosen = [row for row in rows if row["on"]]
    if line and not line["live"]:
        return CANCELLED
    if not 0 < len(chosen) <= MOST:
        return f"Chọn từ 1 đến {MOST} nơi nhận." if line else "Ghi ít nhất một nơi nhận."
    if any(not row["to"] for row in chosen) or any(row["named"] and not row["to"] for row in rows):
        return "Ghi tên cơ quan nhận cho mỗi bì; riêng tên người được bóc thì chưa đủ."
    if any(len(row["to"]) > LONGEST or len(row["named"]) > LONGEST for row in chosen):
        return f"Tên trên bì dài nhất {LONGEST} chữ."
    if given["paper"] == "labels" and any(row["named"] for row in chosen):
        return "Dấu “Chỉ người có tên mới được bóc bì” rộng hơn nhãn: in bì cho nơi nhận có ghi tên người được bóc."
    return ""


def laid(asked: EnvelopeForm, letters: Sequence[Letter]) -> list[dict[str, Any]]:
    given = asked.cleaned_data
    if given["paper"] == "labels":
        return label_sheets(letters, first=given["first"] or 1, form=asked.measures)
    return envelope_sheets(letters, form=asked.measures)


def shipped(letters: Sequence[Letter]) -> list[Shipped]:
    """The form and each stamp that stands on one of these letters: all of them must be accepted or verified."""
    return [FORM, *map(drawings.shipped_stamp, stamps_on(letters))]


def waiting(letters: Sequence[Letter], level: Level | None, *, by: Actor) -> list[str]:
    """What the administrator has not accepted yet of the letters asked for, before that of any letter of the level."""
    accepted = catalogue.accepted_forms(by=by)
    plain = [Letter(level=level, agency="", to="", size=sizes()[0])] if level else []
    return [
        drawings.title(CODE) if one is FORM else f"{one.code} {stamp(one.code).title}"
        for one in shipped(letters or plain)
        if not drawings.ready(one, accepted.get(one.code))
    ]


def printed(
    asked: EnvelopeForm, letters: Sequence[Letter], *, entry: UUID | None, by: Actor, key: UUID
) -> tuple[HttpResponse | None, tuple[Any, ...]]:
    """All of them in one PDF, drawn once the act is committed; or why not. Raises PrintFailed.

    Neither printer nor time stand on it (R-SEC-4 asks them of papers): an outer envelope is ordinary mail; the leaf has both.
    """
    at, sheets = now(), laid(asked, letters)
    told = views.hash_of(CODE, sheets, at)
    _, refusals = attempt(lambda: record_form(*shipped(letters), content_hash=told, of=entry, by=by, key=key))
    if refusals:
        return None, refusals
    response = HttpResponse(sheets_printed(sheets, at=at), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{CODE}-{len(letters)}.pdf"'
    return response, ()
