"""How a version came of another: which marks were laid over it, and where. Never changed."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class DocumentStamping(models.Model):
    """`version` was made of `source`, whose stored content had the hash `source_hash`; who and when stand with the version."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    version = models.OneToOneField("registry.DocumentVersion", models.PROTECT, to_field="uuid", related_name="+")
    source = models.ForeignKey(
        "registry.DocumentVersion", models.PROTECT, to_field="uuid", related_name="+", db_index=False
    )
    source_hash = models.CharField(max_length=64)

    unchecked = models.Manager()


class DocumentMark(models.Model):
    """One mark: a stamp by its code, or with no code a strike-through; its box in hundredths of a millimetre from the page's upper left corner."""

    id = models.BigAutoField(primary_key=True)
    stamping = models.ForeignKey(
        "registry.DocumentStamping", models.PROTECT, to_field="uuid", related_name="+", db_index=False
    )
    ordinal = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, blank=True)
    page = models.PositiveIntegerField()
    left = models.IntegerField()
    top = models.IntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stamping", "ordinal"], name="document_mark_once")]
