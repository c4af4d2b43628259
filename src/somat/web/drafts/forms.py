"""The form by which a drafter hands in a paper that is signed; what the law says of it is asked in the rooms below."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from somat.registry.words import Words
from somat.web.books.forms import TYPE_CHOICES, Day, level_field
from somat.web.widgets import PersonField, Pick, PickedRows

KEPT = ("doc_type", "symbol", "basis", "signer", "unit", "kept", "copying", "note")


class PaperForm(forms.Form):
    """A signed paper, as its drafter knows it; the clerk gives the number and nothing else."""

    book = forms.TypedChoiceField(label="Đưa vào sổ", coerce=UUID)
    doc_type = forms.ChoiceField(label="Tên loại", choices=TYPE_CHOICES)
    symbol = forms.CharField(label="Ký hiệu", max_length=60, help_text="Phần sau số, thí dụ BC-VP.")
    abstract = forms.CharField(
        label="Trích yếu nội dung", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    basis = forms.CharField(label="Căn cứ danh mục", max_length=400, required=False, widget=Pick("/goi-y/danh-muc/"))
    level = level_field()
    signer = PersonField(label="Người ký")
    signed_on = Day(label="Ngày ký")
    unit = forms.CharField(label="Đơn vị lưu", max_length=120, widget=Pick("/goi-y/don-vi/"))
    approved = forms.IntegerField(label="Số bản được duyệt", min_value=1, max_value=10_000)
    kept = forms.IntegerField(label="Trong đó bản lưu", min_value=0, max_value=10_000, initial=1)
    copying = forms.BooleanField(label="Được phép sao, chụp", required=False)
    return_on = Day(label="Tài liệu thu hồi, hạn trả", required=False)
    recipients = PickedRows(label="Nơi nhận", url="/goi-y/noi-nhan/")
    note = forms.CharField(label="Ghi chú", max_length=1000, required=False)

    def __init__(self, *args: Any, books: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["book"].choices = books  # type: ignore[attr-defined]

    def words(self) -> Words:
        """What of the paper is sealed: everything that is not needed to put it in order."""
        data = self.cleaned_data
        rest: dict[str, Any] = {name: data[name] for name in KEPT}
        rest["signer_person"] = str(data["signer_person"] or "")
        rest["to"] = [row["text"] for row in data["recipients"]]
        rest["to_copies"] = [row["copies"] for row in data["recipients"]]
        rest["to_persons"] = [str(row["person"] or "") for row in data["recipients"]]
        returned: date | None = data["return_on"]
        rest["return_on"] = returned.isoformat() if returned else ""
        return Words(data["abstract"], rest)
