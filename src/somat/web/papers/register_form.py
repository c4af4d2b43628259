"""What an administrator may change in a register, as fields: margins, sizes, rows, the words of its cover, its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from somat.reporting.form import COVER_LINES, MM, changed, file_hash, form, raw
from somat.reporting.given import cleaned
from somat.reporting.register import EDGES, ROWS, SIZES, register, text_of
from somat.web.papers import registers
from somat.web.papers.columns import Table, changes_of, fields_of
from somat.web.papers.correction import SIDES, Corrections

TITLE = "Tên sổ trên mỗi trang"
MEASURES = {
    "page": SIDES,
    "text": {"size": "Cỡ chữ các dòng (pt)", "header": "Cỡ chữ tiêu đề cột (pt)"},
    "rules": {"min_row": "Cao dòng ít nhất (mm)", "min_receipt": "Chỗ ký ít nhất (mm)"},
}
BOUNDS: Mapping[str, Mapping[str, tuple[float, float]]] = {"page": EDGES, "text": SIZES, "rules": ROWS}


class RegisterForm(Corrections):
    """Each measure, column and word of a register, filled with what holds now."""

    def __init__(self, code: str, *, held: Mapping[str, Any], data: QueryDict | None) -> None:
        super().__init__(data)
        now = changed(code, text_of(held))
        for part, labels in MEASURES.items():
            for key, label in labels.items():
                least, most = BOUNDS[part][key]
                self.fields[f"{part}-{key}"] = forms.FloatField(
                    label=label, min_value=least, max_value=most, initial=now[part][key]
                )
        self.measures = list(self.fields)
        self.tables = [table_of(code, held)]
        self.fields.update(fields_of(self.tables[0], data))
        words = {"title": (TITLE, now["title"])}
        words |= {f"cover-{at}": (f"Tên sổ trên bìa, dòng {at}", one) for at, one in enumerate(now["cover"], 1)}
        lines = now.get("lines", COVER_LINES)
        words |= {f"lines-{at}": (f"Bìa, dòng {at}", one) for at, one in enumerate(lines, 1)}
        for name, (label, said) in words.items():
            self.fields[name] = forms.CharField(label=label, initial=said, max_length=200)
        self.words = list(words)


def table_of(code: str, held: Mapping[str, Any]) -> Table:
    """The columns of a register, each known by what it holds."""
    shipped, now = raw(code), changed(code, text_of(held))
    blocks = [
        {"columns": [{**one, "value": one["holds"]} for one in data["columns"]], "unit": data.get("unit", "")}
        for data in (shipped, now)
    ]
    rooms = [one.page.body_width / MM for one in (form(code), form(code, text_of(held)))]
    return Table(("1",), "Các cột của sổ", blocks[0], blocks[1], rooms[0], rooms[1])


def correction_of(code: str, asked: RegisterForm) -> dict[str, Any]:
    """Only what differs from the shipped register, as `register` takes it."""
    given, shipped = asked.cleaned_data, raw(code)
    made: dict[str, Any] = {}
    for part, labels in MEASURES.items():
        other = {key: given[f"{part}-{key}"] for key in labels if given[f"{part}-{key}"] != shipped[part][key]}
        if other:
            made[part] = other
    columns = changes_of(asked.tables[0], given)
    if "columns" in columns:
        made["columns"] = [
            {
                "holds": one.get("value", ""),
                "header": one["header"],
                "width": one["width"],
                "align": one.get("align", "left"),
            }
            for one in columns["columns"]
        ]
        made |= {"unit": columns["unit"]} if columns.get("unit") else {}
    for key, own in (("cover", shipped["cover"]), ("lines", COVER_LINES)):
        said = [given[name] for name in asked.words if name.startswith(f"{key}-")]
        if said != list(own):
            made[key] = said
    if given["title"] != shipped["title"]:
        made["title"] = given["title"]
    return dict(cleaned(made))


class RegisterSubject:
    """A register, as the page of corrections takes it."""

    def __init__(self, code: str) -> None:
        self.form, self.code, self.shipped = registers.found(code), code, file_hash(code)

    def row(self, accepted: Any) -> dict[str, Any]:
        return registers.row(self.form, accepted)

    def held(self, accepted: Any) -> Mapping[str, Any]:
        return registers.held(self.code, accepted)

    def former(self, accepted: Any) -> list[tuple[str, str]]:
        return registers.former(self.code, accepted)

    def asked(self, held: Mapping[str, Any], data: Any) -> RegisterForm:
        return RegisterForm(self.code, held=held, data=data)

    def correction(self, asked: RegisterForm) -> dict[str, Any]:
        return correction_of(self.code, asked)

    def judge(self, correction: Mapping[str, Any]) -> None:
        register(self.code, correction)

    def pictures(self, correction: Mapping[str, Any]) -> list[bytes]:
        return registers.pictures(self.code, correction)
