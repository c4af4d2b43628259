"""What hands, thieves and machines do to a running site: each gets a clear answer, and nothing is done twice, lost or told."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

import pytest

from tests import sites
from tests.house.doors import routes
from tests.whole import hostile, running
from tests.whole.browsing import Answer, Browser
from tests.whole.flows import Flows
from tests.whole.issuing import LINE, as_hex, entry_in, new_line
from tests.whole.rights import Desks
from tests.whole.running import Site
from tests.whole.twice import Repeats, twice

TOKEN = re.compile(
    rb'value="[A-Za-z0-9]{64}"|name="once" value="[^"]*"|datetime="[^"]*"|\d\d:\d\d|<span class="push">[^<]*</span>'
)
NEWEST = "SELECT body FROM audit_leaf ORDER BY id DESC LIMIT 1"
COUNT = "SELECT count(*) FROM registry_entry"
RSS = 450 << 20  # bytes of memory of one web process, whatever is sent to it


@pytest.fixture(scope="module")
def place() -> Iterator[Site]:
    with running.site(name="abuse") as made:
        yield made


@pytest.fixture(scope="module")
def flows(place: Site) -> Flows:
    return Flows(place, "Chuyện thường", "Nguyễn Trọng An")


def lines(site: Site) -> int:
    return int(str(site.rows(COUNT)[0][0]))


# --- cookies ---


def test_a_cookie_used_at_another_machine_ends_for_both(place: Site) -> None:
    own = place.log_in("ha")
    assert own.twin().get("/hom-nay/").status == 200, "the control: a second tab of the same machine"
    thief = own.twin(source="127.0.0.2")
    assert thief.get("/hom-nay/").location == "/dang-nhap/"
    assert own.get("/hom-nay/").location == "/dang-nhap/"
    verbs = [str(row[0]) for row in place.rows("SELECT verb FROM audit_leaf ORDER BY id DESC LIMIT 5")]
    assert "session.elsewhere" in verbs


def test_a_cookie_copied_before_the_log_out_opens_nothing_after_it(place: Site) -> None:
    own = place.log_in("ha")
    copy = own.twin()
    own.post("/dang-xuat/", [])
    assert copy.get("/hom-nay/").location == "/dang-nhap/"
    assert copy.post("/nguoi/moi/", [("name", "Kẻ gian")]).location == "/dang-nhap/"


def test_a_second_log_in_ends_the_first(place: Site) -> None:
    first = place.log_in("ha")
    second = place.log_in("ha")
    assert first.get("/hom-nay/").location == "/dang-nhap/"
    assert second.get("/hom-nay/").status == 200


# --- hidden is missing ---


@pytest.fixture(scope="module")
def things(place: Site, flows: Flows) -> dict[str, object]:
    """One real thing for each named part of an address, none of which concerns the officer Duy."""
    flows.outgoing()
    flows.incoming()
    flows.envelopes()
    line = flows.issue(abstract="Không phải việc của Duy")
    flows.fill(flows.hanh, line + "huy/", reason="Ghi nhầm")
    asked = str(place.rows("SELECT uuid FROM registry_question ORDER BY id DESC LIMIT 1")[0][0])
    entry = line.split("/")[2]
    recipient = str(place.rows("SELECT uuid FROM registry_recipient ORDER BY id DESC LIMIT 1")[0][0])
    volume = str(place.rows("SELECT uuid FROM registry_volume ORDER BY id LIMIT 1")[0][0])
    envelope = str(place.rows("SELECT uuid FROM exchange_envelope ORDER BY id DESC LIMIT 1")[0][0])
    found = {"entry": entry, "book": flows.out.split("/")[2], "question": asked, "recipient": recipient}
    found |= {"volume": volume, "envelope": envelope}
    return {name: str(UUID(value)) for name, value in found.items()}


def bare(answer: Answer, *names: object) -> tuple[int, list[tuple[str, str]], bytes]:
    """An answer without what must differ between any two: tokens, keys, the clock, and the address that was asked for."""
    body = TOKEN.sub(b"", answer.body)
    for name in names:
        body = body.replace(str(name).encode(), b"")
    kept = sorted(
        (k, "; ".join(sorted(v.split("; ")))) for k, v in answer.headers if k.lower() not in ("date", "set-cookie")
    )
    return answer.status, kept, body


def pairs(things: dict[str, object]) -> list[tuple[str, str, str]]:
    """(name, address of a thing that is there, the same address of one that is not) of every address with a known thing."""
    nobody = {name: str(uuid4()) for name in things}
    there, gone = dict(routes(things)), dict(routes(nobody))
    return [(name, there[name], gone[name]) for name in there if there[name] != gone[name]]


@pytest.mark.parametrize("who", ["duy", "tan"])
def test_what_is_hidden_answers_as_what_is_not_there(
    place: Site, flows: Flows, things: dict[str, object], who: str
) -> None:
    by = flows.duy if who == "duy" else place.log_in(who)
    tried = pairs(things)
    assert len(tried) > 20
    for name, there, gone in tried:
        names = (*things.values(), *gone.split("/"))
        assert bare(by.get(there), *names) == bare(by.get(gone), *names), name
        sent = [("once", str(uuid4())), ("reason", "x"), ("name", "x")]
        assert bare(by.post(there, sent), *names) == bare(by.post(gone, sent), *names), f"POST {name}"


def test_who_keeps_the_book_sees_a_difference(flows: Flows, things: dict[str, object]) -> None:
    """The control of the comparison above."""
    seen = [name for name, there, gone in pairs(things) if bare(flows.hanh.get(there)) != bare(flows.hanh.get(gone))]
    assert {"books:entry", "books:show", "books:print", "books:cancel", "desk:one"} <= set(seen)


def test_both_leave_the_same_leaf_and_take_the_same_time(place: Site, flows: Flows, things: dict[str, object]) -> None:
    def leaf(path: str) -> dict[str, object]:
        flows.duy.get(path)
        facts = json.loads(bytes(place.rows(NEWEST)[0][0]))  # type: ignore[arg-type]
        return {name: value for name, value in facts.items() if name not in ("leaf", "at", "object")} | {
            "n": len(str(facts))
        }

    def seconds(path: str) -> float:
        start = time.perf_counter()
        flows.duy.get(path)
        return time.perf_counter() - start

    there, gone = f"/dong/{things['entry']}/", f"/dong/{uuid4()}/"
    assert leaf(there) == leaf(gone)
    assert leaf(there)["decision"] == "absent"
    times = [(seconds(there), seconds(gone)) for _ in range(25)]
    hidden, missing = (sorted(column)[: len(times) // 2] for column in zip(*times, strict=True))  # the undisturbed half
    assert abs(statistics.mean(hidden) - statistics.mean(missing)) < 0.25 * statistics.mean(missing) + 0.003


# --- one act ---


def test_a_double_click_is_one_line(place: Site, flows: Flows) -> None:
    before = lines(place)
    form = new_line(flows.hanh)
    fields = form.filled(LINE | {"recipients": ["Công an tỉnh"]})
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda: answers.append(flows.hanh.twin().post(form.action, fields))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(place) == before + 1
    assert len({entry_in(answer) for answer in answers}) == 1 and entry_in(answers[0])


def test_two_tabs_with_keys_of_their_own_are_two_lines(place: Site, flows: Flows) -> None:
    """The control: it is the key that makes two sendings one."""
    before = lines(place)
    for _ in range(2):
        flows.hanh.send(new_line(flows.hanh), **LINE, recipients=["Công an tỉnh"])
    assert lines(place) == before + 2


def test_a_lost_answer_is_asked_for_again_without_a_second_line(place: Site, flows: Flows) -> None:
    before = lines(place)
    form = new_line(flows.hanh)
    fields = form.filled(LINE | {"recipients": ["Công an tỉnh"]})
    cut = flows.hanh.twin()
    cut.get("/con-song/")
    assert cut._line is not None
    head = {"Cookie": "; ".join(f"{k}={v}" for k, v in cut.cookies.items())}
    cut._line.request(
        "POST", form.action, urlencode(fields), head | {"Content-Type": "application/x-www-form-urlencoded"}
    )
    running.until(lambda: lines(place) == before + 1, what="the line whose answer will be lost", seconds=20)
    cut.hang_up()  # done, and the cable pulled before the answer was read
    entry = entry_in(flows.hanh.post(form.action, fields))
    assert entry == as_hex(place.rows("SELECT uuid FROM registry_entry ORDER BY id DESC LIMIT 1")[0][0])
    assert lines(place) == before + 1


def test_every_form_that_acts_carries_a_key_and_acts_once(place: Site) -> None:
    """Every flow walked by browsers that send each form twice."""
    repeats = Repeats(place)
    walk = Flows(place, "Chuyện thường hai lần", "Nguyễn Trọng An")
    for name in ("hanh", "duy", "khoi", "an"):
        setattr(walk, name, twice(getattr(walk, name), repeats))
    for flow in (
        walk.outgoing,
        walk.bare,
        walk.questions,
        walk.incoming,
        walk.envelopes,
        walk.drafts,
        walk.imports,
        walk.leaving,
    ):
        flow()
    Desks(place, khoi=walk.khoi, **{name: twice(place.log_in(name), repeats) for name in ("ha", "quan", "tan")}).all()
    kinds = {re.sub(r"[0-9a-f-]{36}", "…", path) for path, *_ in repeats.rows}
    assert len(kinds) > 25, sorted(kinds)
    assert [row for row in repeats.rows if not row[1]] == [], "forms without a key"
    assert {(row[0], row[3]) for row in repeats.rows if row[2]} == set(), "a repeat that was a second act"
    assert [row for row in repeats.rows if row[3] >= 500] == []


def test_of_two_clerks_who_issue_one_draft_one_gets_the_number(place: Site) -> None:
    flows = Flows(place, "Bản thảo hai người", "Nguyễn Trọng An")
    flows.drafts()
    hoa = place.log_in("hoa")
    link = next(link for link in flows.hanh.get("/cho-so/").page.links if "/moi/?ban-thao=" in link)
    forms = [(by, by.get(link).form(has="draft")) for by in (flows.hanh, hoa)]
    before, answers = lines(place), []
    threads = [
        threading.Thread(target=lambda by=by, form=form: answers.append(by.send(form, khac="1"))) for by, form in forms
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in answers) == [302, 409], [answer.words[:600] for answer in answers]
    assert lines(place) == before + 1


# --- starting and opening ---


def test_a_taken_port_is_said_before_anything_starts(place: Site) -> None:
    other = running.Site(place.folder, port=place.port)
    parts = ("somat.vault.process", "somat.cli.web", "somat.cli.due")
    pids = [place.named(part) for part in parts]
    done = sites.somat("serve", place.folder, "--port", str(other.port))
    assert done.returncode == 1
    assert done.stderr.startswith("Dừng: ") and f"cổng {place.port}" in done.stderr
    assert "Traceback" not in done.stderr
    assert [place.named(part) for part in parts] == pids
    assert place.is_open()


def test_a_wrong_passphrase_is_said_and_the_page_stays_sealed(place: Site) -> None:
    running.end(place.named("somat.vault.process")[0])
    running.until(lambda: Browser(place.port).get("/dang-nhap/").location == "/niem-phong/", what="the sealed page")
    stranger = Browser(place.port)
    running.until(
        lambda: "Két khóa chưa chạy" not in stranger.get("/niem-phong/").words, what="the vault's process again"
    )
    wrong = stranger.send(stranger.get("/niem-phong/").form(has="passphrase"), passphrase="không phải cụm này đâu nhé")
    assert wrong.status == 503
    assert "Cụm mật khẩu mở két không đúng" in wrong.words
    assert stranger.get("/so-di/").location == "/dang-nhap/"
    time.sleep(2)  # the vault asks to wait after a wrong one
    place.unseal()
    assert place.is_open()


def test_a_wrong_passphrase_file_stops_the_command_and_leaves_nothing_behind(place: Site, tmp_path: Path) -> None:
    place.stop()
    file = tmp_path / "words"
    file.write_text("sai hoàn toàn cụm mật khẩu này", "utf-8")
    done = sites.somat("serve", place.folder, "--port", str(place.port), "--passphrase-file", file)
    assert done.returncode == 1
    assert "Cụm mật khẩu không đúng" in done.stderr and "Traceback" not in done.stderr
    place.up()


# --- files ---


def peak(pid: int) -> int:
    """The most memory that a process has had since it was asked to forget, in bytes."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) << 10 if found else 0


