"""What an administrator may change in a form: its margins, its type size, and the words of each block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from somat.reporting.papers.form import Paper

SIDES = {"top": "Lề trên (mm)", "bottom": "Lề dưới (mm)", "left": "Lề trái (mm)", "right": "Lề phải (mm)"}
WORDS = {
    "text": "Lời văn",
    "lead": "Lời dẫn",
    "label": "Nhãn",
    "about": "Trích yếu",
    "under": "Dòng dưới tên",
    "number": "Số, ký hiệu",
}
KINDS = {
    "head": "Phần đầu",
    "title": "Tên loại",
    "to": "Kính gửi",
    "text": "Đoạn văn",
    "pair": "Mục ghi",
    "choice": "Mục chọn",
    "table": "Bảng",
    "signs": "Chữ ký",
}


class CorrectionForm(forms.Form):
    """One field for each measure and each word of a form, filled with what holds now."""

    def __init__(self, paper: Paper, *, held: Mapping[str, Any], data: QueryDict | None) -> None:
        super().__init__(data)
        page = {**paper.page, **held.get("page", {})}
        for side, label in SIDES.items():
            self.fields[f"page-{side}"] = forms.FloatField(label=label, min_value=0, max_value=60, initial=page[side])
        self.fields["size"] = forms.FloatField(
            label="Cỡ chữ (pt)", min_value=8, max_value=16, initial=held.get("size", paper.size)
        )
        self.measures = list(self.fields)
        for name, label, value in words_of(paper):
            area = len(value) > 60
            self.fields[name] = forms.CharField(
                label=label,
                initial=_held(held, name, value),
                max_length=4000,
                required=False,
                widget=forms.Textarea({"rows": 3}) if area else forms.TextInput(),
            )
        self.words = [name for name in self.fields if name not in self.measures]


def words_of(paper: Paper) -> Iterator[tuple[str, str, str]]:
    """Each word that may change: field name, label, what the form ships with."""
    for number, block in enumerate(paper.blocks, 1):
        kind = KINDS.get(block["kind"], block["kind"])
        for key, what in WORDS.items():
            if isinstance(block.get(key), str):
                yield f"b-{number}-{key}", f"{number}. {kind}: {what}", block[key]
        for place, column in enumerate(block.get("columns", ()), 1):
            for key in ("header", "title", "hint"):
                if isinstance(column.get(key), str):
                    yield f"b-{number}-columns-{place}-{key}", f"{number}. {kind}, cột {place}", column[key]


def _held(held: Mapping[str, Any], name: str, shipped: str) -> str:
    _, number, key, *rest = name.split("-")
    value = held.get("blocks", {}).get(number, {}).get(key)
    if value is None:
        return shipped
    return str(value[int(rest[0]) - 1].get(rest[1], shipped)) if rest else str(value)


def correction_of(paper: Paper, form: forms.Form) -> dict[str, Any]:
    """Only what differs from the shipped form, as `papers.form.corrected` takes it."""
    given = form.cleaned_data
    page = {side: given[f"page-{side}"] for side in SIDES if given[f"page-{side}"] != paper.page[side]}
    blocks: dict[str, dict[str, Any]] = {}
    for name, _, shipped in words_of(paper):
        if given[name] == shipped:
            continue
        _, number, key, *rest = name.split("-")
        changes = blocks.setdefault(number, {})
        if rest:
            columns = changes.setdefault(
                "columns", [dict(column) for column in paper.blocks[int(number) - 1]["columns"]]
            )
            columns[int(rest[0]) - 1][rest[1]] = given[name]
        else:
            changes[key] = given[name]
    made: dict[str, Any] = {}
    if page:
        made["page"] = page
    if given["size"] != paper.size:
        made["size"] = given["size"]
    return made | ({"blocks": blocks} if blocks else {})
