"""A leader's delegations to deputies, and which acts were done under each; a deputy holds no role that no leader may (R25)."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models
from django.db.models import PROTECT

from somat.audit.triggers import insert_only, keep_rows, refuse

UNCHECKED: list[tuple[str, Any]] = [("unchecked", models.Manager())]

# The roles that R25 keeps apart from a leader's, as they stood when these tables were made; a test holds them equal.
NOT_WITH_LEADER = ("VT", "KT")
ROLES = ", ".join(f"'{role}'" for role in NOT_WITH_LEADER)
NEVER = "'9999-12-31'"
HELD = (
    f"held.person_id = NEW.person_id AND held.role IN ({ROLES}) AND held.since <= COALESCE(held.until, {NEVER})"
    f" AND held.since <= NEW.until AND COALESCE(held.until, {NEVER}) >= NEW.since"
)
DEPUTY_HOLDS = f"NEW.since <= NEW.until AND EXISTS (SELECT 1 FROM people_roleheld held WHERE {HELD})"  # noqa: S608
GIVEN = (
    "given.person_id = NEW.person_id AND given.since <= given.until"
    f" AND given.since <= COALESCE(NEW.until, {NEVER}) AND given.until >= NEW.since"
)
OTHER = f"EXISTS (SELECT 1 FROM people_delegation given WHERE {GIVEN})"  # noqa: S608  all of it stands above
ROLE_OF_DEPUTY = f"NEW.role IN ({ROLES}) AND NEW.since <= COALESCE(NEW.until, {NEVER}) AND {OTHER}"
PERSON: dict[str, Any] = {"on_delete": PROTECT, "related_name": "+", "to": "people.person", "to_field": "uuid"}


class Migration(migrations.Migration):
    dependencies = [("people", "0001_people")]

    operations = [
        migrations.CreateModel(
            name="Delegation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("person", models.ForeignKey(**PERSON)),
                ("giver", models.ForeignKey(**PERSON)),
                ("powers", models.CharField(max_length=200)),
                ("level", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="people.unit", to_field="uuid"
                    ),
                ),
                ("decision", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("since", models.DateField()),
                ("until", models.DateField()),
                ("ended_decision", models.CharField(blank=True, max_length=60)),
                ("ended_decided_on", models.DateField(null=True)),
                ("ended_by", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person", models.F("giver")), _negated=True), name="delegation_not_own"
                    ),
                    models.CheckConstraint(condition=models.Q(("level__in", [1, 2, 3])), name="delegation_level"),
                ],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Reliance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                (
                    "delegation",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.delegation", to_field="uuid"),
                ),
                ("object", models.UUIDField(db_index=True)),
                ("leaf", models.UUIDField(unique=True)),
                ("power", models.CharField(max_length=20)),
                ("level", models.PositiveSmallIntegerField()),
                ("at", models.DateTimeField()),
            ],
            managers=UNCHECKED,
        ),
        keep_rows("people_delegation"),
        insert_only("people_reliance"),
        refuse("deputy_separation", "people_delegation", when=DEPUTY_HOLDS, says="R25: a role that no leader may hold"),
        refuse("role_of_deputy", "people_roleheld", when=ROLE_OF_DEPUTY, says="R25: a deputy counts as a leader"),
    ]
