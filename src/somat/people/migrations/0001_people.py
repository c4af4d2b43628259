"""Units, people, roles, accounts and log-in sessions; roles that one person may never hold together (R25)."""

from typing import Any
from uuid import uuid4

from django.db import migrations, models
from django.db.models import PROTECT

from somat.audit.triggers import refuse

# The pairs of R25 as they stood when this table was made; a test holds them equal to law/values/roles.toml.
NEVER_TOGETHER = (
    ("QT", "BM"),
    ("QT", "KT"),
    ("BM", "KT"),
    ("VT", "LD"),
    ("KT", "VT"),
    ("KT", "CB"),
    ("KT", "LD"),
)
NEVER = "'9999-12-31'"
PAIRS = " OR ".join(
    f"(NEW.role = '{a}' AND held.role = '{b}') OR (NEW.role = '{b}' AND held.role = '{a}')" for a, b in NEVER_TOGETHER
)
ANOTHER = " AND ".join(
    (
        "held.person_id = NEW.person_id",
        "held.uuid <> NEW.uuid",
        f"held.since <= COALESCE(held.until, {NEVER})",
        f"held.since <= COALESCE(NEW.until, {NEVER})",
        f"COALESCE(held.until, {NEVER}) >= NEW.since",
        f"({PAIRS})",
    )
)
# Both periods are real (an assignment ended before its first day is none) and share a day.
OTHER = f"EXISTS (SELECT 1 FROM people_roleheld held WHERE {ANOTHER})"  # noqa: S608  all of it stands above
COLLIDES = f"NEW.since <= COALESCE(NEW.until, {NEVER}) AND {OTHER}"

UNCHECKED: list[tuple[str, Any]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("username", models.CharField(max_length=60, unique=True)),
                ("password", models.CharField(max_length=200)),
                ("one_time", models.BooleanField(default=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("active", "Active"), ("locked", "Locked"), ("disabled", "Disabled")],
                        default="active",
                        max_length=8,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("changed_at", models.DateTimeField()),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                ("account", models.UUIDField(primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_login_at", models.DateTimeField(null=True)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Epoch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField(default=0)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("folded", models.CharField(db_index=True, max_length=120)),
                ("outside", models.CharField(blank=True, max_length=200)),
                ("post", models.CharField(blank=True, max_length=120)),
                ("left_on", models.DateField(null=True)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="PastPassword",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("password", models.CharField(max_length=200)),
                ("until_at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.account", to_field="uuid"),
                ),
            ],
            managers=UNCHECKED,
        ),
        migrations.AddField(
            model_name="account",
            name="person",
            field=models.OneToOneField(on_delete=PROTECT, related_name="+", to="people.person", to_field="uuid"),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("person_uuid", models.UUIDField()),
                ("workstation", models.CharField(blank=True, max_length=60)),
                ("strength", models.PositiveSmallIntegerField()),
                ("idle_minutes", models.PositiveSmallIntegerField()),
                ("must_change", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField()),
                ("proven_at", models.DateTimeField()),
                ("idle_until", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "ended_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("person", "Person"),
                            ("new", "New"),
                            ("idle", "Idle"),
                            ("age", "Age"),
                            ("station", "Elsewhere"),
                            ("rights", "Rights"),
                        ],
                        max_length=7,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("person_uuid",), name="one_session_a_person"
                    )
                ],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("short", models.CharField(blank=True, max_length=40)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="people.unit", to_field="uuid"
                    ),
                ),
            ],
            managers=UNCHECKED,
        ),
        migrations.AddField(
            model_name="person",
            name="unit",
            field=models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="people.unit", to_field="uuid"),
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("post", models.CharField(max_length=120)),
                ("decision", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person", to_field="uuid")),
                ("unit", models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.unit", to_field="uuid")),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="RoleHeld",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("role", models.CharField(max_length=2)),
                ("decision", models.CharField(max_length=60)),
                ("decided_on", models.DateField()),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("person", models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.person", to_field="uuid")),
            ],
            options={
                "indexes": [models.Index(fields=["person", "since"], name="role_by_person")],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="UnlockRequest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("asked_by", models.UUIDField()),
                ("asked_at", models.DateTimeField()),
                ("granted_by", models.UUIDField(null=True)),
                ("granted_at", models.DateTimeField(null=True)),
                (
                    "account",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="people.account", to_field="uuid"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("granted_by", None),
                            models.Q(("granted_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="unlock_by_two",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("granted_by", None)), fields=("account",), name="one_unlock_waiting"
                    ),
                ],
            },
            managers=UNCHECKED,
        ),
        refuse("role_separation", "people_roleheld", when=COLLIDES, says="R25: two roles that one person may not hold"),
    ]
