"""Nine roles: what each may do, what one person may not hold, and the people that a site needs."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import pytest

from somat.law.roles import (
    DUTIES,
    Duty,
    Pair,
    Role,
    duties_of,
    may_confirm,
    may_do,
    may_hold,
    may_hold_shares,
    may_pair,
    may_start,
)
from tests.law.spec import spec, verdict

QT, BM, VT, CB, LD, TT, KT, GK, NC = Role.QT, Role.BM, Role.VT, Role.CB, Role.LD, Role.TT, Role.KT, Role.GK, Role.NC
AN, BINH = UUID(int=1), UUID(int=2)
EVERYBODY = {"today:read", "self:password"}

# duty -> the roles that hold it, by hand
HOLDERS = {
    "entry:issue": "VT",
    "entry:register": "VT",
    "entry:read": "VT CB LD TT",
    "entry:correct": "VT",
    "entry:confirm": "LD",
    "entry:cancel": "VT",
    "entry:search": "VT CB LD TT",
    "entry:sign-for": "VT CB LD",
    "draft:write": "CB LD",
    "document:add": "VT CB",
    "document:read": "VT CB LD TT",
    "document:end": "VT",
    "document:export": "VT CB LD",
    "document:approve": "LD",
    "book:open": "VT",
    "book:close": "VT",
    "book:read": "VT TT",
    "book:print": "VT",
    "book:export": "VT",
    "book:import": "VT",
    "envelope:receive": "VT",
    "envelope:check": "VT",
    "envelope:return": "VT",
    "circle:grant": "LD",
    "clearance:propose": "BM",
    "clearance:confirm": "LD",
    "person:enter": "BM",
    "account:create": "QT",
    "account:unlock-ask": "QT BM",
    "account:unlock": "LD",
    "delegation:give": "LD",
    "appointment:make": "LD",
    "substitution:make": "LD",
    "inspector:admit": "LD",
    "journal:read": "KT",
    "journal:verify": "KT",
    "journal:sheet": "KT",
    "law:propose": "BM",
    "form:accept": "QT",
    "form:print": "BM VT CB LD TT",
    "law:accept": "LD",
    "backup:make": "QT",
    "restore:confirm": "BM LD",
    "vault:unseal": "GK",
    "system:watch": "QT BM",
    "today:read": "QT BM VT CB LD TT KT GK NC",
    "self:password": "QT BM VT CB LD TT KT GK NC",
}


@spec("R24")
def test_there_are_nine_roles_with_their_names() -> None:
    assert [(role.value, role.word) for role in Role] == [
        ("QT", "Quản trị"),
        ("BM", "Cán bộ bảo mật"),
        ("VT", "Văn thư"),
        ("CB", "Cán bộ"),
        ("LD", "Lãnh đạo"),
        ("TT", "Thanh tra"),
        ("KT", "Kiểm soát nhật ký"),
        ("GK", "Người giữ mảnh khóa"),
        ("NC", "Người chứng kiến"),
    ]


@spec("R24", "R28")
@pytest.mark.parametrize("duty", list(Duty))
def test_each_duty_belongs_to_its_roles_and_to_no_other(duty: Duty) -> None:
    assert {role.value for role in Role if duty in DUTIES[role]} == set(HOLDERS[duty.value].split())


@spec("R24", "R-SEC-1")
def test_the_administrator_holds_no_duty_over_entries_books_or_drafts() -> None:
    assert not [duty for duty in DUTIES[QT] if duty.split(":")[0] in {"entry", "book", "draft", "envelope", "circle"}]


@spec("R24", "R25")
def test_the_log_auditor_writes_nothing_but_verification_records() -> None:
    assert {duty.value for duty in DUTIES[KT]} == {"journal:read", "journal:verify", "journal:sheet"} | EVERYBODY


@spec("R24")
@pytest.mark.parametrize("roles, allowed", [([VT], True), ([CB], False), ([CB, VT], True), ([], False)])
def test_an_act_demands_its_duty(roles: list[Role], allowed: bool) -> None:
    assert verdict(may_do(Duty.ENTRY_ISSUE, duties=duties_of(roles))) == (None if allowed else "R24")


@spec("R25")
@pytest.mark.parametrize(
    "roles, answer",
    [
        ([], None),
        ([QT], None),
        ([QT, BM], "R25"),
        ([QT, KT], "R25"),
        ([BM, KT], "R25"),
        ([VT, LD], "R25"),
        ([KT, VT], "R25"),
        ([KT, CB], "R25"),
        ([KT, LD], "R25"),
        ([KT, TT], None),
        ([KT, GK, NC], None),
        ([BM, VT, CB], None),
        ([BM, LD], None),
        ([QT, GK], None),
        ([LD, CB, GK, NC], None),
        ([VT, CB, TT], None),
        ([CB, NC, LD, GK, VT], "R25"),
    ],
)
def test_some_roles_never_meet_in_one_person(roles: list[Role], answer: str | None) -> None:
    assert verdict(may_hold(roles)) == answer


@spec("R25")
def test_it_names_the_colliding_pair() -> None:
    refusal = may_hold([BM, QT])
    assert refusal is not None
    assert refusal.sentence() == "Một người không thể vừa là Quản trị vừa là Cán bộ bảo mật."


@spec("R25")
@pytest.mark.parametrize(
    "roles, shares, answer",
    [([QT, GK], 0, None), ([QT, GK], 1, None), ([QT, GK], 2, "R25:shares"), ([GK], 2, None), ([LD, GK], 3, None)],
)
def test_the_administrator_holds_one_key_share_at_most(roles: list[Role], shares: int, answer: str | None) -> None:
    assert verdict(may_hold_shares(roles, shares=shares)) == answer


@spec("R26", "R-SEC-3", "R28")
@pytest.mark.parametrize("pair", list(Pair))
def test_two_parts_of_one_act_take_two_persons(pair: Pair) -> None:
    assert verdict(may_pair(pair, first=AN, second=BINH)) is None
    assert verdict(may_pair(pair, first=AN, second=AN)) == "R26"


@spec("R26")
def test_who_proposes_does_not_confirm() -> None:
    assert verdict(may_confirm(proposer=AN, confirmer=BINH)) is None
    refusal = may_confirm(proposer=AN, confirmer=AN)
    assert refusal is not None
    assert refusal.sentence() == "Trong việc này người đề nghị và người xác nhận phải là hai người khác nhau."


FIVE = {"An": [LD], "Bình": [LD, CB], "Chi": [VT, BM], "Dũng": [QT], "Yến": [KT, TT]}


@spec("R28")
@pytest.mark.parametrize(
    "people, answer",
    [
        (FIVE, None),
        ({**FIVE, "Giang": [GK, NC]}, None),
        ({name: FIVE[name] for name in ("An", "Bình", "Chi", "Dũng")}, "R28"),
        ({**FIVE, "Bình": [CB]}, "R28:holders"),
        ({**FIVE, "Dũng": [CB]}, "R28:holders"),
        ({**FIVE, "Chi": [VT]}, "R28:holders"),
        ({**FIVE, "Chi": [BM]}, "R28:holders"),
        ({**FIVE, "Yến": [TT]}, "R28:holders"),
        ({**FIVE, "Dũng": [QT, BM]}, "R28:pair"),
        ({}, "R28"),
    ],
)
def test_a_site_needs_five_persons_two_of_them_leaders(people: dict[str, Collection[Role]], answer: str | None) -> None:
    assert verdict(may_start(people)) == answer


@spec("R28")
def test_it_names_the_person_with_the_colliding_pair() -> None:
    refusal = may_start({**FIVE, "Dũng": [QT, KT]})
    assert refusal is not None
    assert refusal.sentence() == "Dũng không thể vừa là Quản trị vừa là Kiểm soát nhật ký."
