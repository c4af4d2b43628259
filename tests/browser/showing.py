"""The sample pages in a real browser, without a server: files and answers come from memory, with the site's content policy."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from playwright.sync_api import Page, Request, Route, sync_playwright

from tests.web.pages import PAGES

STATIC = Path(__file__).resolve().parent.parent.parent / "src" / "somat" / "web" / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
SITE = "http://somat.test"
CHROMIUM = "/usr/bin/chromium"
ARGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGS += ["--disable-background-networking", "--disable-component-update"]
Answer = Callable[[Route, dict[str, list[str]]], None]


def policy() -> str:
    """The Content-Security-Policy of the settings, as one header."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def html(name: str, **more: Any) -> str:
    template, context = PAGES[name]
    return render_to_string(template, {**context, **more})


@dataclass
class Shown:
    """One browser page; `answers` maps an address to what a POST there gets, `sent` holds every POST's words."""

    page: Page
    pages: dict[str, str] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    sent: list[tuple[str, dict[str, list[str]]]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    down: bool = False

    def open(self, name: str, **more: Any) -> Page:
        self.pages[f"/{name}/"] = html(name, **more)
        self.page.goto(f"{SITE}/{name}/")
        return self.page

    def answer(self, path: str, content: Any, *, status: int = 200) -> None:
        """Let a POST to `path` get this page (str) or these data (anything else)."""
        kind = "text/html; charset=utf-8" if isinstance(content, str) else "application/json"
        body = content if isinstance(content, str) else json.dumps(content)
        self.answers[path] = lambda route, words: route.fulfill(status=status, body=body, content_type=kind)

    def handle(self, route: Route, request: Request) -> None:
        path = urlsplit(request.url).path
        if self.down:
            route.abort("connectionrefused")
        elif path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        elif path.startswith("/goi-y/") and path not in self.answers:  # a type-ahead that the test is not about
            route.fulfill(json={"options": [], "total": 0})
        elif (
            path.startswith("/nhap/") and path not in self.answers
        ):  # what is half typed, where the test is not about it
            route.fulfill(json={})
        elif request.method == "POST":
            words = parse_qs(request.post_data or "", keep_blank_values=True)
            self.sent.append((path, words))
            self.answers[path](route, words)
        else:
            head = {"Content-Security-Policy": policy(), "Cache-Control": "no-store"}
            route.fulfill(body=self.pages.get(path, html("404")), content_type="text/html; charset=utf-8", headers=head)


@contextmanager
def browser() -> Iterator[Shown]:
    """Debian's chromium at the size of an old office screen."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        page = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN").new_page()
        shown = Shown(page)
        page.route("**/*", shown.handle)
        page.on("console", lambda line: shown.complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        yield shown
        chromium.close()
