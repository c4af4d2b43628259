"""A person's own password: chosen by himself, proven again where an act needs it (R37, R38)."""

from __future__ import annotations

from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.change import Act, change
from somat.audit.moment import day_of, now
from somat.law.access import Actor, Strength
from somat.law.refusal import demand, granted
from somat.law.sessions import may_choose_password, may_try
from somat.people import policy, queries, verbs
from somat.people.actions.sessions import count_try, end_sessions, lock
from somat.people.models import Account, Attempt, PastPassword, Session
from somat.people.passwords import hashed, matches


def change_password(old: str, new: str, *, by: Actor) -> None:
    """The person chooses a password of his own. Raises Refused with every reason."""
    account = own(by)
    past = list(PastPassword.unchecked.filter(account=account).order_by("-id")[: policy.PASSWORDS_KEPT])
    used = sum(matches(new, kept=kept) for kept in [account.password, *(p.password for p in past)])
    right, kept = try_password(old, account=account), hashed(new)
    with change(verbs.PASSWORD_CHANGE, by=by) as act:
        locked = queries.account(by.person, by=by, lock=True)
        demand(
            policy.knows_password(right=right and locked.password == account.password),
            may_choose_password(new, strength=Strength.PASSWORD, on=day_of(act.at)),
            policy.may_be_so_long(new),
            policy.may_contain(new, username=account.username),
            policy.may_reuse(used=used),
        )
        if not locked.one_time:
            keep_past(locked, act=act)
        locked.password, locked.one_time, locked.changed_at = kept, False, act.at
        locked.save(update_fields=["password", "one_time", "changed_at"])
        rows = Session.unchecked.filter(person_uuid=by.person, ended_at=None)
        rows.update(must_change=False, proven_at=act.at)
        act.about(locked)


def prove(password: str, *, session: UUID, by: Actor) -> None:
    """The person at an open session shows again who he is, for an act that needs it (R38). Raises Refused."""
    right = try_password(password, account=own(by))
    with change(verbs.PROVE, by=by) as act:
        act.naming(session)
        demand(policy.knows_password(right=right))
        Session.unchecked.filter(uuid=session, person_uuid=by.person, ended_at=None).update(proven_at=act.at)


def try_password(password: str, *, account: Account) -> bool:
    """Whether this is the password, counted like a log-in: the fifth wrong one locks the account and ends the session."""
    at = now()
    on, tries = day_of(at), count_try(account.uuid)
    if matches(password, kept=account.password) and granted(may_try(wrong=tries - 1, on=on)):
        Attempt.unchecked.filter(account=account.uuid).update(failures=0)
        return True
    if not granted(may_try(wrong=tries, on=on)):
        lock(account)
        end_sessions(account.person_id, why=Session.Why.RIGHTS, at=at)
    return False


def own(by: Actor) -> Account:
    account = Account.unchecked.filter(person__uuid=by.person).first()
    if account is None:
        raise NotFound(by.person)
    return account


def keep_past(account: Account, *, act: Act) -> None:
    """Remember the hash of the password that ends now; those older than the law asks for are forgotten."""
    PastPassword.unchecked.create(account=account, password=account.password, until_at=act.at)
    kept = PastPassword.unchecked.filter(account=account).order_by("-id").values_list("id", flat=True)
    PastPassword.unchecked.filter(account=account, id__in=list(kept[policy.PASSWORDS_KEPT :])).delete()
