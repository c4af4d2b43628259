"""Demonstration data: two years of a commune's or a ministry office's books, written by the same acts that people use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from time import sleep
from typing import TYPE_CHECKING
from uuid import UUID

import click

from somat.access.actions import confirm as decide
from somat.access.actions import propose_deputy, propose_inspector
from somat.access.actions.first_run import write as write_people
from somat.access.actions.first_run import write_keeper
from somat.access.actors import actor_of, actor_without_session
from somat.audit.moment import VIETNAM, now, today, told
from somat.catalogue import queries as catalogue
from somat.catalogue.actions import load
from somat.cli.demo_words import IN, OUT, OUTSIDE, POSTS, REASONS, SIGNED, UNITS
from somat.cli.opening import accept_registers, open_books
from somat.cli.start import Stopped, progress
from somat.exchange.actions.envelopes import NewEnvelope, receive
from somat.law.access import SYSTEM, Actor
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.roles import Role
from somat.law.workdays import is_working
from somat.people import sessions as door
from somat.people.actions.password import change_password
from somat.people.actions.roles import Paper
from somat.people.actions.sessions import log_in, log_out
from somat.people.first_run import FirstPerson, FirstRun, FirstUnit
from somat.registry.actions.answer import confirm
from somat.registry.actions.ask import Asked, ask
from somat.registry.actions.books import close_volume, current_volume, open_volume
from somat.registry.actions.drafts import keep_paper
from somat.registry.actions.issue import issue
from somat.registry.actions.register import register
from somat.registry.actions.sign import record_paper
from somat.registry.line import InLine, OutLine, To
from somat.registry.queries import book_lines, recipients
from somat.registry.words import Words
from somat.vault import client

if TYPE_CHECKING:
    from somat.registry.models import Book, Entry

SIZES = {"xa": (70, 120), "bo": (300, 450)}  # lines a year, out and in
PASSWORD = "So.Mat-minh.hoa.2026"  # noqa: S105  invented, printed at start, for invented data only
START = date(2025, 1, 2)
LONG = date(2035, 12, 31)
M, T, A = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT

PEOPLE = (
    ("Nguyễn Trọng An", "an", "Chủ tịch", "LD", A),
    ("Phạm Minh Khôi", "khoi", "Phó Chủ tịch", "LD", A),
    ("Nguyễn Thị Hạnh", "hanh", "Văn thư", "VT", A),
    ("Lê Quang Duy", "duy", "Phó Chủ tịch", "CB", T),
    ("Vũ Thùy Chi", "chi", "Công chức", "CB", None),
    ("Trần Thu Hà", "ha", "Cán bộ bảo mật", "BM", A),
    ("Đỗ Văn Tấn", "tan", "Kiểm soát nhật ký", "KT", None),
    ("Bùi Đức Quân", "quan", "Quản trị máy chủ", "QT", None),
    ("Hoàng Lệ Giang", "giang", "Người giữ mảnh khóa", "GK", None),
    ("Tạ Quang Lâm", "lam", "Người giữ mảnh khóa", "GK", None),
    ("Ngô Hoài Nam", "nam", "Người chứng kiến", "NC", None),
    ("Lý Anh Dũng", "dung", "Thanh tra viên, Thanh tra tỉnh Giả Định", "TT", A),
)


@dataclass
class World:
    """The people and books of the demonstration."""

    persons: dict[str, UUID]
    books: dict[str, Book]
    chance: Random
    bodies: list[str]
    lines: list[str]
    symbol: str
    secrets: dict[UUID, str]
    units: tuple[str, ...]
    end: date

    def by(self, username: str) -> Actor:
        return actor_without_session(self.persons[username], on=today(), workstation="VP-01")


def write(folder: Path, which: str, *, symbol: str) -> None:
    """Fill the empty site of a folder; the accounts and their one password are written beside it and printed at start."""
    out, in_ = SIZES[which]
    end = today()
    with told(moment(START, 8)):
        world = open_world(which, symbol=symbol, end=end)
    days = working_days(START, end)
    plan = sorted(
        [(day, "out") for day in world.chance.choices(days, k=out * 2)]
        + [(day, "in") for day in world.chance.choices(days, k=in_ * 2)]
    )
    lines_of: Counter[date] = Counter()
    with progress("Ghi hai năm sổ sách minh họa", total=len(plan)) as done:
        for at, (day, kind) in enumerate(plan, start=1):
            lines_of[day] += 1
            with told(moment(day, 8, minutes=5 * lines_of[day])):
                turn_year(world, day)
                (write_out if kind == "out" else write_in)(world, day)
            done(at)  # type: ignore[operator]
    all_placed()
    for who, secret in world.secrets.items():
        change_password(secret, PASSWORD, by=actor_without_session(who))
    accept_registers(by=world.by("quan"))
    ask_and_answer(world)
    fill_desks(world)
    admit_inspector(world)
    lend_powers(world)
    accounts = "\n".join(f"  {name:24} {user:8} {POSTS[which].get(user, post)}" for name, user, post, _, _ in PEOPLE)
    text = f"Tài khoản minh họa, mật khẩu chung: {PASSWORD}\n{accounts}\n"
    path = folder / "demo.accounts"
    path.touch(0o600)
    path.write_text(text, "utf-8")
    click.echo(text)


def all_placed() -> None:
    """Wait until the vault has placed every leaf: those of the told days would look as if they had waited since then."""
    for _ in range(600):
        if client.status()["log"].get("pending") == 0:
            return
        client.poke()
        sleep(0.1)
    raise Stopped("Két khóa không xếp chỗ kịp các lá nhật ký. Xóa thư mục và chạy lại: somat init … --demo")


def moment(day: date, hour: int, *, minutes: int = 0) -> datetime:
    return (datetime.combine(day, time(hour), tzinfo=VIETNAM) + timedelta(minutes=minutes)).astimezone(UTC)


def working_days(first: date, last: date) -> list[date]:
    days = (first + timedelta(days=n) for n in range((last - first).days))
    return [day for day in days if is_working(day)]


def open_world(which: str, *, symbol: str, end: date) -> World:
    """People, reference data, one book of each kind, and the clerk who keeps them."""
    units = UNITS[which]
    plan = FirstRun(
        tuple(map(FirstUnit, units)),
        tuple(
            FirstPerson(
                name=name,
                username=user,
                roles=frozenset({Role(role)}),
                decision="01/QĐ-MH",
                decided_on=START,
                unit=units[0],
                post=POSTS[which].get(user, post),
                clearance=level,
                clearance_until=LONG if level else None,
                outside=OUTSIDE[which] if role == "TT" else "",
                until=LONG if role == "TT" else None,
            )
            for name, user, post, role, level in PEOPLE
        ),
    )
    made = write_people(plan)
    load(by=SYSTEM)
    persons = {account.username: account.person for account in made}
    books = {}
    for book, level in open_books("all", symbol=symbol):
        books[book.kind] = book
        write_keeper(persons["hanh"], book=book.uuid, level=level, paper=plan.people[2])
    bodies = [a.name for word in ("tinh", "xa", "bo", "phuong") for a in catalogue.agencies(word, by=SYSTEM, limit=40)]
    lines = [f"{x.decision}, mục {x.item}: {x.text}" for x in catalogue.list_lines("tài liệu", by=SYSTEM, limit=40)]
    secrets = {account.person: account.secret for account in made}
    return World(persons, books, Random(63), bodies, lines, symbol, secrets, units, end)  # noqa: S311  invented data must repeat


def turn_year(world: World, day: date) -> None:
    """On the first working day of a year the clerk closes last year's volumes and opens new ones."""
    for book in world.books.values():
        volume = current_volume(book.uuid)
        if volume is None or volume.year == day.year:
            continue
        clerk = world.by("hanh")
        close_volume(volume.uuid, pages=12, by=clerk)
        open_volume(book.uuid, by=clerk)


