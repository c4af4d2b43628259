"""Reference data: agencies of the country, published list lines, and the agency's own law rows and corrected forms."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Agency(models.Model):
    """A body that papers come from and go to; `folded` is its name without tone marks, for type-ahead."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=40)
    parent = models.CharField(max_length=20, blank=True)

    unchecked = models.Manager()


class ListLine(models.Model):
    """One line of a published list of state secrets, with the state of its decision as far as known."""

    id = models.BigAutoField(primary_key=True)
    decision = models.CharField(max_length=80)
    issued_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    field = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=20)
    text = models.CharField(max_length=400)
    status = models.CharField(max_length=30)
    replaced_by = models.CharField(max_length=80, blank=True)
    source = models.CharField(max_length=200)
    folded = models.CharField(max_length=400)

    unchecked = models.Manager()


class LawFolder(models.Model):
    """The agency's own law rows, by the hash of their folder: they bind once two persons have accepted it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    hash = models.CharField(max_length=64)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="law_folder_by_two", condition=Q(accepted_by=None) | ~Q(accepted_by=F("proposed_by"))
            )
        ]


class AcceptedForm(models.Model):
    """A printed form as the administrator accepted it: its shipped file by hash, and what the agency changed in it (JSON).

    The newest row of a code holds. A release that changes the file asks for a new acceptance.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    code = models.CharField(max_length=40)
    hash = models.CharField(max_length=64)
    correction = models.TextField(blank=True)
    accepted_by = models.UUIDField()
    accepted_at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["code", "-id"], name="accepted_form_newest")]


class TrustFile(models.Model):
    """A root's certificate or a list of revocation that somebody brought in; it is used once a second person has accepted it."""

    class Kind(models.TextChoices):
        ROOT = "root"
        CRL = "crl"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    name = models.CharField(max_length=400)
    hash = models.CharField(max_length=64)
    content = models.TextField()  # DER in base64: a row's hash is taken over texts
    holds_from = models.DateTimeField()
    holds_until = models.DateTimeField(null=True)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    accepted_by = models.UUIDField(null=True)
    accepted_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="trust_file_by_two", condition=Q(accepted_by=None) | ~Q(accepted_by=F("proposed_by"))
            )
        ]
