"""The two roles of a PostgreSQL site: the owner makes tables; the application reads and writes rows, and adds to the journal."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

# The triggers of somat.audit.triggers mark an insert-only table; the grants say the same a second time.
INSERT_ONLY = """
    SELECT quote_ident(c.relname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE t.tgname = c.relname || '_no_change' ORDER BY 1"""


def grant_application(owner: BaseDatabaseWrapper, *, role: str) -> None:
    """Give `role` what the program needs and no more; asked on the owner's connection, after every migration. Repeatable."""
    name = owner.ops.quote_name(role)
    with owner.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {name}")
        cursor.execute(INSERT_ONLY)
        for (table,) in cursor.fetchall():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {name}")
