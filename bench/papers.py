"""Papers alone, in processor time: every form after warm-up beside its bare words, a batch of notices, a stamped scan, a book in its child."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import typst
from PIL import Image, ImageDraw

from somat.reporting.book import render_book_in_child
from somat.reporting.form import FORMS
from somat.reporting.glyphs import FONTS
from somat.reporting.ledger import BookPrint
from somat.reporting.overlay import Mark, overlay
from somat.reporting.papers.form import Field, codes, paper
from somat.reporting.papers.glue import EDGE
from somat.reporting.papers.render import Printed, data_of, drawn, many, render
from somat.reporting.papers.values import Facts
from somat.reporting.samples import sample_sets
from somat.reporting.wire import unpacked

AT = datetime(2026, 3, 2, 8, tzinfo=UTC)
ROUNDS = 25
WARM = 3  # rounds that are not counted
NOTICES = 500
PAGES = 20
A4 = (1654, 2339)  # 200 dots an inch


def measured(_: Path) -> dict[str, Any]:
    """Milliseconds and seconds of processor time, this process and its children; the overlay and the books on the clock too."""
    forms = {code: form(code) for code in codes()}
    scan = scanned()
    return {
        "forms ms": forms,
        "bare words ms": {code: bare(code) for code in forms},
        "notices s": round(notices(), 2),
        "overlay s": timed(lambda: overlay(scan, [Mark("C-02a", left_mm=20, top_mm=60)], at=AT)),
        "overlay, searched s": timed(lambda: overlay(scan, [Mark("C-02a")], at=AT)),
        "book of 1000 s": timed(lambda: render_book_in_child(book(1000))),
        "book of 5000 s": timed(lambda: render_book_in_child(book(5000)), times=1),
        "largest child MiB": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024,
    }


def form(code: str) -> float:
    """One paper, each time with other words: every text has a number of its own."""
    facts = sample_sets(code)[0]
    taken = []
    for number in range(WARM + ROUNDS):
        given = varied(paper(code).fields, facts, number)
        start = time.process_time()
        render(code, given, at=AT, printed=printed(number))
        taken.append(time.process_time() - start)
    return round(median(taken[WARM:]) * 1000, 1)


def bare(code: str) -> float:
    """The floor: the same words one after the other in the same faces, without form, table or mark."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
    compiler = typst.Compiler(font_paths=fonts, ignore_system_fonts=True)
    taken = []
    for number in range(WARM + ROUNDS):
        given = varied(paper(code).fields, sample_sets(code)[0], number)
        words = "\n".join(texts(drawn([data_of(paper(code), given, printed=printed(number))])))
        source = '#set text(font: "Tinos", size: 13pt)\n#read("/words")\n*b* _i_'
        start = time.process_time()
        files: Any = {"main.typ": source.encode(), "words": words.encode()}
        compiler.compile(files, format="pdf", pdf_standards="a-2u", pdf_tags=False)
        taken.append(time.process_time() - start)
    return round(median(taken[WARM:]) * 1000, 1)


def varied(fields: Sequence[Field], facts: Facts, number: int) -> dict[str, Any]:
    made = dict(facts)
    for field in fields:
        value = made.get(field.name)
        if value and field.kind in ("text", "long"):
            made[field.name] = f"{value} {number:02d}"
        elif value and field.kind == "rows":
            made[field.name] = [varied(field.columns, row, number) for row in value]
    return made


def printed(number: int) -> Printed:
    return Printed(by="Nguyễn Thị Hạnh", at=AT, workstation="VP-01", item=f"{number}/BC")


def texts(value: Any) -> list[str]:
    """What is written; the names of the parts are not."""
    if isinstance(value, str):
        return [value.replace(EDGE, "")] if " " in value else []
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return [text for one in inner for text in texts(one)]


def notices() -> float:
    one = sample_sets("D-23")[0]
    start = time.process_time()
    many("D-23", [{**one, "holder": f"Cơ quan nhận số {number:03d}"} for number in range(NOTICES)], at=AT)
    return time.process_time() - start


def scanned() -> bytes:
    """Pages as a scanner makes them: one picture each, dark strokes on greyish paper."""
    sheets = [Image.new("L", A4, 245) for _ in range(PAGES)]
    for number, sheet in enumerate(sheets):
        pen = ImageDraw.Draw(sheet)
        for y in range(200, 2100, 40):
            for x in range(180, 1500, 22 + (number + y) % 7):
                pen.rectangle((x, y, x + 14, y + 20), fill=30)
    out = io.BytesIO()
    sheets[0].save(out, "PDF", resolution=200, save_all=True, append_images=sheets[1:])
    return out.getvalue()


def book(lines: int) -> BookPrint:
    """The sample's lines again and again."""
    few = unpacked((FORMS / "A1" / "sample.json").read_bytes())
    return replace(few, lines=tuple(few.lines[number % len(few.lines)] for number in range(lines)), part="range")


def timed(act: Callable[[], object], *, times: int = 5) -> dict[str, float]:
    """Medians: on the clock, and of processor time with the children's."""
    clock, work = [], []
    for _ in range(times):
        start, before = time.perf_counter(), processor()
        act()
        clock.append(time.perf_counter() - start)
        work.append(processor() - before)
    return {"clock": round(median(clock), 2), "processor": round(median(work), 2)}


def processor() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)
