"""Clearances, book duties, what is proposed, and the circles of entries."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models
from django.db.models import PROTECT

UNCHECKED: list[tuple[str, Any]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Member",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.UUIDField()),
                ("object", models.UUIDField()),
                ("place", models.BigIntegerField()),
                ("why", models.CharField(max_length=10)),
                ("until", models.DateField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-place"], name="member_own_list")],
                "constraints": [models.UniqueConstraint(fields=("object", "person"), name="member_once")],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("clearance", "Clearance"),
                            ("book", "Book"),
                            ("substitute", "Substitute"),
                            ("inspector", "Inspector"),
                            ("role", "Role"),
                        ],
                        max_length=10,
                    ),
                ),
                ("person", models.UUIDField()),
                ("instead_of", models.UUIDField(null=True)),
                ("role", models.CharField(blank=True, max_length=2)),
                ("level", models.PositiveSmallIntegerField(null=True)),
                ("book", models.UUIDField(null=True)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                ("decision", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("handed_over_no", models.PositiveIntegerField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("confirmed", "Confirmed"), ("refused", "Refused")],
                        default="waiting",
                        max_length=9,
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["state", "-id"], name="proposal_by_state")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_by_two",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_by", None),
                            models.Q(("answered_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="proposal_not_own",
                    ),
                ],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Right",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("person", models.UUIDField()),
                ("kind", models.CharField(choices=[("clearance", "Clearance"), ("book", "Book")], max_length=9)),
                ("level", models.PositiveSmallIntegerField()),
                ("book", models.UUIDField(null=True)),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("first", models.DateField(null=True)),
                ("last", models.DateField(null=True)),
                (
                    "proposal",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="access.proposal", to_field="uuid"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["person", "kind"], name="right_by_person"),
                    models.Index(condition=models.Q(("kind", "book")), fields=["book", "since"], name="right_by_book"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("book", None), ("kind", "clearance")),
                            models.Q(("book__isnull", False), ("kind", "book")),
                            _connector="OR",
                        ),
                        name="right_has_book",
                    )
                ],
            },
            managers=UNCHECKED,
        ),
    ]
