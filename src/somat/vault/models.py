"""Sealed values (ciphertext only, opened by the vault process alone), and who holds which share of the root key."""

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


class Ceremony(models.Model):
    """A set of shares: who ordered it, for whom, and since when it is in force. `set_name` is empty until it is made."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    set_name = models.CharField(max_length=8, blank=True)
    needed = models.PositiveSmallIntegerField()
    total = models.PositiveSmallIntegerField()
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ceremony_by_two", condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("asked_by"))
            ),
            models.CheckConstraint(name="ceremony_bounds", condition=Q(needed__gte=2, needed__lte=models.F("total"))),
        ]

    def __str__(self) -> str:
        return f"{self.needed}/{self.total}"


class Holder(models.Model):
    """The person who holds share `number` of a set."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    ceremony = models.ForeignKey("vault.Ceremony", models.PROTECT, to_field="uuid", related_name="+")
    number = models.PositiveSmallIntegerField()
    person = models.UUIDField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ceremony", "number"], name="holder_once")]

    def __str__(self) -> str:
        return str(self.number)


class OpenSwap(models.Model):
    """Two persons know that memory can reach this machine's disk unencrypted, and let the vault open all the same (R10)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    first_by = models.UUIDField()
    first_at = models.DateTimeField()
    second_by = models.UUIDField(null=True)
    second_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="swap_by_two", condition=Q(second_by=None) | ~Q(second_by=models.F("first_by"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)


class WordSearch(models.Model):
    """The agency lets the words inside its documents be found (R13: off by default): two persons allow it, one ends it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField()
    agreed_by = models.UUIDField(null=True)
    agreed_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_at = models.DateTimeField(null=True)

    unchecked = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="word_search_by_two", condition=Q(agreed_by=None) | ~Q(agreed_by=models.F("asked_by"))
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
