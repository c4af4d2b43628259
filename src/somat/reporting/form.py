"""The form library: each form is a folder of data (source, dates, columns, measures) and a drawing."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

from somat.vault.converter.laying.view import MM as MM

FORMS = Path(__file__).parent / "forms"

NOTE = "Mẫu sổ áp dụng khi lập ({basis}): chưa có nguyên văn; in theo mẫu hiện hành."

Kind = Literal["out", "in"]
ColumnKind = Literal["number", "text", "abstract", "sign", "notes"]


class FormUnknown(LookupError):
    """The law of that day had a form whose columns we have not seen; `facts` is its row of which.toml, if any."""

    def __init__(self, kind: Kind, day: date, facts: dict[str, Any]) -> None:
        super().__init__(f"no known form for a book {kind!r} of {day}")
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its exact header, its width in points, how it is drawn, and which part of a line stands in it."""

    no: int
    header: str
    width: float
    kind: ColumnKind
    holds: str


@dataclass(frozen=True, slots=True)
class Page:
    """Paper in points: outer measures, margins, and the strip above the table."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    head: float

    @property
    def body_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def body_height(self) -> float:
        """What a table may fill, its own header included."""
        return self.height - self.top - self.head - self.bottom


@dataclass(frozen=True, slots=True)
class Text:
    """Sizes and distances in points; `sign_share` is the recipient's part of the signing column."""

    size: float
    header: float
    receipt: float
    inset_x: float
    inset_y: float
    leading: float
    min_row: float
    min_receipt: float
    sign_share: float


@dataclass(frozen=True, slots=True)
class Form:
    """A register's form."""

    code: str
    title: str
    kind: Kind
    source: str
    article: str
    since: date
    state: str
    page: Page
    text: Text
    max_lines: int
    columns: tuple[Column, ...]
    cover: tuple[str, ...]
    lines: tuple[str, ...]  # of the cover, with placeholders
    correction: str = ""  # what an agency changed, as JSON


COVER_LINES = (
    "Năm: {year}",
    "Từ ngày {first_day} đến ngày {last_day}",
    "Từ số {first_no} đến số {last_no}",
    "Quyển số: {volume}",
)


@lru_cache(maxsize=64)
def form(code: str, correction: str = "") -> Form:
    """The register form of a code (A1, A2), as an agency corrected it (`register.register` judges that). FileNotFoundError for a code without a folder."""
    data = changed(code, correction)
    page = Page(**{name: value * MM for name, value in data["page"].items()})
    rules = data["rules"]
    text = Text(
        **data["text"],
        min_row=rules["min_row"] * MM,
        min_receipt=rules["min_receipt"] * MM,
    )
    return Form(
        code=data["code"],
        title=data["title"],
        kind=data["kind"],
        source=data["source"],
        article=data["article"],
        since=data["from"],
        state=data["state"],
        page=page,
        text=text,
        max_lines=rules["max_lines"],
        columns=_columns(data, page.body_width),
        cover=tuple(data["cover"]),
        lines=tuple(data.get("lines", COVER_LINES)),
        correction=correction,
    )


@cache
def raw(code: str) -> dict[str, Any]:
    """The file of a register."""
    return tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))


def changed(code: str, correction: str) -> dict[str, Any]:
    """The file of a register with what an agency changed in it: what the drawing takes. Its columns are numbered anew."""
    data = dict(raw(code))
    for key, value in json.loads(correction or "{}").items():
        data[key] = {**data[key], **value} if isinstance(value, dict) else value
    if correction:
        known = {column["holds"]: column for column in raw(code)["columns"]}
        plain = {"kind": "text", "align": "left", "holds": ""}
        data["columns"] = [
            {**known.get(column.get("holds", ""), plain), **column, "no": number}
            for number, column in enumerate(data["columns"], 1)
        ]
    return data


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form that a book is printed on; `note` says so where it is not that of the day on which the book was begun."""

    form: Form
    note: str = ""


def form_for(kind: Kind, *, begun: date, on: date) -> Chosen:
    """The form of a book begun on that day, or the present one (`on`) with a note where nobody has seen that of its day."""
    try:
        return Chosen(form_on(kind, on=begun))
    except FormUnknown as unknown:
        return Chosen(form_on(kind, on=on), NOTE.format(basis=unknown.facts.get("source") or f"{begun:%d/%m/%Y}"))


@cache
def file_hash(code: str) -> str:
    """What the administrator accepts of a register: SHA-256 of its file, with its columns, words and measures."""
    return hashlib.sha256((FORMS / code / "form.toml").read_bytes()).hexdigest()


@cache
def registers() -> tuple[str, ...]:
    """The codes of the books' forms, in the order of their folders' names."""
    found = {row["form"] for rows in _which().values() for row in rows if row["form"]}
    return tuple(sorted(found))


def form_on(kind: Kind, *, on: date) -> Form:
    """The form for lines of that day. FormUnknown where the law's form of that day was not found."""
    known = sorted((row for row in _which()[kind] if row["from"] <= on), key=lambda row: row["from"])
    facts: dict[str, Any] = known[-1] if known else {}
    if not facts.get("form"):
        raise FormUnknown(kind, on, facts)
    return form(facts["form"])


@cache
def _which() -> dict[Kind, list[dict[str, Any]]]:
    return tomllib.loads((FORMS / "which.toml").read_text("utf-8"))  # type: ignore[return-value]


def _columns(data: dict[str, Any], room: float) -> tuple[Column, ...]:
    """Widths are shares of the page, or millimetres where an agency wrote them."""
    rows = data["columns"]
    each = MM if data.get("unit") == "mm" else room / sum(row["width"] for row in rows)
    return tuple(Column(row["no"], row["header"], row["width"] * each, row["kind"], row["holds"]) for row in rows)
