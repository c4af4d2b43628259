"""Who does what: nine roles, their duties, and what one person may never hold together (R24-R28)."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from uuid import UUID

from somat.law.dated import Dated, dated
from somat.law.refusal import Refusal, rule

TITLES: Dated[dict[str, str]] = dated("roles.titles", dict)
NEVER_TOGETHER: Dated[list[list[str]]] = dated("roles.never-together", list)
MOST_SHARES: Dated[dict[str, int]] = dated("roles.most-shares", dict)
FEWEST_PEOPLE = dated("roles.fewest-people", int)
FEWEST_HOLDERS: Dated[dict[str, int]] = dated("roles.fewest-holders", dict)
PAIRS: Dated[dict[str, list[str]]] = dated("roles.pairs", dict)


class Role(StrEnum):
    """The nine roles by their Vietnamese initials."""

    QT = "QT"
    BM = "BM"
    VT = "VT"
    CB = "CB"
    LD = "LD"
    TT = "TT"
    KT = "KT"
    GK = "GK"
    NC = "NC"

    @property
    def word(self) -> str:
        """The Vietnamese name on screens and in sentences."""
        return TITLES.latest.value[self.value]


class Duty(StrEnum):
    """What may be done, as "thing:act"; a verb of the journal names the duty that it demands."""

    ENTRY_ISSUE = "entry:issue"
    ENTRY_REGISTER = "entry:register"
    ENTRY_READ = "entry:read"
    ENTRY_CORRECT = "entry:correct"
    ENTRY_CONFIRM = "entry:confirm"
    ENTRY_CANCEL = "entry:cancel"
    ENTRY_SEARCH = "entry:search"
    ENTRY_SIGN_FOR = "entry:sign-for"
    DRAFT_WRITE = "draft:write"
    DOCUMENT_ADD = "document:add"
    DOCUMENT_READ = "document:read"
    DOCUMENT_END = "document:end"
    DOCUMENT_EXPORT = "document:export"
    DOCUMENT_APPROVE = "document:approve"
    BOOK_OPEN = "book:open"
    BOOK_CLOSE = "book:close"
    BOOK_READ = "book:read"
    BOOK_PRINT = "book:print"
    BOOK_EXPORT = "book:export"
    BOOK_IMPORT = "book:import"
    ENVELOPE_RECEIVE = "envelope:receive"
    ENVELOPE_CHECK = "envelope:check"
    ENVELOPE_RETURN = "envelope:return"
    CIRCLE_GRANT = "circle:grant"
    CLEARANCE_PROPOSE = "clearance:propose"
    CLEARANCE_CONFIRM = "clearance:confirm"
    PERSON_ENTER = "person:enter"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_UNLOCK_ASK = "account:unlock-ask"
    ACCOUNT_UNLOCK = "account:unlock"
    APPOINTMENT_MAKE = "appointment:make"
    DELEGATION_GIVE = "delegation:give"
    SUBSTITUTION_MAKE = "substitution:make"
    INSPECTOR_ADMIT = "inspector:admit"
    JOURNAL_READ = "journal:read"
    JOURNAL_VERIFY = "journal:verify"
    JOURNAL_SHEET = "journal:sheet"
    LAW_PROPOSE = "law:propose"
    LAW_ACCEPT = "law:accept"
    FORM_ACCEPT = "form:accept"
    FORM_PRINT = "form:print"
    BACKUP_MAKE = "backup:make"
    RESTORE_CONFIRM = "restore:confirm"
    VAULT_UNSEAL = "vault:unseal"
    SYSTEM_WATCH = "system:watch"
    TODAY_READ = "today:read"
    SELF_PASSWORD = "self:password"  # noqa: S105


_DUTIES: Dated[dict[str, list[str]]] = dated("roles.duties", dict)
DUTIES: Mapping[Role, frozenset[Duty]] = {
    Role(role): frozenset(map(Duty, duties)) for role, duties in _DUTIES.latest.value.items()
}


def duties_of(roles: Collection[Role]) -> frozenset[Duty]:
    """All that the holder of these roles may do."""
    return frozenset[Duty]().union(*(DUTIES[role] for role in roles))


@rule("R24", says="Tài khoản này không có nhiệm vụ làm việc đó.")
def may_do(duty: Duty, *, duties: Collection[Duty]) -> Refusal | None:
    """Role permits, or it is refused: duties are never implied by a level."""
    return None if duty in duties else Refusal("R24", duty=duty.value)


@rule("R25", says="Một người không thể vừa là {first} vừa là {second}.")
def may_hold(roles: Collection[Role]) -> Refusal | None:
    """The first forbidden pair among the roles of one person.

    Văn thư with Lãnh đạo is refused for the whole site, not book by book: a small site has one book.
    """
    for first, second in NEVER_TOGETHER.latest.value:
        if first in roles and second in roles:
            return Refusal("R25", first=Role(first), second=Role(second))
    return None


@rule("R25", case="shares", says="{role} giữ nhiều nhất {most} mảnh khóa, không phải {shares}.")
def may_hold_shares(roles: Collection[Role], *, shares: int) -> Refusal | None:
    """Key shares of one person against the most that his roles allow."""
    for role, most in MOST_SHARES.latest.value.items():
        if role in roles and shares > most:
            return Refusal("R25", case="shares", role=Role(role), most=most, shares=shares)
    return None


class Pair(StrEnum):
    """Two parts of one act that two persons must play."""

    PROPOSER_CONFIRMER = "proposer-confirmer"
    APPROVER_EXECUTOR = "approver-executor"
    GRANTOR_GRANTEE = "grantor-grantee"
    COUNTER_DESTROYER = "counter-destroyer"
    INVESTIGATOR_CONCERNED = "investigator-concerned"


@rule("R26", says="Trong việc này {first} và {second} phải là hai người khác nhau.")
def may_pair(pair: Pair, *, first: UUID, second: UUID) -> Refusal | None:
    """Never the same person in both parts of one act."""
    if first != second:
        return None
    parts = PAIRS.latest.value[pair.value]
    return Refusal("R26", first=parts[0], second=parts[1])


def may_confirm(*, proposer: UUID, confirmer: UUID) -> Refusal | None:
    """Four eyes: who asked does not confirm (R26)."""
    return may_pair(Pair.PROPOSER_CONFIRMER, first=proposer, second=confirmer)


@rule("R28", says="Cần ít nhất {need} người, mới có {have}.")
@rule("R28", case="holders", says="Cần ít nhất {need} người giữ vai trò {role}, mới có {have}.")
@rule("R28", case="pair", says="{person} không thể vừa là {first} vừa là {second}.")
def may_start(people: Mapping[str, Collection[Role]]) -> Refusal | None:
    """Whether a site may begin with these people (name to roles): enough of them, two leaders, no colliding pair.

    A substitute appointed by a signed paper decision counts as a leader: give him the role.
    """
    if len(people) < FEWEST_PEOPLE.latest.value:
        return Refusal("R28", need=FEWEST_PEOPLE.latest.value, have=len(people))
    for person, roles in people.items():
        if collision := may_hold(roles):
            return Refusal("R28", case="pair", person=person, **collision.facts)
    for role, need in FEWEST_HOLDERS.latest.value.items():
        have = sum(role in roles for roles in people.values())
        if have < need:
            return Refusal("R28", case="holders", role=Role(role), need=need, have=have)
    return None
