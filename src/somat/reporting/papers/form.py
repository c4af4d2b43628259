"""A paper form as data: where it comes from, its page, what it asks, and the blocks of which it is made."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

from somat.reporting.form import FORMS

State = Literal["verified", "fallback", "unverified", "design"]
FieldKind = Literal["text", "long", "date", "number", "choice", "level", "yes", "rows"]
BLOCKS = frozenset({"head", "cover", "title", "to", "text", "pair", "choice", "table", "signs", "slip", "gap", "page"})
PLACEHOLDER = re.compile(r"\{([a-z_]+)(?:\|([a-z]+))?\}")
COMMON = "shared/fields.toml"


class NotInForce(LookupError):
    """No version of a form is known that held on a day."""


class BadForm(ValueError):
    """A form's folder, or an agency's correction of it, that cannot be used; the text is a Vietnamese sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a form needs: asked for unless `source` names where it is known from (`entry.level`, `site.agency`, …)."""

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    source: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[Field, ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A form. Measures are millimetres and points, as in its file; `blocks` are the file's tables, in order."""

    code: str
    title: str
    source: str
    article: str
    since: date
    until: date | None
    state: State
    acts: tuple[str, ...]
    page: Mapping[str, float]
    size: float
    level: bool
    fields: tuple[Field, ...]
    blocks: tuple[Mapping[str, Any], ...]
    running: str = ""  # what stands above each page of a book, with "Trang x/y"
    notes: str = ""
    of: str = ""  # the code of the form whose wording of another time this is

    @property
    def family(self) -> str:
        return self.of or self.code

    def held_on(self, day: date) -> bool:
        """Whether it was the form of that day; both ends count. Our own forms are of no day."""
        return self.state == "design" or (self.since <= day and (self.until is None or day <= self.until))

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)


PAGES: Mapping[str, Mapping[str, float]] = {
    "portrait": {"width": 210, "height": 297, "top": 21, "bottom": 20, "left": 30, "right": 20},
    "landscape": {"width": 297, "height": 210, "top": 21, "bottom": 20, "left": 30, "right": 15},
}


@cache
def codes() -> tuple[str, ...]:
    """The codes of all papers, in the order of their folders' names."""
    return tuple(sorted(path.parent.name for path in FORMS.glob("*/form.toml") if _is_paper(path.parent.name)))


def _is_paper(code: str) -> bool:
    return "blocks" in tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))


@cache
def paper(code: str) -> Paper:
    """The paper of a code. KeyError for a code that has none; BadForm says what is wrong with its file."""
    if code not in codes():
        raise KeyError(code)
    data = tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))
    made = Paper(
        code=data["code"],
        title=data["title"],
        source=data["source"],
        article=data.get("article", ""),
        since=data["from"],
        until=data.get("until"),
        state=data["state"],
        acts=tuple(data.get("acts", ())),
        page={**PAGES[data.get("orientation", "portrait")], **data.get("page", {})},
        size=data.get("size", 13),
        level=data.get("level", False),
        fields=_fields(data),
        blocks=tuple(data["blocks"]),
        running=data.get("running", ""),
        notes=data.get("notes", ""),
        of=data.get("of", ""),
    )
    judge(made)
    return made


def paper_on(code: str, on: date) -> Paper:
    """The form of a code, or that of its versions which held on that day. KeyError as `paper`; NotInForce where none did."""
    wanted = paper(code)
    found = [one for one in map(paper, codes()) if one.family == wanted.family and one.held_on(on)]
    if not found:
        raise NotInForce(code, on)
    return max(found, key=lambda one: one.since)


@cache
def file_hash(code: str) -> str:
    """What was accepted: SHA-256 of the form's own file and of the fields that it shares with others."""
    files = (FORMS / code / "form.toml", FORMS / COMMON)
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in files)).hexdigest()


def _fields(data: Mapping[str, Any]) -> tuple[Field, ...]:
    common = tomllib.loads((FORMS / COMMON).read_text("utf-8"))
    named = [_field({"name": name, **common[name]}) for name in data.get("use", ())]
    return (*named, *map(_field, data.get("fields", ())))


def _field(row: Mapping[str, Any]) -> Field:
    columns = tuple(map(_field, row.get("columns", ())))
    return Field(**{**row, "columns": columns, "options": tuple(row.get("options", ()))})


def judge(form: Paper) -> None:
    """Raises BadForm for a block of an unknown kind, or a placeholder that no field fills."""
    for number, block in enumerate(form.blocks, 1):
        for inner in (block, *block.get("blocks", ())):
            _judge_block(number, inner, form)
    for edge in ("left", "right", "top", "bottom"):
        if not 0 <= form.page[edge] <= 60:
            raise BadForm("Lề trang từ 0 đến 60 mm.")


def _judge_block(number: int, block: Mapping[str, Any], form: Paper) -> None:
    if block["kind"] not in BLOCKS:
        raise BadForm(f"Khối {number}: không có loại “{block['kind']}”.")
    known = {field.name for field in form.fields} | {"stt"}
    tests = [test for key in ("when", "unless") for test in _texts(block.get(key, ()))]
    asked = [block.get("rows"), block.get("field"), *(test.partition("=")[0] for test in tests)]
    for name in asked:
        if name and name not in known:
            raise BadForm(f"Khối {number}: không có mục “{name}”.")
    if block.get("rows"):
        known |= {column.name for column in form.field(block["rows"]).columns}
    for text in _texts({key: value for key, value in block.items() if key != "blocks"}):
        for name, _ in PLACEHOLDER.findall(text):
            if name not in known:
                raise BadForm(f"Khối {number}: không có mục “{name}” để điền vào {{{name}}}.")


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for inner in value.values() for text in _texts(inner)]
    if isinstance(value, list | tuple):
        return [text for inner in value for text in _texts(inner)]
    return []
