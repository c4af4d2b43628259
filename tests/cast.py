"""The people of every test: all nine roles, one from outside, one without clearance. `world.an` is An as he acts now."""

from __future__ import annotations

import os
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from django.db import connection

from somat.access import actions
from somat.access.actions import first_run
from somat.access.actors import actor_of, actor_without_session
from somat.audit.moment import now, today
from somat.law.access import Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Role
from somat.people import queries, sessions
from somat.people.actions.first_run import FirstAccount
from somat.people.actions.password import change_password
from somat.people.actions.roles import Paper
from somat.people.actions.sessions import log_in
from somat.people.first_run import FirstPerson, FirstRun, FirstUnit
from somat.people.queries import deputies
from tests.again import again

if TYPE_CHECKING:
    from somat.people.models import Delegation

os.environ.setdefault("SOMAT_TEST_ARGON2", "1,8,1")  # passwords of tests need not be slow to guess

SINCE = date(2020, 1, 6)
UNTIL = date(2099, 12, 31)
DESK = "VP-01"
PASSWORD = "Mười-hai.con-giáp.2026"


def first(name: str, username: str, role: Role, clearance: Level | None, post: str, **more: object) -> FirstPerson:
    return FirstPerson(
        name=name,
        username=username,
        roles=frozenset({role}),
        decision="01/QĐ-UBND",
        decided_on=SINCE,
        since=SINCE,
        clearance=clearance,
        clearance_until=UNTIL if clearance else None,
        post=post,
        **{"unit": "Văn phòng", **more},  # type: ignore[arg-type]
    )


CAST = {
    "an": first("Nguyễn Văn An", "an", Role.LD, Level.TUYET_MAT, "Chủ tịch"),
    "khoi": first("Trần Minh Khôi", "khoi", Role.LD, Level.TUYET_MAT, "Phó Chủ tịch"),
    "hanh": first("Nguyễn Thị Hạnh", "hanh", Role.VT, Level.TUYET_MAT, "Văn thư"),
    "duy": first("Lê Quang Duy", "duy", Role.CB, Level.TOI_MAT, "Chuyên viên"),
    "ha": first("Phạm Thu Hà", "ha", Role.BM, Level.TOI_MAT, "Cán bộ bảo mật"),
    "tan": first("Võ Duy Tân", "tan", Role.KT, None, "Kiểm soát nhật ký"),
    "quan": first("Đỗ Hồng Quân", "quan", Role.QT, None, "Quản trị"),
    "dung": first(
        "Bùi Tiến Dũng", "dung", Role.TT, None, "Thanh tra viên", unit="", outside="Thanh tra tỉnh", until=UNTIL
    ),
    "giang": first("Hồ Trường Giang", "giang", Role.GK, None, "Kế toán"),
    "nam": first("Mai Hoài Nam", "nam", Role.NC, None, "Bảo vệ"),
    "chi": first("Đặng Linh Chi", "chi", Role.CB, None, "Chuyên viên", unit="Phòng Kinh tế"),
}
UNITS = (FirstUnit("Ủy ban nhân dân xã Thử", "UBND"), FirstUnit("Văn phòng", "VP", "Ủy ban nhân dân xã Thử"))


class World:
    """A site with its first people. Each attribute is an Actor built anew, so that it has what the person holds now."""

    def __init__(self) -> None:
        self.accounts: dict[str, FirstAccount] = dict(again("world", write_cast))
        self._actors: dict[tuple[object, ...], Actor] = {}

    def __getattr__(self, name: str) -> Actor:
        if name not in CAST:
            raise AttributeError(name)
        key = (name, today(), epoch())
        if key not in self._actors:
            self._actors[key] = actor_without_session(self.accounts[name].person, workstation=DESK)
        return self._actors[key]

    def log_in(self, name: str, *, at: datetime | None = None, workstation: str = DESK) -> tuple[str, Actor]:
        """The person logs in, with a password of his own choice from the first time on: his cookie and his Actor."""
        account = self.accounts[name]
        moment = at or now()
        held = queries.account(account.person, by=getattr(self, name))
        if held.one_time:
            log_in(account.username, account.secret, workstation=workstation, at=moment)
            change_password(account.secret, PASSWORD, by=getattr(self, name))
        opened = log_in(account.username, PASSWORD, workstation=workstation, at=moment)
        live = sessions.live(opened.token, workstation=workstation, now=moment)
        assert live is not None
        return opened.token, actor_of(live)

    def clear(self, name: str, level: Level, *, since: date = SINCE, until: date = UNTIL) -> None:
        """Give a clearance as it is given: Hà proposes, a leader confirms."""
        proposal = actions.propose_clearance(getattr(self, name).person, level, paper=paper(since, until), by=self.ha)
        actions.confirm(proposal.uuid, by=self.khoi if name == "an" else self.an)

    def keep(self, name: str, book: actions.BookLike, *, since: date = SINCE, until: date = UNTIL) -> None:
        """Put a clerk in charge of a book."""
        proposal = actions.propose_book(getattr(self, name).person, book, paper=paper(since, until), by=self.ha)
        actions.confirm(proposal.uuid, by=self.an)

    def lend(
        self,
        name: str,
        *powers: Power,
        level: Level = Level.TOI_MAT,
        giver: str = "an",
        unit: UUID | None = None,
        since: date | None = None,
        until: date | None = None,
    ) -> Delegation:
        """A leader delegates to a deputy: Hà enters the paper, the leader confirms it. Today only, if no day is said."""
        days = Paper("15/QĐ-UBND", SINCE, since or today(), until or since or today())
        facts = {"giver": getattr(self, giver).person, "powers": powers, "level": level, "unit": unit}
        proposal = actions.propose_deputy(getattr(self, name).person, **facts, paper=days, by=self.ha)
        actions.confirm(proposal.uuid, by=getattr(self, giver))
        return deputies.delegations(by=self.ha, all_for=True)[0]


def epoch() -> int:
    """What rises with every change of rights: an Actor holds no longer (R19)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) FROM people_epoch")
        return int(cursor.fetchone()[0])


def write_cast() -> dict[str, FirstAccount]:
    units = (*UNITS, FirstUnit("Phòng Kinh tế", "KT", "Ủy ban nhân dân xã Thử"))
    return dict(zip(CAST, first_run.write(FirstRun(units, tuple(CAST.values()))), strict=True))


def paper(since: date = SINCE, until: date | None = UNTIL) -> Paper:
    return Paper("02/QĐ-UBND", SINCE, since, until)


@pytest.fixture
def world(db: None) -> World:
    """The cast, written into an empty site by the acts that a first run does."""
    return World()
