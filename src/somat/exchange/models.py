"""Envelopes on the desk before they are lines of a book, and batches of an old book being taken in."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Envelope(models.Model):
    """One envelope from the courier's hand to the book. What names the sender and the courier is sealed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    year = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    letter = models.CharField(max_length=1)
    level = models.PositiveSmallIntegerField()
    book = models.UUIDField()
    state = models.CharField(max_length=20)
    named = models.UUIDField(null=True)
    urgency = models.CharField(max_length=20, blank=True)
    papers = models.PositiveSmallIntegerField(default=1)
    registered = models.PositiveSmallIntegerField(default=0)
    copies_stated = models.PositiveIntegerField(default=1)
    found = models.CharField(max_length=200, blank=True)
    incident = models.BooleanField(default=False)
    received_by = models.UUIDField()
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["book", "year", "no"], name="envelope_number_once")]
        indexes = [
            models.Index(fields=["book", "state", "-id"], name="envelope_by_state"),
            models.Index(fields=["book", "-id"], condition=models.Q(incident=True), name="envelope_by_incident"),
        ]

    @property
    def code(self) -> str:
        """As it is written on the envelope: letter and number."""
        return f"{self.letter}-{self.no:04d}"


class Step(models.Model):
    """What stopped an envelope or let it go on, and is never changed: the faults of a check, what the sender completed, the
    head's word, its return. The reason is sealed.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    envelope = models.ForeignKey("exchange.Envelope", models.PROTECT, to_field="uuid", related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=12)
    found = models.CharField(max_length=200, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["envelope", "ordinal"], name="step_once")]
        indexes = [models.Index(fields=["act", "-id"], name="step_by_act")]


class Content(models.Model):
    """A paper that came in an envelope: the line it has in the book."""

    id = models.BigAutoField(primary_key=True)
    envelope = models.ForeignKey("exchange.Envelope", models.PROTECT, to_field="uuid", related_name="+")
    entry = models.UUIDField(unique=True)

    unchecked = models.Manager()


class Import(models.Model):
    """An old book being taken in: its file and its lines are kept sealed until it is done; `done` lines are in the book.

    `parts`: the pieces of a file that lies in this row's own sealed values, as before pieces had rows (`Kept`).
    """

    class State(models.TextChoices):
        OPEN = "open"
        RUNNING = "running"
        DONE = "done"
        DROPPED = "dropped"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    book = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    parts = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    sheet = models.PositiveSmallIntegerField(default=0)
    scheme = models.CharField(max_length=10, blank=True)
    mapping = models.CharField(max_length=2000, blank=True)
    year = models.PositiveSmallIntegerField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    done = models.PositiveIntegerField(default=0)
    taken = models.PositiveIntegerField(default=0)
    by = models.UUIDField()
    at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["by", "-id"], name="import_by_person")]


class Kept(models.Model):
    """A sealed piece kept with an import: of the file, the face of a reading of it, or 500 lines that were read."""

    class What(models.TextChoices):
        FILE = "file"
        FACE = "face"
        LINES = "lines"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    batch = models.ForeignKey("exchange.Import", models.PROTECT, to_field="uuid", related_name="+")
    what = models.CharField(max_length=5, choices=What.choices)
    ordinal = models.PositiveIntegerField()
    parts = models.PositiveSmallIntegerField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "what", "ordinal"], name="kept_once")]


class Result(models.Model):
    """A sealed piece of the result of an import, line by line: it stays when the lines are in the book and the rest is destroyed.

    Piece 0 says how many lines there were of each outcome; those after it hold 500 lines each.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    batch = models.ForeignKey("exchange.Import", models.PROTECT, to_field="uuid", related_name="+")
    ordinal = models.PositiveIntegerField()
    parts = models.PositiveSmallIntegerField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "ordinal"], name="result_once")]
