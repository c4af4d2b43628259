"""The journal that the audit's tests attack: written once, copied for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from tests.audit.ground import Copy, Template


@pytest.fixture(scope="session")
def template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Template:
    """At least 300 leaves of all verbs, a checkpoint after each."""
    with django_db_blocker.unblock():
        return Template("journal", leaves=300, batch=1)


@pytest.fixture
def journal(template: Template) -> Iterator[Copy]:
    """A sound journal that the test may spoil."""
    copy = template.copy()
    yield copy
    template.drop(copy)
