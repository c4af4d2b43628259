"""A browser as far as the tests need one: cookies, links, forms with all their hidden fields, files. No script runs."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit
from uuid import uuid4

Fields = list[tuple[str, str]]
Value = str | Sequence[str]
File = tuple[str, bytes]
IDLE = 3.0  # seconds after which a line is opened anew: the server may have closed it
TAG = re.compile(r"<(svg|script|style|template).*?</\1>|<[^>]*>", re.DOTALL)
TOKEN = "csrfmiddlewaretoken"


@dataclass
class Form:
    """One form as its page gave it: where it goes, and every field with what it holds."""

    action: str
    method: str = "get"
    multipart: bool = False
    fields: Fields = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def filled(self, values: Mapping[str, Value]) -> Fields:
        """The fields to send: what was given in place of what the page held; a list gives a field several times."""
        kept = [(name, text) for name, text in self.fields if name not in values]
        for name, given in values.items():
            kept += [(name, text) for text in ([given] if isinstance(given, str) else given)]
        return kept


class _Page(HTMLParser):
    """Collects links, forms and the title of a page."""

    def __init__(self, path: str) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.title = ""
        self.lang = ""
        self._form: Form | None = None
        self._select: str | None = None
        self._chosen: str | None = None
        self._first: str | None = None
        self._area: str | None = None
        self._text = ""
        self._in_title = False

    def handle_starttag(self, tag: str, found: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in found}
        if tag == "html":
            self.lang = a.get("lang", "")
        elif tag == "title":
            self._in_title = not self.title
        elif tag == "a" and "href" in a:
            self.links.append(urljoin(self.path, a["href"]))
        elif tag == "form":
            action = urljoin(self.path, a.get("action", "")) or self.path
            kind = a.get("enctype", "") == "multipart/form-data"
            self._form = Form(action, a.get("method", "get").lower(), kind)
            self.forms.append(self._form)
        elif self._form is not None and a.get("name"):
            self._field(tag, a)
        elif tag == "option" and self._select is not None:
            value = a.get("value", "")
            self._first = value if self._first is None else self._first
            self._chosen = value if "selected" in a else self._chosen

    def _field(self, tag: str, a: dict[str, str]) -> None:
        assert self._form is not None
        self._form.names.add(a["name"])
        kind = a.get("type", "text")
        if tag == "input" and kind not in ("submit", "button", "file"):
            if kind not in ("checkbox", "radio") or "checked" in a:
                self._form.fields.append((a["name"], a.get("value", "on" if kind == "checkbox" else "")))
        elif tag == "select":
            self._select, self._chosen, self._first = a["name"], None, None
        elif tag == "textarea":
            self._area, self._text = a["name"], ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False
        elif tag == "form":
            self._form = None
        elif tag == "select" and self._select and self._form is not None:
            value = self._chosen if self._chosen is not None else self._first
            if value is not None:
                self._form.fields.append((self._select, value))
            self._select = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields.append((self._area, self._text.removeprefix("\n")))
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data
        if self._area is not None:
            self._text += data


@dataclass(frozen=True)
class Answer:
    """What came back from one request."""

    status: int
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def location(self) -> str:
        return urlsplit(urljoin(self.path, self.header("Location"))).path if self.header("Location") else ""

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")

    @property
    def words(self) -> str:
        """What a person reads in the middle of the page."""
        middle = self.text.partition("<main")[2].partition("</main>")[0] or self.text[:2000]
        return " ".join(unescape(TAG.sub(" ", middle.partition(">")[2])).split())

    @property
    def is_page(self) -> bool:
        return self.header("Content-Type").startswith("text/html")

    @property
    def page(self) -> _Page:
        read = _Page(self.path)
        read.feed(self.text)
        return read

    def form(self, *, has: str = "", action: str = "") -> Form:
        """The POST form of the page that has this field, or goes to this address; never the one that ends the session."""
        for one in self.page.forms:
            mine = not action or urlsplit(one.action).path == action
            if one.method == "post" and mine and (not has or has in one.names) and one.action != "/dang-xuat/":
                return one
        raise AssertionError(f"no such form at {self.path}: {self.status} {self.words[:2000]}")


class Browser:
    """One person at one machine. `source` is the address it comes from, by which the site knows workstations."""

    def __init__(self, port: int, *, source: str = "127.0.0.1", timeout: float = 60) -> None:
        self.port, self.source, self.timeout = port, source, timeout
        self.cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None
        self._used = 0.0

    def twin(self, *, source: str = "") -> Browser:
        """Another tab or a stolen cookie: the same cookies on a connection of its own."""
        other = Browser(self.port, source=source or self.source, timeout=self.timeout)
        other.cookies = dict(self.cookies)
        return other

    def ask(self, method: str, path: str, body: bytes | None = None, kind: str = "", **headers: str) -> Answer:
        """One request; raises OSError or http.client.HTTPException where no answer came."""
        if time.monotonic() - self._used > IDLE:
            self.hang_up()
        self._used = time.monotonic()
        if self._line is None:
            self._line = http.client.HTTPConnection(
                "127.0.0.1", self.port, timeout=self.timeout, source_address=(self.source, 0)
            )
        sent = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())} | headers
        if kind:
            sent["Content-Type"] = kind
        try:
            self._line.request(method, quote(path, safe="/?&=%:+"), body=body, headers=sent)
            answer = self._line.getresponse()
            got = Answer(answer.status, path, tuple(answer.getheaders()), answer.read())
        except (OSError, http.client.HTTPException):
            self.hang_up()
            raise
        for name, value in got.headers:
            if name.lower() == "set-cookie":
                key, _, rest = value.strip().partition("=")
                self.cookies[key] = rest.split(";")[0].strip('"')
        return got

    def hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def follow(self, answer: Answer) -> Answer:
        """Where a redirection leads, in the end."""
        for _ in range(5):
            if answer.status not in (301, 302, 303):
                break
            answer = self.get(urljoin(answer.path, answer.header("Location")))
        return answer

    def post(self, path: str, fields: Fields, *, files: Mapping[str, File] | None = None) -> Answer:
        """Send fields as they are, with the token of this browser's own cookie if none is among them."""
        if TOKEN not in dict(fields):
            fields = [(TOKEN, self.token()), *fields]
        if files:
            body, kind = multipart(fields, files)
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        return self.ask("POST", path, body, kind)

    def send(self, form: Form, /, *, files: Mapping[str, File] | None = None, **values: Value) -> Answer:
        """Fill a form in and send it."""
        return self.post(form.action, form.filled(values), files=files)

    def token(self) -> str:
        """Any token that fits the cookie: the cookie's own value."""
        if "csrftoken" not in self.cookies:
            self.get("/dang-nhap/")
        return self.cookies["csrftoken"]

    def log_in(self, username: str, password: str) -> Answer:
        return self.send(self.get("/dang-nhap/").form(has="username"), username=username, password=password)


def multipart(fields: Fields, files: Mapping[str, File]) -> tuple[bytes, str]:
    """A form with files, as a browser sends it: (body, content type)."""
    line = uuid4().hex
    parts = [f'--{line}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in fields]
    for name, (filename, data) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"'
        parts.append(f"--{line}\r\n{head}\r\nContent-Type: application/octet-stream\r\n\r\n".encode() + data + b"\r\n")
    return b"".join([*parts, f"--{line}--\r\n".encode()]), f"multipart/form-data; boundary={line}"
