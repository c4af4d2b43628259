"""What stopped envelopes and let them go on, a row each that stays as it is; and an index of those with signs of opening."""

import uuid

import django.db.models.deletion
import django.db.models.manager
from django.db import migrations, models

from somat.audit.triggers import keep_rows, refuse


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_result")]

    operations = [
        migrations.AddIndex(
            model_name="envelope",
            index=models.Index(
                fields=["book", "-id"], condition=models.Q(("incident", True)), name="envelope_by_incident"
            ),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("act", models.CharField(max_length=12)),
                ("found", models.CharField(blank=True, max_length=200)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "envelope",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="exchange.envelope",
                        to_field="uuid",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["act", "-id"], name="step_by_act")],
                "constraints": [models.UniqueConstraint(fields=("envelope", "ordinal"), name="step_once")],
            },
            managers=[("unchecked", django.db.models.manager.Manager())],
        ),
        keep_rows("exchange_step"),
        refuse("step_stays", "exchange_step", when="1 = 1", says="a step of an envelope stays", events=("UPDATE",)),
    ]
