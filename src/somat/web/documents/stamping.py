"""Stamps on what belongs to a line: over a kept version, or over a file that is first kept with the line as it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from somat.audit.absent import NotFound
from somat.audit.change import AlreadyDone
from somat.audit.moment import now, today
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Shipped, may_print
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions import documents as actions
from somat.registry.actions import stamping as acts
from somat.registry.actions.stamping import Box, Laying
from somat.registry.opening import open_words
from somat.registry.queries import documents
from somat.registry.verbs import READ_ENTRY
from somat.reporting import overlay
from somat.reporting.overlay import Mark, Strike
from somat.reporting.stamps import file_hash
from somat.vault import client_content
from somat.vault.client_content import VERSION_TABLE, ConverterAway, FileRefused
from somat.web.acts import attempt, key_of
from somat.web.documents.adding import AWAY
from somat.web.documents.marks import Reader, marked
from somat.web.documents.refusals import sentence
from somat.web.papers import stamping as desk

PDF = "application/pdf"
DPI = 100  # of a look at a kept page
SUFFIX = " (đã đóng dấu).pdf"
Answer = tuple[HttpResponse | None, tuple[Any, ...]]


class KeptForm(forms.Form):
    """Which page of a kept PDF to look at, and whether its signature may be lost on the new version."""

    page = forms.IntegerField(label="Xem thử trang", min_value=1, initial=1, required=False)
    signed = forms.BooleanField(
        label="Tôi biết: nếu tệp có chữ ký số thì trên bản đóng dấu chữ ký ấy không còn hiệu lực.", required=False
    )


def stamp_version(request: HttpRequest, version: UUID) -> HttpResponse:
    """Stamp a kept PDF: the result is the newest version of its document."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.FORM_PRINT, duties=by.duties), may_do(Duty.DOCUMENT_ADD, duties=by.duties))
    found = documents.version(version, by=by, on=today())
    if found.media != PDF:
        raise NotFound(version)
    entry = queries.entry(found.entry_id, by=by, on=today())
    desk.demand_opened(request, by=by)
    form = KeptForm(request.POST or None)
    accepted = catalogue.accepted_forms(by=by)
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        try:
            marks, strikes = list(desk.marks_of(request.POST, accepted)), list(desk.strikes_of(request.POST))
            laying = laying_of(marks, strikes, unsigned=not form.cleaned_data["signed"])
            if request.POST.get("kind") == "look":
                return looked(version, form.cleaned_data["page"] or 1, marks, strikes, by=by)
            if not (marks or strikes):
                form.add_error(None, desk.NOTHING)
            else:
                name = name_of(found, by=by) + SUFFIX
                made, refusals = attempt(
                    lambda: acts.stamp(version, laying=laying, name=name, by=by, key=key_of(request))
                )
                if made is not None:
                    return redirect("books:entry", entry.uuid)
        except AlreadyDone:
            return redirect("books:entry", entry.uuid)
        except (desk.Misplaced, FileRefused, ConverterAway) as wrong:
            form.add_error("signed" if getattr(wrong, "code", "") == "signed" else None, said(wrong))
    kept = {"number": found.number, "pages": found.pages, "url": reverse("documents:show", args=[version])}
    return desk.answered(request, form, accepted, refusals, line=line_of(entry), kept=kept)


def stamp_file(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Stamp a file and take it, or keep it with a line: as it came, and then as a stamped version of that."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_ADD, duties=by.duties))
    found = queries.entry(entry, by=by, on=today())

    def keep(pdf: bytes, name: str, marks: list[Mark], strikes: list[Strike]) -> Answer:
        return kept(request, found, (pdf, name), laying_of(marks, strikes, unsigned=False), by=by)

    return desk.page(request, keep=keep, line=line_of(found))


def kept(request: HttpRequest, entry: Any, file: tuple[bytes, str], laying: Laying, *, by: Actor) -> Answer:
    """Two acts: the file as a new document of the line, its stamped version. Raises Misplaced where the vault does not take the file."""
    key, back = key_of(request), redirect("books:entry", entry.uuid)
    try:
        _, refusals = attempt(lambda: demand(*may_print(*laying.forms)))
        if refusals:
            return None, refusals
        document, refusals = attempt(lambda: _added(entry.uuid, *file, by=by, key=uuid5(key, "as it came")))
        if document is None:
            return None, refusals
        (first,) = documents.versions([entry], by=by)[document.uuid]
        name = file[1].removesuffix(".pdf") + SUFFIX
        made, refusals = attempt(lambda: acts.stamp(first.uuid, laying=laying, name=name, by=by, key=key))
        return (back if made is not None else None), refusals
    except AlreadyDone:
        return back, ()
    except (FileRefused, ConverterAway) as wrong:
        raise desk.Misplaced(said(wrong)) from None


def _added(entry: UUID, pdf: bytes, name: str, *, by: Actor, key: UUID) -> Any:
    """The file as it came. A content whose act did not happen is taken away again."""
    blob = uuid4()
    with client_content.upload(entry=entry, document=uuid4(), number=1, blob=blob, by=by) as upload:
        upload.add(pdf)
        taken = upload.finish()
    try:
        return actions.add(entry, taken, name=name, kind="main", by=by, key=key)
    finally:
        acts.let_go(blob)


def laying_of(marks: Sequence[Mark], strikes: Sequence[Strike], *, unsigned: bool) -> Laying:
    """The marks of a page as the vault takes them; `unsigned`: a file with a digital signature is refused."""
    made = [mark.stamp for mark in marks]
    return Laying(
        job={**overlay.job(marks, strikes, at=now()), "unsigned": unsigned},
        drawn=overlay.drawings(marks),
        sizes=[(it.code, it.width, it.height) for it in made],
        strikes=[Box("", s.page, s.left_mm, s.top_mm, s.width_mm, s.height_mm) for s in strikes],
        forms=[Shipped(it.code, it.state, file_hash(it.code)) for it in dict.fromkeys(made)],
    )


def looked(version: UUID, page: int, marks: list[Mark], strikes: list[Strike], *, by: Actor) -> HttpResponse:
    """One page as it would be, marked with who looks like every page of a kept document."""
    laying = laying_of(marks, strikes, unsigned=False)
    found = acts.look(version, page=page, laying=laying, by=by)
    size = found.width / DPI * 25.4, found.height / DPI * 25.4
    reader = Reader(by.name, now(), by.workstation, by.session, page)
    return desk.picture(marked(found.data, reader), size, media="image/jpeg")


def name_of(version: Any, *, by: Actor) -> str:
    words = open_words([version], table=VERSION_TABLE, verb=READ_ENTRY, by=by)
    name: str = words[version.uuid].get("name") or "tài liệu"
    return name.removesuffix(".pdf").removesuffix(SUFFIX.removesuffix(".pdf"))


def line_of(entry: Any) -> Mapping[str, Any]:
    return {
        "label": f"Dòng {entry.no:02d} năm {entry.year}",
        "url": reverse("books:entry", args=[entry.uuid]),
        "level": Level(entry.level),
    }


def said(wrong: Exception) -> str:
    """What is wrong, as a sentence at the form."""
    if isinstance(wrong, FileRefused):
        return sentence(wrong.code)
    return AWAY if isinstance(wrong, ConverterAway) else str(wrong)
