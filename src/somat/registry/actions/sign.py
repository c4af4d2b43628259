"""Signing for a copy: by the receiver's own log-in, or on paper and then recorded by the clerk (R-OUT-8)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from somat.audit.change import change
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.sending import may_agree_count
from somat.registry import checks, queries, verbs
from somat.registry.models import Entry, Receipt, Recipient
from somat.registry.words import Words, plain
from somat.vault import actions as vault
from somat.vault import client

TABLE = "registry_receipt"


def sign(recipient: UUID, *, by: Actor, key: UUID | None = None) -> Receipt:
    """The receiver signs with his own log-in; only the person named as recipient can."""
    with change(verbs.SIGN, by=by, key=key) as act:
        entry, to = found(recipient, by=by, lock=True)
        demand(
            checks.may_sign(entry, signed=has_receipt(to)),
            checks.may_sign_as(to.person, signer=by.person),
        )
        receipt = Receipt(
            entry=entry,
            recipient=to,
            how=Receipt.How.LOGIN,
            signed_at=act.at,
            signed_by=by.person,
            recorded_by=by.person,
            recorded_at=act.at,
        )
        receipt.save(force_insert=True)
        act.about(receipt, made=[receipt])
    return receipt


def record_paper(
    recipient: UUID,
    *,
    name: str,
    signed_at: datetime,
    page: int | None,
    slip: str = "",
    counted: int | None = None,
    by: Actor,
    key: UUID | None = None,
) -> Receipt:
    """The clerk records a signature made on paper: whose, when, on which page of the printed book or on which slip.

    `counted` is how many copies the receiver counted, where the paper says so: he signs for as many as he was handed (R-OUT-8).
    """
    receipt_id = uuid4()
    entry, to = found(recipient, by=by)
    words = Words("", {"name": name} | ({"slip": slip.strip()} if slip.strip() else {}))
    sealed = client.seal(
        plain(words, table=TABLE, row=receipt_id, level=Level(entry.level), key=entry.volume_id, version=1)
    )
    with change(verbs.SIGN_PAPER, by=by, key=key) as act:
        entry, to = found(recipient, by=by, lock=True)
        demand(
            checks.may_sign(entry, signed=has_receipt(to)),
            checks.may_have_signed(
                name, page=page, slip=slip, signed=signed_at, issued=entry.registered_at, now=act.at
            ),
            may_agree_count(handed=to.copies, counted=counted) if counted is not None else None,
        )
        receipt = Receipt(
            uuid=receipt_id,
            entry=entry,
            recipient=to,
            how=Receipt.How.PAPER,
            signed_at=signed_at,
            page=page,
            recorded_by=by.person,
            recorded_at=act.at,
        )
        receipt.save(force_insert=True)
        act.about(receipt, made=[receipt, *vault.keep(sealed)])
    return receipt


def found(recipient: UUID, *, by: Actor, lock: bool = False) -> tuple[Entry, Recipient]:
    """The recipient and its line, or NotFound; the line must be visible to the person."""
    rows = Recipient.unchecked.filter(uuid=recipient)
    to = (rows.select_for_update() if lock else rows).first()
    if to is None:
        raise queries.NotFound(recipient)
    return queries.entry(to.entry_id, by=by, on=today()), to


def has_receipt(to: Recipient) -> bool:
    return Receipt.unchecked.filter(recipient=to).exists()
