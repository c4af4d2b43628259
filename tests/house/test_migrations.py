"""The tables that the migrations make are the tables that the models say, and Django finds nothing wrong with them."""

from __future__ import annotations

import pytest
from django.core import checks
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_django_finds_nothing_wrong() -> None:
    assert checks.run_checks() == []
