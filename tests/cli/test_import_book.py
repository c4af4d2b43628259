"""`somat import`: looked at without a word written, taken in as a person who keeps the book, refused with one sentence."""

from __future__ import annotations

import json
from contextlib import nullcontext
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from somat.cli import import_book
from somat.exchange.models import Import
from somat.registry.models import Entry
from tests.exchange.desk import CSV_HEAD, old_book
from tests.office import Office, machine, office
from tests.registry.evidence import granted, written

__all__ = ["machine", "office"]

STOPPED, MISUSED = 1, 2


@pytest.fixture(autouse=True)
def on_the_site_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its Django is set up and its vault open already."""
    monkeypatch.setattr(import_book, "django_for", lambda folder: None)
    monkeypatch.setattr("somat.cli.vault.opened_vault", lambda folder: nullcontext())


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An outgoing book of thirty lines, of which the third has no day there is."""
    path = tmp_path / "so_di_2019.csv"
    path.write_bytes(old_book(30).replace(b"04/04/2019", b"31/02/2019"))
    return path


def ran(file: Path, *words: str) -> Result:
    return CliRunner().invoke(import_book.command, [str(file.parent), str(file), *words])


def test_a_dry_run_tells_every_line_and_writes_nothing(office: Office, file: Path) -> None:
    before = written()
    done = ran(file, "--as", "hanh", "--dry-run")
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[-2:] == ["30 dòng: nhận nguyên 29, có ghi chú 0, bỏ trích yếu 0, từ chối 1.", "Chưa ghi gì."]
    assert [line.split("\t")[1] for line in lines[1:-2]] == [f"{n:02d}/BC-UBND" for n in range(1, 31)]
    assert lines[3].split("\t")[5] == "từ chối"
    assert written() == before


def test_a_dry_run_for_machines_has_the_same_facts(office: Office, file: Path) -> None:
    before = written()
    done = ran(file, "--as", "hanh", "--dry-run", "--json")
    told = json.loads(done.stdout)
    rows = told.pop("rows")
    assert told == {
        "file": "so_di_2019.csv", "kind": "out", "encoding": "unicode", "lines": 30,
        "accepted": 29, "noted": 0, "dropped": 0, "refused": 1,
    }  # fmt: skip
    assert (done.exit_code, len(rows), rows[3][5]) == (0, 31, "từ chối")
    assert written() == before


def test_it_takes_the_book_in_as_the_person_named(office: Office, file: Path) -> None:
    done = ran(file, "--as", "hanh", "--json")
    assert done.exit_code == 0, done.output
    told, row = json.loads(done.stdout), Import.unchecked.get()
    assert (told["import"], told["state"], told["done"], told["taken"]) == (str(row.uuid), "done", 29, 29)
    assert (row.by, row.book, Entry.unchecked.count()) == (office.hanh.person, office.out.uuid, 29)
    assert granted("import.begin", row.uuid) == granted("import.end", row.uuid) == 1


def test_the_same_file_again_stops_with_its_sentence(office: Office, file: Path) -> None:
    assert ran(file, "--as", "hanh").stdout.endswith("Đã ghi 29 dòng vào sổ.\n")
    again = ran(file, "--as", "hanh")
    assert (again.exit_code, Entry.unchecked.count()) == (STOPPED, 29)
    assert "Tệp này đã nhập" in again.stderr


@pytest.mark.parametrize("name", ["an", "duy", "tan", "khong-co-ai"])
def test_who_may_not_take_a_book_in_is_stopped_before_anything_is_written(
    office: Office, file: Path, name: str
) -> None:
    before = written()
    for more in ([], ["--dry-run"]):
        done = ran(file, "--as", name, *more)
        assert (done.exit_code, done.stdout) == (STOPPED, "")
        assert f"“{name}” không phải tài khoản của người được nhập sổ" in done.stderr
    assert written() == before


@pytest.mark.parametrize("data, says", [(b"%PDF-1.7", "PDF"), (CSV_HEAD.encode(), "Tệp không có dòng sổ nào")])
def test_a_file_that_is_no_book_stops_with_one_sentence(office: Office, file: Path, data: bytes, says: str) -> None:
    file.write_bytes(data)
    before = written()
    done = ran(file, "--as", "hanh", "--json")
    assert (done.exit_code, done.stdout) == (STOPPED, "")
    assert says in done.stderr
    assert written() == before


def test_a_book_that_he_does_not_keep_is_no_choice(office: Office, file: Path) -> None:
    done = ran(file, "--as", "hanh", "--book", "Sổ khác")
    assert (done.exit_code, Import.unchecked.exists()) == (STOPPED, False)
    assert "Chưa rõ nhập vào sổ nào" in done.stderr and "--book" in done.stderr


def test_a_file_that_is_not_there_is_a_misuse(office: Office, file: Path) -> None:
    assert ran(file.with_name("khac.csv"), "--as", "hanh").exit_code == MISUSED


def test_the_year_of_the_book_is_taken_where_its_days_have_none(office: Office, file: Path) -> None:
    file.write_bytes(old_book(5).replace(b"/2019", b""))
    done = ran(file, "--as", "hanh", "--year", "2018", "--json")
    assert done.exit_code == 0, done.output
    assert set(Entry.unchecked.values_list("year", flat=True)) == {2018}
