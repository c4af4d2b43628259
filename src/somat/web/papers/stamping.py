"""Stamps laid on a PDF that somebody hands over: looked at first, then taken as a new file. Kept only with a line, where that is chosen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from somat.audit.moment import now
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, accept_form, record_form
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.law.row import State
from somat.reporting import overlay
from somat.reporting.overlay import BadPdf, Mark, Strike
from somat.reporting.stamps import (
    FARTHEST,
    LARGEST,
    Stamp,
    edges,
    file_hash,
    least,
    may_resize,
    moved,
    resized,
    stamp,
    stamps,
)
from somat.vault.converter.laying.spot import Spot
from somat.web import writing
from somat.web.acts import attempt, key_of
from somat.web.papers import drawings
from somat.web.papers.arriving import NAME, asked

MOST = 64 * 1024 * 1024  # bytes of an upload, which stays in memory
STRIKES = 6
NOTHING = "Chọn ít nhất một dấu, hoặc một chỗ cần gạch bỏ."
SIGNED = (
    "Tệp có chữ ký số: bản đóng dấu là tệp mới, trên đó chữ ký số không còn hiệu lực. "
    "Giữ nguyên tệp gốc; nếu vẫn đóng dấu, đánh dấu ô này."
)
EDGES = {"left": "Trái (mm)", "right": "Phải (mm)", "top": "Trên (mm)", "bottom": "Dưới (mm)"}
SIZED = {"width": "Rộng (mm)", "height": "Cao (mm)"}
FACTS = {
    "from": "Từ ngày",
    "until": "Đến ngày",
    "change": "Nâng, hạ",
    "level": "Độ mật mới",
    "copy": "Số của bản",
    "form": "Hình thức sao",
    "time": "Thời gian",
    "count": "Số lượng",
    "to": "Nơi nhận, chuyển",
    "authority": "Thẩm quyền sao",
    "signer": "Họ tên",
    "agency": "Cơ quan",
    "number": "Số",
    "day": "Ngày",
    "file": "Số và ký hiệu HS",
    "place_and_day": "Địa danh, ngày tháng năm",
    "text": "Chữ điền",
}


class FileForm(forms.Form):
    """The PDF, which page to look at, and whether its signature may be lost."""

    file = forms.FileField(label="Tệp PDF", widget=forms.FileInput({"accept": "application/pdf"}))
    page = forms.IntegerField(label="Xem thử trang", min_value=1, initial=1, required=False)

    signed = forms.BooleanField(
        label="Tôi biết: nếu tệp có chữ ký số thì trên bản đóng dấu chữ ký ấy không còn hiệu lực.", required=False
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError("Tệp lớn hơn 64 MB. Quét lại ở độ phân giải thấp hơn hoặc chia tệp.")
        return file


def row(it: Stamp, accepted: Any) -> dict[str, Any]:
    """A stamp on the page of forms."""
    return {
        "code": it.code,
        "title": it.title,
        "source": f"{it.source}; {it.article}" if it.article else it.source,
        "since": it.since,
        "state": State(it.state),
        "size": said_size(it, accepted),
        "ready": ready(it, accepted),
        "corrected": bool(held(it, accepted)),
        "sides": [
            {"name": side, "label": label, "value": writing.decimal(far)}
            for (side, label), far in zip(SIZED.items(), size_of(it, accepted) or (it.width, it.height), strict=True)
            if may_resize(it)
        ],
        "places": [
            {"name": edge, "label": EDGES[edge], "value": writing.decimal(far)}
            for edge, far in edges_now(it, accepted).items()
            if it.on == "paper"
        ],
        "accept_url": reverse("papers:accept_stamp", args=[it.code]),
    }


def ready(it: Stamp, accepted: Any) -> bool:
    return drawings.ready(drawings.shipped_stamp(it.code), accepted)


def edges_now(it: Stamp, accepted: Any) -> dict[str, float]:
    """Where the stamp stands here: its own place, or where the administrator moved it."""
    place = held(it, accepted).get("place", {})
    return {edge: place.get(edge, far) for edge, far in edges(it).items()}


def held(it: Stamp, accepted: Any) -> Mapping[str, Any]:
    """What this agency corrected in the stamp that is still shipped; a correction of another one counts for nothing."""
    if not (accepted and accepted.correction) or accepted.hash != file_hash(it.code):
        return {}
    correction: Mapping[str, Any] = json.loads(accepted.correction)
    return correction


def size_of(it: Stamp, accepted: Any) -> tuple[float, float] | None:
    """Its width and height where the administrator corrected them."""
    size = held(it, accepted).get("size")
    return (size[0], size[1]) if size else None


def said_size(it: Stamp, accepted: Any) -> str:
    return " × ".join(map(writing.decimal, size_of(it, accepted) or (it.width, it.height))) + " mm"


def sizes_of(accepted: Mapping[str, Any]) -> dict[str, tuple[float, float]]:
    """The corrected sizes, by code."""
    return {it.code: size for it in stamps() if (size := size_of(it, accepted.get(it.code)))}


def spot_of(it: Stamp, accepted: Any) -> Spot:
    return moved(it, edges_now(it, accepted))


def accept(code: str, data: QueryDict, *, by: Actor, key: Any) -> None:
    """The administrator takes a stamp's measures as they are drawn, at its own place or where he moves it. Raises Misplaced, KeyError."""
    it = stamp(code)
    own = edges(it)
    asked = {edge: measure(data, edge) for edge in own}
    place = {edge: far for edge, far in asked.items() if far is not None and far != own[edge]}
    try:
        moved(it, place)
    except ValueError:
        raise Misplaced(f"{it.title}: khoảng cách tới mép giấy từ 0 đến {FARTHEST} mm.") from None
    size = sized(it, data)
    change = ({"place": place} if place else {}) | ({"size": size} if size else {})
    text = json.dumps(change, sort_keys=True) if change else ""
    accept_form(code, file_hash=file_hash(code), correction=text, by=by, key=key)


