"""Inside the throw-away process: marks laid over the pages of a PDF, as vectors in a layer of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from math import isfinite
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Page, Pdf

from somat.vault.converter.laying.badpdf import MAX_PAGES, BadPdf
from somat.vault.converter.laying.spot import Spot
from somat.vault.converter.laying.view import MM, View, visible_box

RED = "0.8784 0 0 RG"  # the red of the stamps, #E00000
NAME = "/SoMat"  # how the names of marks begin
STROKE = 0.6  # millimetres: the line that strikes a mark through
SLACK = 0.5  # millimetres that a mark may stand over the edge of its page
STATES = {"q": 1, "Q": -1}  # what an operator does to the depth of kept states
DEEP = 50  # form fields within form fields
LARGEST = 14_400 * 10  # points: no page is wider

Size = tuple[float, float]  # millimetres, as read
Answer = tuple[dict[str, Any], bytes]


def answered(job: dict[str, Any], pdf: bytes, drawn: bytes) -> Answer:
    """The answer to a job of overlay.py or of laid.py; `unsigned` refuses a file with a digital signature. Raises BadPdf, MemoryError."""
    try:
        with opened(pdf) as doc:
            if job["job"] == "signed":
                return {"signed": is_signed(doc)}, b""
            if job.get("unsigned") and is_signed(doc):
                raise BadPdf("signed")
            places = placed(doc, pdf, job["marks"])
            if job["job"] == "places":
                return {"places": places}, b""
            made = laid(doc, job, places, drawn)
            shown = numbered(doc, job.get("page", 1))
            size = view(doc.pages[shown]).size
    except pikepdf.PdfError:
        raise BadPdf("broken") from None
    return ({"places": places}, made) if job["job"] == "overlay" else ({"size": size}, picture(made, shown))


def opened(pdf: bytes) -> Pdf:
    """The document; one that would have to be mended first may have lost pages and is refused."""
    try:
        doc = pikepdf.open(BytesIO(pdf), attempt_recovery=False)
    except pikepdf.PasswordError:
        raise BadPdf("encrypted") from None
    if doc.is_encrypted:
        raise BadPdf("encrypted")
    count = int(doc.Root.Pages.get("/Count", 0))
    if count > MAX_PAGES or len(doc.pages) > MAX_PAGES:
        raise BadPdf("pages")
    if not len(doc.pages):
        raise BadPdf("broken")
    return doc


def is_signed(doc: Pdf) -> bool:
    """A signature field with a signature in it, or the document's own word that there is one."""
    form = doc.Root.get("/AcroForm", Dictionary())
    if int(form.get("/SigFlags", 0)) & 1:
        return True
    return any(_signature(field) for field in _fields(form.get("/Fields", Array()), DEEP))


def _fields(fields: Object, depth: int) -> Iterator[Object]:
    for field in fields:
        yield field
        if depth and "/Kids" in field:
            yield from _fields(field.Kids, depth - 1)


def _signature(field: Object) -> bool:
    return field.get("/FT") == Name.Sig and "/V" in field


