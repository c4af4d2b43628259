"""Recipients are found by line through the unique index over line and ordinal; one over the line alone was written for nothing."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

TABLE = "registry_recipient"


def drop(apps: Any, schema: Any) -> None:
    """By hand: on SQLite the altered field would be a new table, without its walls."""
    with schema.connection.cursor() as cursor:
        found = schema.connection.introspection.get_constraints(cursor, TABLE)
    for name, one in found.items():
        if one["index"] and not one["unique"] and one["columns"] == ["entry_id"]:
            schema.execute(f'DROP INDEX "{name}"')


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_old_volumes_close")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name="recipient",
                    name="entry",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.entry",
                        to_field="uuid",
                    ),
                ),
            ],
        ),
    ]
