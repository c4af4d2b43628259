"""Backups closed to a key that is not on the server: by the command line, from the first key to the drill."""

from __future__ import annotations

import json
import os
import shutil
import time
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings

from somat.audit.moment import VIETNAM, now, told
from somat.oversight import actions, due, queries
from somat.oversight.actions import KEYS_KEPT, NIGHT
from somat.oversight.models import Drill
from somat.oversight.transfer.envelope import is_closed, new_secret
from tests.office import Office, machine, office  # noqa: F401
from tests.sites import make, somat


def test_from_the_first_key_to_the_drill(tmp_path: Path) -> None:
    """A whole site: new, use, backup, a stick pulled out, drill, restore; nobody without the key reads a row."""
    site, stick = make(tmp_path / "site"), tmp_path / "stick"
    stick.mkdir()
    refused = somat("backup-key", "new", site / "secret")
    assert refused.returncode == 1 and "thư mục cài đặt" in refused.stderr
    done = somat("backup-key", "new", stick / "khoa")
    assert done.returncode == 0, done.stderr
    assert (stick / "khoa").read_text().strip() in done.stdout
    assert "khóa bí mật" in somat("backup-key", "use", site, stick / "khoa").stderr
    done = somat("backup-key", "use", site, stick / "khoa.pub")
    assert done.returncode == 0, done.stderr
    file = stick / "thang-11"
    done = somat("backup", site, file)
    assert done.returncode == 0 and "đã khóa bằng khóa sao lưu" in done.stdout, done.stderr
    assert is_closed(file) and is_closed(stick / "thang-11.keys")
    assert not list((site / "tmp").glob("outgoing-*"))
    shut = somat("restore", file, tmp_path / "new", "--keys", stick / "thang-11.keys")
    assert shut.returncode == 1 and "--key" in shut.stderr
    (stick / "khac").write_text(new_secret().text())
    other = somat("restore", file, tmp_path / "new", "--keys", stick / "thang-11.keys", "--key", stick / "khac")
    assert other.returncode == 1 and "khóa sao lưu khác" in other.stderr
    words = ("--keys", stick / "thang-11.keys", "--key", stick / "khoa")
    drilled = somat("drill", site, file, *words)
    assert drilled.returncode == 0 and "Mọi thứ khớp" in drilled.stdout, drilled.stderr
    done = somat("restore", file, tmp_path / "new", *words)
    assert done.returncode == 0, done.stderr
    assert somat("verify", site).returncode == somat("verify", tmp_path / "new").returncode == 0


def test_a_backup_that_could_not_be_carried_is_not_made_twice(tmp_path: Path) -> None:
    site = make(tmp_path / "site")
    gone = tmp_path / "gone" / "file"
    first = somat("backup", site, gone)
    assert first.returncode == 1 and "chép tiếp" in first.stderr
    stage = next((site / "tmp").glob("outgoing-*"))
    held = json.loads((stage / "done.json").read_text())
    gone.parent.mkdir()
    second = somat("backup", site, gone)
    assert second.returncode == 0 and "Chép tiếp" in second.stdout, second.stderr
    assert held["sha256"] in second.stdout
    assert not stage.exists()
    somat("restore", gone, tmp_path / "new", "--keys", gone.with_name("file.keys"))
    assert (tmp_path / "new" / "site.toml").exists()


def test_a_closed_one_of_the_night_is_tried_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    monkeypatch.setattr(due, "_not_before", 0.0)
    for name in ("backups", "backups-keys"):
        shutil.rmtree(settings.SITE.folder / name, ignore_errors=True)
    office.issued()
    office.ground.settle()
    secret = new_secret()
    actions.set_key(secret.public())
    with told(datetime(2099, 3, 2, 1, tzinfo=VIETNAM)):
        due.back_up()
        assert due.test_backup() == ["Khôi phục thử somat-20990302-010000.somat: đạt."]
    newest = queries.newest(by=NIGHT)
    assert newest is not None and newest.closed_to == secret.public().fingerprint
    file, keys = actions.places(settings.SITE.folder, newest.name)
    assert is_closed(file) and is_closed(keys)
    assert not list((settings.SITE.folder / "tmp").glob("untried-*"))
    words = {light.label: light for light in queries.lights(by=NIGHT, at=now())}
    assert words["Khóa sao lưu"].words == secret.public().fingerprint
    changed = bytearray(file.read_bytes())
    changed[-1] ^= 1
    file.write_bytes(changed)
    assert "đã bị sửa" in actions.test(newest.uuid, by=NIGHT).wrong


def test_the_lights_of_key_and_drill(office: Office) -> None:  # noqa: F811
    lights = {light.label: light.kind for light in queries.lights(by=NIGHT, at=now())}
    assert (lights["Khóa sao lưu"], lights["Diễn tập khôi phục"]) == ("warn", "warn")
    checked = actions.Checked("", 12, 0, "2026-11-22T01:00:00+07:00", (20.4, 90.0, 70.0))
    actions.record_drill(checked, name="thang-11", made_at=now())
    light = next(each for each in queries.lights(by=NIGHT, at=now()) if each.label == "Diễn tập khôi phục")
    assert light.kind == "ok" and light.words.endswith("hết 3 phút")
    assert Drill.unchecked.count() == 1


def test_copies_of_the_keyring_live_thirty_five_days(tmp_path: Path) -> None:
    """R11: what is destroyed in the keyring must not come back out of an old copy of it."""
    folder = tmp_path / "site"
    for name in ("backups", "backups-keys"):
        (folder / name).mkdir(parents=True)
    young, old = (folder / "backups-keys" / f"somat-2026100{n}-010000.somat.keys" for n in (1, 2))
    for path, days in ((young, 34.9), (old, 35.1)):
        path.write_bytes(b"keys")
        os.utime(path, (time.time() - days * 86_400,) * 2)
    assert KEYS_KEPT == 35 * 24 * 3600
    actions.rotate(folder)
    assert young.exists() and not old.exists()
