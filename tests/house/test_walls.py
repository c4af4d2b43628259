"""Each wall stands, and each falls when somebody plants what it forbids: a wall that cannot fail is no wall."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from tests.house import walls

SOURCE = Path(__file__).resolve().parent.parent.parent / "src"
MODEL = "from django.db import models\nclass Planted(models.Model):\n    "
KEY = MODEL + "unchecked = models.Manager()\n    door = models.ForeignKey("
PLANTS: list[tuple[walls.Wall, str, str]] = [
    (walls.private_models, "web/planted.py", "from somat.registry.models import Entry\n"),
    (walls.private_models, "web/planted.py", "from somat.registry import models\n"),
    (walls.private_models, "web/planted.py", "def f() -> None:\n    import somat.registry.models\n"),
    (walls.private_models, "people/planted.py", "from ..registry import models\n"),
    (
        walls.private_models,
        "web/planted.py",
        "from django.apps import apps\nEntry = apps.get_model('registry', 'Entry')\n",
    ),
    (walls.unchecked_managers, "registry/planted.py", "rows = Entry.unchecked.all()\n"),
    (walls.unchecked_managers, "web/queries_planted.py", "rows = Entry.unchecked.all()\n"),
    (walls.unchecked_managers, "registry/actions/planted.py", "rows = Entry.objects.all()\n"),
    (walls.unchecked_managers, "registry/actions/planted.py", "rows = Entry._default_manager.all()\n"),
    (walls.one_manager, "registry/planted.py", MODEL + "name = models.TextField()\n"),
    (
        walls.one_manager,
        "registry/planted.py",
        MODEL + "unchecked = models.Manager()\n    objects = models.Manager()\n",
    ),
    (walls.one_manager, "registry/planted.py", MODEL + "unchecked = models.Manager()\n    def save(self): pass\n"),
    (walls.relations, "people/models_planted.py", KEY + "'registry.Entry', models.PROTECT, related_name='+')\n"),
    (walls.relations, "people/models_planted.py", KEY + "'vault.Sealed', models.PROTECT, related_name='+')\n"),
    (walls.relations, "people/models_planted.py", KEY + "'people.Person', models.PROTECT)\n"),
    (walls.relations, "people/models_planted.py", KEY + "Person, models.PROTECT, related_name='+')\n"),
    (walls.no_catch_all, "web/planted.py", "try:\n    f()\nexcept Exception:\n    pass\n"),
    (walls.no_catch_all, "web/planted.py", "try:\n    f()\nexcept (ValueError, Exception):\n    raise\n"),
    (walls.no_catch_all, "web/planted.py", "try:\n    f()\nexcept:\n    pass\n"),
    (walls.no_catch_all, "web/planted.py", "try:\n    f()\nexcept BaseException:\n    pass\n"),
    (walls.no_catch_all, "web/planted.py", "from contextlib import suppress\nwith suppress(Exception):\n    f()\n"),
    (walls.forbidden_files, "registry/services.py", "X = 1\n"),
    (walls.forbidden_files, "web/common/planted.py", "X = 1\n"),
    (walls.no_signals, "registry/planted.py", "from django.db.models.signals import post_save\n"),
    (walls.no_network, "registry/planted.py", "import requests\n"),
    (walls.no_network, "registry/planted.py", "from urllib import request\n"),
    (walls.no_network, "registry/planted.py", "from http.client import HTTPConnection\n"),
    (walls.no_network, "registry/planted.py", "import socket\ns = socket.socket(socket.AF_INET)\n"),
    (walls.no_network, "registry/planted.py", "import socket\ns = socket.socket()\n"),
    (walls.no_network, "cli/serve.py", "import http.client\n"),
    (walls.no_django_below, "law/planted.py", "def f() -> None:\n    from django.utils import timezone\n"),
    (walls.no_django_below, "vault/process/planted.py", "from somat.vault import client\n"),
    (walls.no_django_below, "audit/leaf.py", "import django\n"),
    (walls.sizes, "web/planted.py", "X = 1\n" * 401),
    (walls.sizes, "web/planted.py", "def f() -> None:\n" + "    x = 1\n" * 60),
    (walls.first_lines, "web/planted.py", "X = 1\n"),
    (walls.declared_verbs, "registry/planted.py", "EXTRA = declare('entry.extra', None, 'Thừa')\n"),
    (walls.declared_verbs, "people/verbs.py", "\nNEVER_USED = declare('people.never', None, 'Không dùng')\n"),
]
WALLS = list(dict.fromkeys(wall for wall, _, _ in PLANTS))


@cache
def complaints(wall: walls.Wall) -> frozenset[str]:
    """Of the house as it is."""
    return frozenset(wall(SOURCE))


@pytest.mark.parametrize("wall", WALLS, ids=lambda wall: wall.__name__)
def test_the_wall_stands(wall: walls.Wall) -> None:
    assert not complaints(wall)


@pytest.mark.parametrize("wall, name, text", PLANTS, ids=lambda part: getattr(part, "__name__", ""))
def test_the_wall_falls_when_it_is_broken(tmp_path: Path, wall: walls.Wall, name: str, text: str) -> None:
    shutil.copytree(SOURCE / "somat", tmp_path / "somat", ignore=shutil.ignore_patterns("*.mo", "*.ttf", "__pycache__"))
    file = tmp_path / "somat" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text("utf-8") if file.exists() else "") + text, "utf-8")
    assert any(complaint.startswith(f"{name}:") for complaint in set(wall(tmp_path)) - complaints(wall))