def sized(it: Stamp, data: QueryDict) -> tuple[float, float] | None:
    """The size that was typed for it, None for that which is shipped. Raises Misplaced."""
    width, height = (measure(data, side) for side in SIZED)
    if (width is None and height is None) or (width, height) == (it.width, it.height):
        return None
    try:
        made = resized(it, (it.width if width is None else width, it.height if height is None else height))
    except ValueError:
        wide, high = least(it)
        told = f"rộng ít nhất {wide:.1f}, cao ít nhất {high:.1f}, nhiều nhất {LARGEST} mm".replace(".", ",")
        raise Misplaced(f"{it.title}: kích thước đã xác minh thì giữ nguyên; còn lại {told}.") from None
    return made.width, made.height


def show(request: HttpRequest) -> HttpResponse:
    """Choose a file and its stamps; look at a page of it, or take the stamped file."""
    return page(request)


Keep = Callable[[bytes, str, list[Mark], list[Strike]], tuple[HttpResponse | None, tuple[Any, ...]]]


def page(request: HttpRequest, *, keep: Keep | None = None, line: Mapping[str, Any] | None = None) -> HttpResponse:
    """The same; `keep` puts the file and the stamped one into the vault, with the `line` (label, url, level) that the page names."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_PRINT, duties=by.duties))
    form = FileForm(request.POST or None, request.FILES or None)
    accepted = catalogue.accepted_forms(by=by)
    refusals: tuple[Any, ...] = ()
    demand_opened(request, by=by)
    if form.is_valid():
        try:
            marks, strikes = list(marks_of(request.POST, accepted)), list(strikes_of(request.POST))
            pdf = form.cleaned_data["file"].read()
            if not (marks or strikes) and request.POST.get("kind") != "look":
                form.add_error(None, NOTHING)
            elif request.POST.get("kind") == "look":
                return picture(*overlay.shown(pdf, marks, form.cleaned_data["page"] or 1, strikes=strikes))
            elif not form.cleaned_data["signed"] and overlay.signed(pdf):
                form.add_error("signed", SIGNED)
            elif keep and request.POST.get("kind") == "keep":
                made, refusals = keep(pdf, form.cleaned_data["file"].name, found(pdf, marks), strikes)
                if made is not None:
                    return made
            else:
                made, refusals = stamped(pdf, marks, strikes, by=by, key=key_of(request))
                if made is not None:
                    return made
        except BadPdf as bad:
            form.add_error("file", bad.sentence())
        except Misplaced as wrong:
            form.add_error(None, str(wrong))
    return answered(request, form, accepted, refusals, line=line)


def demand_opened(request: HttpRequest, *, by: Actor) -> None:
    """No arrival stamp for an envelope that is still closed."""
    arrived = asked(request, by=by)
    if arrived and (request.method == "GET" or NAME in request.POST):
        demand(arrived.refusal)


def answered(
    request: HttpRequest,
    form: forms.Form,
    accepted: Mapping[str, Any],
    refusals: tuple[Any, ...],
    *,
    line: Mapping[str, Any] | None,
    kept: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """The page with everything typed; `kept` names the version that is stamped, where it is one."""
    arrived = asked(request, by=request.actor)  # type: ignore[attr-defined]
    typed = arrived.typed() if arrived and request.method == "GET" else request.POST
    shown = [choice(it, accepted.get(it.code), typed) for it in stamps() if it.on == "paper"]
    context = {
        "arrived": arrived,
        "form": form,
        "stamps": sorted(shown, key=lambda one: arrived is not None and not one["on"]),  # the filled one first
        "strikes": [strike_row(number, request.POST) for number in range(STRIKES)],
        "refusals": refusals,
        "line": line,
        "kept": kept,
        "level": line["level"] if line else None,
        "highest": line["level"] if line else arrived.level if arrived else None,
    }
    return render(request, "papers/stamp.html", context, status=409 if refusals else 200)


def picture(data: bytes, size: tuple[float, float], *, media: str = "image/png") -> HttpResponse:
    """A page to be looked at, with its size in millimetres: the script that places boxes on it measures by that."""
    response = HttpResponse(data, content_type=media)
    response.headers["Page-Width-Mm"], response.headers["Page-Height-Mm"] = (f"{side:.2f}" for side in size)
    return response


def stamped(
    pdf: bytes, marks: list[Mark], strikes: list[Strike], *, by: Actor, key: Any
) -> tuple[HttpResponse | None, tuple[Any, ...]]:
    """The new file, drawn once its leaf is committed; the given one stays as it is. Raises BadPdf: the leaf stands, no file does."""
    at = now()
    marks = found(pdf, marks)  # a file that cannot be stamped is refused before anything is on record
    forms_ = [Shipped(it.code, it.state, file_hash(it.code)) for it in map(stamp, dict.fromkeys(m.code for m in marks))]
    told = hashlib.sha256(repr((hashlib.sha256(pdf).hexdigest(), marks, strikes, at)).encode()).hexdigest()
    _, refusals = attempt(lambda: record_form(*forms_, content_hash=told, by=by, key=key))
    if refusals:
        return None, refusals
    made = overlay.overlay(pdf, marks, strikes=strikes, at=at)
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'inline; filename="da-dong-dau.pdf"'
    return response, ()


def found(pdf: bytes, marks: list[Mark]) -> list[Mark]:
    """The marks with their places. Raises BadPdf, also where there is no free space."""
    placed = zip(marks, overlay.places(pdf, marks), strict=True)
    made = []
    for mark, place in placed:
        if not place.free:
            raise BadPdf("full", code=mark.code, page=place.page)
        made.append(replace(mark, page=place.page, left_mm=place.left_mm, top_mm=place.top_mm))
    return made


class Misplaced(ValueError):
    """A page or a measure that is no number; the text is a Vietnamese sentence."""


def choice(it: Stamp, accepted: Any, data: QueryDict) -> dict[str, Any]:
    """A stamp on the page, with what was typed for it."""
    name = f"d-{it.code}"
    return {
        "code": it.code,
        "title": it.title,
        "size": said_size(it, accepted),
        "ready": ready(it, accepted),
        "name": name,
        "on": name in data,
        "facts": [
            {"name": f"{name}-{field}", "label": FACTS.get(field, field), "value": data.get(f"{name}-{field}", "")}
            for field in it.fields
        ],
        "places": [
            {"name": f"{name}-{side}", "label": label, "value": data.get(f"{name}-{side}", "")}
            for side, label in (("page", "Trang"), ("left", "Trái (mm)"), ("top", "Trên (mm)"))
        ],
    }


def marks_of(data: QueryDict, accepted: Mapping[str, Any]) -> Iterator[Mark]:
    """The chosen stamps. Empty places are found by the program; raises Misplaced."""
    for it in stamps():
        name = f"d-{it.code}"
        if it.on != "paper" or name not in data:
            continue
        facts = {field: data.get(f"{name}-{field}", "").strip() for field in it.fields}
        page = measure(data, f"{name}-page")
        left, top = measure(data, f"{name}-left"), measure(data, f"{name}-top")
        yield Mark(
            it.code,
            page=int(page) if page else it.spot.page,
            facts={field: value for field, value in facts.items() if value},
            left_mm=left,
            top_mm=top,
            spot=spot_of(it, accepted.get(it.code)),
            size=size_of(it, accepted.get(it.code)),
        )


def measure(data: QueryDict, name: str) -> float | None:
    written = data.get(name, "").strip().replace(",", ".")
    if not written:
        return None
    try:
        value = float(written)
    except ValueError:
        value = -1
    if not 0 <= value <= 2000:
        raise Misplaced(f"“{written}”: ghi trang và vị trí bằng số, tính từ mép trái và mép trên, theo mm.")
    return value


BOX = (("page", "Trang"), ("left", "Trái (mm)"), ("top", "Trên (mm)"), ("width", "Rộng (mm)"), ("height", "Cao (mm)"))


def strike_row(number: int, data: QueryDict) -> list[dict[str, str]]:
    return [
        {"name": f"g-{number}-{side}", "label": label, "value": data.get(f"g-{number}-{side}", "")}
        for side, label in BOX
    ]


def strikes_of(data: QueryDict) -> Iterator[Strike]:
    """The boxes of old marks that are struck through. Raises Misplaced for one half written."""
    for number in range(STRIKES):
        box = [measure(data, f"g-{number}-{side}") for side, _ in BOX]
        if not any(value is not None for value in box):
            continue
        page, left, top, width, height = box
        if page is None or left is None or top is None or not width or not height:
            raise Misplaced("Chỗ gạch bỏ: ghi đủ trang, vị trí, chiều rộng và chiều cao.")
        yield Strike(int(page), left, top, width, height)
