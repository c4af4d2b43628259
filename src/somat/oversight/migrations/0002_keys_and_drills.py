"""Backups closed to a key that is not on the server, and drills of restoration."""

from uuid import uuid4

from django.db import migrations, models

from somat.audit.triggers import insert_only

UNCHECKED: list[tuple[str, models.Manager[models.Model]]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_backups")]

    operations = [
        migrations.CreateModel(
            name="BackupKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("at", models.DateTimeField()),
                ("public", models.CharField(max_length=120)),
                ("fingerprint", models.CharField(max_length=19)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Drill",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("at", models.DateTimeField()),
                ("name", models.CharField(max_length=120)),
                ("made_at", models.DateTimeField()),
                ("rows", models.BigIntegerField()),
                ("blobs", models.BigIntegerField(default=0)),
                ("read_seconds", models.PositiveIntegerField()),
                ("load_seconds", models.PositiveIntegerField()),
                ("verify_seconds", models.PositiveIntegerField()),
                ("wrong", models.CharField(blank=True, max_length=300)),
            ],
            managers=UNCHECKED,
        ),
        migrations.AddField(model_name="backup", name="closed_to", field=models.CharField(blank=True, max_length=19)),
        insert_only("oversight_backupkey"),
        insert_only("oversight_drill"),
    ]
