"""Adding a file to a line, or a further version to a document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from somat.audit.change import AlreadyDone
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.registry import queries
from somat.registry.actions import documents as actions
from somat.registry.queries import documents
from somat.vault.client_content import ConverterAway, FileRefused, Kept
from somat.web.acts import attempt, key_of
from somat.web.documents.refusals import sentence
from somat.web.documents.upload import FIELD, Arrived

KINDS = [("main", "Văn bản chính"), ("attachment", "Phụ lục, tài liệu kèm theo")]
SAYS = "Tệp được mã hóa ngay khi nhận, không ghi ra đĩa của máy chủ. Nhiều nhất 100 MB, 2.000 trang."
AWAY = "Phần xem tài liệu của máy chủ chưa chạy nên chưa nhận tệp. Báo quản trị, rồi gửi lại."


class FileForm(forms.Form):
    """A file, which the vault has or has refused by the time this form is read."""

    file = forms.FileField(
        label="Tệp", max_length=400, help_text="PDF, DOCX, XLSX, ODT, JPEG, PNG hoặc TIFF.", allow_empty_file=True
    )

    def clean_file(self) -> Arrived:
        arrived = self.cleaned_data[FIELD]
        if not isinstance(arrived, Arrived):
            raise forms.ValidationError("Chọn lại tệp.")
        if isinstance(arrived.error, FileRefused):
            raise forms.ValidationError(sentence(arrived.error.code))
        if isinstance(arrived.error, ConverterAway):
            raise forms.ValidationError(AWAY, code="away")
        if arrived.error is not None:
            raise arrived.error
        return arrived


class AddForm(FileForm):
    """A file and what it is to its line."""

    kind = forms.ChoiceField(label="Là", choices=KINDS, initial="main")
    field_order = ("kind", FIELD)


def add(request: HttpRequest, entry: UUID) -> HttpResponse:
    """A new document of a line."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_ADD, duties=by.duties))
    found = queries.entry(entry, by=by, on=today())
    form = AddForm(request.POST or None, request.FILES or None)
    return _act(
        request,
        form,
        found,
        heading="Thêm tài liệu",
        do=lambda kept, name: actions.add(
            entry, kept, name=name, kind=form.cleaned_data["kind"], by=by, key=key_of(request)
        ),
    )


def add_version(request: HttpRequest, document: UUID) -> HttpResponse:
    """A further version of a document."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.DOCUMENT_ADD, duties=by.duties))
    found = documents.document(document, by=by, on=today())
    entry = queries.entry(found.entry_id, by=by, on=today())
    form = FileForm(request.POST or None, request.FILES or None)
    return _act(
        request,
        form,
        entry,
        heading=f"Thêm phiên bản của tài liệu {found.ordinal}",
        do=lambda kept, name: actions.add_version(document, kept, name=name, by=by, key=key_of(request)),
    )


def _act(
    request: HttpRequest, form: FileForm, entry: Any, *, heading: str, do: Callable[[Kept, str], object]
) -> HttpResponse:
    """Show the form, or do the act with what the vault holds; a repeat goes where the first went."""
    back = reverse("books:entry", args=[entry.uuid])
    refusals: tuple[Any, ...] = ()
    if form.is_valid():
        arrived: Arrived = form.cleaned_data[FIELD]
        try:
            made, refusals = attempt(lambda: do(arrived.kept, arrived.name or ""))  # type: ignore[arg-type]
        except AlreadyDone:
            return redirect(back)
        if made is not None:
            return redirect(back)
    context = {
        "heading": heading,
        "crumb": {"label": f"Dòng {entry.no:02d} năm {entry.year}", "url": back},
        "form": form,
        "strips": [{"fields": [form[name] for name in form.fields], "says": SAYS, "rules": ["R48"]}],
        "refusals": refusals,
        "refused": "Chưa thêm được",
        "send": "Thêm",
        "back_url": back,
        "action": "",
        "level": Level(entry.level),
        "upload": True,
    }
    away = any(error.code == "away" for error in form.errors.as_data().get(FIELD, ()))
    return render(request, "form.html", context, status=503 if away else 409 if refusals else 200)
