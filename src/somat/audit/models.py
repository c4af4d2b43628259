"""The tables of the journal. They only ever grow: the database itself refuses to change or delete a row."""

from __future__ import annotations

from uuid import uuid4

from django.db import models


class Leaf(models.Model):
    """One recorded act: `body` is the canonical bytes; the other columns repeat it for look-ups."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    body = models.BinaryField()
    at = models.DateTimeField()
    actor = models.UUIDField()
    verb = models.CharField(max_length=40)
    object = models.UUIDField(null=True)
    decision = models.CharField(max_length=8)
    row = models.CharField(max_length=64, blank=True)

    unchecked = models.Manager()

    class Meta:
        indexes = [
            models.Index(fields=["object", "-id"], name="leaf_by_object"),
            models.Index(fields=["actor", "-id"], name="leaf_by_actor"),
            models.Index(fields=["verb", "-id"], name="leaf_by_verb"),
            models.Index(fields=["at"], name="leaf_by_moment"),
        ]


class LeafIndex(models.Model):
    """The place of a leaf in the Merkle tree, given after its commit by the sequencer."""

    index = models.BigIntegerField(primary_key=True)
    leaf = models.UUIDField(unique=True)

    unchecked = models.Manager()


class Checkpoint(models.Model):
    """A signed state of the tree, in C2SP form."""

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    unchecked = models.Manager()


class Once(models.Model):
    """An idempotency key with the object that its act made, so that a repeat answers the same (R54)."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField()
    actor = models.UUIDField()
    verb = models.CharField(max_length=40)
    object = models.UUIDField(null=True)
    at = models.DateTimeField()

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "actor", "verb"], name="once_a_key")]


class Sheet(models.Model):
    """A daily checkpoint sheet that was printed: which checkpoint went to paper, when and by whom."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    day = models.DateField()
    size = models.BigIntegerField()
    root = models.CharField(max_length=64)
    printed_by = models.UUIDField()
    printed_at = models.DateTimeField()

    unchecked = models.Manager()


class Manifest(models.Model):
    """The state of each object that one batch act made: the batch's leaf binds all these lines by their hash."""

    id = models.BigAutoField(primary_key=True)
    leaf = models.UUIDField()
    object = models.UUIDField()
    digest = models.CharField(max_length=64)

    unchecked = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["leaf", "object"], name="manifest_once")]
        indexes = [models.Index(fields=["object"], name="manifest_by_object")]
