"""Backups, restorations that wait for two persons, and what the machine's own look found."""

from uuid import uuid4

from django.db import migrations, models
from django.db.models import F, Q

from somat.audit.triggers import insert_only, keep_rows

UNCHECKED: list[tuple[str, models.Manager[models.Model]]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Backup",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Asked"), ("made", "Made"), ("failed", "Failed")], max_length=6
                    ),
                ),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("asked_by", models.UUIDField(null=True)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("size", models.BigIntegerField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("rows", models.BigIntegerField(null=True)),
                ("tree_size", models.BigIntegerField(null=True)),
                ("root", models.CharField(blank=True, max_length=64)),
                ("tested_at", models.DateTimeField(null=True)),
                ("result", models.CharField(blank=True, choices=[("good", "Good"), ("bad", "Bad")], max_length=4)),
                ("wrong", models.CharField(blank=True, max_length=300)),
                ("away_on", models.DateField(null=True)),
                ("away_by", models.UUIDField(null=True)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Restore",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("at", models.DateTimeField()),
                ("backup", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("name", models.CharField(max_length=120)),
                ("tree_size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("first_by", models.UUIDField(null=True)),
                ("first_at", models.DateTimeField(null=True)),
                ("second_by", models.UUIDField(null=True)),
                ("second_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            ("second_by", None), Q(("second_by", F("first_by")), _negated=True), _connector="OR"
                        ),
                        name="restore_by_two",
                    ),
                    models.CheckConstraint(
                        condition=Q(("second_by", None), ("first_by__isnull", False), _connector="OR"),
                        name="restore_first_first",
                    ),
                ],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Watch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("kind", models.CharField(choices=[("disk", "Disk"), ("machine", "Machine")], max_length=7)),
                ("at", models.DateTimeField()),
                ("found", models.CharField(blank=True, max_length=400)),
            ],
            managers=UNCHECKED,
        ),
        insert_only("oversight_watch"),
        keep_rows("oversight_backup", "oversight_restore"),
    ]
