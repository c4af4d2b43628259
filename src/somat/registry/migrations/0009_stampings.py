"""How a version was made of another: its marks and their boxes."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from somat.audit.triggers import insert_only


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0008_handlings"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentStamping",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("source_hash", models.CharField(max_length=64)),
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
                    "source",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.documentversion",
                        to_field="uuid",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
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
        migrations.CreateModel(
            name="DocumentMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("code", models.CharField(blank=True, max_length=20)),
                ("page", models.PositiveIntegerField()),
                ("left", models.IntegerField()),
                ("top", models.IntegerField()),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                (
                    "stamping",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.documentstamping",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("stamping", "ordinal"), name="document_mark_once")],
            },
            managers=[
                ("unchecked", django.db.models.manager.Manager()),
            ],
        ),
        insert_only("registry_documentstamping", "registry_documentmark"),
    ]
