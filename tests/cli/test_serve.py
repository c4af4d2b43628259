"""`somat serve` on a slow PC: the passphrase it was given waits for the vault."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from somat.cli import serve
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
