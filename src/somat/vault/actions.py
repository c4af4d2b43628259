"""Sealed values are written inside the `change` of the act they belong to; acts on the keys have their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.instance import new
from somat.audit.prepared import insert
from somat.audit.verbs import Verb
from somat.law.access import SYSTEM, Actor
from somat.law.refusal import demand
from somat.law.roles import may_confirm
from somat.vault import queries, verbs
from somat.vault.client import SealedValue, poke
from somat.vault.models import Ceremony, Holder, OpenSwap, Sealed, WordSearch


def keep(values: Sequence[SealedValue]) -> list[Sealed]:
    """Write sealed values down and return the rows, for the leaf of the act.

    A second value for the same table, row, column and version breaks the unique index.
    """
    return insert(
        [
            new(
                Sealed,
                table=v.table,
                row=v.row,
                column=v.column,
                version=v.version,
                level=int(v.level),
                key=v.key,
                ciphertext=v.ciphertext,
            )
            for v in values
        ]
    )


def destroy(*, table: str, row: UUID) -> int:
    """Delete every version of every sealed column of a row; answers how many (a raise to Tuyệt mật, R-OUT-2)."""
    return Sealed.unchecked.filter(table=table, row=row).delete()[0]


def ask(*, needed: int, holders: Sequence[UUID], by: Actor, key: UUID | None = None) -> tuple[UUID, UUID]:
    """A custodian asks for a new set of shares; answers the ceremony and the leaf that the vault will look at."""
    with change(verbs.ASK, by=by, key=key) as act:
        row = _new(needed=needed, holders=holders, by=by.person, at=act.at)
        act.about(row)
    return row.uuid, act.leaf


def agree(ceremony: UUID, *, by: Actor) -> UUID:
    """Another custodian agrees; answers the leaf. The vault makes the set only with both leaves."""
    with change(verbs.AGREE, by=by) as act:
        row = queries.ceremony(ceremony, by=by, lock=True)
        act.about(row)
        demand(may_confirm(proposer=row.asked_by, confirmer=by.person))
        row.agreed_by, row.agreed_at = by.person, act.at
        row.save(update_fields=["agreed_by", "agreed_at"])
    return act.leaf


def receive(ceremony: UUID, *, by: Actor) -> UUID:
    """A holder is about to see or to type back his own share; answers the leaf that the vault demands."""
    with change(verbs.SHARE, by=by) as act:
        act.naming(ceremony)
    return act.leaf


def put_in_force(ceremony: UUID, *, set_name: str, by: Actor) -> None:
    """Every holder has typed his share back: from now on these persons open the vault."""
    with change(verbs.IN_FORCE, by=by) as act:
        row = queries.ceremony(ceremony, by=by, lock=True)
        row.set_name, row.done_at = set_name, act.at
        row.save(update_fields=["set_name", "done_at"])
        act.about(row)


def ask_rotation(*, by: Actor, key: UUID | None = None) -> tuple[UUID, UUID]:
    """A custodian asks for new level keys; answers the name of the order and the leaf."""
    order = uuid4()
    with change(verbs.ROTATE_ASK, by=by, key=key) as act:
        act.naming(order)
    return order, act.leaf


def agree_rotation(order: UUID, *, asked_by: UUID, by: Actor) -> UUID:
    """Another custodian agrees; answers the leaf. The vault turns the keys only with both."""
    with change(verbs.ROTATE_AGREE, by=by) as act:
        act.naming(order)
        demand(may_confirm(proposer=asked_by, confirmer=by.person))
    return act.leaf


def record_set(*, needed: int, holders: Sequence[UUID], set_name: str) -> None:
    """A set made at the terminal of the server, in force; the one who ordered it opened the root there."""
    with change(verbs.IN_FORCE, by=SYSTEM) as act:
        row = _new(needed=needed, holders=holders, by=SYSTEM.person, at=act.at)
        row.set_name, row.done_at = set_name, act.at
        row.save(update_fields=["set_name", "done_at"])
        act.about(row)


def record(verb: Verb, *, by: Actor, detail: str = "") -> None:
    """A leaf for what was done to the keys in the vault itself; `detail` goes in as its hash."""
    with change(verb, by=by) as act:
        if detail:
            act.seal_facts(detail)


def accept_swap(*, by: Actor) -> OpenSwap:
    """One of the two persons accepts; the second one's acceptance lets the vault open on this machine (R10)."""
    with change(verbs.SWAP, by=by) as act:
        kept = queries.swap_accepted(lock=True)
        if kept is None or kept.second_by is not None:
            kept = OpenSwap(first_by=by.person, first_at=act.at)
            kept.save(force_insert=True)
        else:
            demand(may_confirm(proposer=kept.first_by, confirmer=by.person))
            kept.second_by, kept.second_at = by.person, act.at
            kept.save(update_fields=["second_by", "second_at"])
        act.about(kept)
    return kept


def ask_word_search(*, by: Actor, key: UUID | None = None) -> WordSearch:
    """Put before a leader that the words inside documents may be found; what is asked or holds already is enough."""
    with change(verbs.WORDS_ASK, by=by, key=key) as act:
        kept = queries.word_search(lock=True)
        if kept is None:
            kept = WordSearch(asked_by=by.person, asked_at=act.at)
            kept.save(force_insert=True)
        act.about(kept)
    return kept


def agree_word_search(uuid: UUID, *, by: Actor, key: UUID | None = None) -> WordSearch:
    """A second person allows it: from now on the vault has the words read."""
    with change(verbs.WORDS_AGREE, by=by, key=key) as act:
        kept = _standing(uuid)
        demand(may_confirm(proposer=kept.asked_by, confirmer=by.person))
        kept.agreed_by, kept.agreed_at = by.person, act.at
        kept.save(update_fields=["agreed_by", "agreed_at"])
        act.about(kept)
    poke()
    return kept


def end_word_search(uuid: UUID, *, by: Actor, key: UUID | None = None) -> WordSearch:
    """Not, or no more: one leader is enough for the safer state. The vault takes the words from its memory and the disk."""
    with change(verbs.WORDS_END, by=by, key=key) as act:
        kept = _standing(uuid)
        kept.ended_by, kept.ended_at = by.person, act.at
        kept.save(update_fields=["ended_by", "ended_at"])
        act.about(kept)
    poke()
    return kept


def _standing(uuid: UUID) -> WordSearch:
    kept = queries.word_search(lock=True)
    if kept is None or kept.uuid != uuid:
        raise NotFound(uuid)
    return kept


def _new(*, needed: int, holders: Sequence[UUID], by: UUID, at: datetime) -> Ceremony:
    row = Ceremony(needed=needed, total=len(holders), asked_by=by, asked_at=at)
    row.save(force_insert=True)
    for number, person in enumerate(holders, start=1):
        Holder(ceremony_id=row.uuid, number=number, person=person).save(force_insert=True)
    return row
