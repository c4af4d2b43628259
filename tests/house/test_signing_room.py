"""pyHanko is loaded by one package only, which takes its network clients out first; nothing else of the program may load them."""

from __future__ import annotations

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "somat"
ROOM = SOURCE / "reporting" / "signing"
PYHANKO = re.compile(r"^\s*(?:from|import) (?:pyhanko|pyhanko_certvalidator)\b", re.MULTILINE)
NETWORK = re.compile(r"^\s*(?:from|import) (?:aiohttp|requests|urllib3|httpx)\b", re.MULTILINE)


def found(pattern: re.Pattern[str], files: dict[str, str]) -> list[str]:
    return [name for name, text in files.items() if pattern.search(text)]


def files() -> dict[str, str]:
    return {str(path.relative_to(SOURCE)): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}


def test_only_the_signing_room_loads_pyhanko() -> None:
    loading = found(PYHANKO, files())
    assert loading and all(name.startswith("reporting/signing/") for name in loading)
    assert "offline" in (ROOM / "__init__.py").read_text("utf-8")


def test_nothing_loads_a_client_of_the_network() -> None:
    assert found(NETWORK, files()) == []


def test_a_planted_one_is_found() -> None:
    assert found(PYHANKO, {"web/planted.py": "def x():\n    from pyhanko.sign import signers\n"}) == ["web/planted.py"]
    assert found(NETWORK, {"web/planted.py": "import requests\n"}) == ["web/planted.py"]
