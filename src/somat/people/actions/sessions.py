"""Log in, go on, log out. One session a person, bound to its workstation, ended by rest and by age (R37, R38, R38a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from somat.audit.change import change, record_absent
from somat.audit.moment import VIETNAM, day_of
from somat.law.access import SYSTEM, Actor, Strength
from somat.law.refusal import Refused, granted
from somat.law.roles import Role, may_hold
from somat.law.sessions import LONGEST_HOURS, WRONG_LOGINS, idle_limit, may_try, may_use_account
from somat.people import policy, queries, verbs
from somat.people.models import Account, Attempt, Session
from somat.people.passwords import matches, new_token, token_hash

# A page that follows within this time does not write again: a session locks at most so much early.
STRIDE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class NewSession:
    """What a log-in gives: the token for the cookie, shown nowhere else, and what must happen next."""

    token: str
    uuid: UUID
    person: UUID
    must_change: bool


def log_in(username: str, password: str, *, workstation: str, at: datetime) -> NewSession:
    """Open a session. Every failure is the same Refused, after the same work, with the same leaf.

    The attempt is counted before the password is looked at, so that guesses sent at the same time share five tries.
    """
    account = Account.unchecked.filter(username=policy.tidy_username(username)).first()
    tries = count_try(account.uuid if account else queries.NOBODY)
    right = matches(password, kept=account.password if account else None)
    on = day_of(at)
    if account is not None and right and granted(may_try(wrong=tries - 1, on=on)):
        opened = open_session(account, workstation=workstation, at=at)
        if opened is not None:
            return opened
    if tries % WRONG_LOGINS.on(on).value == 0:
        lock(account)
    with change(verbs.LOG_IN, by=stranger(workstation)):
        raise Refused(policy.no_log_in(on=on))


def count_try(account: UUID) -> int:
    """How many log-ins in a row this account has now seen fail, this one included."""
    with transaction.atomic():
        Attempt.unchecked.get_or_create(account=account)
        Attempt.unchecked.filter(account=account).update(failures=F("failures") + 1)
        return Attempt.unchecked.values_list("failures", flat=True).get(account=account)


def open_session(account: Account, *, workstation: str, at: datetime) -> NewSession | None:
    """The new session, or None where the account may not be used; the account's row is locked meanwhile."""
    on = day_of(at)
    roles = queries.roles(account.person_id, on=on)
    session = session_of(account, roles=roles, workstation=workstation, at=at)
    token = new_token()
    session.token_hash = token_hash(token)
    with transaction.atomic():
        now_kept = Account.unchecked.select_for_update().get(uuid=account.uuid)
        if now_kept.password != account.password or not may_use(now_kept, roles=roles, at=at):
            return None
        with change(verbs.LOG_IN, by=person_at(account.person_id, session=session)) as act:
            end_sessions(account.person_id, why=Session.Why.NEW, at=at)
            session.save(force_insert=True)
            Attempt.unchecked.filter(account=account.uuid).update(failures=0, last_login_at=at)
            act.naming(session.uuid)
    return NewSession(token, session.uuid, account.person_id, session.must_change)


def may_use(account: Account, *, roles: frozenset[Role], at: datetime) -> bool:
    """Active, within its days, not asleep, and with no two roles that R25 keeps apart."""
    on = day_of(at)
    used = day_of(queries.last_used(account))
    return (
        account.state == Account.State.ACTIVE
        and account.since <= on
        and (account.until is None or on <= account.until)
        and granted(may_use_account(last_used=used, on=on), may_hold(roles))
    )


def session_of(account: Account, *, roles: frozenset[Role], workstation: str, at: datetime) -> Session:
    on = day_of(at)
    idle = idle_limit(roles, on=on)
    ends = at + timedelta(hours=LONGEST_HOURS.on(on).value)
    if account.until is not None:
        ends = min(ends, end_of(account.until))
    must = policy.must_change(one_time=account.one_time, changed=account.changed_at, roles=roles, now=at)
    return Session(
        uuid=uuid4(),
        person_uuid=account.person_id,
        workstation=workstation,
        strength=Strength.PASSWORD,
        idle_minutes=int(idle.total_seconds()) // 60,
        must_change=must,
        started_at=at,
        proven_at=at,
        idle_until=at + idle,
        ends_at=ends,
    )


