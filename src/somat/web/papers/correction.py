"""What an administrator may change in a form: its margins, its type size, its tables, and the words of each block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from somat.reporting.papers.columns import room_of
from somat.reporting.papers.corrected import corrected
from somat.reporting.papers.form import BadForm, Paper
from somat.web.papers.columns import Path, Table, changes_of, fields_of, measures_of, tables

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
    "cover": "Bìa",
    "slip": "Phần cắt rời",
}
# A path: ("3", "text"), ("3", "columns", "2", "title"), ("8", "blocks", "1", "text"), ("1", "lines", "2")


class Corrections(forms.Form):
    """A form of corrections: which of its fields are measures, which are words; the rest are columns of its tables."""

    measures: list[str]
    words: list[str]
    tables: list[Table]

    def shown_tables(self) -> list[dict[str, Any]]:
        """Each table as the page draws it: {label, measures [BoundField], rows [{place, header, width, align, value}]}."""
        made = []
        for table in self.tables:
            before = table.name("columns", "")
            rows: dict[str, dict[str, Any]] = {}
            for name in self.fields:
                if name.startswith(before):
                    number, key = name.removeprefix(before).split("-")
                    rows.setdefault(number, {"number": int(number), "own": f"{before}{number}-value" in self.fields})
                    rows[number][key] = self[name]
            measures = [self[name] for name in measures_of(table) if name in self.fields]
            made.append({"label": table.label, "measures": measures, "rows": list(rows.values())})
        return made


class CorrectionForm(Corrections):
    """One field for each measure, each column and each word of a form, filled with what holds now."""

    def __init__(self, paper: Paper, *, held: Mapping[str, Any], data: QueryDict | None) -> None:
        super().__init__(data)
        page = {**paper.page, **held.get("page", {})}
        for side, label in SIDES.items():
            self.fields[f"page-{side}"] = forms.FloatField(label=label, min_value=0, max_value=60, initial=page[side])
        self.fields["size"] = forms.FloatField(
            label="Cỡ chữ (pt)", min_value=8, max_value=16, initial=held.get("size", paper.size)
        )
        self.measures = list(self.fields)
        self.tables = tables_now(paper, held)
        for table in self.tables:
            self.fields.update({**measures_of(table), **fields_of(table, data)})
        others = set(self.fields)
        now = dict(held_words(paper, held))
        for path, label, shipped in words_of(paper):
            value = now.get(path, shipped)
            self.fields[name_of(path)] = forms.CharField(
                label=label,
                initial=value,
                max_length=4000,
                required=False,
                widget=forms.Textarea({"rows": 3}) if len(value) > 60 else forms.TextInput(),
            )
        self.words = [name for name in self.fields if name not in others]


def tables_now(paper: Paper, held: Mapping[str, Any]) -> list[Table]:
    """The tables of a form as they are shipped and as the agency has them; where its correction no longer fits, as shipped."""
    try:
        now = corrected(paper, held) if held else paper
    except BadForm:
        now = paper
    made = []
    for path, block, own in tables(paper.blocks, now.blocks):
        facts: list[tuple[str, str]] = []
        if block.get("rows"):
            taken = " ".join(column.get("value", "") for column in block["columns"])
            facts = [
                (f"{{{one.name}}}", one.label)
                for one in paper.field(block["rows"]).columns
                if f"{{{one.name}" not in taken
            ]
        label = f"{path[0]}. {KINDS['table']}" if len(path) == 1 else f"{path[0]}. {KINDS['slip']}, {KINDS['table']}"
        made.append(Table(path, label, block, own, room_of(paper.page), room_of(now.page), facts))
    return made


def words_of(paper: Paper) -> Iterator[tuple[Path, str, str]]:
    """Each word that may change: where it stands, its label, what the form ships with."""
    for number, block in enumerate(paper.blocks, 1):
        yield from _words(block, (str(number),), f"{number}. {KINDS.get(block['kind'], block['kind'])}")


def _words(block: Mapping[str, Any], at: Path, label: str) -> Iterator[tuple[Path, str, str]]:
    for key, what in WORDS.items():
        if isinstance(block.get(key), str):
            yield (*at, key), f"{label}: {what}", block[key]
    for place, line in enumerate(block.get("lines", ()) if block["kind"] == "cover" else (), 1):
        yield (*at, "lines", str(place)), f"{label}, dòng {place}", line
    for place, column in enumerate(block.get("columns", ()) if block["kind"] != "table" else (), 1):
        for key in ("title", "hint"):
            if isinstance(column.get(key), str):
                yield (*at, "columns", str(place), key), f"{label}, cột {place}", column[key]
    for place, inner in enumerate(block.get("blocks", ()), 1):
        kind = KINDS.get(inner["kind"], inner["kind"])
        yield from _words(inner, (*at, "blocks", str(place)), f"{label}, {place}. {kind}")


def held_words(paper: Paper, held: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The words as the accepted correction has them; none where it no longer fits the form."""
    try:
        now = corrected(paper, held)
    except BadForm:
        return
    yield from ((path, value) for path, _, value in words_of(now))


def name_of(path: Path) -> str:
    return "-".join(("b", *path))


def correction_of(paper: Paper, form: CorrectionForm) -> dict[str, Any]:
    """Only what differs from the shipped form, as `papers.form.corrected` takes it."""
    given = form.cleaned_data
    page = {side: given[f"page-{side}"] for side in SIDES if given[f"page-{side}"] != paper.page[side]}
    blocks: dict[str, dict[str, Any]] = {}
    for path, _, shipped in words_of(paper):
        value = given[name_of(path)]
        if value != shipped:
            _change(blocks, paper.blocks, path, value)
    for table in form.tables:
        if changes := changes_of(table, given):
            _block(blocks, table.path).update(changes)
    made: dict[str, Any] = {}
    if page:
        made["page"] = page
    if given["size"] != paper.size:
        made["size"] = given["size"]
    return made | ({"blocks": blocks} if blocks else {})


def _block(blocks: dict[str, Any], path: Path) -> dict[str, Any]:
    """Where the changes of a block go in a correction."""
    number, *rest = path
    changes: dict[str, Any] = blocks.setdefault(number, {})
    return _block(changes.setdefault("blocks", {}), tuple(rest[1:])) if rest else changes


def _change(blocks: dict[str, Any], shipped: Sequence[Mapping[str, Any]], path: Path, value: str) -> None:
    """Put one new word into a correction: lists of columns and lines go in whole, a slip's blocks one by one."""
    number, key, *rest = path
    block, changes = shipped[int(number) - 1], blocks.setdefault(number, {})
    match key, rest:
        case "blocks", _:
            _change(changes.setdefault("blocks", {}), block["blocks"], tuple(rest), value)
        case "columns", (place, inner):
            columns = changes.setdefault("columns", [dict(column) for column in block["columns"]])
            columns[int(place) - 1][inner] = value
        case "lines", (place,):
            changes.setdefault("lines", list(block["lines"]))[int(place) - 1] = value
        case _:
            changes[key] = value
