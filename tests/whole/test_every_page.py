"""Every person of a demonstration site opens every address there is: no fault, Vietnamese words, a title, the hidden as the missing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.urls import Resolver404, get_resolver, resolve

from tests.house.doors import PART, SAMPLES, routes
from tests.whole import running
from tests.whole.browsing import Answer, Browser
from tests.whole.running import Site

pytestmark = pytest.mark.once  # pages, not engines

PASSWORD = re.compile(r"mật khẩu chung: (\S+)")
ACCOUNT = re.compile(r"^  .{24} (\w+) ", re.MULTILINE)
ENDS = ("people:log_out",)  # a link to it would end the crawl
SAMPLE = ["hanh", "khoi", "tan", "chi"]
FEW, MANY = 1, 40  # addresses of one kind that one person opens: in the sample, in the deep run
CATALOGUE = Path(__file__).resolve().parents[2] / "src/somat/locale/vi/LC_MESSAGES/django.po"
SAME_IN_BOTH = re.compile(r"^[\W\d]*$|^(PDF|CSV|XLSX|SHA-256|Ctrl|Enter|Esc|Alt|VNI|Unicode|TCVN3.*|Excel|USB)$")
HIDDEN = re.compile(rb'value="[A-Za-z0-9]{64}"|datetime="[^"]*"|\d\d:\d\d|<span class="push">[^<]*</span>')


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    with running.site(name="demo", demo=True) as made:
        yield made


@dataclass
class Visit:
    """What one person met: each address by its kind, and what was wrong with it."""

    opened: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statuses: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    wrong: list[str] = field(default_factory=list)
    ids: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@cache
def english() -> frozenset[str]:
    """Every msgid whose Vietnamese is another text: none of them may be read on a page."""
    pairs = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', CATALOGUE.read_text("utf-8"), re.MULTILINE)
    return frozenset(one for one, other in pairs if one != other and "%(" not in one and not SAME_IN_BOTH.match(one))


def texts(page: str) -> list[str]:
    """What stands between the tags of a page, and what is read aloud from them."""
    plain = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    found = re.findall(r">([^<]+)<", plain) + re.findall(r'(?:aria-label|title|placeholder|alt)="([^"]+)"', plain)
    return [" ".join(unescape(text).split()) for text in found]


def faults(answer: Answer) -> list[str]:
    """What is wrong with one answer."""
    if answer.status >= 500:
        return [f"{answer.path}: {answer.status}"]
    if not answer.is_page or not answer.body:  # a redirection, or an address that takes no GET
        return []
    page = answer.page
    wrong = [f"{answer.path}: not Vietnamese: lang={page.lang!r}"] if page.lang != "vi" else []
    if not page.title.strip().removesuffix("– Sổ Mật").strip():
        wrong.append(f"{answer.path}: no title: {page.title!r}")
    return wrong + [f"{answer.path}: English: {text!r}" for text in texts(answer.text) if text in english()]


def kind_of(path: str) -> str:
    """The name of an address; empty for one that is none of ours."""
    try:
        return resolve(urlsplit(path).path).view_name
    except Resolver404:
        return ""


def remember(visit: Visit, path: str) -> None:
    """The ids in an address, by the name that the address gives them: with them the addresses without links are tried."""
    for name, value in resolve(urlsplit(path).path).kwargs.items():
        visit.ids[name].add(str(value))


def crawl(browser: Browser, *, most: int) -> Visit:
    """From the page of the day along every link, some of each kind; every address of the resolver besides."""
    visit, queue, seen = Visit(), ["/", *(path for _, path in routes())], set()
    while queue:
        path = queue.pop(0).partition("#")[0]
        kind = kind_of(path)
        if path in seen or not kind or kind in ENDS or len(visit.opened[kind]) >= most:
            continue
        seen.add(path)
        visit.opened[kind].append(path)
        answer = browser.get(path)
        visit.statuses[kind].add(answer.status)
        visit.wrong += faults(answer)
        if answer.status == 302:
            queue.insert(0, answer.location)
        elif answer.status == 200 and answer.is_page:
            remember(visit, path)
            queue[:0] = [link for link in answer.page.links if not urlsplit(link).netloc]
            for form in answer.page.forms:
                if kind_of(form.action):
                    remember(visit, form.action)
    return visit


def addresses(known: Mapping[str, set[str]]) -> Iterator[str]:
    """Every address of the resolver with ids that somebody has met."""
    things = {name: sorted(values)[0] for name, values in known.items() if values}
    for name, path in routes(things):
        if name not in ENDS:
            yield path


def accounts(site: Site) -> tuple[list[str], str]:
    told = (site.folder / "demo.accounts").read_text("utf-8")
    found = PASSWORD.search(told)
    assert found
    return ACCOUNT.findall(told), found[1]


def let_in(site: Site, username: str) -> Browser:
    browser = Browser(site.port)
    assert browser.log_in(username, accounts(site)[1]).status == 302, username
    return browser


def walked(site: Site, names: list[str]) -> dict[str, Visit]:
    """These people: each his own way, then every address he has not opened, with what the others have met."""
    people = {name: let_in(site, name) for name in names}
    made = {name: crawl(browser, most=FEW) for name, browser in people.items()}
    known: dict[str, set[str]] = defaultdict(set)
    for visit in made.values():
        for name, values in visit.ids.items():
            known[name] |= values
    for name, browser in people.items():
        for path in addresses(known):
            if 200 not in made[name].statuses[kind_of(path)]:
                answer = browser.get(path)
                made[name].statuses[kind_of(path)].add(answer.status)
                made[name].wrong += faults(answer)
    return made


def wrongs(visits: dict[str, Visit]) -> list[str]:
    return sorted({wrong for visit in visits.values() for wrong in visit.wrong})


@pytest.fixture(scope="module")
def visits(place: Site) -> dict[str, Visit]:
    """The clerk, a leader, the auditor of the journal and an officer without clearance."""
    return walked(place, SAMPLE)


def test_nobody_meets_a_fault_or_an_english_word(visits: dict[str, Visit]) -> None:
    assert wrongs(visits) == []


@pytest.mark.deep
def test_none_of_the_twelve_meets_a_fault_or_an_english_word(place: Site) -> None:
    names, _ = accounts(place)
    assert len(names) == 12 and set(SAMPLE) <= set(names)
    assert wrongs(walked(place, names)) == []


def test_each_desk_has_something_on_it(place: Site) -> None:
    """What README leads a newcomer to: an envelope and a signed paper for the clerk, both books for the inspector."""
    clerk, inspector = let_in(place, "hanh"), let_in(place, "dung")
    mine = clerk.get("/hom-nay/").text
    assert (
        "Kiểm bì B-0001" in mine
        and "Lấy số cho văn bản đã ký" in mine
        and "hủy số" in let_in(place, "khoi").get("/hom-nay/").text
    )
    books = inspector.get("/kiem-tra/").text
    assert "Sổ đi" in books and "Sổ đến" in books and "Không có sổ để kiểm tra" not in books
    assert "Kiểm bì" not in inspector.get("/hom-nay/").text


def test_every_address_was_asked_for_and_somebody_opened_most(visits: dict[str, Visit]) -> None:
    names = {name for name, _ in routes()} - set(ENDS)
    asked = {kind for visit in visits.values() for kind in visit.statuses}
    assert names - {n for n in names if n.endswith(":-")} - asked == set()
    opened = {kind for visit in visits.values() for kind, codes in visit.statuses.items() if 200 in codes}
    assert {"books:show", "books:entry", "books:print", "journal:show", "law:show", "people:person"} <= opened
    assert len(opened) > 35, sorted(names - opened)


def test_an_address_without_a_thing_answers_as_one_with_a_hidden_thing(place: Site, visits: dict[str, Visit]) -> None:
    """Vũ Thùy Chi has no clearance: each line of the books is for her as if it were not."""
    chi = let_in(place, "chi")
    lines = sorted({entry for visit in visits.values() for entry in visit.ids["entry"]})
    assert lines
    for entry in lines[:2]:
        for end in ("", "in/", "huy/", "ky-nhan/"):
            hidden, missing = (chi.get(f"/dong/{one}/{end}") for one in (entry, uuid4()))
            assert hidden.status == missing.status == (404 if not end else missing.status)
            assert HIDDEN.sub(b"", hidden.body) == HIDDEN.sub(b"", missing.body)


@pytest.mark.deep
def test_every_page_that_links_lead_to(place: Site) -> None:
    wrong = [w for name in accounts(place)[0] for w in crawl(let_in(place, name), most=MANY).wrong]
    assert sorted(set(wrong)) == []


PAGE = '<html lang="vi"><head><title>{title} – Sổ Mật</title></head><body><main>{words}</main></body></html>'


@pytest.mark.parametrize(
    "status, title, words, lang",
    [(500, "Lỗi", "", "vi"), (200, "", "", "vi"), (200, "Sổ", "<p>Log in</p>", "vi"), (200, "Sổ", "", "en"),
     (200, "Sổ", '<input placeholder="Log in">', "vi")],
)  # fmt: skip
def test_each_fault_of_a_page_is_complained_of(status: int, title: str, words: str, lang: str) -> None:
    def answer(code: int, text: str) -> Answer:
        return Answer(code, "/x/", (("Content-Type", "text/html; charset=utf-8"),), text.encode())

    assert faults(answer(200, PAGE.format(title="Sổ", words="<p>Đăng nhập</p>"))) == []
    assert faults(answer(status, PAGE.format(title=title, words=words).replace('lang="vi"', f'lang="{lang}"')))


def test_the_catalogue_is_read() -> None:
    assert "Log in" in english() and len(english()) > 100
    assert get_resolver().url_patterns and PART.search("<uuid:x>") and SAMPLES
