"""A volume of an old book, locked since it was taken in, gets its closing line; from then on it stays like any other."""

from typing import Any

from django.db import migrations

from somat.audit.triggers import refuse

CLOSING = " OR ".join(
    [
        *(f"COALESCE(NEW.{c}, 0) <> COALESCE(OLD.{c}, 0)" for c in ("last_no", "lines", "pages", "cancelled")),
        *(f"NEW.{c} IS NULL OR NEW.{c} <> OLD.{c}" for c in ("closed_by", "closed_on")),
    ]
)


def drop(apps: Any, schema: Any) -> None:
    """The wall of 0003, which also kept such a volume from being closed."""
    of = "" if schema.connection.vendor == "sqlite" else " ON registry_volume"
    event = "_update" if schema.connection.vendor == "sqlite" else ""
    schema.execute(f"DROP TRIGGER closed_volume_stays{event}{of}")


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_documents")]

    operations = [
        migrations.RunPython(drop, migrations.RunPython.noop),
        refuse(
            "closed_volume_stays",
            "registry_volume",
            when=f"OLD.state = 'closed' AND (NEW.state <> 'closed' OR (OLD.closed_by IS NOT NULL AND ({CLOSING})))",
            says="a closed volume stays as its closing line says",
            events=("UPDATE",),
        ),
    ]
