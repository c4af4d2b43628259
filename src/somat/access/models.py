"""Who may see what: clearances and book duties in force, what is proposed, and the circle of each entry."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q


class Right(models.Model):
    """A clearance or a duty over a book, in force between two days; made only by a confirmed proposal."""

    class Kind(models.TextChoices):
        CLEARANCE = "clearance"
        BOOK = "book"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    person = models.UUIDField()
    kind = models.CharField(max_length=9, choices=Kind.choices)
    level = models.PositiveSmallIntegerField()
    book = models.UUIDField(null=True)
    since = models.DateField()
    until = models.DateField()
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    proposal = models.ForeignKey("access.Proposal", models.PROTECT, to_field="uuid", related_name="+")

    unchecked = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["person", "kind"], name="right_by_person"),
            models.Index(fields=["book", "since"], condition=Q(kind="book"), name="right_by_book"),
        ]
        constraints = [
            models.CheckConstraint(
                name="right_has_book", condition=Q(kind="clearance", book=None) | Q(kind="book", book__isnull=False)
            )
        ]


class Proposal(models.Model):
    """A role, clearance, book duty, substitution, inspector or deputy that one person proposed and another confirms (R27, R28).

    It is also the aggregate root of the rights that it made. Of a deputy `instead_of` is the leader. `proposed_by` is the nil uuid for what came at first run
    from a signed paper decision.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        CONFIRMED = "confirmed"
        REFUSED = "refused"

    class Kind(models.TextChoices):
        CLEARANCE = "clearance"
        BOOK = "book"
        SUBSTITUTE = "substitute"
        INSPECTOR = "inspector"
        ROLE = "role"
        DEPUTY = "deputy"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person = models.UUIDField()
    instead_of = models.UUIDField(null=True)
    role = models.CharField(max_length=2, blank=True)
    level = models.PositiveSmallIntegerField(null=True)
    book = models.UUIDField(null=True)
    since = models.DateField()
    until = models.DateField(null=True)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    handed_over_no = models.PositiveIntegerField(null=True)
    handed_over_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="proposal_by_state")]
        constraints = [
            models.CheckConstraint(
                name="proposal_by_two", condition=Q(answered_by=None) | ~Q(answered_by=F("proposed_by"))
            ),
            models.CheckConstraint(
                name="proposal_not_own", condition=Q(answered_by=None) | ~Q(answered_by=F("person"))
            ),
        ]


class Terms(models.Model):
    """What a proposed delegation covers; a row of its own, so that older leaves still bind their proposals."""

    id = models.BigAutoField(primary_key=True)
    proposal = models.OneToOneField("access.Proposal", models.PROTECT, to_field="uuid", related_name="+")
    powers = models.CharField(max_length=200)
    unit = models.UUIDField(null=True)

    unchecked = models.Manager()


class Member(models.Model):
    """One person of an entry's circle. `place` repeats the entry's id, so that his own list is read in order."""

    id = models.BigAutoField(primary_key=True)
    person = models.UUIDField()
    object = models.UUIDField()
    place = models.BigIntegerField()
    why = models.CharField(max_length=10)
    until = models.DateField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "person"], name="member_once")]
        indexes = [models.Index(fields=["person", "-place"], name="member_own_list")]
