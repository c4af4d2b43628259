"""Address by role: who gets a page of a thing that is there. `access.toml` is the table; a new address needs a row."""

from __future__ import annotations

import tomllib
from collections import Counter
from http.cookies import SimpleCookie
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client

from somat.audit.moment import now
from somat.people import sessions
from somat.registry import queries
from somat.registry.actions import exports
from somat.web.people import cookie
from tests.house import doors, pages
from tests.office import Office, office
from tests.registry.papers import Papers, machine

__all__ = ["machine", "office"]
TABLE = tomllib.loads(Path(__file__).with_name("access.toml").read_text("utf-8"))
WHO = {
    "QT": "quan", "BM": "ha", "VT": "hanh", "CB": "duy", "LD": "an", "TT": "dung", "KT": "tan", "GK": "giang", "NC": "nam",
}  # fmt: skip
# What a look may leave in the journal: that something was read. Every other act is sent, with its key (R54).
READINGS = (
    "book.page", "draft.read", "document.page", "entry.read", "envelope.past", "envelope.read", "group.read", "import.read", "journal.read",
    "list.page",
)  # fmt: skip
HERE = "127.0.0.1"
SHUT, POST_ONLY = {403, 404}, 405


def test_every_address_has_its_row() -> None:
    assert doors.gaps({name for name, _ in doors.routes()}, TABLE) == []


def test_a_gap_is_named() -> None:
    table = {"books:list": "VT", "books:gone": "VT"}
    assert doors.gaps({"books:list", "books:show"}, table) == ["no row: books:show", "no address: books:gone"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", WHO)
def test_each_role_gets_the_pages_of_its_rows_and_no_other(role: str, office: Office) -> None:
    things = things_of(office)
    token, _ = office.world.log_in(WHO[role], workstation=HERE)
    client, wrong = Client(raise_request_exception=False), dict[str, object]()
    before = written()
    for name, path in doors.routes(things):
        client.cookies = SimpleCookie({cookie.NAME: token})  # nothing that another page has set
        answer = client.get(path, REMOTE_ADDR=HERE)
        status = answer.status_code
        if status not in expected(TABLE.get(name, ""), role):
            wrong[name] = status
        if status == 200 and not answer.streaming and (lost := pages.unkept(answer.content.decode("utf-8", "replace"))):
            wrong[name] = lost
    assert wrong == {}
    assert acts(written() - before) == []
    assert sessions.live(token, workstation=HERE, now=now()) is not None, "some page has ended the session"


def acts(looked: Counter[str]) -> list[str]:
    """What was done, or refused, by looking: nothing but readings may be."""
    return sorted(verb for verb in looked if verb not in READINGS)


def test_an_act_by_looking_is_named() -> None:
    assert acts(Counter({"entry.read": 3, "book.print": 1, "journal.sheet": 1})) == ["book.print", "journal.sheet"]
    assert acts(Counter(READINGS)) == []


def written() -> Counter[str]:
    """How often each verb stands in the journal, done or refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb, count(*) FROM audit_leaf GROUP BY verb")
        return Counter(dict(cursor.fetchall()))


def expected(row: str, role: str) -> set[int]:
    if row == "POST":
        return {POST_ONLY}
    return {200, 302} if row == "all" or role in row.split() else SHUT


def things_of(office: Office) -> dict[str, UUID | str]:
    """One thing of each kind that the clerk has, and that nobody else was let into."""
    entry = office.issued()
    volume = queries.open_volume(queries.book(office.out.uuid, by=office.hanh), by=office.hanh)
    assert volume is not None
    papers = Papers(office)
    version = papers.added(entry)
    export = exports.ask(version.uuid, reason="Nộp lưu trữ", by=papers.hanh)
    return {
        "document": version.document_id,
        "version": version.uuid,
        "export": export.uuid,
        "book": office.out.uuid,
        "volume": volume.uuid,
        "entry": entry.uuid,
        "person": office.duy.person,
        "code": "CV",
        "register": "A1",
    }
