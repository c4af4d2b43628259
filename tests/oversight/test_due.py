"""The due loop's round: the night's backup, the one asked for, its test, old ones gone; a round with nothing to do writes nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings

from somat.audit.models import Leaf
from somat.audit.moment import VIETNAM, told
from somat.law.refusal import Refused
from somat.oversight import actions, due, queries
from somat.oversight.actions import NIGHT
from somat.oversight.models import Backup
from tests.office import Office, machine, office  # noqa: F401

FOLDERS = ("backups", "backups-keys", "tmp")


@pytest.fixture
def site(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:  # noqa: F811
    monkeypatch.setattr(due, "_not_before", 0.0)
    monkeypatch.setattr(due, "_slept_on", None)
    emptied()
    yield office
    emptied()
    (settings.SITE.folder / "tmp").mkdir()


def emptied() -> None:
    for name in FOLDERS:
        shutil.rmtree(settings.SITE.folder / name, ignore_errors=True)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2099, 3, day, hour, minute, tzinfo=VIETNAM)


def test_each_night_has_one_backup_tested_once(site: Office) -> None:
    site.issued()
    site.ground.settle()
    with told(local(2, 1)):
        assert due.back_up()[0].startswith("Đã sao lưu: somat-20990302-010000.somat")
        assert due.back_up() == []
        assert due.test_backup() == ["Khôi phục thử somat-20990302-010000.somat: đạt."]
        assert due.test_backup() == []
    with told(local(2, 23)):
        assert due.back_up() == []
    with told(local(3, 0, 59)):
        assert due.back_up() == []
    with told(local(3, 1)):
        assert len(due.back_up()) == 1
    assert [row.state for row in queries.backups(by=NIGHT)] == ["made", "made"]
    assert queries.backups(by=NIGHT)[1].result == "good"


def test_a_site_of_this_morning_owes_no_backup_of_last_night(site: Office) -> None:
    assert due.back_up() == []


def test_a_person_asks_and_the_next_round_makes_it(site: Office) -> None:
    asked = actions.ask(by=site.quan)
    assert actions.ask(by=site.quan).uuid == asked.uuid
    assert len(due.back_up()) == 1
    made = queries.backup(asked.uuid, by=NIGHT)
    assert (made.state, made.asked_by) == ("made", site.quan.person)
    assert due.back_up() == []
    file, keys = actions.places(settings.SITE.folder, made.name)
    assert file.stat().st_size == made.size and keys.exists()


@pytest.mark.parametrize("name", ["hanh", "an", "tan"])
def test_only_the_administrator_asks(site: Office, name: str) -> None:
    with pytest.raises(Refused):
        actions.ask(by=getattr(site, name))
    assert queries.asked(by=NIGHT) is None


def test_one_that_cannot_be_made_is_recorded_and_not_tried_each_minute(
    site: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(actions, "back_up", full)
    with told(local(2, 1)):
        assert any("No space left" in line for line in due.do_due())
        assert not any("No space left" in line for line in due.do_due())
    (row,) = queries.backups(by=NIGHT)
    assert (row.state, row.wrong) == ("failed", "Không sao lưu được: OSError.")
    assert queries.lights(by=NIGHT, at=local(2, 2))[0].kind == "bad"


def test_two_at_once_are_one(site: Office) -> None:
    file, keys = actions.new_places(settings.SITE.folder, at=local(2, 1))
    with actions.alone(settings.SITE.folder), pytest.raises(actions.Busy):
        actions.make(file, keys=keys, by=NIGHT)
    assert not file.exists()


def test_fourteen_stay(site: Office) -> None:
    for day in range(1, 20):
        for path in actions.new_places(settings.SITE.folder, at=local(day, 1)):
            path.write_bytes(b"x")
    assert actions.rotate(settings.SITE.folder) == 5
    for name in ("backups", "backups-keys"):
        kept = sorted(path.name for path in (settings.SITE.folder / name).iterdir())
        assert len(kept) == 14
        assert kept[0].startswith("somat-20990306")


def test_a_copy_elsewhere_is_noted_with_its_day(site: Office) -> None:
    actions.ask(by=site.quan)
    due.back_up()
    (row,) = queries.backups(by=site.quan)
    actions.put_away(row.uuid, on=date(2026, 11, 20), by=site.quan)
    assert queries.backup(row.uuid, by=site.quan).away_by == site.quan.person
    with pytest.raises(Refused):
        actions.put_away(row.uuid, on=date(2026, 11, 20), by=site.ha)


def test_a_round_with_nothing_to_do_writes_nothing(site: Office) -> None:
    due.do_due()
    before = Leaf.unchecked.count()
    assert due.do_due() == []
    assert Leaf.unchecked.count() == before


def test_forgotten_sessions_and_idle_accounts_are_seen_to(site: Office) -> None:
    site.at_desk("an")
    with told(datetime.now(VIETNAM) + timedelta(hours=9)):
        assert "Đã đóng 1 phiên làm việc bỏ quên." in due.do_due()
    with told(datetime.now(VIETNAM) + timedelta(days=200)):
        assert any("tài khoản lâu không dùng" in line for line in due.do_due())
    assert Backup.unchecked.filter(state="failed").count() == 0
