"""python -m bench.look SITE: pages of a document over HTTP, from a demonstration site that nothing else uses.

Everything is in the figures: leaf committed, the vault's judgement, the picture opened, the marks drawn, the answer. The converter makes
all pages at the first look. The floor beside it is the same picture decoded and written as JPEG without any of that.
"""

from __future__ import annotations

import argparse
import io
import json
import re
import time
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import typst
from PIL import Image

from bench.http import Browser
from bench.place import environment
from bench.server import product
from somat.reporting.glyphs import FONTS

PAGES = 20
PASSWORD = "So.Mat-minh.hoa.2026"
WORDS = "Văn bản này chỉ để thử tốc độ, mọi tên và số đều bịa. "
ENTRY = re.compile(rb'href="(/dong/[0-9a-f-]{36}/)"')
VERSION = re.compile(rb'href="(/tai-lieu/ban/[0-9a-f-]{36}/)"')


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.look", description=__doc__)
    parser.add_argument("site", type=Path)
    parser.add_argument("--port", type=int, default=8915)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with product(options.site, options.port) as served:
        browser = Browser(served.port)
        browser.log_in("hanh", PASSWORD)
        facts = {"environment": environment(options.site), "look": looked(browser, options.rounds)}
    print(json.dumps(facts, indent=1))


def looked(browser: Browser, rounds: int) -> dict[str, Any]:
    """Milliseconds, medians: the first page of a new document, and each page after it."""
    paper, firsts, nexts, floors = document(PAGES), [], [], []
    for _ in range(rounds):
        version = added(browser, paper)
        taken, picture = timed(browser, f"{version}trang/1/")
        firsts.append(taken)
        time.sleep(3)  # a person reads a page before the next; the others are made meanwhile
        for page in range(2, PAGES + 1):
            nexts.append(timed(browser, f"{version}trang/{page}/")[0])
            floors.append(floor(picture))
    return {
        "first page ms": round(median(firsts)), "next page ms": round(median(nexts)),
        "next page p95 ms": round(sorted(nexts)[len(nexts) * 95 // 100]), "floor ms": round(median(floors)),
        "asked": {"first": 1500, "next": 150},
    }  # fmt: skip


def document(pages: int) -> bytes:
    text = "#pagebreak(weak: true)\n".join(f"= Phần {number}\n{WORDS * 40}\n" for number in range(1, pages + 1))
    source = f'#set text(font: "Tinos", size: 13pt)\n#set page("a4")\n{text}'
    paper: bytes = typst.compile(source.encode(), font_paths=[str(FONTS)])  # type: ignore[misc]
    return paper


def added(browser: Browser, paper: bytes) -> str:
    """The document on the newest line of the outgoing book; the address of its version."""
    browser.ask("GET", "/so-di/")
    found = ENTRY.search(browser.page(browser.location))
    if found is None:
        raise RuntimeError("no line in the book")
    line, edge = found[1].decode(), uuid4().hex
    before = set(VERSION.findall(browser.page(line)))
    fields = {"csrfmiddlewaretoken": browser.token(f"{line}tai-lieu/moi/"), "once": str(uuid4()), "kind": "main"}
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    body = "".join([*parts, head]).encode() + paper + f"\r\n--{edge}--\r\n".encode()
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Content-Type": f"multipart/form-data; boundary={edge}",
    }
    browser.line.request("POST", f"{line}tai-lieu/moi/", body=body, headers=headers)
    answer = browser.line.getresponse()
    answer.read()
    if answer.status != 302:
        raise RuntimeError(f"upload: {answer.status}")
    (made,) = set(VERSION.findall(browser.page(line))) - before
    return str(made.decode())


def timed(browser: Browser, path: str) -> tuple[float, bytes]:
    start = time.perf_counter()
    picture = browser.page(path)
    return (time.perf_counter() - start) * 1000, picture


def floor(picture: bytes) -> float:
    start = time.perf_counter()
    with Image.open(io.BytesIO(picture)) as page:
        page.save(io.BytesIO(), "JPEG", quality=85)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