def test_hostile_files_are_refused_in_a_sentence_and_cost_little(place: Site) -> None:
    clerk = place.log_in("hanh")
    book = clerk.get("/so-di/").location.split("/")[2]
    for worker in place.web()[1]:
        Path(f"/proc/{worker}/clear_refs").write_text("5")
    for name, data in hostile.files().items():
        form = clerk.get("/nhap-so/").form(has="book")
        answer = clerk.follow(clerk.send(form, book=book, files={"file": (name, data)}))
        if answer.path != "/nhap-so/":  # a long file is kept first; what it is shows when it is read
            answer = clerk.post(answer.path, [("doc", "1")])
        assert answer.status == 200, f"{name}: {answer.status} {answer.words[:500]}"
        assert re.search("rỗng|trống|hỏng|quá lớn|quá nhiều|dài|giới hạn|không phải", answer.words), (
            f"{name}: {answer.words[:900]}"
        )
        assert "Traceback" not in answer.text
    assert {worker: peak(worker) >> 20 for worker in place.web()[1] if peak(worker) > RSS} == {}
    left = [path for folder in (place.temp, place.folder / "tmp") for path in folder.rglob("*") if path.is_file()]
    assert [path for path in left if "rehearse-" not in str(path)] == []  # the test of a backup works there meanwhile
    assert place.rows("SELECT count(*) FROM exchange_import WHERE parts > 1")[0][0] == 0
    assert place.is_open()


