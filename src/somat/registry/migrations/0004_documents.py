"""Documents, their versions that never change, and exports of originals."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from somat.audit.triggers import insert_only, keep_rows, refuse

SAME = " OR ".join(f"NEW.{c} <> OLD.{c}" for c in ("uuid", "entry_id", "ordinal", "kind"))
ASKED = " OR ".join(f"NEW.{c} <> OLD.{c}" for c in ("uuid", "version_id", "entry_id", "asked_by"))


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_walls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(choices=[("main", "Main"), ("attachment", "Attachment")], max_length=10)),
                (
                    "state",
                    models.CharField(
                        choices=[("live", "Live"), ("asked", "End Asked"), ("ended", "Ended")],
                        default="live",
                        max_length=5,
                    ),
                ),
                ("added_by", models.UUIDField()),
                ("added_at", models.DateTimeField()),
                ("end_asked_by", models.UUIDField(null=True)),
                ("end_asked_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            managers=[
                ("unchecked", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("blob", models.UUIDField(unique=True)),
                ("media", models.CharField(max_length=80)),
                ("size", models.BigIntegerField()),
                ("pages", models.PositiveIntegerField()),
                ("blob_hash", models.CharField(max_length=64)),
                ("added_by", models.UUIDField()),
                ("added_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                        to_field="uuid",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            managers=[
                ("unchecked", django.db.models.manager.Manager()),
            ],
        ),
        migrations.CreateModel(
            name="DocumentExport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("taken", "Taken"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("taken_at", models.DateTimeField(null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.entry",
                        to_field="uuid",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.documentversion",
                        to_field="uuid",
                    ),
                ),
            ],
            managers=[
                ("unchecked", django.db.models.manager.Manager()),
            ],
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("state", "live"), _negated=True), fields=["state", "id"], name="document_by_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(fields=("entry", "ordinal"), name="document_once"),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ended"), _negated=True),
                    models.Q(
                        ("end_asked_by__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("ended_by", models.F("end_asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="document_ended_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(fields=("document", "number"), name="document_version_once"),
        ),
        migrations.AddIndex(
            model_name="documentexport",
            index=models.Index(fields=["state", "id"], name="export_by_state"),
        ),
        migrations.AddConstraint(
            model_name="documentexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("waiting", "approved"))),
                fields=("version", "asked_by"),
                name="one_export_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentexport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("answered_by__isnull", False),
                        models.Q(("answered_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="export_by_two",
            ),
        ),
        insert_only("registry_documentversion"),
        keep_rows("registry_document", "registry_documentexport"),
        refuse(
            "document_stays",
            "registry_document",
            when=f"{SAME} OR (OLD.state = 'ended' AND NEW.state <> 'ended')",
            says="a document keeps its line, and an ended one stays ended",
            events=("UPDATE",),
        ),
        refuse(
            "export_stays",
            "registry_documentexport",
            when=f"{ASKED} OR OLD.state IN ('refused', 'taken')",
            says="an export keeps what was asked, and an answered one stays",
            events=("UPDATE",),
        ),
    ]
