"""Ways to a line by the reply that answers it, and to the log of prints by book and by person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_books")]

    operations = [
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                condition=models.Q(("answered_by__isnull", False)), fields=["answered_by"], name="entry_by_answer"
            ),
        ),
        migrations.AddIndex(model_name="printing", index=models.Index(fields=["book", "-id"], name="printing_by_book")),
        migrations.AddIndex(model_name="printing", index=models.Index(fields=["by", "-id"], name="printing_by_person")),
    ]
