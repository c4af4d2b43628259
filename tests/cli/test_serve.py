"""`somat serve`: on a slow PC the passphrase waits for the vault; tables of another version are not served."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from somat.cli import serve, tables
from somat.cli.start import Stopped
from somat.vault import line


@pytest.fixture
def supervisor() -> serve.Supervisor:
    """With a vault that is never started: what it answers is in the tests."""
    made = object.__new__(serve.Supervisor)
    made.site = SimpleNamespace(socket=Path("/none"))  # type: ignore[assignment]
    made.vault = serve.Child("két khóa", [])
    return made


def test_the_passphrase_waits_for_a_vault_that_is_slow_to_come_up(
    supervisor: serve.Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def answer(socket: Path, op: str, **more: object) -> None:
        asked.append(op)
        if len(asked) < 300:
            raise line.Sealed("away")

    monkeypatch.setattr(line, "asked", answer)
    monkeypatch.setattr(serve.time, "sleep", lambda seconds: None)
    supervisor._open("cụm mật khẩu")
    assert asked == ["status"] * 300 + ["unseal"]


def test_a_vault_that_never_answers_is_said(
    supervisor: serve.Supervisor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "START", 0.0)
    supervisor._open("cụm mật khẩu")
    assert "Két khóa chưa trả lời nên còn niêm phong" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT 1", ""),
        ("DELETE FROM django_migrations WHERE name = '0003_walls'", r"bản Sổ Mật cũ tạo ra.*somat restore"),
        ("INSERT INTO django_migrations VALUES ('vault', '9999_later')", "bản Sổ Mật mới hơn tạo ra"),
        ("DROP TABLE django_migrations", ""),
    ],
)
def test_tables_of_another_version_are_not_served(tmp_path: Path, sql: str, says: str) -> None:
    file = tmp_path / "somat.sqlite3"
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE django_migrations (app, name)")
        made.executemany("INSERT INTO django_migrations VALUES (?, ?)", tables.shipped())
        assert made.execute("SELECT count(*) FROM django_migrations WHERE app = 'registry'").fetchone()[0] >= 4
        made.execute(sql)
    site: Any = SimpleNamespace(engine="sqlite", database=file, database_url="", folder=tmp_path)
    if not says:
        tables.demand_current(site)
        return
    with pytest.raises(Stopped, match=says):
        tables.demand_current(site)
