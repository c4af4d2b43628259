"""Two worlds that differ only in what a person may not see: every byte of every answer is the same (R13, R17, R18).

Time, form keys and tokens are set fixed; so is the newest checkpoint in the frame, which counts everybody's acts and is meant to be copied by everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from time import sleep
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from somat.audit.moment import now
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.line import To
from somat.registry.models import DocumentVersion
from somat.vault import actions as vault
from somat.vault import client as vault_client
from somat.web import frame
from somat.web.people import cookie
from somat.web.search import views
from tests.office import Office, office
from tests.registry.papers import Papers, machine
from tests.vault.doubled import pdf
from tests.web.visits import here

__all__ = ["machine", "office"]
pytestmark = pytest.mark.django_db(transaction=True)
NEW_EACH_TIME = re.compile(rb'(name="(?:csrfmiddlewaretoken|once)" value="|nonce="|nonce-)[^"\']+')
COMMON, SCAN = "Kế hoạch diễn tập chung", "Phương án kho đạn"
NARROWED: tuple[dict[str, Any], ...] = ({"kind": "in"}, {"levels": ["2"]})
ASKED = (
    *((words, {}) for words in ("ke hoach", '"diễn tập chung"', "kin", "kho dan", "phuong an bi mat", "", "so noi vu")),
    *(("ke hoach", more) for more in NARROWED),
)
VISIBLE = queries.PAGE + 2  # two pages of search, and of his own lines
HEADERS = {"Set-Cookie", "Date"}


@dataclass
class Sight:
    """Duy in front of his pages, and the lines that are his."""

    office: Office
    papers: Papers
    browser: Client

    def answers(self) -> dict[str, bytes]:
        """Whatever he can ask: searching and its next pages, his lists, suggestions, single lines, the page of the day."""
        found = {}
        for words, more in ASKED:
            found[f"{words} {more}"] = self.post("/tim/", words=words, **more)
            older = re.search(rb'name="before" value="([^"]+)"', found[f"{words} {more}"])
            if older:
                found[f"{words} {more} older"] = self.post("/tim/", words=words, before=older[1].decode(), **more)
        for path in ("/hom-nay/", "/so-di/", "/so-den/", "/cua-toi/out/", "/cua-toi/in/", "/xuat-ban-goc/", "/can-cu/"):
            found[path] = self.get(path)
        older = re.search(rb'\?before=([^"]+)"', found["/cua-toi/out/"])
        assert older, "there is a second page of his own lines"
        found["own, older"] = self.get(f"/cua-toi/out/?before={older[1].decode()}")
        for path in ("noi-nhan", "nguoi", "don-vi"):
            found[path] = self.post(f"/goi-y/{path}/", q="cong an")
        return found

    def get(self, path: str) -> bytes:
        return said(self.browser.get(path))

    def post(self, path: str, **fields: Any) -> bytes:
        return said(self.browser.post(path, fields))

    def hide(self) -> list[Any]:
        """What he may not see, with the same words in lines, recipients and documents, at every level, newer and in both books."""
        lines: list[Any] = []
        for number in range(2):
            for level in (Level.MAT, Level.TOI_MAT):
                more = {
                    "level": level,
                    "abstract": f"{COMMON} kín {number}",
                    "to": (To("Công an tỉnh"), To("Sở Nội vụ kín")),
                }
                lines += [self.office.issued(**more), self.office.registered(level=level, abstract=f"{COMMON} kín")]
        lines.append(self.office.issued(level=Level.TUYET_MAT, abstract=""))
        for line in lines[:2]:
            self.papers.added(line, content=pdf(2, words=f"{SCAN} bí mật khác"))
        settle()
        return lines


def said(answer: Any) -> bytes:
    """Status, headers and body, without what is new each time."""
    head = sorted((name, value) for name, value in answer.headers.items() if name not in HEADERS)
    return NEW_EACH_TIME.sub(rb"\1x", f"{answer.status_code} {head}\n".encode() + answer.content)


def settle() -> None:
    """Wait until every document's words are in the index."""
    wanted = DocumentVersion.unchecked.count()
    for _ in range(400):
        words = vault_client.status()["words"]
        if (words["state"], words["documents"]) == ("done", wanted):
            return
        sleep(0.02)
    raise AssertionError(words)


@pytest.fixture
def sight(office: Office, monkeypatch: pytest.MonkeyPatch) -> Sight:
    moment = now()
    monkeypatch.setattr(frame, "now", lambda: moment)
    monkeypatch.setattr(frame, "newest_checkpoint", lambda: None)
    papers = Papers(office)
    token, duy = office.world.log_in("duy", workstation=here())
    kept = vault.ask_word_search(by=office.ha)
    vault.agree_word_search(kept.uuid, by=office.an)
    for number in range(VISIBLE):
        line = office.issued(abstract=f"{COMMON} {number}")
        office.ground.member(line.uuid, duy.person)
        if number < 2:
            papers.added(line, content=pdf(2, words=SCAN))
    settle()
    browser = Client(raise_request_exception=False)
    browser.cookies[cookie.NAME] = token
    return Sight(office, papers, browser)


def test_the_invisible_changes_no_byte_of_any_answer(sight: Sight) -> None:
    before = sight.answers()
    assert before == sight.answers(), "the measure itself is steady"
    assert before["ke hoach {}"].count(b'<td class="nw">') == queries.PAGE and "ke hoach {} older" in before
    assert before["kho dan {}"].count(b'<td class="nw">') == 2, "words inside documents are found"
    hidden = sight.hide()
    after = sight.answers()
    assert (
        [name for name, body in before.items() if after.get(name) != body] == [] == sorted(after.keys() - before.keys())
    )
    for name in ("ke hoach {}", "/cua-toi/out/"):  # the number of a row would count the lines of everybody
        (value,) = re.findall(rb'(?:name="before" value="|\?before=)([^"]+)"', after[name])
        assert re.fullmatch(rb"[0-9a-f-]{36}", value), name
    assert sight.get(f"/cua-toi/out/?before={hidden[0].uuid}").startswith(b"404")
    for line in hidden:
        assert sight.get(f"/dong/{line.uuid}/").replace(str(line.uuid).encode(), b"") == absent(sight)


def absent(sight: Sight) -> bytes:
    uuid = uuid4()
    return sight.get(f"/dong/{uuid}/").replace(str(uuid).encode(), b"")


def test_a_filter_after_counting_is_seen(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: hits of everybody, cut to a page, and only then held against what he may see."""
    keeper, search = sight.papers.hanh, vault_client.search
    monkeypatch.setattr(views.client, "search", lambda *, by, **asked: search(by=keeper, **asked))
    before = sight.answers()
    sight.hide()
    after = sight.answers()
    assert [name for name, body in before.items() if after.get(name) != body]
