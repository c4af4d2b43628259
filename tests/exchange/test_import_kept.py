"""What is kept with an import: read once, in pieces, so that no later page or act grows with the file."""

from __future__ import annotations

import base64
import json
import os
import re
from collections import Counter
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from somat.audit import standing
from somat.audit.change import change
from somat.exchange import verbs
from somat.exchange.actions import imports, kept
from somat.exchange.actions.imports import TABLE, Settings, begin, drop, face, own, run, settle, step
from somat.exchange.models import Import, Kept
from somat.exchange.oldbook import child
from somat.exchange.oldbook.columns import Column
from somat.exchange.oldbook.sheet import BadSheet
from somat.law import volumes
from somat.law.levels import Level
from somat.registry import queries
from somat.registry.actions.old import take_in
from somat.registry.models import Entry, Volume
from somat.vault import actions as vault
from somat.vault import client
from somat.vault.models import Sealed
from somat.web.people import cookie
from tests.exchange.desk import old_book
from tests.office import Office
from tests.registry.evidence import granted, refused

NAME = "so_di_2019.csv"


SOMETIMES = re.compile(r"people_session|people_epoch|SAVEPOINT")  # by the clock, and with names of their own


@pytest.fixture(autouse=True)
def few_lines_a_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "STEP", 60)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each reading of a whole file."""
    found: list[str] = []
    real = child.read_whole
    monkeypatch.setattr(child, "read_whole", lambda *a, **k: (found.append(k["name"]), real(*a, **k))[1])
    return found


@pytest.fixture
def browser(office: Office) -> Client:
    client = Client()
    client.cookies[cookie.NAME] = office.world.log_in("hanh", workstation="127.0.0.1")[0]
    return client


def begun(office: Office, data: bytes, *, name: str = NAME) -> Import:
    return begin(data, name=name, book=office.out.uuid, by=office.hanh)


def with_refused(count: int) -> bytes:
    """A book of which every tenth line has no day."""
    lines = old_book(count).decode().split("\n")
    return "\n".join(
        line.replace("/2019", "/x") if at % 10 == 0 and at else line for at, line in enumerate(lines)
    ).encode()


def test_no_page_and_no_act_reads_the_file_again(office: Office, browser: Client, reads: list[str]) -> None:
    row = begun(office, with_refused(130))
    for path in ("", "dong/", "dong/?tu=100", "danh-sach/"):
        assert browser.get(f"/nhap-so/{row.uuid}/{path}").status_code == 200
    browser.post(f"/nhap-so/{row.uuid}/nhan/")
    assert Entry.unchecked.count() == 117
    assert reads == [NAME]


def asked(browser: Client, path: str, *, post: bool = False) -> tuple[Counter[str], int]:
    """The statements of a page but for what comes and goes with the clock, and the bytes of sealed values it read."""
    seen: Counter[str] = Counter()
    opened: list[int] = []
    real = client.open_rows

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not SOMETIMES.search(sql):
            seen[" ".join(sql.split()[:3])] += 1
        return execute(sql, params, many, context)

    def open_rows(leaf: Any, rows: Any) -> Any:
        texts = real(leaf, rows)
        opened.append(sum(len(text) for one in texts.values() for text in one.values()))
        return texts

    with connection.execute_wrapper(watch), pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "open_rows", open_rows)
        answer = browser.post(path) if post else browser.get(path)
    assert answer.status_code in (200, 302)
    return seen, sum(opened)


def test_a_page_asks_once_what_was_read(office: Office, browser: Client) -> None:
    row, seen = begun(office, old_book(70)), list[str]()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.extend([sql] if sql.startswith("SELECT") and "exchange_kept" in sql.split("WHERE")[0] else [])
        return execute(sql, params, many, context)

    for path in ("", "dong/"):
        seen.clear()
        with connection.execute_wrapper(watch):
            assert browser.get(f"/nhap-so/{row.uuid}/{path}").status_code == 200
        assert len([sql for sql in seen if "ordinal" in sql]) == (1 if path == "" else 2), (
            path
        )  # its lines are another piece


def test_a_page_of_a_long_file_costs_as_much_as_one_of_a_short_one(
    office: Office, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("somat.web.imports.views.AT_ONCE", 0.0)
    monkeypatch.setattr(standing, "_good_until", float("inf"))  # else it looks again each second
    short = begun(office, old_book(130))
    long = begun(office, old_book(1300, year=2018), name="so_di_2018.csv")
    for path, post in (("", False), ("dong/", False), ("dong/?tu=60", False), ("nhan/", True)):
        few = asked(browser, f"/nhap-so/{short.uuid}/{path}", post=post)
        many = asked(browser, f"/nhap-so/{long.uuid}/{path}", post=post)
        assert many[0] == few[0], path
        assert few[1] < many[1] + 200 < few[1] + 1_000, (path, few[1], many[1])


def test_lines_over_the_edge_of_two_pieces_come_whole(office: Office) -> None:
    row, hanh = begun(office, with_refused(130)), office.at_desk("hanh")
    found = face(row, by=hanh)
    assert [piece.lines for piece in found.pieces] == [60, 60, 10]
    shown = imports.lines(row, found, start=50, count=50, by=hanh)
    assert [line.number_written for line in shown] == [f"{n:02d}/BC-UBND" for n in range(51, 101)]
    assert imports.lines(row, found, start=125, count=50, by=hanh)[-1].number_written == "130/BC-UBND"
    assert imports.lines(row, found, start=900, count=50, by=hanh) == []
    assert len(imports.refused(row, found, by=hanh)) == 13


def test_other_columns_are_read_once_more_and_the_same_ones_not(office: Office, reads: list[str]) -> None:
    row, hanh = begun(office, old_book(70)), office.at_desk("hanh")
    before = face(row, by=hanh)
    settle(row.uuid, Settings(before.mapping, year=before.year), by=hanh)
    assert reads == [NAME]
    without = {index: column for index, column in before.mapping.items() if column is not Column.SIGNER}
    settle(row.uuid, Settings(without, year=before.year), by=hanh)
    assert reads == [NAME, NAME]
    assert face(own(row.uuid, by=hanh), by=hanh).mapping == without
    assert Kept.unchecked.filter(batch=row, what="lines").count() == 2
    pieces = Kept.unchecked.values("uuid")
    assert not Sealed.unchecked.filter(table="exchange_kept").exclude(row__in=pieces).exists()
    run(row.uuid, by=hanh)
    assert set(Entry.unchecked.values_list("signer", flat=True)) == {""}


def test_the_end_and_the_dropping_leave_nothing_kept(office: Office) -> None:
    done, dropped = begun(office, old_book(70)), begun(office, old_book(70, year=2018))
    run(done.uuid, by=office.at_desk("hanh"))
    assert set(Kept.unchecked.values_list("batch__uuid", flat=True)) == {dropped.uuid}
    drop(dropped.uuid, by=office.at_desk("hanh"))
    assert not Kept.unchecked.exists()
    assert not Sealed.unchecked.filter(table__in=["exchange_kept", TABLE]).exists()


def test_a_file_larger_than_one_sealed_value_is_kept_whole(office: Office) -> None:
    """Of a workbook nothing can be packed any smaller: a megabyte takes seven values of the vault."""
    row, hanh = begun(office, old_book(3)), office.at_desk("hanh")
    data = os.urandom(2**20)
    pieces = kept.sealed([(kept.FILE, 7, data), (kept.FILE, 8, b"x")], batch=row.uuid, book=row.book)
    assert [len(piece.sealed) for piece in pieces] == [8, 1]
    with change(verbs.IMPORT_SET, by=hanh) as act:
        kept.write(pieces, act=act)
        act.about(row)
    assert kept.opened(kept.of(row, kept.FILE)[-2:], batch=row, by=hanh) == [data, b"x"]


def test_a_long_file_is_read_beside_the_server_and_taken_in(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "STEP", 500)
    monkeypatch.setattr(child, "SMALL", 8 * 1024)
    monkeypatch.setattr(child, "read_whole", None)  # not here
    row, hanh = begun(office, old_book(600)), office.at_desk("hanh")
    assert step(row.uuid, by=hanh).done == 500
    assert (run(row.uuid, by=hanh).taken, Entry.unchecked.count()) == (600, 600)


def test_beside_the_server_a_bad_file_gets_the_same_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    said = []
    for small in (2**20, 0):
        monkeypatch.setattr(child, "SMALL", small)
        with pytest.raises(BadSheet) as bad:
            begun(office, b"PK\x03\x04" + b"junk" * 100, name="so.xlsx")
        said.append(bad.value.sentence)
    assert said[0] == said[1] and said[0]
    assert not Import.unchecked.exists()


def test_an_import_begun_by_an_older_version_goes_on(office: Office) -> None:
    """There the file lay in the sealed values of the import's own row, and nothing that was read of it was kept."""
    hanh, uuid, data = office.at_desk("hanh"), uuid4(), old_book(70)
    texts = [json.dumps({"name": NAME}), base64.b64encode(data).decode()]
    sealed = client.seal(
        [
            client.Plain(TABLE, uuid, kept.column(at), 1, Level.TUYET_MAT, office.out.uuid, text)
            for at, text in enumerate(texts)
        ]
    )
    with change(verbs.IMPORT_BEGIN, by=hanh) as act:
        row = Import(uuid=uuid, book=office.out.uuid, sha256="0" * 64, parts=1, by=hanh.person, at=act.at)
        row.save(force_insert=True)
        act.about(row, made=[row, *vault.keep(sealed)])
    assert step(uuid, by=hanh).done == 60
    assert (run(uuid, by=hanh).taken, Entry.unchecked.count()) == (70, 70)
    assert not Sealed.unchecked.filter(table__in=["exchange_kept", TABLE]).exists()


