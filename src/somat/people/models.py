"""Who works here: units in a tree, posts, people, what they were appointed to, their accounts and log-in sessions."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Unit(models.Model):
    """A part of the agency, or the agency itself (no parent)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=40, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, to_field="uuid", related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)

    unchecked = models.Manager()

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """A person known by name; one from outside (an inspector) carries the name of his own agency."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=120)
    folded = models.CharField(max_length=120, db_index=True)
    outside = models.CharField(max_length=200, blank=True)
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, to_field="uuid", related_name="+")
    post = models.CharField(max_length=120, blank=True)
    left_on = models.DateField(null=True)

    unchecked = models.Manager()

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A post given by a dated decision."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, to_field="uuid", related_name="+")
    unit = models.ForeignKey("people.Unit", models.PROTECT, to_field="uuid", related_name="+")
    post = models.CharField(max_length=120)
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)

    unchecked = models.Manager()


class RoleHeld(models.Model):
    """One of the nine roles, held between two days by a written decision (R24); R25 is also a trigger on this table."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, to_field="uuid", related_name="+")
    role = models.CharField(max_length=2)
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    since = models.DateField()
    until = models.DateField(null=True)

    unchecked = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["person", "since"], name="role_by_person")]


class Delegation(models.Model):
    """What a leader has delegated to a deputy by a written decision, between two days (R-AUTH-2); made by two persons.

    `powers`: codes with commas between. `unit`: the part of the agency it is for. `ended_…`: the decision that ended it early.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    person = models.ForeignKey("people.Person", models.PROTECT, to_field="uuid", related_name="+")
    giver = models.ForeignKey("people.Person", models.PROTECT, to_field="uuid", related_name="+")
    powers = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField()
    unit = models.ForeignKey("people.Unit", models.PROTECT, null=True, to_field="uuid", related_name="+")
    decision = models.CharField(max_length=60)
    decided_on = models.DateField()
    since = models.DateField()
    until = models.DateField()
    ended_decision = models.CharField(max_length=60, blank=True)
    ended_decided_on = models.DateField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="delegation_not_own", condition=~Q(person=models.F("giver"))),
            models.CheckConstraint(name="delegation_level", condition=Q(level__in=[1, 2, 3])),
        ]


class Reliance(models.Model):
    """That one act was done under a delegation: which leaf, about what. Written in the act itself and never changed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    delegation = models.ForeignKey("people.Delegation", models.PROTECT, to_field="uuid", related_name="+")
    object = models.UUIDField(db_index=True)
    leaf = models.UUIDField(unique=True)
    power = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    unchecked = models.Manager()


class Account(models.Model):
    """What a person logs in with. The administrator makes it without rights and never chooses its secret (R28, R37)."""

    class State(models.TextChoices):
        ACTIVE = "active"
        LOCKED = "locked"
        DISABLED = "disabled"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    person = models.OneToOneField("people.Person", models.PROTECT, to_field="uuid", related_name="+")
    username = models.CharField(max_length=60, unique=True)
    password = models.CharField(max_length=200)
    one_time = models.BooleanField(default=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    since = models.DateField()
    until = models.DateField(null=True)
    changed_at = models.DateTimeField()

    unchecked = models.Manager()


class PastPassword(models.Model):
    """A password that an account had before, as its hash: the newest ones may not be chosen again (R38a)."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey("people.Account", models.PROTECT, to_field="uuid", related_name="+")
    password = models.CharField(max_length=200)
    until_at = models.DateTimeField()

    unchecked = models.Manager()


class Attempt(models.Model):
    """How often a log-in has failed, by account; all unknown names share the row of the nil uuid. Not audited: it is
    written before anybody is known, and the lock that follows from it is an act with its own leaf."""

    account = models.UUIDField(primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_login_at = models.DateTimeField(null=True)

    unchecked = models.Manager()


class UnlockRequest(models.Model):
    """A locked account is freed by two persons: one asks, another grants (R38a)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    account = models.ForeignKey("people.Account", models.PROTECT, to_field="uuid", related_name="+")
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    granted_by = models.UUIDField(null=True)
    granted_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unlock_by_two", condition=Q(granted_by=None) | ~Q(granted_by=models.F("asked_by"))
            ),
            models.UniqueConstraint(fields=["account"], condition=Q(granted_by=None), name="one_unlock_waiting"),
        ]


class Session(models.Model):
    """A log-in session; the cookie holds a token of which only the hash is kept. One live session per person (R38)."""

    class Why(models.TextChoices):
        PERSON = "person"
        NEW = "new"
        IDLE = "idle"
        AGE = "age"
        ELSEWHERE = "station"
        RIGHTS = "rights"

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    token_hash = models.CharField(max_length=64, unique=True)
    person_uuid = models.UUIDField()
    workstation = models.CharField(max_length=60, blank=True)
    strength = models.PositiveSmallIntegerField()
    idle_minutes = models.PositiveSmallIntegerField()
    must_change = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    proven_at = models.DateTimeField()
    idle_until = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=7, choices=Why.choices, blank=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_uuid"], condition=Q(ended_at=None), name="one_session_a_person")
        ]


class Epoch(models.Model):
    """One row, raised by every change of rights, so that a cached Actor is dropped at the next request (R19)."""

    id = models.BigAutoField(primary_key=True)
    number = models.BigIntegerField(default=0)

    unchecked = models.Manager()
