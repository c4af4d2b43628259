"""The system desk says in plain words how strangers' files are turned into pictures, and what is missing."""

from __future__ import annotations

from typing import Any

import pytest

from somat.vault import client
from somat.vault.converter.sandbox import rungs
from somat.web.system import converting


@pytest.mark.parametrize(
    ("rung", "kind", "word"),
    [
        (rungs.NAMESPACES, "ok", "đầy đủ"),
        (rungs.USER, "warn", "bậc hai"),
        (rungs.NONE, "bad", "không nhận tệp"),
        ("away", "bad", "Không chạy"),
        ("busy", "bad", "Không chạy"),
    ],
)
def test_each_rung_is_said_in_plain_words(monkeypatch: pytest.MonkeyPatch, rung: str, kind: str, word: str) -> None:
    monkeypatch.setattr(client, "converter", lambda: {"rung": rung})
    (light,) = converting.lights()
    assert light.kind == kind and word in light.words


def test_the_programs_found_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    tools = {"bwrap": True, "soffice": False, "tesseract": True}
    monkeypatch.setattr(client, "converter", lambda: {"rung": rungs.NAMESPACES, "tools": tools})
    _, office, words = converting.lights()
    assert office.kind == "warn" and "DOCX" in office.words
    assert words.kind == "ok"


@pytest.mark.parametrize("why", [client.Sealed("away"), client.Fault("unknown-operation")])
def test_without_a_vault_there_is_nobody_to_ask(monkeypatch: pytest.MonkeyPatch, why: Exception) -> None:
    def asked() -> dict[str, Any]:
        raise why

    monkeypatch.setattr(client, "converter", asked)
    assert [light.kind for light in converting.lights()] == ["bad"]
