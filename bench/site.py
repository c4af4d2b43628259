"""A site of the bench: its own people and books, and as many lines as asked, written by the bulk loader. Run as a process of its own."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from bench.progress import progress
from somat.cli.init import make_folder, migrate, new_vault, write_database
from somat.cli.open_swap import accepted_by_two
from somat.cli.start import django_for
from somat.law.levels import Level

if TYPE_CHECKING:
    from somat.registry.models import Book

PASSWORD = "So.Mat-minh.hoa.2026"
PASSPHRASE = "mười hai con giáp đi đo đường"
START = date(2025, 1, 2)
LONG = date(2035, 12, 31)
OUTSIDE = "Thanh tra tỉnh Giả Định"
FEWEST = 25  # lines of the person who sees little: a full page at any size

# username: name, role, cleared for
PEOPLE = {
    "an": ("Nguyễn Trọng An", "LD", Level.TUYET_MAT),
    "khoi": ("Phạm Minh Khôi", "LD", Level.TUYET_MAT),
    "ha": ("Trần Thu Hà", "BM", Level.TUYET_MAT),
    "tan": ("Đỗ Văn Tấn", "KT", None),
    "quan": ("Bùi Đức Quân", "QT", None),
    "giang": ("Hoàng Lệ Giang", "GK", None),
    "nam": ("Ngô Hoài Nam", "NC", None),
    "all": ("Nguyễn Thị Hạnh", "VT", Level.TUYET_MAT),
    "all_behind": ("Lý Anh Dũng", "TT", Level.TUYET_MAT),
    "half": ("Lê Quang Duy", "CB", Level.TOI_MAT),
    "half_behind": ("Võ Thị Lan", "CB", Level.TOI_MAT),
    "few": ("Bùi Công Sơn", "CB", Level.TOI_MAT),
    "few_behind": ("Phan Đình Tú", "CB", Level.TOI_MAT),
    "none": ("Vũ Thùy Chi", "CB", Level.TOI_MAT),
}
READERS = ("all", "all_behind", "half", "half_behind", "few", "few_behind", "none")


def main(folder: Path, count: int, urls: list[Path]) -> None:
    make_folder(folder, agency="Ủy ban nhân dân xã Minh Họa", superior="", place="Minh Họa", demo=True)
    write_database(folder, app=urls[0] if urls else None, owner=urls[1] if urls else None)
    django_for(folder, role="owner")
    migrate(folder)
    with new_vault(folder, PASSPHRASE, demo=True):
        facts = fill(count)
        accepted_by_two()
        wait_placed()
    (folder / "bench.json").write_text(json.dumps(facts), "utf-8")


def fill(count: int) -> dict[str, Any]:
    """People, books and lines; what the measuring side must know of them."""
    from bench.load import Load, load
    from somat.access.actors import actor_without_session
    from somat.audit.moment import today
    from somat.registry.models import Entry

    persons, book = world()
    hidden = min(1_000, count // 2)
    few = max(1, min(1_000, count // FEWEST // 2))
    circles = {persons["half"]: 2, persons["half_behind"]: 2, persons["few"]: few, persons["few_behind"]: few}
    behind = frozenset({persons["half_behind"], persons["few_behind"]})
    plan = Load(book, count, hidden=hidden, circles=circles, behind=behind, today=today())
    start = time.perf_counter()
    with progress(f"load {count:,} lines", total=count) as done:
        for loaded in load(plan, clerk=actor_without_session(persons["all"], workstation="VP-01")):
            done(loaded)
    seconds = time.perf_counter() - start
    entry = Entry.unchecked.order_by("-id").values_list("uuid", flat=True)[0]
    facts = {"book": str(book.uuid), "entry": str(entry), "volume": str(full_volume(book)), "count": count}
    return facts | {"load s": round(seconds, 1), "few every": few, "hidden": hidden}


def full_volume(book: Book) -> UUID:
    """The open volume: what is printed."""
    from somat.registry.models import Volume

    return Volume.unchecked.get(book=book, state="open").uuid


def world() -> tuple[dict[str, UUID], Book]:
    """The people with one password, the books, the clerk who keeps them, the inspector who sees all but today's lines."""
    from somat.access.actions.first_run import write, write_keeper
    from somat.access.actors import actor_without_session
    from somat.catalogue.actions import load
    from somat.cli.opening import accept_registers, open_books
    from somat.law.access import SYSTEM
    from somat.people.actions.password import change_password
    from somat.people.first_run import FirstRun, FirstUnit

    plan = FirstRun((FirstUnit("Văn phòng"),), tuple(person(username) for username in PEOPLE))
    made = {account.username: account for account in write(plan)}
    load(by=SYSTEM)
    keeper = next(first for first in plan.people if first.username == "all")
    books = open_books("all", symbol="UBND")
    for book, level in books:
        write_keeper(made["all"].person, book=book.uuid, level=level, paper=keeper)
    persons = {username: account.person for username, account in made.items()}
    accept_registers(by=actor_without_session(persons["quan"]))
    inspect(persons, books[0][0])
    for account in (made[username] for username in READERS):
        change_password(account.secret, PASSWORD, by=actor_without_session(account.person))
    return persons, books[0][0]


def person(username: str) -> Any:
    from somat.law.roles import Role
    from somat.people.first_run import FirstPerson

    name, role, level = PEOPLE[username]
    outside = role == "TT"
    return FirstPerson(
        name=name,
        username=username,
        roles=frozenset({Role(role)}),
        decision="01/QĐ-MH",
        decided_on=START,
        unit="" if outside else "Văn phòng",
        clearance=level,
        clearance_until=LONG if level else None,
        outside=OUTSIDE if outside else "",
        until=LONG if outside else None,
    )


def inspect(persons: dict[str, UUID], book: Book) -> None:
    """The inspector sees the lines of the book up to yesterday."""
    from somat.access.actions.proposals import confirm, propose_inspector
    from somat.access.actors import actor_without_session
    from somat.audit.moment import today
    from somat.people.actions.roles import Paper

    paper = Paper("02/QĐ-MH", START, today(), today() + timedelta(days=30))
    proposal = propose_inspector(
        persons["all_behind"],
        book,
        first=START,
        last=today() - timedelta(days=1),
        paper=paper,
        by=actor_without_session(persons["ha"]),
    )
    confirm(proposal.uuid, by=actor_without_session(persons["an"]))


def wait_placed() -> None:
    """Until every leaf has its place in the tree."""
    from somat.vault import client

    while client.status()["log"].get("pending", 1):
        client.poke()
        time.sleep(0.2)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
