"""What a page asks of the database does not grow with the book: as many statements, no more rows than it shows, no count of all."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from somat.audit import standing
from somat.audit.moment import today
from somat.registry.actions.books import close_volume, current_volume, open_volume
from somat.registry.queries import PAGE, lists
from tests.cast import DESK
from tests.office import Office, machine, office

__all__ = ["machine", "office"]

FEW, MANY = 10, 200
LARGE = re.compile(
    r'FROM "?(registry_entry|registry_recipient|access_member|audit_leaf|vault_sealed|audit_leafindex)\b'
)
COUNTS = re.compile(r"\bCOUNT\s*\(", re.IGNORECASE)
SOMETIMES = re.compile(r'UPDATE "people_session"')  # the session's stride, once in half a minute
WORDS = "địa bàn"
NAMED = {"number": "BC", "body": "Công an tỉnh"}
# name, who, the answer as a function of client and book
PAGES: list[tuple[str, str, Callable[[Client, Any, Any], Any]]] = [
    ("book", "hanh", lambda client, book, entry: client.get(f"/so/{book}/")),
    ("month of a book", "hanh", lambda client, book, entry: client.post(f"/so/{book}/", {"levels": ["1"]})),
    ("own lines", "duy", lambda client, book, entry: client.get("/cua-toi/out/")),
    ("own lines, none", "khoi", lambda client, book, entry: client.get("/cua-toi/out/")),
    ("search of the keeper", "hanh", lambda client, book, entry: client.post("/tim/", {"words": WORDS})),
    ("search in a circle", "duy", lambda client, book, entry: client.post("/tim/", {"words": WORDS})),
    ("search by number and body", "hanh", lambda client, book, entry: client.post("/tim/", NAMED)),
    ("search by days", "duy", lambda client, book, entry: client.post("/tim/", {"until": f"{today():%d/%m/%Y}"})),
    ("one line", "hanh", lambda client, book, entry: client.get(f"/dong/{entry}/")),
    ("one line of a circle", "duy", lambda client, book, entry: client.get(f"/dong/{entry}/")),
]


class Seen:
    """The statements of one page, with how many rows those on large tables gave."""

    def __init__(self) -> None:
        self.statements: Counter[str] = Counter()
        self.rows: dict[str, int] = {}
        self.values: dict[str, Any] = {}
        self.counting: list[str] = []

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if not SOMETIMES.search(sql):
            self.statements[re.sub(r"IN \([^()]*\)", "IN (…)", sql)] += 1
        if LARGE.search(sql) and sql.startswith("SELECT"):
            if COUNTS.search(sql):
                self.counting.append(sql)
            with closing(connection.create_cursor()) as beside:
                beside.execute(f"SELECT count(*) FROM ({sql}) AS page", params)
                self.rows[sql] = beside.fetchone()[0]
            self.values[sql] = params
        return execute(sql, params, many, context)


@contextmanager
def seeing() -> Iterator[Seen]:
    seen = Seen()
    with connection.execute_wrapper(seen.watch):
        yield seen


@pytest.fixture
def clients(office: Office, monkeypatch: pytest.MonkeyPatch) -> dict[str, Client]:
    monkeypatch.setitem(settings.SITE.workstations, "127.0.0.1", DESK)
    monkeypatch.setattr(standing, "_good_until", float("inf"))  # else it looks again each second
    found = {}
    for who in ("hanh", "duy", "khoi"):
        found[who] = Client()
        found[who].cookies["somat"] = office.world.log_in(who, workstation=DESK)[0]
    return found


def look(clients: dict[str, Client], office: Office, entry: Any) -> dict[str, Seen]:
    found = {}
    for name, who, ask in PAGES:
        ask(clients[who], office.out.uuid, entry)  # what is built once, is built
        with seeing() as found[name]:
            answer = ask(clients[who], office.out.uuid, entry)
        assert answer.status_code == 200, (name, answer.status_code)
    return found


def test_a_page_costs_the_same_in_a_book_of_any_size(office: Office, clients: dict[str, Client]) -> None:
    person = office.duy.person
    entry = office.issued(drafter=person)
    for _ in range(FEW - 1):
        office.issued(drafter=person)
    few = look(clients, office, entry.uuid)
    for number in range(MANY - FEW):
        office.issued(drafter=person if number % 2 else None)
    many = look(clients, office, entry.uuid)
    for name, _, _ in PAGES:
        assert many[name].statements == few[name].statements, name
        assert many[name].statements.total() > 1, name
        assert not many[name].counting, name
        large = {sql: rows for sql, rows in many[name].rows.items() if rows > 2 * (PAGE + 1)}
        assert not large, (name, large)
        lines = {
            sql: rows for sql, rows in many[name].rows.items() if 'FROM "registry_entry"' in sql and rows > PAGE + 1
        }
        assert not lines, (name, lines)
    assert max(many["book"].rows.values()) > PAGE


def test_of_the_volumes_beside_a_list_only_the_shown_one_is_read_whole(
    office: Office, clients: dict[str, Client]
) -> None:
    """Some hundred are offered beside a large book: making an object of each took longer than the list."""
    older = current_volume(office.out.uuid)
    assert older is not None
    office.issued()
    close_volume(older.uuid, pages=1, by=office.hanh)
    newer = open_volume(office.out.uuid, by=office.hanh)
    office.issued()
    clients["hanh"].get(f"/so/{office.out.uuid}/")
    with seeing() as seen:
        page = clients["hanh"].get(f"/so/{office.out.uuid}/").content.decode()
    assert page.count("<option value=") == 2 + 13 and f'<option value="{newer.uuid}" selected>' in page
    assert f'<option value="{older.uuid}">01/' in page
    whole = [sql for sql in seen.statements if 'FROM "registry_volume"' in sql and '"last_no"' in sql]
    assert whole and all('"registry_volume"."uuid" = ' in sql for sql in whole), whole
    older_page = clients["hanh"].post(f"/so/{office.out.uuid}/", {"volume": str(older.uuid)}).content.decode()
    assert f'<option value="{older.uuid}" selected>' in older_page and "quyển 01" in older_page


def test_the_watch_sees_what_it_is_for(office: Office) -> None:
    """A count of all, and a reading of more than a page, do not pass unseen."""
    from somat.registry.models import Entry

    for _ in range(2):
        office.issued()
    with seeing() as seen:
        assert Entry.unchecked.count() == 2
        assert len(Entry.unchecked.all()) == 2
    assert len(seen.counting) == 1
    assert sorted(seen.rows.values()) == [1, 2]


def test_a_range_of_days_does_not_lead_the_list_of_a_volume(office: Office) -> None:
    """Else SQLite reads the whole book by its days for 25 lines (a million lines: a second)."""
    for _ in range(3):
        office.issued()
    volume = current_volume(office.out.uuid)
    assert volume is not None
    scope = replace(office.hanh.books[0], book=office.out.uuid, first=today() - timedelta(days=9), last=today())
    inspector = replace(office.hanh, books=(scope,))
    with seeing() as seen:
        page = lists.lines(volume, lists.Asked(), by=inspector, on=today())
    assert [line.no for line in page.entries] == [3, 2, 1]
    too_late = replace(inspector, books=(replace(scope, last=today() - timedelta(days=1)),))
    assert not lists.lines(volume, lists.Asked(), by=too_late, on=today()).entries
    if connection.vendor == "sqlite":
        plans = [plan_of(sql, seen.values[sql]) for sql in seen.rows]
        assert plans and all("entry_by_volume" in plan and "TEMP B-TREE" not in plan for plan in plans), plans


def plan_of(sql: str, values: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return "; ".join(str(row[-1]) for row in cursor.fetchall())
