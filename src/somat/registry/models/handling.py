"""What was written of how an arrival was handled that needs no reply."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Handling(models.Model):
    """One writing: handled on a day by somebody, or no longer so (no day). The newest of a line counts; none is changed.

    `since` is the moment from which the line has stood as handled without a break, however often it was corrected.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    done_on = models.DateField(null=True)
    person = models.UUIDField(null=True)
    since = models.DateTimeField(null=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "ordinal"], name="handling_once"),
            models.CheckConstraint(
                name="handling_whole",
                condition=Q(done_on=None, person=None, since=None)
                | Q(done_on__isnull=False, person__isnull=False, since__isnull=False),
            ),
        ]
