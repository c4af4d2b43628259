"""What is known of backups, of a restoration that two persons must confirm, and of the machine's own state."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Backup(models.Model):
    """A backup: asked for by a person, or made by night; then tested, then noted as stored elsewhere."""

    class State(models.TextChoices):
        ASKED = "asked"
        MADE = "made"
        FAILED = "failed"

    class Result(models.TextChoices):
        GOOD = "good"
        BAD = "bad"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    state = models.CharField(max_length=6, choices=State.choices)
    day = models.DateField()
    at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    name = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    rows = models.BigIntegerField(null=True)
    tree_size = models.BigIntegerField(null=True)
    root = models.CharField(max_length=64, blank=True)
    tested_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=4, choices=Result.choices, blank=True)
    wrong = models.CharField(max_length=300, blank=True)
    away_on = models.DateField(null=True)
    away_by = models.UUIDField(null=True)
    closed_to = models.CharField(max_length=19, blank=True)

    unchecked = models.Manager()


class BackupKey(models.Model):
    """The public half of a backup key; the newest is in force. Its secret half is never on the server (R56)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    at = models.DateTimeField()
    public = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=19)

    unchecked = models.Manager()


class Drill(models.Model):
    """A full restoration tried with the key holders, by the stopwatch; seconds of each step (R56)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    at = models.DateTimeField()
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    rows = models.BigIntegerField()
    blobs = models.BigIntegerField(default=0)
    read_seconds = models.PositiveIntegerField()
    load_seconds = models.PositiveIntegerField()
    verify_seconds = models.PositiveIntegerField()
    wrong = models.CharField(max_length=300, blank=True)

    unchecked = models.Manager()


class Restore(models.Model):
    """This database came out of a backup; the vault stays sealed until two persons have confirmed that (R34)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    at = models.DateTimeField()
    backup = models.UUIDField()
    made_at = models.DateTimeField()
    name = models.CharField(max_length=120)
    tree_size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    first_by = models.UUIDField(null=True)
    first_at = models.DateTimeField(null=True)
    second_by = models.UUIDField(null=True)
    second_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="restore_by_two", condition=Q(second_by=None) | ~Q(second_by=F("first_by"))),
            models.CheckConstraint(name="restore_first_first", condition=Q(second_by=None) | Q(first_by__isnull=False)),
        ]


class Watch(models.Model):
    """What the machine's own look found when it changed: its disk, or its network and clock (R36, R-LAN-4)."""

    class Kind(models.TextChoices):
        DISK = "disk"
        MACHINE = "machine"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    at = models.DateTimeField()
    found = models.CharField(max_length=400, blank=True)

    unchecked = models.Manager()