def level_of(chance: Random) -> Level:
    return chance.choices([M, T, A], weights=[75, 21, 4])[0]


def write_out(world: World, day: date) -> None:
    chance = world.chance
    doc_type, about = chance.choice(OUT)
    level = level_of(chance)
    to = [To(body) for body in chance.sample(world.bodies, k=chance.choice([1, 1, 2, 2, 3, 5]))]
    if chance.random() < 0.3 and level < A:
        to.append(To("Lê Quang Duy", person=world.persons["duy"]))
    leader = chance.choice(["an", "khoi"])
    line = OutLine(
        book=world.books["out"].uuid,
        level=level,
        day=day,
        symbol=f"{doc_type}-{world.symbol}" if doc_type != "CV" else world.symbol,
        doc_type=doc_type,
        abstract="" if level == A else about.format(n=chance.randint(1, 99), q=chance.choice(["I", "II", "III", "IV"])),
        signer=next(name for name, user, *_ in PEOPLE if user == leader),
        unit=chance.choice(world.units),
        to=tuple(to),
        copies=len(to) + 1,
        signer_person=world.persons[leader],
        drafter=world.persons["duy"] if level < A else None,
        basis=chance.choice(world.lines) if chance.random() < 0.8 else "",
    )
    clerk = world.by("hanh")
    sign_some(issue(line, by=clerk), world, clerk)


