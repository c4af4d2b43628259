"""The floors as import-linter sees them: they hold, and each planted wrong import is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent.parent
LINT = Path(sys.executable).parent / "lint-imports"
PURE = ("somat.law", "somat.vault.process", "somat.audit.tree", "somat.audit.leaf")


def lint(source: Path) -> tuple[int, str]:
    done = subprocess.run(
        [LINT, "--no-cache", "--config", TOP / ".importlinter"],
        cwd=source,
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_floors_hold() -> None:
    code, said = lint(TOP / "src")
    assert code == 0, said


@pytest.mark.parametrize(
    "name, line, contract",
    [
        ("audit/planted.py", "from somat.people import queries", "A room uses only rooms below it BROKEN"),
        ("catalogue/planted.py", "import somat.people", "A room uses only rooms below it BROKEN"),
        ("cli/planted.py", "import somat.web", "A room uses only rooms below it BROKEN"),
        ("newroom/__init__.py", "", "A room uses only rooms below it"),
        ("registry/models/books.py", "from somat.registry import actions", "actions > queries > models BROKEN"),
        ("law/planted.py", "import django", "know no Django BROKEN"),
        ("vault/converter/planted.py", "import django", "know no Django BROKEN"),
        (
            "vault/converter/planted.py",
            "import somat.vault.process.keys",
            "knows nothing of keys, sites or the law BROKEN",
        ),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, name: str, line: str, contract: str) -> None:
    shutil.copytree(
        TOP / "src" / "somat", tmp_path / "somat", ignore=shutil.ignore_patterns("*.mo", "*.ttf", "__pycache__")
    )
    file = tmp_path / "somat" / name
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as out:
        out.write(f"\n{line}\n")
    code, said = lint(tmp_path)
    assert code != 0
    assert contract in said


@pytest.mark.parametrize("package", PURE)
def test_the_pure_parts_start_where_django_cannot_be_imported(package: str) -> None:
    program = f"""
import sys, pkgutil, importlib
sys.modules["django"] = None
top = importlib.import_module("{package}")
for found in pkgutil.walk_packages(getattr(top, "__path__", []), "{package}."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
