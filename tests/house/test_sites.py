"""A site made as a person makes it stands on the engine of the run, and its application cannot rewrite the journal."""

from __future__ import annotations

import sqlite3
import tomllib
from pathlib import Path

import psycopg
import pytest

from tests import workplace


def test_a_site_is_made_on_the_engine_of_the_run(site_dir: Path) -> None:
    facts = tomllib.loads((site_dir / "site.toml").read_text("utf-8"))
    assert facts["database"]["engine"] == workplace.engine()
    assert (site_dir / "somat.sqlite3").exists() is (workplace.engine() == "sqlite")
    if workplace.engine() == "sqlite":
        link, refused = sqlite3.connect(site_dir / "somat.sqlite3"), sqlite3.IntegrityError
    else:
        address = (site_dir / facts["database"]["url_file"]).read_text("utf-8")
        link, refused = psycopg.connect(address), psycopg.errors.InsufficientPrivilege
    leaves = link.execute("SELECT count(*) FROM audit_leaf").fetchone()
    assert leaves is not None and leaves[0] > 8
    with pytest.raises(refused):
        link.execute("DELETE FROM audit_leaf")
    link.close()