def sign_some(entry: Entry, world: World, clerk: Actor) -> None:
    """Most recipients have signed by now; the newest papers are still on their way."""
    at = now() + timedelta(days=1)
    if at > datetime.now(UTC) - timedelta(days=2):
        return
    for to in recipients([entry], by=clerk)[entry.uuid]:
        if world.chance.random() < 0.97:
            with told(at):
                record_paper(
                    to.uuid,
                    name=world.chance.choice(SIGNED),
                    signed_at=at,
                    page=None,
                    slip=f"{to.copy_no:02d}/PG",
                    by=world.by("hanh"),
                )


def write_in(world: World, day: date) -> None:
    chance = world.chance
    doc_type, about = chance.choice(IN)
    level = level_of(chance)
    dated = day - timedelta(days=chance.randint(0, 6))
    number = f"{chance.randint(1, 400)}/{doc_type if doc_type != 'CV' else 'UBND'}-{chance.choice(['VP', 'NC', 'CAT'])}"
    register(
        InLine(
            book=world.books["in"].uuid,
            level=level,
            arrived_on=day,
            day=dated,
            body=chance.choice(world.bodies),
            symbol=number if chance.random() < 0.97 else "",
            doc_type=doc_type,
            abstract=""
            if level == A
            else about.format(n=chance.randint(1, 99), q=chance.choice(["I", "II", "III", "IV"])),
            unit=chance.choice(world.units),
            copies=chance.choice([1, 1, 1, 2]),
            basis="",
            due_on=day + timedelta(days=10) if (world.end - day).days < 10 and chance.random() < 0.6 else None,
            circle=(world.persons["duy"],) if level < A and chance.random() < 0.4 else (),
        ),
        by=world.by("hanh"),
    )


def ask_and_answer(world: World) -> None:
    """A few numbers cancelled, a column corrected, one question left for the leader's page of the day."""
    clerk = world.by("hanh")
    newest = own_lines(world, clerk)
    leader = world.persons["khoi"]
    asked = [
        ask(newest[3].uuid, Asked("cancel", REASONS[0], leader), by=clerk),
        ask(
            newest[5].uuid,
            Asked("correct", "đếm lại số bản", leader, column=9, value=str(newest[5].copies + 1)),
            by=clerk,
        ),
    ]
    ask(newest[1].uuid, Asked("cancel", REASONS[1], leader), by=clerk)
    opened = log_in("khoi", PASSWORD, workstation="VP-02", at=now())
    live = door.live(opened.token, workstation="VP-02", now=now())
    assert live is not None
    by = actor_of(live)
    for question in asked:
        confirm(question.uuid, by=by)
    log_out(opened.uuid, by=by, at=now())


def fill_desks(world: World) -> None:
    """An envelope that came this morning, and a signed paper that its drafter handed in: both wait for the clerk."""
    body = world.bodies[0]
    receive(NewEnvelope(world.books["in"].uuid, "B", body, "BC-CAT", papers=2, copies=2), by=world.by("hanh"))
    kept = {"doc_type": "BC", "symbol": f"BC-{world.symbol}", "signer": PEOPLE[0][0], "unit": world.units[0], "kept": 1}
    rest = {**kept, "basis": world.lines[0], "copying": False, "note": "", "to": world.bodies[:2], "return_on": ""}
    keep_paper(
        book=world.books["out"].uuid,
        level=M,
        signed_on=today(),
        approved=3,
        words=Words("Báo cáo giả định chờ lấy số", rest),
        by=world.by("duy"),
    )


def admit_inspector(world: World) -> None:
    """The inspector from outside sees both books of the whole time, for two months from today."""
    paper = Paper("07/QĐ-TTr", today(), today(), today() + timedelta(days=60))
    for book in world.books.values():
        proposal = propose_inspector(
            world.persons["dung"],
            book,
            first=START,
            last=world.end + timedelta(days=60),
            paper=paper,
            by=world.by("ha"),
        )
        decide(proposal.uuid, by=world.by("an"))


def lend_powers(world: World) -> None:
    """The head delegates to one deputy, for three months, what is decided about lines and files; one question waits for him."""
    paper = Paper("15/QĐ-MH", today(), today(), today() + timedelta(days=90))
    head = world.by("an")
    powers = (Power.DETERMINE, Power.BOOK, Power.FILE)
    proposal = propose_deputy(
        world.persons["duy"], giver=head.person, powers=powers, level=T, paper=paper, by=world.by("ha")
    )
    decide(proposal.uuid, by=head)
    clerk = world.by("hanh")
    line = next(one for one in own_lines(world, clerk)[6:] if one.level <= T and one.state == "live")
    ask(line.uuid, Asked("correct", "ghi nhầm đơn vị lưu", proposal.person, column=8, value=world.units[-1]), by=clerk)


def own_lines(world: World, clerk: Actor) -> list[Entry]:
    return book_lines(world.books["out"], by=clerk, on=today()).entries
