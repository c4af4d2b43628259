"""The columns of a form's tables as fields: order, header, width, side; one left out, one added."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict

from somat.reporting.papers.columns import LONGEST, MOST, measured, tenths

Path = tuple[str, ...]
SPARE = 2  # empty rows for columns of the agency's own
SIDES = [("left", "trái"), ("center", "giữa"), ("right", "phải")]
BY_HAND = ("", "để trống, ghi tay")
MEASURES = {"height": "Cao dòng (mm)", "least": "Số dòng ít nhất", "size": "Cỡ chữ trong bảng (pt)"}


@dataclass(frozen=True)
class Table:
    """A table of a form: where it stands, as it is shipped, as it is now; the text width of each (mm)."""

    path: Path
    label: str
    shipped: Mapping[str, Any]
    now: Mapping[str, Any]
    room: float
    room_now: float
    facts: Sequence[tuple[str, str]] = ()  # what a column of the agency's own may hold: value and label

    def name(self, *rest: str) -> str:
        return "-".join(("b", *self.path, *rest))

    def shown(self, block: Mapping[str, Any], room: float) -> list[dict[str, Any]]:
        """Its columns with widths in tenths of a millimetre."""
        widths = tenths(measured(block, room=room), room=room)
        return [{**column, "width": width} for column, width in zip(block["columns"], widths, strict=True)]


def tables(
    blocks: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]], at: Path = ()
) -> Iterator[tuple[Path, Mapping[str, Any], Mapping[str, Any]]]:
    """Where each table stands, as it is shipped and as it is now; those of slips too."""
    for number, (block, held) in enumerate(zip(blocks, now, strict=True), 1):
        here = (*at, str(number))
        if block["kind"] == "table":
            yield here, block, held
        yield from tables(block.get("blocks", ()), held.get("blocks", ()), (*here, "blocks"))


def fields_of(table: Table, data: QueryDict | None) -> dict[str, forms.Field]:
    """Fields by name: four for each column of the form, in its order, then those of the agency's own and empty ones."""
    made: dict[str, forms.Field] = {}
    for number, column in enumerate(_rows(table, data), 1):
        said = f"{table.label}, cột {number}" if column["shipped"] else f"{table.label}, cột thêm"
        given: dict[str, dict[str, Any]] = {
            key: {"label": f"{said}: {label}", "required": False, "initial": column.get(key)}
            for key, label in LABELS.items()
        }
        row: dict[str, forms.Field] = {
            "place": forms.IntegerField(min_value=1, max_value=99, **given["place"]),
            "header": forms.CharField(max_length=LONGEST, **given["header"]),
            "width": forms.FloatField(min_value=0, max_value=500, widget=_number(), **given["width"]),
            "align": forms.ChoiceField(choices=SIDES, **given["align"]),
        }
        if not column["shipped"]:
            row["value"] = forms.ChoiceField(choices=[BY_HAND, *table.facts], **given["value"])
        made |= {table.name("columns", str(number), key): field for key, field in row.items()}
    return made


LABELS = {"place": "thứ tự", "header": "tiêu đề", "width": "rộng (mm)", "align": "canh", "value": "nội dung"}


def _number() -> forms.NumberInput:
    return forms.NumberInput({"step": "0.1"})


def measures_of(table: Table) -> dict[str, forms.Field]:
    """Height of rows, how many at least, size of letters; 0: as the paper has it."""
    now = table.now
    named: list[dict[str, Any]] = [
        {"label": f"{table.label}: {label}", "required": False} for label in MEASURES.values()
    ]
    height, least, size = named
    fields: tuple[forms.Field, ...] = (
        forms.FloatField(min_value=5, max_value=60, initial=now.get("height", 8), **height),
        forms.IntegerField(min_value=0, max_value=200, initial=now.get("least", 0), **least),
        forms.FloatField(
            min_value=0, max_value=16, initial=now.get("size", 0), help_text="0: theo cỡ chữ của mẫu", **size
        ),
    )
    return {table.name(key): field for key, field in zip(MEASURES, fields, strict=True)}


