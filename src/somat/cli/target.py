"""The database that a restoration or a move fills: it must be empty, and is emptied again when the work fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from somat.cli.start import Stopped
from somat.site import Site

TABLES = "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE n.nspname = 'public' AND p.prorettype = 'trigger'::regtype AND pg_get_userbyid(p.proowner) = current_user"""


@contextmanager
def emptied_on_failure(site: Site) -> Iterator[None]:
    """On PostgreSQL: refuse a database with tables; take away what was made when the block fails. On SQLite: the file goes."""
    if site.engine == "sqlite":
        yield
        return
    try:
        with psycopg.connect(site.owner_url) as link:
            if link.execute(TABLES).fetchone():
                raise Stopped("Cơ sở dữ liệu PostgreSQL đã có bảng. Lập một cơ sở dữ liệu trống rồi chạy lại.")
    except psycopg.OperationalError:
        raise Stopped("Không nối được cơ sở dữ liệu PostgreSQL. Kiểm tra tệp ghi địa chỉ của chủ bảng.") from None
    try:
        yield
    except BaseException:
        empty(site)
        raise


def empty(site: Site) -> None:
    with psycopg.connect(site.owner_url) as link:
        for (table,) in link.execute(TABLES).fetchall():
            link.execute(f"DROP TABLE {table} CASCADE".encode())
        for (function,) in link.execute(FUNCTIONS).fetchall():
            link.execute(f"DROP FUNCTION {function}".encode())


def grant(site: Site) -> None:
    """After the tables are made: the application's own, smaller rights."""
    from urllib.parse import urlsplit

    from django.db import connection

    from somat.audit.grants import grant_application

    if connection.vendor == "postgresql" and site.database_url != site.owner_url:
        grant_application(connection, role=urlsplit(site.database_url).username or "")
