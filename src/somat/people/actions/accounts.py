"""Accounts: made without rights; the administrator resets a secret but never chooses one (R28, R37)."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from somat.audit.change import change
from somat.audit.moment import day_of, now
from somat.law.access import SYSTEM, Actor
from somat.law.refusal import Refusal, demand, granted, rule
from somat.law.roles import Pair, Role, may_pair
from somat.law.sessions import may_use_account
from somat.people import policy, queries, verbs
from somat.people.actions.epoch import raise_epoch
from somat.people.actions.password import keep_past
from somat.people.actions.sessions import end_of, end_sessions
from somat.people.actions.unlock import may_ask
from somat.people.models import Account, Session, UnlockRequest
from somat.people.passwords import hashed, one_time_secret


def create(person: UUID, *, username: str, since: date, until: date | None = None, by: Actor) -> tuple[Account, str]:
    """An account without any right. Returns it with its one-time secret, which is kept nowhere and shown once.

    A person from outside gets a last day; raises Refused, NotFound.
    """
    secret = one_time_secret()
    kept = hashed(secret)
    with change(verbs.ACCOUNT_CREATE, by=by) as act:
        who = queries.person(person, by=by, lock=True)
        name = policy.tidy_username(username)
        demand(
            policy.may_be_username(name),
            may_take(name, taken=Account.unchecked.filter(username=name).exists()),
            may_have_account(
                has=Account.unchecked.filter(person=who).exists(), outside=bool(who.outside), until=until, since=since
            ),
        )
        account = Account.unchecked.create(
            person=who, username=name, password=kept, since=since, until=until, changed_at=act.at
        )
        act.about(account)
    return account, secret


@rule("R38", case="taken", says="Tên đăng nhập {name} đã có người dùng.")
def may_take(name: str, *, taken: bool) -> Refusal | None:
    return Refusal("R38", case="taken", name=name, field="username") if taken else None


@rule("R28", case="one-account", says="Người này đã có tài khoản.")
@rule("R28", case="outside", says="Tài khoản của người ngoài cơ quan phải có ngày hết hạn, không trước ngày bắt đầu.")
def may_have_account(*, has: bool, outside: bool, until: date | None, since: date) -> Refusal | None:
    """One account a person; one of a person from outside ends by itself."""
    if has:
        return Refusal("R28", case="one-account")
    wrong = (outside and until is None) or (until is not None and until < since)
    return Refusal("R28", case="outside", field="until") if wrong else None


def reset(person: UUID, *, by: Actor) -> str:
    """A new one-time secret instead of the password; the account stays locked until two persons have freed it."""
    secret = one_time_secret()
    kept = hashed(secret)
    roles = queries.roles(person, on=day_of(now()))
    verb = verbs.ACCOUNT_RESET_ADMIN if Role.QT in roles else verbs.ACCOUNT_RESET
    with change(verb, by=by) as act:
        account = queries.account(person, by=by, lock=True)
        demand(may_pair(Pair.GRANTOR_GRANTEE, first=by.person, second=person), may_ask(by.roles, of=roles))
        if not account.one_time:
            keep_past(account, act=act)
        account.password, account.one_time, account.changed_at = kept, True, act.at
        account.state = Account.State.LOCKED
        account.save(update_fields=["password", "one_time", "changed_at", "state"])
        UnlockRequest.unchecked.get_or_create(
            account=account, granted_by=None, defaults={"asked_by": by.person, "asked_at": act.at}
        )
        end_sessions(person, why=Session.Why.RIGHTS, at=act.at)
        act.about(account)
    return secret


def put_to_sleep() -> list[UUID]:
    """Disable every active account that nobody has used for so long as the rule says; for the due loop. Returns whose."""
    slept = []
    for account in Account.unchecked.filter(state=Account.State.ACTIVE):
        on = day_of(now())
        if granted(may_use_account(last_used=day_of(queries.last_used(account)), on=on)):
            continue
        with change(verbs.ACCOUNT_SLEEP, by=SYSTEM) as act:
            kept = Account.unchecked.select_for_update().get(uuid=account.uuid)
            kept.state = Account.State.DISABLED
            kept.save(update_fields=["state"])
            end_sessions(kept.person_id, why=Session.Why.RIGHTS, at=act.at)
            act.about(kept)
        slept.append(account.person_id)
    return slept


def limit(person: UUID, *, until: date, by: Actor) -> None:
    """Give an account its last day, as a part of an act that takes rights away or gives them for a time.

    A session that is open ends with that day, or at once where the day is over. Without an account there is nothing to do.
    """
    account = Account.unchecked.select_for_update().filter(person__uuid=person).first()
    if account is None:
        return
    with change(verbs.ACCOUNT_LIMIT, by=by) as act:
        account.until = until
        account.save(update_fields=["until"])
        if until < day_of(act.at):
            end_sessions(person, why=Session.Why.RIGHTS, at=act.at)
        else:
            Session.unchecked.filter(person_uuid=person, ended_at=None, ends_at__gt=end_of(until)).update(
                ends_at=end_of(until)
            )
        raise_epoch()
        act.about(account)