def end_of(day: date) -> datetime:
    """The first moment after a Vietnamese day."""
    return datetime.combine(day + timedelta(days=1), time.min, VIETNAM)


def touch(session: queries.LiveSession, *, at: datetime) -> None:
    """The session is in use: it may rest anew from this moment. A row that was ended meanwhile stays ended."""
    idle_until = at + timedelta(minutes=session.idle_minutes)
    if idle_until - session.idle_until >= STRIDE:
        Session.unchecked.filter(uuid=session.uuid, ended_at=None).update(idle_until=idle_until)


def log_out(session: UUID, *, by: Actor, at: datetime) -> None:
    """The person ends his own session."""
    with change(verbs.LOG_OUT, by=by) as act:
        act.naming(session)
        rows = Session.unchecked.filter(uuid=session, person_uuid=by.person, ended_at=None)
        rows.update(ended_at=at, ended_by=Session.Why.PERSON)


def close_stale(token_hash: str, *, workstation: str, at: datetime) -> None:
    """End the session of a token that is not live: it rested too long, is too old, or came from another workstation.

    A cookie that turns up at another workstation was copied: the session ends for both, with a leaf that names the other.
    """
    found = queries.open_session(token_hash)
    if found is None:
        return
    if found.workstation != workstation:
        copier = person_at(found.person_uuid, session=found, workstation=workstation)
        with change(verbs.SESSION_ELSEWHERE, by=copier) as act:
            act.naming(found.uuid)
            end(found, why=Session.Why.ELSEWHERE, at=at)
    elif at >= min(found.idle_until, found.ends_at):
        with change(verbs.SESSION_END, by=SYSTEM) as act:
            act.naming(found.uuid)
            end(found, why=Session.Why.AGE if at >= found.ends_at else Session.Why.IDLE, at=at)


def close_forgotten(*, at: datetime) -> int:
    """End every session that nobody came back to, for the supervisor's due loop. Returns how many."""
    stale = Session.unchecked.filter(Q(idle_until__lte=at) | Q(ends_at__lte=at), ended_at=None)
    forgotten = list(stale.values_list("token_hash", "workstation"))
    for token, workstation in forgotten:
        close_stale(token, workstation=workstation, at=at)
    return len(forgotten)


def end(session: Session, *, why: str, at: datetime) -> None:
    Session.unchecked.filter(uuid=session.uuid, ended_at=None).update(ended_at=at, ended_by=why)


def end_every(*, at: datetime) -> None:
    """End all open sessions: the database was moved in time or place, and their cookies stayed behind."""
    for person in list(Session.unchecked.filter(ended_at=None).values_list("person_uuid", flat=True)):
        end_sessions(person, why=Session.Why.RIGHTS, at=at)


def end_sessions(person: UUID, *, why: str, at: datetime) -> None:
    """End a person's session if he has one, with a leaf; part of an act that takes something from him, or of a log-in."""
    with transaction.atomic():
        for open_ in Session.unchecked.select_for_update().filter(person_uuid=person, ended_at=None):
            with change(verbs.SESSION_END, by=SYSTEM) as act:
                act.naming(open_.uuid)
                end(open_, why=why, at=at)


def lock(account: Account | None) -> None:
    """Lock the account whose tries are used up. Unknown names share one count and leave the leaf of a lock, too."""
    if account is None:
        return record_absent(verbs.ACCOUNT_LOCK, by=SYSTEM, object=None)
    with change(verbs.ACCOUNT_LOCK, by=SYSTEM) as act:
        kept = Account.unchecked.select_for_update().get(uuid=account.uuid)
        if kept.state == Account.State.ACTIVE:
            kept.state = Account.State.LOCKED
            kept.save(update_fields=["state"])
        act.about(kept)


def stranger(workstation: str) -> Actor:
    """Somebody at this workstation whom we do not know."""
    return Actor(SYSTEM.person, "", frozenset(), frozenset(), None, (), workstation=workstation)


def person_at(person: UUID, *, session: Session, workstation: str | None = None) -> Actor:
    """A person without any duty, as far as his session names him."""
    return Actor(
        person,
        "",
        frozenset(),
        frozenset(),
        None,
        (),
        session=session.uuid,
        workstation=session.workstation if workstation is None else workstation,
        strength=Strength(session.strength),
    )
