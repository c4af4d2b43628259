"""How arrivals were handled that need no reply: each writing a row of its own, none ever changed."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models
from django.db.models import Q

from somat.audit.triggers import keep_rows, refuse


class Migration(migrations.Migration):
    dependencies = [("registry", "0007_printed_forms")]

    operations = [
        migrations.CreateModel(
            name="Handling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("done_on", models.DateField(null=True)),
                ("person", models.UUIDField(null=True)),
                ("since", models.DateTimeField(null=True)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.entry",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "ordinal"), name="handling_once"),
                    models.CheckConstraint(
                        condition=Q(done_on=None, person=None, since=None)
                        | Q(done_on__isnull=False, person__isnull=False, since__isnull=False),
                        name="handling_whole",
                    ),
                ],
            },
            managers=[("unchecked", django.db.models.manager.Manager())],
        ),
        keep_rows("registry_handling"),
        refuse("handling_stays", "registry_handling", when="1 = 1", says="what was handled stays", events=("UPDATE",)),
    ]
