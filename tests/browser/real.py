"""A real browser on a running site: the office of the tests behind Django's live server, one window for each person."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from somat.web.people import cookie
from tests.browser.showing import ARGS, CHROMIUM
from tests.office import Office
from tests.web.visits import here

LOADED = "domcontentloaded"
EXPECTED = (
    "the server responded with a status of"  # what chromium writes for every 403 and 409; the tests ask for those
)


@dataclass
class Window:
    """One person in front of the site; script errors and breaches of the content policy are kept as complaints."""

    page: Page
    url: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> int:
        """Open an address; the status of its answer."""
        answer = self.page.goto(f"{self.url}{path}", wait_until=LOADED)
        return answer.status if answer else 0

    def keys(self, *keys: str) -> None:
        """Press keys one after another; what is no key of the keyboard is typed."""
        for key in keys:
            if key.startswith("⌨"):
                self.page.keyboard.press(key[1:])
            else:
                self.page.keyboard.type(key)

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.name || document.activeElement.id"))

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)


class Building:
    """The site with its windows."""

    def __init__(self, browser: Browser, office: Office, url: str) -> None:
        self.browser, self.office, self.url = browser, office, url
        self.windows: list[Window] = []

    def window(self, name: str) -> Window:
        """A window in which this person has logged in already."""
        token, _ = self.office.world.log_in(name, workstation=here())
        window = self.stranger()
        window.page.context.add_cookies([{"name": cookie.NAME, "value": token, "url": self.url}])
        return window

    def stranger(self) -> Window:
        """A window in which nobody has logged in."""
        context = self.browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="vi-VN", accept_downloads=True
        )
        window = Window(context.new_page(), self.url)
        window.page.set_default_timeout(15_000)
        window.page.on("pageerror", lambda error: window.complaints.append(str(error)))
        window.page.on("console", lambda line: self.heard(window, line))
        self.windows.append(window)
        return window

    @staticmethod
    def heard(window: Window, line: Any) -> None:
        if line.type == "error" and EXPECTED not in line.text:
            window.complaints.append(line.text)

    def close(self) -> list[str]:
        """Close every window; what they complained of."""
        for window in self.windows:
            window.page.context.close()
        return [complaint for window in self.windows for complaint in window.complaints]


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield browser
        browser.close()
