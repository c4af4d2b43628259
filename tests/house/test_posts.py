"""Form by role: who gets what for a form sent to each address, with its thing there and without. `posts.toml` is the table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from somat.audit.moment import VIETNAM, now, today
from somat.web.people import cookie
from tests.exchange.desk import old_book
from tests.house import doors, things
from tests.house.test_access import HERE, READINGS, WHO, expected
from tests.house.test_access import TABLE as OPENED
from tests.office import Office, office
from tests.registry.papers import machine
from tests.vault.doubled import pdf

__all__ = ["machine", "office"]
TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("posts.toml").read_text("utf-8"))
FORMS = {name: row for name, row in TABLE.items() if row != "page"}
ANSWERS = ("done", "refused", "missing", "told", "login")
# Who opens the page of a thing that access.toml's walk has not got: rows that are "" there, each tried on the thing of its form.
OPENS = {
    "people:close_unit": "all", "people:take_book": "VT BM LD", "people:end_deputy": "LD", "books:taken": "VT CB LD", "books:circle": "LD",
    "books:end_circle": "LD", "desk:one": "VT", "desk:check": "VT", "desk:corrected": "VT", "desk:clear": "VT LD",
    "desk:return": "VT", "system:put_away": "QT", "imports:map": "VT", "imports:lines": "VT", "imports:refused": "VT",
    "vault:own": "",
}  # fmt: skip
SEARCHES = (*READINGS, "entry.search")


def test_every_address_has_its_row() -> None:
    assert doors.gaps({name for name, _ in doors.routes()}, TABLE) == []


def test_every_row_names_each_role_once() -> None:
    wrong = {}
    for name, row in FORMS.items():
        named = [role for answer in ANSWERS for role in row.get(answer, "").split()]
        if len(set(named)) != len(named) or not set(named) <= WHO.keys() or row.get("rest", "done") not in ANSWERS:
            wrong[name] = named
    assert wrong == {}


class Desk:
    """Everybody of the cast with a session of his own, and one client for all."""

    def __init__(self, office: Office) -> None:
        self.client = Client(raise_request_exception=False)
        self.tokens = {role: office.world.log_in(name, workstation=HERE)[0] for role, name in WHO.items()}

    def send(self, role: str, path: str, fields: Mapping[str, Any]) -> str:
        """What this role gets for this form, in a word of the table."""
        self.client.cookies = SimpleCookie({cookie.NAME: self.tokens[role]})
        answer = self.client.post(path, {"once": str(uuid4()), **fields}, REMOTE_ADDR=HERE)
        if answer.streaming:
            b"".join(answer)
        return word_of(answer)


def word_of(answer: Any) -> str:
    """A status and, on a page, whether it gives a reason."""
    if answer.status_code == 302:
        return "login" if answer.headers["Location"] == "/dang-nhap/" else "done"
    if answer.status_code == 200:
        shows = not answer.streaming and "text/html" in answer.headers.get("Content-Type", "")
        return "told" if shows and 'class="refusal"' in answer.content.decode() else "done"
    return {403: "refused", 404: "missing", 409: "told"}.get(answer.status_code, str(answer.status_code))


def answer_of(row: Mapping[str, str], role: str) -> str:
    return next((answer for answer in ANSWERS if role in row.get(answer, "").split()), row["rest"])


def without(row: Mapping[str, str], role: str) -> str:
    """The answer where the thing is not there: the one of him for whom it is hidden (R18)."""
    answer = answer_of(row, role)
    return answer if answer == "refused" and row.get("first") == "duty" else "missing"


def acts_since(last: int, readings: tuple[str, ...]) -> list[str]:
    """What the journal says was done since, but for readings."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT verb FROM audit_leaf WHERE id > %s AND decision = 'granted'", [last])
        return [verb for (verb,) in cursor.fetchall() if verb not in readings]


def newest_leaf() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM audit_leaf")
        return int(cursor.fetchone()[0])


def listed(wrong: Mapping[Any, Any]) -> str:
    return "\n" + "\n".join(f"{' '.join(key)}: {found}" for key, found in sorted(wrong.items()))


