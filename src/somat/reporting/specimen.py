"""The book of specimens: every form with its sample in one PDF, with a table of contents and marks to jump by."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pikepdf

from somat.reporting.form import FORMS
from somat.reporting.papers.form import PAGES
from somat.reporting.papers.render import DRAWING, drawn
from somat.reporting.samples import codes, render_sample
from somat.reporting.typeset import typeset_paper

TITLE = "Tập biểu mẫu công tác bảo vệ bí mật nhà nước"
PAGES_STATED = re.compile(rb"<xmpTPg:NPages>\d+<")
STATES = {
    "verified": "đã đối chiếu",
    "fallback": "theo quy định năm 2020",
    "unverified": "chưa đối chiếu",
    "design": "do phần mềm trình bày",
}
COLUMNS = (
    ("Mã", 0.9, "left"),
    ("Tên biểu mẫu", 4.2, "left"),
    ("Nguồn", 1.8, "left"),
    ("Tình trạng", 1.8, "left"),
    ("Trang", 0.7, "center"),
)


@dataclass(frozen=True)
class Specimen:
    """One form in the book: its own PDF and how many pages it has."""

    code: str
    title: str
    source: str
    state: str
    pdf: bytes
    pages: int


def specimen_book(at: datetime) -> bytes:
    """All forms with their samples, after a table of contents whose page numbers count the whole file. Raises PrintFailed."""
    found = [_specimen(code) for code in codes()]
    contents = _contents(found, at=at, before=1)
    if (length := _length(contents)) > 1:
        contents = _contents(found, at=at, before=length)
    return _bound(contents, found, before=length)


def _specimen(code: str) -> Specimen:
    data = tomllib.loads((FORMS / code / "form.toml").read_text("utf-8"))
    pdf = render_sample(code)
    return Specimen(code, data["title"], data["source"], data["state"], pdf, _length(pdf))


def _length(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        return len(file.pages)


def _contents(found: Sequence[Specimen], *, at: datetime, before: int) -> bytes:
    rows, page = [], before + 1
    for one in found:
        source = "phần mềm" if one.source == "design" else one.source
        cells = [one.code, one.title, source, STATES[one.state], str(page)]
        rows.append({"kind": "row", "cells": cells, "tall": False, "lines": 0})
        page += one.pages
    columns = [{"header": header, "width": width, "align": align} for header, width, align in COLUMNS]
    blocks: list[dict[str, Any]] = [
        {"kind": "title", "text": TITLE.upper(), "about": "Mục lục", "under": "Dữ liệu trong các mẫu là thí dụ."},
        {"kind": "table", "columns": columns, "numbers": False, "rows": rows, "least": 6, "size": 11},
    ]
    plain = {"author": "", "level": "", "running": "", "address": "", "foot": None, "size": 13}
    whole = {**plain, "title": TITLE, "page": PAGES["portrait"], "blocks": blocks}
    return typeset_paper(DRAWING, drawn([whole]), at=at)


def _bound(contents: bytes, found: Sequence[Specimen], *, before: int) -> bytes:
    """The forms behind the table of contents, whose file says what the whole is: PDF/A-2u, its colours, its language."""
    with pikepdf.open(io.BytesIO(contents)) as book:
        for one in found:
            with pikepdf.open(io.BytesIO(one.pdf)) as file:
                book.pages.extend(file.pages)
        page = before
        with book.open_outline() as outline:
            for one in found:
                outline.root.append(pikepdf.OutlineItem(f"{one.code} {one.title}", page))
                page += one.pages
        _count(book)
        made = io.BytesIO()
        book.save(made, deterministic_id=True, fix_metadata_version=False)  # else it writes the XMP in its own way
    return made.getvalue()


def _count(book: pikepdf.Pdf) -> None:
    """The number of pages that the file states of itself."""
    stated = book.Root.Metadata.read_bytes()
    book.Root.Metadata.write(PAGES_STATED.sub(b"<xmpTPg:NPages>%d<" % len(book.pages), stated))
