"""The table of sealed values, and the wall of R-OUT-2: no abstract of a Tuyệt mật row, on either engine."""

from uuid import uuid4

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

SQLITE = """
CREATE TRIGGER vault_sealed_no_top_abstract_{act} BEFORE {act} ON vault_sealed
WHEN NEW."column" = 'abstract' AND NEW."level" = 3
BEGIN SELECT RAISE(ABORT, 'R-OUT-2: no abstract at this level'); END
"""
POSTGRESQL = """
CREATE FUNCTION vault_sealed_no_top_abstract() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW."column" = 'abstract' AND NEW."level" = 3 THEN
    RAISE EXCEPTION 'R-OUT-2: no abstract at this level' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER vault_sealed_no_top_abstract BEFORE INSERT OR UPDATE ON vault_sealed
FOR EACH ROW EXECUTE FUNCTION vault_sealed_no_top_abstract();
"""


def build(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRESQL, params=None)
    else:
        for act in ("INSERT", "UPDATE"):
            schema_editor.execute(SQLITE.format(act=act), params=None)


def drop(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER vault_sealed_no_top_abstract ON vault_sealed", params=None)
        schema_editor.execute("DROP FUNCTION vault_sealed_no_top_abstract()", params=None)
    else:
        for act in ("INSERT", "UPDATE"):
            schema_editor.execute(f"DROP TRIGGER vault_sealed_no_top_abstract_{act}", params=None)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("table", models.CharField(max_length=63)),
                ("row", models.UUIDField()),
                ("column", models.CharField(max_length=63)),
                ("version", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField()),
                ("key", models.UUIDField()),
                ("ciphertext", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("table", "row", "column", "version"), name="sealed_once"),
                    models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=3), name="sealed_level"),
                ],
            },
            managers=[("unchecked", models.Manager())],
        ),
        migrations.RunPython(build, drop),
    ]
