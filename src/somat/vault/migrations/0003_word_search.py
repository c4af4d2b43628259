"""Whether the words inside documents may be found: allowed by two persons, ended by one."""

from uuid import uuid4

from django.db import migrations, models
from django.db.models import F, Q

from somat.audit.triggers import keep_rows

UNCHECKED: list[tuple[str, models.Manager[models.Model]]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    dependencies = [("vault", "0002_shares")]

    operations = [
        migrations.CreateModel(
            name="WordSearch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("agreed_by", models.UUIDField(null=True)),
                ("agreed_at", models.DateTimeField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(agreed_by=None) | ~Q(agreed_by=F("asked_by")), name="word_search_by_two"
                    ),
                ],
            },
            managers=UNCHECKED,
        ),
        keep_rows("vault_wordsearch"),
    ]
