"""What every test run needs: the engine under it, the count of what ran, and nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from pytest_django import DjangoDbBlocker
from scripts import words

from tests import database, postgres, rendering, sites, workplace
from tests.counting import Counting

HERE = Path(__file__).resolve().parent.parent
PURE = frozenset({"audit", "exchange", "house", "law", "oversight", "reporting", "vault", "web"})
LONG = frozenset({"whole", "browser", "oversight"})  # begun first: a long file begun last leaves the other worker idle
DATABASES = frozenset({"db", "transactional_db", "machine", "ground", "site_dir", "pg_cluster"})


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # a worker of pytest-xdist: the first process does this for it
        return
    words.compile_all()
    if workplace.engine() == "postgresql":
        postgres.Cluster(workplace.root() / "pg").start()
    if name := os.environ.get("SOMAT_TEST_COUNTS"):
        config.pluginmanager.register(Counting(HERE / "build" / f"test-counts-{name}.json"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of these rooms that no database can reach run once: under another engine they would be the same run again."""
    for item in items:
        if room(item) in PURE and not reaches_a_database(item):
            item.add_marker(pytest.mark.once)
    items.sort(key=lambda item: room(item) not in LONG)


def room(item: pytest.Item) -> str:
    """The folder below tests/ that it stands in."""
    return item.path.relative_to(HERE).parts[1]


def reaches_a_database(item: pytest.Item) -> bool:
    """By a fixture or a mark, or because its file starts whole sites (pytest-django lets nothing else through)."""
    asked = DATABASES & set(getattr(item, "fixturenames", ()))
    starts_sites = getattr(getattr(item, "module", None), "somat", None) is sites.somat
    return bool(asked) or item.get_closest_marker("django_db") is not None or starts_sites


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix() -> None:
    """Each worker has a site folder of its own already: no second suffix on the database's name."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Django's own test database, made by its owner; every test then is the application."""
    with django_db_blocker.unblock(), database.as_application(), database.emptying(), django_db_blocker.block():
        yield


@pytest.fixture(scope="session")
def pg_cluster() -> postgres.Cluster:
    """The run's PostgreSQL, whatever engine the run itself is on."""
    return postgres.Cluster(workplace.root() / "pg").start()


@pytest.fixture
def site_dir() -> Path:
    """A whole site made by `somat init` on the engine of the run, for tests of the command (some seconds each)."""
    return sites.make(workplace.root() / f"site-{uuid4().hex[:8]}")


@pytest.fixture(autouse=True, scope="session")
def no_query_while_a_template_renders() -> Iterator[None]:
    with rendering.walled():
        yield
