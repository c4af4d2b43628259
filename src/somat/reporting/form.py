"""The form library: each form is a folder of data (source, dates, columns, measures) and a drawing."""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
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


@cache
def form(code: str) -> Form:
    """The register form of a code (A1, A2). FileNotFoundError for a code without a folder."""
    data = tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))
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
        columns=_columns(data["columns"], page.body_width),
    )


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


def _columns(rows: list[dict[str, Any]], room: float) -> tuple[Column, ...]:
    whole = sum(row["width"] for row in rows)
    return tuple(
        Column(row["no"], row["header"], row["width"] / whole * room, row["kind"], row["holds"]) for row in rows
    )
