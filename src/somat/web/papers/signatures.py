"""Digital signatures at the desk: a received PDF is judged and the verdict recorded; roots and lists come in by two persons."""

from __future__ import annotations

import hashlib
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from somat.audit.moment import now
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import Brought, accept_trust, end_trust, propose_trust, record_check
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.people import queries as people
from somat.reporting.signing.check import Seen, Verdict, check
from somat.reporting.signing.trust import BadTrust, Trust, brought
from somat.vault.converter.laying.badpdf import BadPdf
from somat.web.acts import key_of

MOST = 64 * 1024 * 1024  # bytes of an upload, which stays in memory
AFTER = {
    "": "không có gì thêm sau khi ký",
    "proof": "chỉ thêm bằng chứng về chứng thư",
    "signature": "sau đó có chữ ký khác",
    "changed": "NỘI DUNG ĐÃ THÊM, ĐỔI SAU KHI KÝ",
}
PARTS = {"NguoiCoThamQuyen": "Người có thẩm quyền", "CoQuan": "Cơ quan, tổ chức"}


class FileForm(forms.Form):
    """The received PDF."""

    file = forms.FileField(label="Tệp PDF đã ký số", widget=forms.FileInput({"accept": "application/pdf"}))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST:
            raise forms.ValidationError("Tệp lớn hơn 64 MB.")
        return file


class TrustForm(forms.Form):
    """A certificate of an issuer, or its list of revocation."""

    file = forms.FileField(label="Chứng thư gốc, trung gian hoặc danh sách thu hồi (PEM, DER)")

    def clean_file(self) -> list[Brought]:
        try:
            found = brought(self.cleaned_data["file"].read())
        except BadTrust as bad:
            raise forms.ValidationError(str(bad)) from None
        return [Brought(one.kind, one.name, one.since, one.until, one.sha256, one.der) for one in found]


def show(request: HttpRequest) -> HttpResponse:
    """Judge a file that came in; below, what it is judged by."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        demand(may_do(Duty.FORM_PRINT, duties=by.duties))
    form = FileForm(request.POST or None, request.FILES or None)
    verdict = None
    if form.is_valid():
        pdf = form.cleaned_data["file"].read()
        try:
            verdict = check(pdf, trust=Trust(*catalogue.trusted()), at=now())
        except BadPdf as bad:
            form.add_error("file", bad.sentence())
        else:
            told = "good" if verdict.good else "not good"
            record_check(hashlib.sha256(pdf).hexdigest(), verdict=told, by=by, key=key_of(request))
    return page(request, form, TrustForm(), verdict=verdict)


def page(request: HttpRequest, form: forms.Form, trust: forms.Form, *, verdict: Verdict | None = None) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    files = catalogue.trust_files(by=by)
    names = people.names({one.proposed_by for one in files} | {one.accepted_by for one in files if one.accepted_by})
    context = {
        "form": form,
        "trust": trust,
        "verdict": verdict,
        "rows": [row(one) for one in verdict.seen] if verdict else [],
        "files": [file_row(one, names, by=by) for one in files],
        "may_check": Duty.FORM_PRINT in by.duties,
        "may_propose": Duty.LAW_PROPOSE in by.duties,
        "propose_url": reverse("papers:propose_trust"),
    }
    return render(request, "papers/signatures.html", context)


def row(one: Seen) -> dict[str, Any]:
    """A signature as the page tells it: each question with its own answer, never one word for all."""
    return {
        "signer": one.signer,
        "part": PARTS.get(one.field, one.field),
        "issuer": one.issuer,
        "at": one.at,
        "until": one.until,
        "good": one.good,
        "answers": [
            (one.whole, "Nội dung đã ký còn nguyên" if one.whole else "Nội dung đã ký BỊ THAY ĐỔI"),
            (one.after != "changed", AFTER[one.after]),
            (one.trusted, "nơi cấp đã được nhận tin" if one.trusted else "KHÔNG dẫn tới chứng thư gốc nào đã nhận"),
            (one.in_force, "chứng thư còn hạn" if one.in_force else "chứng thư HẾT HẠN hoặc chưa đến hạn"),
            (not one.revoked, "chứng thư ĐÃ BỊ THU HỒI" if one.revoked else revocation(one)),
        ],
    }


def revocation(one: Seen) -> str:
    return "không bị thu hồi" if one.listed else "chưa rõ: thiếu danh sách thu hồi còn hạn của nơi cấp"


def file_row(one: Any, names: dict[UUID, str], *, by: Actor) -> dict[str, Any]:
    accepted = one.accepted_by is not None
    may = Duty.LAW_ACCEPT in by.duties
    return {
        "kind": "Chứng thư gốc, trung gian" if one.kind == "root" else "Danh sách thu hồi",
        "name": one.name,
        "hash": one.hash,
        "until": one.holds_until,
        "proposed": names.get(one.proposed_by, ""),
        "accepted": names.get(one.accepted_by, "") if accepted else "",
        "accept_url": reverse("papers:accept_trust", args=[one.uuid])
        if may and not accepted and one.proposed_by != by.person
        else None,
        "end_url": reverse("papers:end_trust", args=[one.uuid]) if may and accepted and one.kind == "root" else None,
    }


@require_POST
def propose(request: HttpRequest) -> HttpResponse:
    """Put the certificates and lists of a file before a leader."""
    form = TrustForm(request.POST, request.FILES)
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.LAW_PROPOSE, duties=by.duties))
    if not form.is_valid():
        return page(request, FileForm(), form)
    propose_trust(*form.cleaned_data["file"], by=by, key=key_of(request))
    return redirect("papers:signatures")


@require_POST
def accept(request: HttpRequest, file: UUID) -> HttpResponse:
    accept_trust(file, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("papers:signatures")


@require_POST
def end(request: HttpRequest, file: UUID) -> HttpResponse:
    end_trust(file, by=request.actor, key=key_of(request))  # type: ignore[attr-defined]
    return redirect("papers:signatures")