# --- clock and disk ---

AHEAD = """
import sys
from datetime import timedelta
from pathlib import Path
from somat.cli.start import django_for
django_for(Path(sys.argv[1]))
from somat.access.actors import actor_without_session
from somat.audit.moment import now, today, told
from somat.law.levels import Level
from somat.people import queries
from somat.registry.actions.issue import issue
from somat.registry.line import OutLine, To
from uuid import UUID
with told(now() + timedelta(minutes=float(sys.argv[4]))):
    by = actor_without_session(UUID(sys.argv[2]), on=today(), workstation="VP-01")
    line = OutLine(book=UUID(sys.argv[3]), level=Level.MAT, day=today(), symbol="KH-UBND", doc_type="KH", abstract="Trước giờ",
                   signer="Nguyễn Trọng An", unit="Văn phòng", to=(To("Công an tỉnh"),), copies=2)
    issue(line, by=by)
"""


def issue_ahead(place: Site, book: str, *, minutes: float) -> None:
    """A line written while the clock of the machine ran ahead, by the product's own seam for the clock."""
    clerk = place.rows("SELECT person_id FROM people_account WHERE username = 'hanh'")[0][0]
    words = [sites.SOMAT.with_name("python"), "-c", AHEAD, str(place.folder), str(clerk), book, str(minutes)]
    done = subprocess.run([str(word) for word in words], env=sites.plain(), capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr


def test_a_clock_set_back_stops_numbering_and_is_said(place: Site) -> None:
    """Last of the tests of this site: the clock seems to have gone back, by less than is allowed and by more."""
    clerk = place.log_in("hanh")
    book = clerk.get("/so-di/").location.split("/")[2]
    issue_ahead(place, book, minutes=1.5)
    assert clerk.send(new_line(clerk), **LINE, recipients=["Công an tỉnh"]).status == 302
    issue_ahead(place, book, minutes=30)
    before = lines(place)
    answer = clerk.send(new_line(clerk), **LINE, recipients=["Công an tỉnh"])
    assert answer.status == 409
    assert "Đồng hồ máy lùi" in answer.words
    assert lines(place) == before
    assert clerk.get("/hom-nay/").status == 200
