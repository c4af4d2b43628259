"""A client as a browser would be one: cookie, form token, keep-alive; and several of them at once."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
Fields = list[tuple[str, str]]


class Browser:
    """One connection with its cookies; `location` is where the last answer leads."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies = dict(cookies or {})
        self.location = ""

    def ask(self, method: str, path: str, fields: Fields | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        data = urlencode(fields) if fields is not None else None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self._send(method, path, data, headers)
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0].strip('"')
        self.location = answer.getheader("Location") or ""
        return answer.status, answer.read()

    def _send(self, method: str, path: str, data: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        """A line that the server has closed at rest is opened again, as a browser does."""
        try:
            self.line.request(method, path, body=data, headers=headers)
            return self.line.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.line.close()
            self.line.request(method, path, body=data, headers=headers)
            return self.line.getresponse()

    def page(self, path: str, fields: Fields | None = None) -> bytes:
        """A page that must come; RuntimeError for any other answer."""
        status, body = self.ask("GET" if fields is None else "POST", path, fields)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {self.location}")
        return body

    def token(self, path: str) -> str:
        found = TOKEN.search(self.page(path))
        if found is None:
            raise RuntimeError(f"no form at {path}")
        return found.group(1).decode()

    def log_in(self, username: str, password: str) -> None:
        fields = [("csrfmiddlewaretoken", self.token("/dang-nhap/")), ("username", username), ("password", password)]
        status, _ = self.ask("POST", "/dang-nhap/", fields)
        if status != 302:
            raise RuntimeError(f"log-in of {username}: {status}")


def together(clients: int, seconds: float, client: Callable[[int], Callable[[], None]]) -> tuple[float, list[float]]:
    """Each of so many threads does its act again and again for so long: acts a second, and the seconds of each act."""
    acts = [client(number) for number in range(clients)]
    times: list[float] = []
    faults: list[BaseException] = []
    begun = time.perf_counter()
    end = begun + seconds

    def run(act: Callable[[], None]) -> None:
        try:
            while (start := time.perf_counter()) < end:
                act()
                times.append(time.perf_counter() - start)
        except (RuntimeError, OSError) as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return len(times) / (time.perf_counter() - begun), times


def timed(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def at(times: list[float], share: float) -> float:
    """A percentile of some seconds, in milliseconds."""
    ordered = sorted(times)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2) if ordered else 0.0


def spread(times: list[float]) -> dict[str, float]:
    return {"p50 ms": at(times, 0.5), "p95 ms": at(times, 0.95), "n": len(times)}
