"""Forms of the envelope desk."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from somat.law.receiving import URGENCIES, Seal
from somat.web.widgets import Pick, ScanInput

SEALS = {
    Seal.WHOLE: "nguyên vẹn",
    Seal.OPENED: "có dấu hiệu bị bóc, mở",
    Seal.SWAPPED: "có dấu hiệu bị tráo đổi",
    Seal.DAMAGED: "rách, hỏng",
}
LETTERS = [("C", "C (Mật)"), ("B", "B (Tối mật)"), ("A", "A (Tuyệt mật)")]


class EnvelopeForm(forms.Form):
    """What stands outside."""

    book = forms.TypedChoiceField(label="Vào sổ", coerce=UUID)
    letter = forms.ChoiceField(label="Ký hiệu ngoài bì", choices=LETTERS, widget=forms.RadioSelect)
    body = forms.CharField(label="Nơi gửi", max_length=200, widget=Pick("/goi-y/noi-nhan/"))
    symbols = forms.CharField(label="Số, ký hiệu ghi ngoài bì", max_length=200, required=False, widget=ScanInput)
    papers = forms.IntegerField(label="Số văn bản trong bì", min_value=1, max_value=50, initial=1)
    copies = forms.IntegerField(label="Số bản ghi ngoài bì", min_value=1, max_value=10_000, initial=1)
    courier = forms.CharField(label="Người giao", max_length=120, required=False)
    named = forms.TypedChoiceField(
        label="Chỉ người có tên mới được bóc bì", coerce=UUID, empty_value=None, required=False
    )
    urgency = forms.ChoiceField(label="Dấu khẩn", required=False)
    note = forms.CharField(label="Ghi chú", max_length=1000, required=False)

    def __init__(self, *args: Any, books: list[tuple[str, str]], people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]
        self.fields["named"].choices = [("", "không"), *people]  # type: ignore[attr-defined]
        urgencies = URGENCIES.latest.value.items()
        self.fields["urgency"].choices = [("", "không"), *urgencies]  # type: ignore[attr-defined]


class InspectForm(forms.Form):
    """What the clerk finds: closure, layers, letter, and inside against outside."""

    seal = forms.TypedChoiceField(
        label="Bì và niêm phong",
        choices=[(k.value, v) for k, v in SEALS.items()],
        coerce=Seal,
        widget=forms.RadioSelect,
    )
    layers = forms.IntegerField(label="Số lớp bì", min_value=1, max_value=3)
    letter = forms.ChoiceField(label="Ký hiệu ngoài bì", choices=LETTERS)
    symbols_inside = forms.CharField(
        label="Số, ký hiệu văn bản trong bì",
        max_length=200,
        required=False,
        help_text="Bì có tên người nhận: không bóc, để trống.",
    )
    copies_found = forms.IntegerField(label="Số bản đếm được", min_value=0, max_value=10_000, required=False)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="Lý do", max_length=1000)
