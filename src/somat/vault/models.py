"""The one table of sealed values: ciphertext only, written by the rooms above, opened by the vault process alone."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Sealed(models.Model):
    """One sealed value of one row. A trigger of the migration refuses an abstract of a Tuyệt mật row (R-OUT-2)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    table = models.CharField(max_length=63)
    row = models.UUIDField()
    column = models.CharField(max_length=63)
    version = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    key = models.UUIDField()
    ciphertext = models.BinaryField()

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "row", "column", "version"], name="sealed_once"),
            models.CheckConstraint(name="sealed_level", condition=Q(level__gte=1, level__lte=3)),
        ]

    def __str__(self) -> str:
        return f"{self.table}/{self.row}/{self.column}/{self.version}"
