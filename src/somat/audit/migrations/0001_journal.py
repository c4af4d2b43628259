"""The journal's tables, and the triggers that let them only grow."""

from uuid import uuid4

from django.db import migrations, models

from somat.audit.triggers import insert_only

UNCHECKED: list[tuple[str, models.Manager[models.Model]]] = [("unchecked", models.Manager())]


class Migration(migrations.Migration):
    initial = True
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("body", models.BinaryField()),
                ("at", models.DateTimeField()),
                ("actor", models.UUIDField()),
                ("verb", models.CharField(max_length=40)),
                ("object", models.UUIDField(null=True)),
                ("decision", models.CharField(max_length=8)),
                ("row", models.CharField(blank=True, max_length=64)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["object", "-id"], name="leaf_by_object"),
                    models.Index(fields=["actor", "-id"], name="leaf_by_actor"),
                    models.Index(fields=["verb", "-id"], name="leaf_by_verb"),
                    models.Index(fields=["at"], name="leaf_by_moment"),
                ]
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="LeafIndex",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("leaf", models.UUIDField(unique=True)),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("size", models.BigIntegerField(primary_key=True, serialize=False)),
                ("root", models.CharField(max_length=64)),
                ("note", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Manifest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("leaf", models.UUIDField()),
                ("object", models.UUIDField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("leaf", "object"), name="manifest_once")],
                "indexes": [models.Index(fields=["object"], name="manifest_by_object")],
            },
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Once",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.UUIDField()),
                ("actor", models.UUIDField()),
                ("verb", models.CharField(max_length=40)),
                ("object", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("key", "actor", "verb"), name="once_a_key")]},
            managers=UNCHECKED,
        ),
        migrations.CreateModel(
            name="Sheet",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("day", models.DateField()),
                ("size", models.BigIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("printed_by", models.UUIDField()),
                ("printed_at", models.DateTimeField()),
            ],
            managers=UNCHECKED,
        ),
        insert_only("audit_leaf", "audit_leafindex", "audit_checkpoint", "audit_manifest", "audit_once", "audit_sheet"),
    ]
