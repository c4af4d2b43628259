"""The run is on the engine that it says it is on: otherwise "both engines" would be one engine twice."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from tests import postgres, workplace


@pytest.mark.django_db
def test_it_runs_on_the_engine_named() -> None:
    assert connection.vendor == workplace.engine()


def test_a_private_postgresql_is_there_on_either_engine(pg_cluster: postgres.Cluster) -> None:
    with psycopg.connect(pg_cluster.url("postgres", role="somat_app")) as link:
        version, place = link.execute(
            "SELECT current_setting('server_version_num')::int, current_setting('listen_addresses')"
        ).fetchone()
        assert version >= 150000
        assert place == ""
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            link.execute("CREATE TABLE intruder (id int)")
