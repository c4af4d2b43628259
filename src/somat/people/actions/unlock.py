"""A locked account is opened again by two persons: one asks, another grants (R38a).

Who frees a locked account. Nobody frees his own, and the two are never one person:

| locked                | asks     | grants                   |
|-----------------------|----------|--------------------------|
| anybody but a leader  | QT or BM | a leader                 |
| a leader              | QT or BM | another leader           |
| a leader              | QT       | the security officer, BM |

A deputy to whom it is delegated grants in the first row, not for a leader.

The administrator is "anybody": BM asks for him, a leader grants. A reset locks the account until it is freed in this
way, so that no administrator can become another person by resetting a password; BM resets the administrator's own.
"""

from __future__ import annotations

from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.change import Act, change
from somat.audit.moment import day_of
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.refusal import Refusal, demand, rule
from somat.law.roles import Duty, Pair, Role, may_confirm, may_pair
from somat.people import queries, verbs
from somat.people.actions import delegations
from somat.people.models import Account, Attempt, UnlockRequest
from somat.people.queries import deputies

# Of a leader or not, who asks, who grants.
WHO_FREES: tuple[tuple[bool, frozenset[Role], frozenset[Role]], ...] = (
    (False, frozenset({Role.QT, Role.BM}), frozenset({Role.LD})),
    (True, frozenset({Role.QT, Role.BM}), frozenset({Role.LD})),
    (True, frozenset({Role.QT}), frozenset({Role.BM})),
)


def ask_unlock(person: UUID, *, by: Actor) -> UnlockRequest:
    """The first of two: ask that a locked or sleeping account be opened."""
    with change(verbs.UNLOCK_ASK, by=by) as act:
        account = queries.account(person, by=by, lock=True)
        demand(
            may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=person),
            is_locked(account.state),
            may_ask(by.roles, of=queries.roles(person, on=day_of(act.at))),
        )
        request, _ = UnlockRequest.unchecked.get_or_create(
            account=account, granted_by=None, defaults={"asked_by": by.person, "asked_at": act.at}
        )
        act.about(account)
    return request


def grant_unlock(request: UUID, *, by: Actor) -> None:
    """The second of two: open the account, its failed tries forgotten."""
    verb = verbs.UNLOCK if Duty.ACCOUNT_UNLOCK in by.duties else verbs.UNLOCK_LEADER
    with change(verb, by=by) as act:
        asked = UnlockRequest.unchecked.select_for_update().filter(uuid=request, granted_by=None).first()
        if asked is None:
            raise NotFound(request)
        account = Account.unchecked.select_for_update().get(uuid=asked.account_id)
        on = day_of(act.at)
        locked = queries.roles(account.person_id, on=on)
        demand(
            decide_unlock(act, account.person_id, by=by),
            may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=account.person_id),
            may_confirm(proposer=asked.asked_by, confirmer=by.person),
            is_locked(account.state),
            may_free(
                asker=queries.roles(asked.asked_by, on=on),
                granter=by.roles | stands_for(verb.duty, locked=locked, by=by),
                locked=locked,
            ),
        )
        asked.granted_by, asked.granted_at = by.person, act.at
        asked.save(update_fields=["granted_by", "granted_at"])
        account.state = Account.State.ACTIVE
        account.save(update_fields=["state"])
        Attempt.unchecked.filter(account=account.uuid).update(failures=0)
        act.about(account)


def decide_unlock(act: Act, person: UUID, *, by: Actor) -> Refusal | None:
    """The leader's part may be a deputy's; the security officer's part is his own."""
    if act.verb.duty != Duty.ACCOUNT_UNLOCK:
        return None
    unit = deputies.unit_name(person)
    return delegations.decide(act, Power.ADMIT, level=min(Level), object=person, unit=unit, by=by)


def stands_for(duty: Duty | None, *, locked: frozenset[Role], by: Actor) -> frozenset[Role]:
    """A deputy frees as a leader does, but no leader: that is for another leader, or for the security officer."""
    return frozenset({Role.LD}) if duty in by.lent and Role.LD not in locked else frozenset()


@rule("R38", case="not-locked", says="Tài khoản này không bị khóa.")
def is_locked(state: str) -> Refusal | None:
    return Refusal("R38", case="not-locked") if state == Account.State.ACTIVE else None


@rule(
    "R38",
    case="who-asks",
    says="Chỉ người quản trị hoặc cán bộ bảo mật đề nghị mở khóa; mật khẩu của người quản trị do cán bộ bảo mật đặt lại.",
)
def may_ask(asker: frozenset[Role], *, of: frozenset[Role]) -> Refusal | None:
    leader = Role.LD in of
    if any(row[0] == leader and row[1] & asker for row in WHO_FREES):
        return None
    return Refusal("R38", case="who-asks")


@rule("R38", case="who-frees", says="Mở khóa tài khoản này cần hai người: {needed}.")
def may_free(*, asker: frozenset[Role], granter: frozenset[Role], locked: frozenset[Role]) -> Refusal | None:
    """The table at the head of this file."""
    leader = Role.LD in locked
    if any(row[0] == leader and row[1] & asker and row[2] & granter for row in WHO_FREES):
        return None
    needed = (
        "lãnh đạo khác xác nhận, hoặc quản trị đề nghị và cán bộ bảo mật xác nhận"
        if leader
        else "quản trị hoặc cán bộ bảo mật đề nghị, lãnh đạo xác nhận"
    )
    return Refusal("R38", case="who-frees", needed=needed)
