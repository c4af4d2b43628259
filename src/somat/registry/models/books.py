"""The two books the law asks for: books, volumes, lines, recipients, and what is asked about a line."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from somat.law import volumes
from somat.registry.states import life

TUYET_MAT = 3


class Book(models.Model):
    """A register: outgoing or incoming, for all levels or for one. `series` names the number series it draws from."""

    class Kind(models.TextChoices):
        OUT = "out"
        IN = "in"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    kind = models.CharField(max_length=3, choices=Kind.choices)
    level = models.PositiveSmallIntegerField(null=True)
    series = models.UUIDField()
    name = models.CharField(max_length=120)
    symbol = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()

    unchecked = models.Manager()

    def __str__(self) -> str:
        return self.name


class Volume(models.Model):
    """A bound part of a book (quyển); at most 5,000 lines, closed with its closing line and then locked.

    One of an old book is locked from the first, and has no `closed_by` before somebody closes it here.
    """

    class State(models.TextChoices):
        OPEN = "open"
        FULL = "full"
        CLOSED = "closed"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    book = models.ForeignKey("registry.Book", models.PROTECT, to_field="uuid", related_name="+")
    year = models.PositiveSmallIntegerField()
    no = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    opened_on = models.DateField()
    first_no = models.PositiveIntegerField()
    closed_on = models.DateField(null=True)
    last_no = models.PositiveIntegerField(null=True)
    lines = models.PositiveIntegerField(null=True)
    pages = models.PositiveIntegerField(null=True)
    cancelled = models.PositiveIntegerField(null=True)
    corrected = models.PositiveIntegerField(null=True)
    closed_by = models.UUIDField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "no"], name="volume_number_once"),
            models.UniqueConstraint(fields=["book"], condition=Q(state="open"), name="one_open_volume"),
        ]

    @property
    def life(self) -> volumes.Volume:
        return life(self.state, closed_by=self.closed_by)

    @property
    def ended_on(self) -> date | None:
        """The day of its closing line; a row of an older version has one that nobody wrote."""
        return self.closed_on if self.closed_by is not None else None


class Series(models.Model):
    """The last number given in a series of a year; its row lock is what makes numbers without gap or duplicate."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8)
    scope = models.UUIDField()
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "scope", "year"], name="series_once")]


class Entry(models.Model):
    """A line of a book. `id` is also its place in every list; texts that may be secret are sealed elsewhere."""

    class State(models.TextChoices):
        LIVE = "live"
        CANCELLED = "cancelled"

    class Source(models.TextChoices):
        NEW = "new"
        IMPORTED = "imported"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    kind = models.CharField(max_length=3, choices=Book.Kind.choices)
    book = models.ForeignKey("registry.Book", models.PROTECT, to_field="uuid", related_name="+", db_index=False)
    volume = models.ForeignKey("registry.Volume", models.PROTECT, to_field="uuid", related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField()
    day = models.DateField()
    registered_at = models.DateTimeField()
    registered_by = models.UUIDField()
    arrival_on = models.DateField(null=True)
    arrival_no = models.PositiveIntegerField(null=True)
    series = models.UUIDField()
    doc_number = models.PositiveIntegerField(null=True)
    symbol = models.CharField(max_length=60, blank=True)
    doc_type = models.CharField(max_length=10, blank=True)
    item = models.CharField(max_length=8, default="paper")
    body = models.CharField(max_length=200, blank=True)
    signer = models.CharField(max_length=120, blank=True)
    unit = models.CharField(max_length=120, blank=True)
    copies = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=9, choices=State.choices, default=State.LIVE)
    corrected = models.PositiveSmallIntegerField(default=0)
    basis = models.CharField(max_length=7, default="missing")
    regime = models.CharField(max_length=16)
    named_only = models.BooleanField(default=False)
    completed = models.BooleanField(default=True)
    return_by = models.DateField(null=True)
    due_on = models.DateField(null=True)
    answered_by = models.UUIDField(null=True)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.NEW)
    batch = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "year", "no"], name="line_number_once"),
            models.UniqueConstraint(
                fields=["series", "year", "doc_number", "symbol"],
                condition=Q(kind="out", doc_number__isnull=False),
                name="document_number_once",
            ),
            models.UniqueConstraint(
                fields=["series", "year", "arrival_no"], condition=Q(arrival_no__isnull=False), name="arrival_once"
            ),
            models.CheckConstraint(
                name="tuyet_mat_entry_bare",
                condition=~Q(level=TUYET_MAT) | Q(doc_type="", body="", signer="", symbol=""),
            ),
        ]
        indexes = [
            models.Index(fields=["volume", "-no"], name="entry_by_volume"),
            models.Index(fields=["book", "-id"], name="entry_by_book"),
            models.Index(fields=["book", "day"], name="entry_by_day"),
            models.Index(fields=["due_on"], condition=Q(due_on__isnull=False), name="entry_by_due"),
            models.Index(fields=["answered_by"], condition=Q(answered_by__isnull=False), name="entry_by_answer"),
        ]