def filled(row: Mapping[str, Any], made: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a row, with days, things and files in their places; files are made anew for each sending."""
    known = {**made, "day": f"{today():%d/%m/%Y}", "year": today().year}
    known["moment"] = f"{now().astimezone(VIETNAM):%d/%m/%Y %H:%M}"
    files = {"@pdf": ("giay.pdf", pdf(1), "application/pdf"), "@csv": ("cu.csv", old_book(2, year=2011), "text/csv")}

    def value(given: Any) -> Any:
        if isinstance(given, list):
            return [value(one) for one in given]
        return SimpleUploadedFile(*files[given]) if given in files else str(given).format(**known)

    return {name: value(given) for name, given in row.get("send", {}).items()}


def paths(row: Mapping[str, Any], name: str, made: Mapping[str, Any]) -> str:
    known = {**made, **{part: made[thing] for part, thing in row.get("at", {}).items()}}
    return dict(doors.routes(known))[name]


@pytest.mark.django_db(transaction=True)
def test_each_role_gets_for_a_form_what_its_row_says(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("somat.web.law.views.own_folder_hash", lambda: "b" * 64)
    made, wrong = things.furnished(office), {}
    office.ground.settle()
    desk = Desk(office)
    for name, row in FORMS.items():
        path, readings = paths(row, name, made), SEARCHES
        for role in sorted(
            WHO, key=lambda role: answer_of(row, role) == "done"
        ):  # who may not changes nothing: he first
            last, due = newest_leaf(), answer_of(row, role)
            got = desk.send(role, path, filled(row, made))
            done = acts_since(last, readings)
            if got != due or bool(done) != (due in ("done", "login") and not row.get("looks")):
                wrong[name, role] = (due, got, done)
    assert wrong == {}, listed(wrong)


@pytest.mark.django_db(transaction=True)
def test_each_role_opens_the_pages_of_things_that_stand_in_their_state(office: Office) -> None:
    made, wrong = things.furnished(office), {}
    desk = Desk(office)
    for name, row in OPENS.items():
        path = paths(FORMS.get(name, {}), name, made)
        for role in WHO:
            desk.client.cookies = SimpleCookie({cookie.NAME: desk.tokens[role]})
            status = desk.client.get(path, REMOTE_ADDR=HERE).status_code
            if status not in expected(row, role):
                wrong[name, role] = status
    assert wrong == {}, listed(wrong)
    assert {name for name, row in OPENED.items() if row == ""} == OPENS.keys()


@pytest.mark.django_db(transaction=True)
def test_a_thing_that_is_not_there_answers_as_one_that_is_hidden(office: Office) -> None:
    desk, wrong, tried = Desk(office), {}, 0
    made = dict.fromkeys(("book", "in_book", "unit_of", "leader", "officer", "body", "step"), doors.NOTHING)
    empty = dict(doors.routes())
    for name, row in FORMS.items():
        if doors.NOTHING not in empty[name]:
            continue
        for role in WHO:
            last, tried = newest_leaf(), tried + 1
            got = desk.send(role, empty[name], filled(row, {**made, "last_no": 0}))
            if got != without(row, role) or acts_since(last, SEARCHES):
                wrong[name, role] = (without(row, role), got)
    assert wrong == {}, listed(wrong)
    assert tried > 300


@pytest.mark.django_db(transaction=True)
def test_a_page_that_takes_no_form_answers_one_as_when_it_is_opened(office: Office) -> None:
    desk, wrong = Desk(office), {}
    words = {
        "503": {503},
        "refused": {403},
        "missing": {404},
        "login": {302},
        "done": {200, 302},
        "told": {200, 409},
        "405": {405},
    }
    for name, path in doors.routes({"code": "CV", "register": "A1"}):
        if TABLE[name] == "page" and doors.NOTHING not in path:
            last = newest_leaf()
            for role in WHO:
                got = desk.send(role, path, {})
                if not words[got] & (expected(OPENED[name], role) | {405}):
                    wrong[name, role] = got
            if done := acts_since(last, SEARCHES):
                wrong[name, "-"] = str(done)
    assert wrong == {}, listed(wrong)


@pytest.mark.parametrize(
    "row, role, there, gone",
    [
        ({"done": "VT", "rest": "missing"}, "VT", "done", "missing"),
        ({"done": "VT", "refused": "CB", "rest": "missing"}, "CB", "refused", "missing"),
        ({"done": "LD", "rest": "refused", "first": "duty"}, "QT", "refused", "refused"),
        ({"done": "CB", "told": "VT", "rest": "missing"}, "VT", "told", "missing"),
    ],
)
def test_a_row_is_read_as_it_says(row: dict[str, str], role: str, there: str, gone: str) -> None:
    assert (answer_of(row, role), without(row, role)) == (there, gone)
