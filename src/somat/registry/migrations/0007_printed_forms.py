"""On which form each print was drawn, and what its pages say of it."""

import django.db.models.manager
from django.db import migrations, models

from somat.audit.triggers import keep_rows, refuse


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_recipients_by_one_index")]

    operations = [
        migrations.CreateModel(
            name="PrintedForm",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("printing", models.UUIDField(unique=True)),
                ("code", models.CharField(max_length=20)),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            managers=[
                ("unchecked", django.db.models.manager.Manager()),
            ],
        ),
        keep_rows("registry_printedform"),
        refuse("printed_form_stays", "registry_printedform", when="1 = 1", says="a print stays", events=("UPDATE",)),
    ]
