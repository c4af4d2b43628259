"""Deputies are proposed like other rights; what a proposed delegation covers stands in a row of its own."""

from typing import Any

from django.db import migrations, models
from django.db.models import PROTECT

from somat.audit.triggers import insert_only

UNCHECKED: list[tuple[str, Any]] = [("unchecked", models.Manager())]
KINDS = [
    ("clearance", "Clearance"),
    ("book", "Book"),
    ("substitute", "Substitute"),
    ("inspector", "Inspector"),
    ("role", "Role"),
    ("deputy", "Deputy"),
]


class Migration(migrations.Migration):
    dependencies = [("access", "0001_access")]

    operations = [
        migrations.AlterField("proposal", "kind", models.CharField(choices=KINDS, max_length=10)),
        migrations.CreateModel(
            name="Terms",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "proposal",
                    models.OneToOneField(on_delete=PROTECT, related_name="+", to="access.proposal", to_field="uuid"),
                ),
                ("powers", models.CharField(max_length=200)),
                ("unit", models.UUIDField(null=True)),
            ],
            managers=UNCHECKED,
        ),
        insert_only("access_terms"),
    ]
