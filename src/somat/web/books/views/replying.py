"""Tying an arrival to the outgoing line that answers it. A number stands in every outgoing book: between several the clerk chooses."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse

from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.handle import link_reply
from somat.registry.opening import open_words
from somat.registry.queries import papers
from somat.registry.verbs import READ_HITS
from somat.web.acts import key_of
from somat.web.books.history import TYPES
from somat.web.books.lines import number_of
from somat.web.books.views.ask import act
from somat.web.writing import day


class ReplyForm(forms.Form):
    """The line number of the outgoing paper that answers, and which line where several books have it."""

    reply = forms.IntegerField(label="Số thứ tự trong sổ đi", min_value=1, max_value=1_000_000)
    year = forms.IntegerField(label="Năm", min_value=1990, max_value=2100)
    which = forms.UUIDField(label="Dòng sổ đi", required=False, widget=forms.RadioSelect)


def link(request: HttpRequest, entry: UUID) -> HttpResponse:
    """Tie an arrival to the outgoing line that answers it, named by its number in the book."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    form, reply, asks = ReplyForm(request.POST or None, initial={"year": today().year}), None, False
    if form.is_valid():
        data = form.cleaned_data
        found = queries.outgoing_numbered(data["reply"], year=data["year"], by=by, on=today())
        reply = meant(found, data["which"])
        if not found:
            form.add_error("reply", "Sổ đi không có dòng này. Kiểm lại số thứ tự và năm.")
        elif reply is None:
            asks = True
            form.fields["which"].widget.choices = choices(found, by=by)
            form.add_error(
                "which", f"Có {len(found)} dòng mang số {data['reply']:02d} năm {data['year']}: chọn đúng dòng."
            )
    fields = ["reply", "year", "which"] if asks else ["reply", "year"]
    return act(
        request,
        entry,
        form,
        heading="Nối văn bản trả lời",
        send="Nối",
        strips=[(fields, "Văn bản đến hết hạn chờ khi đã nối với văn bản trả lời.", ["R-IN-1"])],
        do=lambda _: link_reply(entry, reply=reply.uuid, by=by, key=key_of(request)),  # type: ignore[union-attr]
    )


def meant(found: Sequence[Any], chosen: UUID | None) -> Any:
    """The only line of this number, or the one that was chosen among them; None as long as nobody can tell."""
    if len(found) == 1:
        return found[0]
    return next((entry for entry in found if entry.uuid == chosen), None)


def choices(found: Sequence[Any], *, by: Actor) -> list[tuple[str, str]]:
    """Each line by its book, number, day and level, with what it is about; opened by one recorded reading."""
    words = open_words(found, table="registry_entry", verb=READ_HITS, by=by)
    books = papers.names_of([entry.book_id for entry in found])
    rows = []
    for entry in found:
        own = words[entry.uuid]
        bare = entry.level == Level.TUYET_MAT
        doc_type = own.get("doc_type") if bare else entry.doc_type
        says = f"{books.get(entry.book_id, '')}: {number_of(entry, own)}, {day(entry.day)}, {Level(entry.level).title}"
        about = ". ".join(filter(None, (TYPES.get(doc_type, doc_type), own.abstract)))
        rows.append((str(entry.uuid), f"{says}. {about}" if about else says))
    return rows
