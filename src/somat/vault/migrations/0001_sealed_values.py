"""The table of sealed values, and the wall of R-OUT-2: no abstract of a Tuyệt mật row, on either engine."""

from uuid import uuid4

from django.db import migrations, models

from somat.audit.triggers import refuse


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="Sealed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid4, unique=True)),
                ("table", models.CharField(max_length=63)),
                ("row", models.UUIDField()),
                ("column", models.CharField(max_length=63)),
                ("version", models.PositiveIntegerField()),
                ("level", models.PositiveSmallIntegerField()),
                ("key", models.UUIDField()),
                ("ciphertext", models.BinaryField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("table", "row", "column", "version"), name="sealed_once"),
                    models.CheckConstraint(condition=models.Q(level__gte=1, level__lte=3), name="sealed_level"),
                ],
            },
            managers=[("unchecked", models.Manager())],
        ),
        refuse(
            "vault_sealed_no_top_abstract",
            "vault_sealed",
            when="""NEW."column" = 'abstract' AND NEW."level" = 3""",
            says="R-OUT-2: no abstract at this level",
        ),
    ]
