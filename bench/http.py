"""A client as a browser would be one: cookie, form token, keep-alive; and eight of them at once."""

from __future__ import annotations

import http.client
import re
import threading
import time
from urllib.parse import urlencode

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')


class Browser:
    """One connection with its cookies."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = dict(cookies or {})

    def ask(self, method: str, path: str, fields: list[tuple[str, str]] | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        data = urlencode(fields) if fields is not None else None
        if data is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.line.request(method, path, body=data, headers=headers)
        answer = self.line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0].strip('"')
        self.location = answer.getheader("Location") or ""
        return answer.status, answer.read()

    def token(self, path: str) -> str:
        found = TOKEN.search(self.ask("GET", path)[1])
        assert found, f"no form at {path}"
        return found.group(1).decode()

    def log_in(self, username: str, password: str) -> None:
        fields = [("csrfmiddlewaretoken", self.token("/dang-nhap/")), ("username", username), ("password", password)]
        status, _ = self.ask("POST", "/dang-nhap/", fields)
        assert status == 302, status


def together(clients: int, seconds: float, act) -> tuple[int, list[float]]:  # type: ignore[no-untyped-def]
    """Run `act(client number)` in each of so many threads for so long: how many were done, and each one's seconds."""
    times: list[float] = []
    end = time.monotonic() + seconds

    def run(number: int) -> None:
        mine = act(number)
        while time.monotonic() < end:
            start = time.perf_counter()
            mine()
            times.append(time.perf_counter() - start)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(times), sorted(times)


def at(times: list[float], share: float) -> float:
    """A percentile of sorted times, in milliseconds."""
    return times[min(len(times) - 1, int(len(times) * share))] * 1000 if times else 0.0