def view(page: Page) -> View:
    """Raises BadPdf for a page without a size."""
    box = visible_box([float(side) for side in page.mediabox], [float(side) for side in page.cropbox])
    unit, turn = float(page.obj.get("/UserUnit", 1)), int(page.obj.get("/Rotate", 0))
    sides = box[2] - box[0], box[3] - box[1]
    if turn % 90 or not 0 < unit <= 1000 or not all(isfinite(side) and 0 < side <= LARGEST for side in sides):
        raise BadPdf("broken")
    return View(box, turn // 90 % 4, unit)


def numbered(doc: Pdf, page: int) -> int:
    """The index of a page counted from 1, or of the last one by -1."""
    count = len(doc.pages)
    if page != -1 and not 1 <= page <= count:
        raise BadPdf("page", page=page)
    return count - 1 if page == -1 else page - 1


def placed(doc: Pdf, pdf: bytes, marks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Page, left, top of each mark, and whether it stands free; marks without a place are kept off all others."""
    indexes = [numbered(doc, mark["page"]) for mark in marks]
    sizes = [view(doc.pages[index]).size for index in indexes]
    spots = [(mark["left"], mark["top"], True) if _given(mark) else None for mark in marks]
    grounds: dict[int, Any] = {}
    for number, (mark, index, size) in enumerate(zip(marks, indexes, sizes, strict=True)):
        if spots[number]:
            continue
        if index not in grounds:
            grounds[index] = _ground(pdf, index, len(doc.pages), size)
            for other, page, spot in zip(marks, indexes, spots, strict=True):
                if spot and page == index:
                    grounds[index].take(*spot[:2], other["width"], other["height"])
        spots[number] = left, top, _ = _searched(grounds[index], mark, size)
        grounds[index].take(left, top, mark["width"], mark["height"])
    return [
        {"page": index + 1, "left_mm": left, "top_mm": top, "free": free}
        for index, (left, top, free) in zip(indexes, filter(None, spots), strict=True)
    ]


def _given(mark: dict[str, Any]) -> bool:
    return mark["left"] is not None and mark["top"] is not None


def _ground(pdf: bytes, index: int, count: int, size: Size) -> Any:
    # loaded only where it is needed
    import pypdfium2  # type: ignore[import-untyped]

    from somat.vault.converter.laying.free import Ground

    try:
        seen = pypdfium2.PdfDocument(pdf)
        if len(seen) != count:
            raise BadPdf("broken")
        return Ground(seen[index], size=size)
    except pypdfium2.PdfiumError:
        raise BadPdf("broken") from None


def _searched(ground: Any, mark: dict[str, Any], size: Size) -> tuple[float, float, bool]:
    left, top = _own(mark, size)
    near = ground.nearest(left, top, mark["width"], mark["height"])
    return (*near, True) if near else (left, top, False)


def _own(mark: dict[str, Any], size: Size) -> tuple[float, float]:
    """The stamp's own place on this page, or the given one of the two."""
    spot = Spot(**mark["spot"])
    left, top = spot.corner(mark["width"], mark["height"], page=size)
    return (left if mark["left"] is None else mark["left"]), (top if mark["top"] is None else mark["top"])


def laid(doc: Pdf, job: dict[str, Any], places: list[dict[str, Any]], drawn: bytes) -> bytes:
    """The document with strike-throughs and marks laid over it, as bytes."""
    layers: dict[int, list[bytes]] = {}
    forms: dict[int, dict[str, Object]] = {}
    for strike in job["strikes"]:
        index = numbered(doc, strike["page"])
        layers.setdefault(index, []).append(_struck(strike, view(doc.pages[index])))
    stamps = pikepdf.open(BytesIO(drawn)).pages if job["marks"] else ()
    for number, (mark, where) in enumerate(zip(job["marks"], places, strict=True)):
        index, left, top = where["page"] - 1, where["left_mm"], where["top_mm"]
        shown = view(doc.pages[index])
        _fits(mark, where, shown)
        name = _unused(doc.pages[index], number)
        forms.setdefault(index, {})[name] = _form(doc, stamps[number])
        matrix = " ".join(f"{part:.5f}" for part in shown.matrix(left=left, top=top, height=mark["height"]))
        layers.setdefault(index, []).append(f"q {matrix} cm {name} Do Q".encode())
    for index, layer in layers.items():
        _add(doc, doc.pages[index], layer, forms.get(index, {}))
    return _saved(doc, datetime.fromisoformat(job["at"]))


def _unused(page: Page, number: int) -> str:
    """A name for a mark that no mark of an earlier time has on this page: by the same name the old one would show the new."""
    shapes = _copied(_copied(page.obj, "/Resources"), "/XObject")
    again = sum(1 for name in shapes.keys() if name.startswith(NAME))  # noqa: SIM118  not a mapping
    while (name := f"{NAME}{again + number}") in shapes:
        again += 1
    return name


def _fits(mark: dict[str, Any], where: dict[str, Any], shown: View) -> None:
    if not where["free"]:
        raise BadPdf("full", code=mark["code"], page=where["page"])
    for start, side, most in zip(
        (where["left_mm"], where["top_mm"]), (mark["width"], mark["height"]), shown.size, strict=True
    ):
        if not -SLACK <= start <= most - side + SLACK:
            raise BadPdf("outside", code=mark["code"], page=where["page"])


def _form(doc: Pdf, page: Page) -> Object:
    """The stamp's page as one object of the document. Without its transparency group, which it does not use and PDF/A-1 forbids."""
    form = doc.copy_foreign(page.as_form_xobject())
    if "/Group" in form:
        del form["/Group"]
    return form


def _struck(strike: dict[str, Any], shown: View) -> bytes:
    wide, high = strike["width_mm"] * MM, strike["height_mm"] * MM
    if strike["style"] == "diagonal":
        lines = ((0.0, 0.0, wide, high), (0.0, high, wide, 0.0))
    else:
        lines = ((0.0, high / 3, wide, high / 3), (0.0, high * 2 / 3, wide, high * 2 / 3))
    matrix = shown.matrix(left=strike["left_mm"], top=strike["top_mm"], height=strike["height_mm"])
    parts = [f"q {' '.join(f'{part:.5f}' for part in matrix)} cm {RED} {STROKE * MM:.3f} w 0 J [] 0 d"]
    parts += [f"{x0:.3f} {y0:.3f} m {x1:.3f} {y1:.3f} l S" for x0, y0, x1, y1 in lines]
    return " ".join([*parts, "Q"]).encode()


def _add(doc: Pdf, page: Page, layer: list[bytes], forms: dict[str, Object]) -> None:
    """The layer over the page, in the state that a page begins with, whatever its content left behind; no part of the text."""
    left_open = _balanced(doc, page)
    page.contents_add(b"q\n", prepend=True)
    over = [b"Q " * (1 + left_open), b"/Artifact BMC", *layer, b"EMC"]
    page.contents_add(b"\n" + b"\n".join(over) + b"\n")
    resources = _copied(page.obj, "/Resources")
    shapes = _copied(resources, "/XObject")
    for name, form in forms.items():
        shapes[name] = form
    resources.XObject = shapes
    page.obj.Resources = resources


def _copied(holder: Object, key: str) -> Dictionary:
    """The dictionary under a key, copied: other pages may share it."""
    return Dictionary(dict(holder[key].items())) if key in holder else Dictionary()


def _balanced(doc: Pdf, page: Page) -> int:
    """How many states the content leaves kept at its end. A Q without its q, which readers pass over, is taken out first."""
    if "/Contents" not in page.obj:
        return 0
    depth, lowest = _depths(pikepdf.parse_content_stream(page, operators="q Q"))
    if lowest < 0:
        kept = list(_without_loose(pikepdf.parse_content_stream(page)))
        page.obj.Contents = doc.make_stream(pikepdf.unparse_content_stream(kept))
        depth, _ = _depths(kept)
    return depth


def _depths(steps: Iterable[Any]) -> tuple[int, int]:
    """The depth of kept states at the end, and the lowest on the way."""
    lowest = depth = 0
    for step in steps:
        depth += STATES.get(str(step.operator), 0)
        lowest = min(lowest, depth)
    return depth, lowest


def _without_loose(steps: Iterable[Any]) -> Iterator[Any]:
    depth = 0
    for step in steps:
        change = STATES.get(str(step.operator), 0)
        if depth + change >= 0:
            depth += change
            yield step


def _saved(doc: Pdf, at: datetime) -> bytes:
    if "/Metadata" not in doc.Root:  # where there is one, the two would contradict each other
        doc.docinfo["/ModDate"] = at.strftime("D:%Y%m%d%H%M%S") + (at.strftime("%z") or "+0000")[:3] + "'00"
    out = BytesIO()
    doc.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def picture(pdf: bytes, index: int) -> bytes:
    """A page as PNG."""
    import pypdfium2

    from somat.vault.converter.laying.free import MOST_DOTS

    try:
        shown = pypdfium2.PdfDocument(pdf)[index]
        scale = min(100 / 72, MOST_DOTS / max(shown.get_size()))
        image = shown.render(scale=scale).to_pil()
    except pypdfium2.PdfiumError:
        raise BadPdf("broken") from None
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
