"""The system desk: states for who watches the machine, acts for the administrator, content for nobody; and the page of two persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from somat.audit.moment import now, today
from somat.oversight import queries
from somat.oversight.actions import NIGHT, record_restore
from somat.oversight.models import Backup, Restore
from somat.web.system.forms import ConfirmForm
from somat.web.today.waiting import elsewhere
from tests.cast import PASSWORD
from tests.office import Office, machine, office  # noqa: F401
from tests.web.pages import page

MADE = Backup(state="made", at=now(), day=today(), name="somat-20261122-010000.somat", size=2 << 20, tree_size=4812)


def browser(office: Office, name: str) -> Client:  # noqa: F811
    client = Client(REMOTE_ADDR="127.0.0.1")
    client.cookies["somat"] = office.world.log_in(name, workstation="127.0.0.1")[0]
    return client


@pytest.mark.parametrize(
    "name, sees, acts", [("quan", True, True), ("ha", True, False), ("an", True, False), ("hanh", False, False)]
)
def test_who_sees_the_desk_and_who_acts(office: Office, name: str, sees: bool, acts: bool) -> None:  # noqa: F811
    client = browser(office, name)
    answer = client.get("/he-thong/")
    assert answer.status_code == (200 if sees else 403)
    assert ("Sao lưu ngay" in answer.content.decode()) is acts
    assert (client.post("/he-thong/sao-luu/", {"once": uuid4()}).status_code == 302) is acts
    assert (queries.asked(by=NIGHT) is not None) is acts


def test_it_shows_states_and_no_content(office: Office) -> None:  # noqa: F811
    office.issued()
    office.ground.settle()
    text = browser(office, "quan").get("/he-thong/").content.decode()
    for word in ("Két khóa", "Đang mở", "lá đã chốt", "Ổ đĩa", "Chưa có bản sao lưu nào", "Mạng LAN độc lập", "R56"):
        assert word in text
    assert "Tình hình địa bàn" not in text and "Công an tỉnh" not in text


def test_a_backup_asked_for_twice_with_one_form_is_one(office: Office) -> None:  # noqa: F811
    client, key = browser(office, "quan"), uuid4()
    for _ in range(2):
        assert client.post("/he-thong/sao-luu/", {"once": key}).status_code == 302
    assert len(queries.backups(by=NIGHT)) == 1
    assert "Đang chờ sao lưu" in client.get("/he-thong/").content.decode()


def test_a_copy_elsewhere_is_noted_and_never_in_the_future(office: Office) -> None:  # noqa: F811
    from somat.audit.guard import opened

    with opened():
        MADE.save(force_insert=True)
    client, address = browser(office, "quan"), f"/he-thong/da-cat/{MADE.uuid}/"
    assert "Ngày cất" in client.get(address).content.decode()
    late = client.post(address, {"on": f"{today() + timedelta(days=1):%d/%m/%Y}", "once": uuid4()})
    assert late.status_code == 409 and "sau hôm nay" in late.content.decode()
    assert client.post(address, {"on": f"{today():%d/%m/%Y}", "once": uuid4()}).status_code == 302
    assert queries.backup(MADE.uuid, by=NIGHT).away_on == today()
    assert browser(office, "ha").get(address).status_code == 403


def test_the_page_of_the_day_says_what_is_off_to_who_watches(office: Office) -> None:  # noqa: F811
    titles = {name: [job["title"] for job in elsewhere(getattr(office, name), today())] for name in ("quan", "hanh")}
    assert "Bản sao lưu: Chưa có bản sao lưu nào" in titles["quan"]
    assert not [title for title in titles["hanh"] if "sao lưu" in title]


def test_a_disk_that_runs_full_is_said_on_every_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    from somat.oversight import disk

    monkeypatch.setattr(disk, "_now", lambda: disk.Disk(15, 100))
    assert "Ổ đĩa còn trống 15 %" in browser(office, "hanh").get("/can-cu/").content.decode()


@pytest.fixture
def restored(office: Office) -> Iterator[Restore]:  # noqa: F811
    for name in ("an", "ha", "quan"):
        office.world.log_in(name)  # each has chosen a password of his own before the backup
    office.ground.settle()
    office.ground.ask("seal-again")
    mark = settings.SITE.folder / "restore.json"
    mark.write_text("{}")
    yield record_restore(backup=uuid4(), made_at=now(), name="site.backup", tree_size=4812, root="ab" * 32)
    mark.unlink(missing_ok=True)


def typed(office: Office, name: str, password: str = PASSWORD) -> dict[str, str]:  # noqa: F811
    return {"username": office.world.accounts[name].username, "password": password}


def test_two_persons_confirm_without_a_session(office: Office, restored: Restore) -> None:  # noqa: F811
    client = Client()
    assert client.get("/niem-phong/").headers["Location"] == "/khoi-phuc/"
    text = client.get("/khoi-phuc/").content.decode()
    assert "4.812" in text and "ab" * 32 in text and "người thứ nhất" in text
    assert client.post("/khoi-phuc/", typed(office, "an")).status_code == 302
    assert "Bây giờ người khác xác nhận" in client.get("/khoi-phuc/").content.decode()
    again = client.post("/khoi-phuc/", typed(office, "an"))
    assert again.status_code == 409 and "hai người khác nhau" in again.content.decode()
    assert client.post("/khoi-phuc/", typed(office, "ha")).status_code == 302
    assert client.get("/khoi-phuc/").headers["Location"] == "/niem-phong/"
    assert client.get("/niem-phong/").status_code == 503
    assert "somat" not in client.cookies
    office.ground.unseal()


@pytest.mark.parametrize(
    "name, password, says",
    [("an", "Sai.mat-khau.2026", "sai tên hoặc mật khẩu"), ("quan", PASSWORD, "không có nhiệm vụ")],
)
def test_a_wrong_password_and_a_wrong_person_confirm_nothing(
    office: Office,  # noqa: F811
    restored: Restore,
    name: str,
    password: str,
    says: str,
) -> None:
    answer = Client().post("/khoi-phuc/", typed(office, name, password))
    assert answer.status_code == 409
    assert says in answer.content.decode()
    waiting = queries.restore_waiting()
    assert waiting is not None and waiting.first_by is None


def test_a_password_that_is_not_ones_own_confirms_nothing(office: Office, restored: Restore) -> None:  # noqa: F811
    answer = Client().post("/khoi-phuc/", typed(office, "khoi", office.world.accounts["khoi"].secret))
    assert answer.status_code == 409 and "chưa có mật khẩu do chính người dùng đặt" in answer.content.decode()
    waiting = queries.restore_waiting()
    assert waiting is not None and waiting.first_by is None


def test_nothing_to_confirm_leads_away(office: Office) -> None:  # noqa: F811
    assert Client().get("/khoi-phuc/").headers["Location"] == "/niem-phong/"


def test_the_templates_render_whole_with_nothing_and_with_everything() -> None:
    empty = {"states": [], "backups": [], "findings": [], "standard": [], "back_up_url": None, "asked": False}
    text = render_to_string("system/show.html", page("Hệ thống", **empty))
    assert "Chưa có bản sao lưu" in text and "Không thấy đường ra" in text
    waiting = Restore(at=now(), made_at=now(), name="a.backup", tree_size=4812, root="ab" * 32, first_at=now())
    text = render_to_string("system/restore.html", page("", form=ConfirmForm(), restore=waiting))
    assert "người thứ hai" in text
    assert not re.search(r"<style|\sstyle=|{#|{%|{{", text)
