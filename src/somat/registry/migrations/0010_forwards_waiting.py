"""Steps that nobody has taken over are found by unit and by person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_stampings")]

    operations = [
        migrations.AddIndex(
            model_name="forward",
            index=models.Index(
                fields=["unit", "-id"], condition=models.Q(("received_at", None)), name="forward_waiting_for_unit"
            ),
        ),
        migrations.AddIndex(
            model_name="forward",
            index=models.Index(
                fields=["person", "-id"], condition=models.Q(("received_at", None)), name="forward_waiting_for"
            ),
        ),
    ]
