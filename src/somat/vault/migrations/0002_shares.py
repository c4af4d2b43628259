"""Who holds which share of the root key, and the two who accepted an open swap."""

from uuid import uuid4

from django.db import migrations, models
from django.db.models import F, Q

from somat.audit.triggers import keep_rows

UNCHECKED: list[tuple[str, models.Manager[models.Model]]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_sealed_values")]

    operations = [
        migrations.CreateModel(
            name="Ceremony",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("set_name", models.CharField(blank=True, max_length=8)),
                ("needed", models.PositiveSmallIntegerField()),
                ("total", models.PositiveSmallIntegerField()),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="ceremony_by_two"
                    ),
                    models.CheckConstraint(condition=Q(needed__gte=2, needed__lte=F("total")), name="ceremony_bounds"),
                ],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Holder",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                (
                    "ceremony",
                    models.ForeignKey(on_delete=models.PROTECT, related_name="+", to="vault.ceremony", to_field="uuid"),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("person", models.UUIDField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("ceremony", "number"), name="holder_once")]},
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="OpenSwap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("first_by", models.UUIDField()),
                ("first_at", models.DateTimeField()),
                ("second_by", models.UUIDField(null=True)),
                ("second_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(second_by=None) | ~Q(second_by=F("first_by")), name="swap_by_two"
                    ),
                ],
            },
            managers=UNCHECKED,
        ),
        keep_rows("vault_ceremony", "vault_holder", "vault_openswap"),
    ]