@pytest.fixture
def thin_volumes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Volumes of 100 lines."""
    monkeypatch.setattr(volumes, "MOST_LINES", SimpleNamespace(on=lambda day: SimpleNamespace(value=100)))


def test_old_lines_fill_volumes_and_none_holds_more_than_it_may(office: Office, thin_volumes: None) -> None:
    row = run(begun(office, old_book(250)).uuid, by=office.at_desk("hanh"))
    made = list(Volume.unchecked.filter(book=office.out, year=2019).order_by("no"))
    held = [Entry.unchecked.filter(volume=volume).count() for volume in made]
    assert (row.taken, held) == (250, [100, 100, 50])
    assert [(v.no, v.state, v.first_no) for v in made] == [(1, "closed", 1), (2, "closed", 101), (3, "closed", 201)]
    assert (
        granted("import.step", row.uuid) == 7
    )  # an act ends with its piece (60, 120, …) and with its volume (100, 200)
    run(begun(office, old_book(80, first=300)).uuid, by=office.at_desk("hanh"))
    held = [Entry.unchecked.filter(volume=v).count() for v in Volume.unchecked.filter(year=2019).order_by("no")]
    assert held == [100, 100, 100, 30]


def test_old_lines_of_this_year_fill_the_open_volume_and_go_on_in_the_next(office: Office, thin_volumes: None) -> None:
    first = queries.open_volume(office.out, by=office.hanh)
    assert first is not None
    data = old_book(120, year=first.year).replace(b"/11/", b"/01/").replace(b"/12/", b"/01/")  # all days are past
    run(begun(office, data).uuid, by=office.at_desk("hanh"))
    made = list(Volume.unchecked.filter(book=office.out).order_by("no"))
    assert [(v.no, v.state, v.first_no) for v in made] == [(1, "full", 1), (2, "open", 101)]
    assert granted("volume.fill", first.uuid) == 1
    new = office.issued()
    assert (new.no, new.volume_id) == (121, made[1].uuid)


def test_more_old_lines_than_a_volume_takes_are_refused_in_one_act(office: Office, thin_volumes: None) -> None:
    lines = imports.OfFile(imports.read(old_book(101), name=NAME, kind="out"))
    part = lines.after(0) + lines.after(60)
    assert len(part) == 101
    take_in(office.out.uuid, part[:1], batch=uuid4(), by=office.hanh)  # its volume is made
    rest = part[1:] + part[:1]
    refused(lambda: take_in(office.out.uuid, rest, batch=uuid4(), by=office.hanh), "R-NUM-9", verb="book.import")