class Recipient(models.Model):
    """A body or person an outgoing entry goes to (column 7), with its copy number; never changed after issue."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    body = models.CharField(max_length=200, blank=True)
    person = models.UUIDField(null=True)
    copy_no = models.PositiveIntegerField()
    copies = models.PositiveIntegerField(default=1)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "ordinal"], name="recipient_once"),
            models.CheckConstraint(name="tuyet_mat_recipient_bare", condition=~Q(level=TUYET_MAT) | Q(body="")),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="recipient_by_person")]


class Receipt(models.Model):
    """A signature for a copy: by the receiver's own log-in, or on paper and then confirmed."""

    class How(models.TextChoices):
        LOGIN = "login"
        PAPER = "paper"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    recipient = models.OneToOneField("registry.Recipient", models.PROTECT, to_field="uuid", related_name="+")
    how = models.CharField(max_length=5, choices=How.choices)
    signed_at = models.DateTimeField()
    signed_by = models.UUIDField(null=True)
    page = models.PositiveIntegerField(null=True)
    recorded_by = models.UUIDField()
    recorded_at = models.DateTimeField()

    unchecked = models.Manager()


class Draft(models.Model):
    """A paper that waits for its number, or a half-filled form kept at the idle limit; its words are sealed."""

    class State(models.TextChoices):
        OPEN = "open"
        USED = "used"
        DROPPED = "dropped"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    purpose = models.CharField(max_length=4)
    owner = models.UUIDField()
    book = models.UUIDField(null=True)
    level = models.PositiveSmallIntegerField()
    signed_on = models.DateField(null=True)
    approved = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    entry = models.UUIDField(null=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["book", "state", "-id"], name="draft_by_book"),
            models.Index(fields=["owner", "state", "-id"], name="draft_by_owner"),
        ]


class Question(models.Model):
    """What is asked about a line and answered by a leader: a cancellation, a correction, further copies."""

    class Kind(models.TextChoices):
        CANCEL = "cancel"
        CORRECT = "correct"
        COPIES = "copies"

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    column = models.PositiveSmallIntegerField(null=True)
    copies = models.PositiveIntegerField(null=True)
    after_closing = models.BooleanField(default=False)
    level = models.PositiveSmallIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    entry_version = models.PositiveIntegerField()

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry"], condition=Q(state="waiting"), name="one_question_waiting"),
            models.CheckConstraint(
                name="question_by_two", condition=Q(answered_by=None) | ~Q(answered_by=F("asked_by"))
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="question_by_state")]


class Forward(models.Model):
    """An arrival handed on from one unit to another, with the deadline for handling it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    entry = models.ForeignKey("registry.Entry", models.PROTECT, to_field="uuid", related_name="+")
    ordinal = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=120)
    person = models.UUIDField(null=True)
    due_on = models.DateField(null=True)
    by = models.UUIDField()
    at = models.DateTimeField()
    received_by = models.UUIDField(null=True)
    received_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "ordinal"], name="forward_once")]
        indexes = [
            models.Index(fields=["unit", "-id"], condition=Q(received_at=None), name="forward_waiting_for_unit"),
            models.Index(fields=["person", "-id"], condition=Q(received_at=None), name="forward_waiting_for"),
        ]


class Group(models.Model):
    """A saved group of recipients; its name and bodies are sealed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    owner = models.UUIDField()
    purpose = models.CharField(max_length=8)
    version = models.PositiveIntegerField(default=1)
    dropped = models.BooleanField(default=False)

    unchecked = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["owner", "purpose"], name="group_by_owner")]


class Printing(models.Model):
    """The log of prints and exports: what left the machine, by whom, tied to a checkpoint."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    what = models.CharField(max_length=10)
    book = models.UUIDField(null=True)
    volume = models.UUIDField(null=True)
    entry = models.UUIDField(null=True)
    first_no = models.PositiveIntegerField(null=True)
    last_no = models.PositiveIntegerField(null=True)
    level = models.PositiveSmallIntegerField()
    no = models.PositiveIntegerField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    by = models.UUIDField()
    at = models.DateTimeField()
    station = models.CharField(max_length=60, blank=True)

    unchecked = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["volume", "-id"], name="printing_by_volume"),
            models.Index(fields=["book", "-id"], name="printing_by_book"),
            models.Index(fields=["by", "-id"], name="printing_by_person"),
        ]


class PrintedForm(models.Model):
    """On which form a print was drawn, and what its pages say of it; a row of its own, so that older leaves still bind their prints."""

    id = models.BigAutoField(primary_key=True)
    printing = models.UUIDField(unique=True)
    code = models.CharField(max_length=20)
    note = models.CharField(max_length=200, blank=True)

    unchecked = models.Manager()
