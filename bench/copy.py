"""A page of the product turned into a page of the floor: the same bytes round the rows, each row's texts from the database."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from pathlib import Path

import psycopg

ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL)
TEXT = re.compile(r">([^<>]*\S[^<>]*)<")


def rows_of(body: str) -> list[str]:
    """The rows of the page's lines: those that are built alike and most frequent."""
    rows = ROW.findall(body)
    if not rows:
        return []
    alike = Counter(shape(row) for row in rows)
    shaped = max(alike, key=lambda one: alike[one])
    return [row for row in rows if shape(row) == shaped]


def shape(row: str) -> str:
    return re.sub(r'="[^"]*"', "=", TEXT.sub("><", row))


def template_of(body: str) -> tuple[str, str, list[list[str]]]:
    """The page's template, the template of one row, and the texts of each row."""
    rows = rows_of(body)
    if not rows:
        return "{% verbatim %}" + body + "{% endverbatim %}", "", []
    first, last = body.index(rows[0]), body.rindex(rows[-1]) + len(rows[-1])
    count = iter(range(10_000))
    row = TEXT.sub(lambda match: ">{{ row.cells." + str(next(count)) + " }}<", rows[0])
    around = "{% verbatim %}" + body[:first] + "{% endverbatim %}{% for row in rows %}{% include name %}{% endfor %}"
    around += "{% verbatim %}" + body[last:] + "{% endverbatim %}"
    return around, row, [TEXT.findall(one) for one in rows]


def put(folder: Path, url: str, name: str, body: bytes) -> int:
    """Give the floor this page under a name; answers how many lines it has."""
    page, row, cells = template_of(body.decode())
    (folder / f"{name}.html").write_text(page.replace("include name", f'include "{name}-row.html"'), "utf-8")
    (folder / f"{name}-row.html").write_text(row, "utf-8")
    values = [(name, json.dumps(texts)) for texts in reversed(cells)]
    if url:
        with psycopg.connect(url) as server, server.cursor() as cursor:
            cursor.executemany("INSERT INTO line (page, cells) VALUES (%s, %s::jsonb)", values)
    else:
        with sqlite3.connect(folder / "floor.sqlite3", timeout=30) as database:
            database.executemany("INSERT INTO line (page, cells) VALUES (?, ?)", values)
    return len(cells)
