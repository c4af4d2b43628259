"""One thing of each kind in the state that each address wants: for the walks of every address by every role."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from somat.access import actions as access
from somat.audit.change import change
from somat.audit.moment import now, today
from somat.catalogue import actions as catalogue
from somat.exchange.actions.imports import begin
from somat.law.authority import Power
from somat.law.levels import Level
from somat.law.receiving import Seal
from somat.law.refusal import Refused
from somat.law.roles import Role
from somat.oversight.models import Backup
from somat.oversight.verbs import BACKUP_MAKE
from somat.people import queries as people
from somat.people.actions.accounts import create
from somat.people.actions.persons import enter_person, enter_unit
from somat.people.actions.sessions import log_in
from somat.people.actions.unlock import ask_unlock
from somat.registry import queries
from somat.registry.actions import documents, exports, groups
from somat.registry.actions.ask import Asked, ask
from somat.registry.actions.books import NewBook, open_book
from somat.registry.actions.drafts import keep_paper
from somat.registry.actions.handle import forward
from somat.registry.actions.handled import call_handled
from somat.registry.line import To
from somat.registry.words import Words
from somat.vault import actions as vault
from tests.cast import DESK, paper
from tests.exchange.desk import checked, old_book, received
from tests.office import Office
from tests.registry.papers import Papers

Things = dict[str, Any]


def furnished(office: Office) -> Things:
    """Everything; the clerk keeps both books, the drafter and the signer know the lines, nobody else was let in."""
    made: Things = {"code": "CV", "register": "A1", "drawing": "D-19", "stamp": "C-08", "page": 1, "number": 1}
    for part in (lines, arrivals, envelopes, papers_of, persons, rights, desks):
        made |= part(office, made)
    return made


def line(office: Office, **more: Any) -> Any:
    """An outgoing line that the drafter gets a copy of and the leader has signed."""
    to = (To("Công an tỉnh"), To("Lê Quang Duy", office.duy.person))
    return office.issued(to=to, drafter=office.duy.person, signer_person=office.an.person, **more)


def lines(office: Office, made: Things) -> Things:
    entry, cancelled, turned_down = line(office), line(office), line(office)
    questions = [
        ask(one.uuid, Asked("cancel", "ghi trùng", office.an.person), by=office.hanh)
        for one in (cancelled, turned_down)
    ]
    to = {one.person: one.uuid for one in queries.recipients([entry], by=office.hanh)[entry.uuid]}
    waiting = keep_paper(
        book=office.out.uuid, level=Level.MAT, signed_on=today(), approved=2,
        words=Words("Báo cáo chờ số", {"doc_type": "BC", "to": ["Công an tỉnh"], "signer": "Nguyễn Văn An"}), by=office.duy,
    )  # fmt: skip
    filters = groups.keep("filter", {"name": "Của tôi", "words": ""}, by=office.hanh)
    return {
        "entry": entry.uuid,
        "volume": entry.volume_id,
        "book": office.out.uuid,
        "in_book": office.in_.uuid,
        "recipient": to[office.duy.person],
        "body": to[None],
        "question": questions[0].uuid,
        "other_question": questions[1].uuid,
        "draft": waiting.uuid,
        "group": groups.keep("to", {"name": "Khối", "to": ["Công an tỉnh"]}, by=office.hanh).uuid,
        "saved": filters.uuid,
        **{name: line(office).uuid for name in ("to_cancel", "to_correct", "to_copy")},
    }


def arrivals(office: Office, made: Things) -> Things:
    """Arrivals of the leader, handed on to the officer."""
    found: Things = {}
    for name in ("arrival", "quiet", "handed"):
        entry = office.registered(to_person=office.an.person)
        step = forward(entry.uuid, unit="Văn phòng", person=office.duy.person, due_on=None, by=office.hanh)
        found |= {name: entry.uuid, f"step_of_{name}": step.uuid}
    handled = office.registered(to_person=office.khoi.person)
    call_handled(handled.uuid, done_on=today(), person=office.khoi.person, how="lưu", by=office.at_desk("hanh"))
    closed = office.registered(
        to_person=office.an.person, named_only=True, abstract="", doc_type="", symbol="C-12/KH", day=today()
    )
    return {
        **found,
        "handled": handled.uuid,
        "step": found["step_of_handed"],
        "other_step": found["step_of_arrival"],
        "closed": closed.uuid,
    }


def envelopes(office: Office, made: Things) -> Things:
    return {
        "envelope": received(office).uuid,
        "short": checked(office, copies_found=1).uuid,
        "opened": checked(office, seal=Seal.OPENED).uuid,
        "wrong": checked(office, copies_found=1).uuid,
    }


def papers_of(office: Office, made: Things) -> Things:
    """Documents of the first line, one of them asked to be ended, one asked for as a file and let go."""
    papers, entry = Papers(office), queries.entry(made["entry"], by=office.hanh, on=today())
    versions = [papers.added(entry) for _ in range(4)]
    for one in versions[2:]:
        documents.ask_end(one.document_id, by=papers.hanh)
    asked = [exports.ask(versions[at].uuid, reason="Nộp lưu trữ", by=papers.hanh) for at in (1, 2, 3)]
    exports.approve(asked[2].uuid, by=office.an)
    return {
        "document": versions[0].document_id,
        "version": versions[0].uuid,
        "other_document": versions[1].document_id,
        "ending": versions[2].document_id,
        "going_on": versions[3].document_id,
        "export": asked[0].uuid,
        "other_export": asked[1].uuid,
        "let_go": asked[2].uuid,
    }


def persons(office: Office, made: Things) -> Things:
    """People beside the cast, whom a test may lose; a unit without anybody; an account that is locked."""
    of = people.person(office.duy.person, by=office.ha).unit_id
    names = ("spare", "leaver", "clerk")
    found = {name: enter_person(f"Người {name}", unit=of, post="Công chức", by=office.ha).uuid for name in names}
    guest = enter_person("Người đoàn", outside="Thanh tra tỉnh", by=office.ha)
    sleeper = enter_person("Người quên", unit=of, post="Công chức", by=office.ha).uuid
    create(sleeper, username="quen", since=today(), by=office.quan)
    for _ in range(5):
        try:
            log_in("quen", "không phải", workstation=DESK, at=now())
        except Refused:
            pass
    asked = ask_unlock(sleeper, by=office.quan)
    return {
        **found,
        "inspector": guest.uuid,
        "locked": sleeper,
        "reset": office.chi.person,
        "person": office.duy.person,
        "officer": office.duy.person,
        "leader": office.khoi.person,
        "unit": enter_unit("Tổ trống", since=date(2020, 1, 6), by=office.ha).uuid,
        "unit_of": of,
        "request_uuid": asked.uuid,
    }


def rights(office: Office, made: Things) -> Things:
    """Rights that wait for a second person; a second clerk, whose book the first is to take over."""
    for role in (Role.VT, Role.TT):
        who = made["clerk"] if role == Role.VT else made["inspector"]
        access.confirm(access.propose_role(who, role, paper=paper(), by=office.ha).uuid, by=office.an)
    cleared = access.propose_clearance(made["clerk"], Level.TUYET_MAT, paper=paper(), by=office.ha)
    access.confirm(cleared.uuid, by=office.an)
    book = open_book(NewBook("out", "Sổ của người khác", None, symbol="KT"), by=office.hanh)
    access.confirm(access.propose_book(made["clerk"], book, paper=paper(), by=office.ha).uuid, by=office.an)
    leave = access.propose_substitute(
        office.hanh.person,
        book,
        instead_of=made["clerk"],
        paper=paper(today(), today() + timedelta(days=9)),
        by=office.ha,
    )
    access.confirm(leave.uuid, by=office.an)
    office.world.clear("chi", Level.MAT)
    lent = office.world.lend("chi", Power.BOOK, level=Level.MAT, until=today() + timedelta(days=9))
    waiting = [
        access.propose_clearance(who, Level.MAT, paper=paper(), by=office.ha).uuid
        for who in (office.chi.person, made["spare"])
    ]
    return {
        "proposal": waiting[0],
        "other_proposal": waiting[1],
        "leave": leave.uuid,
        "last_no": 0,
        "delegation": lent.uuid,
    }


def desks(office: Office, made: Things) -> Things:
    """What lies on the other desks: a full volume, a backup, imports, files of trust, the agency's own law, words inside papers."""
    full = open_book(NewBook("out", "Sổ đã đầy", None, symbol="D"), by=office.hanh)
    office.world.keep("hanh", full)
    office.issued(book=full.uuid)
    office.ground.run("UPDATE registry_series SET last = ? WHERE scope IN (?, ?)", 4999, full.series, full.uuid)
    volume = office.issued(book=full.uuid).volume_id
    with change(BACKUP_MAKE, by=office.quan) as act:
        backup = Backup(state="made", day=today(), at=act.at, name="thu.smbk", size=1)
        backup.save(force_insert=True)
        act.about(backup)
    desk = office.at_desk("hanh")
    batches = [begin(old_book(3, year=2018 + at), name="cu.csv", book=office.out.uuid, by=desk).uuid for at in range(2)]
    since = datetime(2026, 1, 1, tzinfo=UTC)
    asked, trusted = catalogue.propose_trust(
        *(catalogue.Brought("root", f"Gốc {n}", since, None, f"{n}" * 64, f"{n}".encode()) for n in (1, 2)),
        by=office.ha,
    )
    catalogue.accept_trust(trusted.uuid, by=office.an)
    return {
        "full_book": full.uuid,
        "full": volume,
        "backup": backup.uuid,
        "batch": batches[0],
        "dropped": batches[1],
        "file": asked.uuid,
        "trusted": trusted.uuid,
        "folder": catalogue.propose_law("a" * 64, by=office.ha).uuid,
        "asked": vault.ask_word_search(by=office.ha).uuid,
    }