def _rows(table: Table, data: QueryDict | None) -> list[dict[str, Any]]:
    """What stands in each row: the form's columns as they are now, no place for one left out; then others, then empty rows."""
    now, used = table.shown(table.now, table.room_now), set[int]()
    rows = []
    for own in table.shown(table.shipped, table.room):
        at = next((at for at, one in enumerate(now) if one.get("value") == own.get("value") and at not in used), None)
        used |= {at} if at is not None else set()
        rows.append(_row(own if at is None else now[at], None if at is None else at + 1, shipped=True))
    rows += [_row(one, at + 1) for at, one in enumerate(now) if at not in used]
    wanted = max(len(rows) + SPARE, _sent(table, data))
    rows += [_row({"header": "", "width": None}, None) for _ in range(len(rows), min(wanted, MOST + SPARE))]
    return rows


def _row(column: Mapping[str, Any], place: int | None, *, shipped: bool = False) -> dict[str, Any]:
    return {"align": "left", **column, "place": place, "shipped": shipped}


def _sent(table: Table, data: QueryDict | None) -> int:
    """How many rows were sent; a page may have had more of them than a form of today."""
    if data is None:
        return 0
    return sum(table.name("columns", str(number), "header") in data for number in range(1, MOST + SPARE + 1))


def changes_of(table: Table, given: Mapping[str, Any]) -> dict[str, Any]:
    """What differs from the shipped table: its columns whole, with the unit of their widths, and its measures."""
    made: dict[str, Any] = {}
    for key, shipped in (("height", 8), ("least", 0), ("size", 0)):
        value = given.get(table.name(key))
        if value is not None and value != table.shipped.get(key, shipped):
            made[key] = value
    columns, unit = _columns(table, given)
    if columns != list(table.shipped["columns"]):
        made["columns"] = columns
    if unit:
        made["unit"] = unit
    return made


def _columns(table: Table, given: Mapping[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The columns in the order of their places. Widths that nobody touched stay shares of the page; else all are millimetres."""
    rows = [row for row in _given(table, given) if row["place"] is not None]
    before = [row["place"] for row in _rows(table, None)]
    rows.sort(key=lambda row: (row["place"], _side(row, before), row["number"]))
    typed = [row["width"] for row in rows]
    for block, room in ((table.now, table.room_now), (table.shipped, table.room)):
        if typed == [column["width"] for column in table.shown(block, room)]:
            widths, unit = [column.get("width") for column in block["columns"]], block.get("unit", "")
            return [_column(row, width) for row, width in zip(rows, widths, strict=True)], unit
    return [_column(row, row["width"]) for row in rows], "mm"


def _side(row: Mapping[str, Any], before: Sequence[int | None]) -> int:
    """Of two that have one place: who moved there from the right, or is new, stands before who was there; who came from the left, behind."""
    was = before[row["number"] - 1] if row["number"] <= len(before) else None
    if was == row["place"]:
        return 0
    return 1 if was is not None and was < row["place"] else -1


def _column(row: Mapping[str, Any], width: float | None) -> dict[str, Any]:
    kept = {key: value for key, value in row["own"].items() if key not in {"header", "width", "align", "value"}}
    made = {"header": row["header"], "width": width, "align": row["align"], "value": row["value"], **kept}
    bare = {"width": None, "align": "left" if "align" not in row["own"] else None}
    return {key: value for key, value in made.items() if key not in bare or value != bare[key]}


def _given(table: Table, given: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Each row as it was typed; one without a place is left out, an empty one of the agency's own too."""
    shipped = table.shown(table.shipped, table.room)
    for number in range(1, MOST + SPARE + 1):
        names = {key: table.name("columns", str(number), key) for key in LABELS}
        if names["header"] not in given:
            return
        own = table.shipped["columns"][number - 1] if number <= len(shipped) else {}
        header, place = given[names["header"]].strip(), given[names["place"]]
        if not own and not header:
            continue
        yield {
            "number": number,
            "own": own,
            "place": place if own or place is not None else MOST + number,
            "header": header,
            "width": given[names["width"]] or 0,
            "align": given[names["align"]] or own.get("align", "left"),
            "value": own.get("value", "") if own else given.get(names["value"], ""),
        }
