"""Documents of a line: their versions in blobs, and originals that were asked for."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Document(models.Model):
    """A paper or file that belongs to a line. Its content lies in blobs; ended by two persons, its line stays in the book."""

    class Kind(models.TextChoices):
        MAIN = "main"
        ATTACHMENT = "attachment"

    class State(models.TextChoices):
        LIVE = "live"
        END_ASKED = "asked"
        ENDED = "ended"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=5, choices=State.choices, default=State.LIVE)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()
    end_asked_by = models.UUIDField(null=True)
    end_asked_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "ordinal"], name="document_once"),
            models.CheckConstraint(
                name="document_ended_by_two",
                condition=~Q(state="ended")
                | (Q(ended_by__isnull=False, end_asked_by__isnull=False) & ~Q(ended_by=F("end_asked_by"))),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], condition=~Q(state="live"), name="document_by_end")]


class DocumentVersion(models.Model):
    """A file as it was received; never changed. `blob` names its content and its key; the file's name is sealed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    document = models.ForeignKey("registry.Document", models.PROTECT, to_field="uuid", related_name="+")
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    number = models.PositiveSmallIntegerField()
    blob = models.UUIDField(unique=True)
    media = models.CharField(max_length=80)
    size = models.BigIntegerField()
    pages = models.PositiveIntegerField()
    blob_hash = models.CharField(max_length=64)
    added_by = models.UUIDField()
    added_at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_version_once")]


class DocumentExport(models.Model):
    """An original asked for with a reason (sealed), let go or not by another person, taken once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        APPROVED = "approved"
        REFUSED = "refused"
        TAKEN = "taken"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    version = models.ForeignKey("registry.DocumentVersion", models.PROTECT, to_field="uuid", related_name="+")
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "asked_by"], condition=Q(state__in=("waiting", "approved")), name="one_export_open"
            ),
            models.CheckConstraint(
                name="export_by_two",
                condition=Q(state="waiting", answered_by=None)
                | (~Q(state="waiting") & Q(answered_by__isnull=False) & ~Q(answered_by=F("asked_by"))),
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="export_by_state")]
