"""Two files hold a whole site: written while others write, read back byte for byte, refused when anything is wrong with them."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from somat.audit.moment import now
from somat.oversight.transfer import archive
from somat.oversight.transfer.archive import BadArchive, checked
from somat.oversight.transfer.backup import Made, back_up, keys_of, without_database
from somat.oversight.transfer.rehearse import check_backup
from somat.oversight.transfer.restore import opened
from somat.oversight.transfer.shape import shapes
from somat.oversight.transfer.snapshot import snapshot
from somat.site import load
from tests.office import Office, machine, office  # noqa: F401
from tests.postgres import Cluster
from tests.sites import somat

TOUCHED = {"audit_leaf", "oversight_restore", "people_session"}  # what the record of a restoration writes


@dataclass
class Pair:
    """A backup of the office, in two files."""

    file: Path
    keys: Path
    made: Made


@pytest.fixture
def pair(office: Office, tmp_path: Path) -> Pair:  # noqa: F811
    for _ in range(3):
        office.issued()
        office.registered()
    office.ground.settle()
    return taken(tmp_path)


def taken(folder: Path) -> Pair:
    file = folder / "somat.backup"
    made = back_up(settings.SITE, file, keys=keys_of(file), at=now())
    return Pair(file, keys_of(file), made)


def lines(place: Any) -> dict[str, list[str]]:
    with snapshot(place) as taken:
        return {shape.table: list(taken.lines(shape)) for shape in shapes()}


def test_every_table_of_the_database_is_in_it(pair: Pair) -> None:
    manifest = checked(pair.file, kind="data")
    named = {each["table"] for each in manifest["tables"]}
    with connection.cursor() as cursor:
        assert named == set(connection.introspection.table_names(cursor)) - {"django_migrations"}
    rows = {each["table"]: each["rows"] for each in manifest["tables"]}
    assert rows["registry_entry"] == 6
    assert rows["vault_sealed"] >= 6
    assert manifest["tree"]["size"] == rows["audit_leafindex"] > 20


def test_no_content_stands_in_it_and_no_key_and_no_address(pair: Pair) -> None:
    text = gzip.decompress(pair.file.read_bytes())
    assert b"registry_entry" in text
    for secret in ("Tình hình địa bàn", "Kế hoạch giả định"):
        assert secret.encode() not in text
        assert json.dumps(secret).encode()[1:-1] not in text
    assert b"url_file" not in text
    assert not [name for name, _ in archive.pieces(pair.file) if "vault/" in name]
    assert {name for name, _ in archive.pieces(pair.keys)} >= {"files/vault/log.pub"}


def test_restored_it_is_the_same_to_the_byte_on_either_engine_and_moves_on(
    pair: Pair, tmp_path: Path, pg_cluster: Cluster
) -> None:
    """Onto SQLite, from there to PostgreSQL, and straight onto PostgreSQL: always the same lines, always verified."""
    before = lines(settings.SITE)
    first, second = tmp_path / "one", tmp_path / "two"
    done = somat("restore", pair.file, first, "--keys", pair.keys)
    assert done.returncode == 0, done.stderr
    assert "niêm phong" in done.stdout
    same(before, first)
    done = somat("restore", pair.file, second, "--keys", pair.keys, *addresses(pg_cluster, tmp_path / "a"))
    assert done.returncode == 0, done.stderr
    same(before, second)
    held = lines(load(first))
    done = somat("move", first, "--to", "postgresql", *addresses(pg_cluster, tmp_path / "b"))
    assert done.returncode == 0, done.stderr
    assert load(first).engine == "postgresql"
    assert lines(load(first)) == held
    assert (first / "somat.sqlite3.before-move").exists() and not (first / "somat.sqlite3").exists()
    for site in (first, second):
        assert somat("verify", site).returncode == 0
        assert json.loads((site / "restore.json").read_text())["backup"] == str(pair.made.uuid)


def same(before: dict[str, list[str]], folder: Path) -> None:
    after = lines(load(folder))
    for table in before.keys() - TOUCHED:
        assert after[table] == before[table], table
    assert after["audit_leaf"][: len(before["audit_leaf"])] == before["audit_leaf"]
    assert len(after["oversight_restore"]) == 1


def addresses(cluster: Cluster, notes: Path) -> list[str | Path]:
    notes.mkdir()
    name, words = cluster.fresh(), []
    for role, option in (("app", "--database-url-file"), ("owner", "--owner-url-file")):
        (notes / role).write_text(cluster.url(name, role=f"somat_{role}"))
        words += [option, notes / role]
    return words


def test_a_counter_goes_on_where_it_was(pair: Pair, tmp_path: Path) -> None:
    given = {each["table"]: each["given"] for each in checked(pair.file, kind="data")["tables"]}
    somat("restore", pair.file, tmp_path / "new", "--keys", pair.keys)
    link = sqlite3.connect(tmp_path / "new" / "somat.sqlite3")
    assert given["registry_entry"] >= 6
    assert (
        link.execute("SELECT seq FROM sqlite_sequence WHERE name = 'registry_entry'").fetchone()[0]
        == given["registry_entry"]
    )


def test_it_is_one_moment_though_others_write(office: Office, tmp_path: Path) -> None:  # noqa: F811
    office.issued()
    stop, made = threading.Event(), []

    def write() -> None:
        while not stop.is_set():
            made.append(office.issued())
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        pairs = []
        while len(pairs) < 3 or len(made) < 4:
            (tmp_path / str(len(pairs))).mkdir()
            pairs.append(taken(tmp_path / str(len(pairs))))
    finally:
        stop.set()
        writer.join()
    assert pairs[0].made.rows < pairs[-1].made.rows
    assert check_backup(pairs[-1].file, pairs[-1].keys, within=settings.SITE.folder).wrong == ""


def test_one_that_stops_halfway_leaves_nothing(
    office: Office,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: Any, **__: Any) -> Iterator[int]:
        yield 1
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archive.Pieces, "add_lines", full)
    with pytest.raises(OSError, match="No space"):
        taken(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_it_overwrites_nothing(pair: Pair, tmp_path: Path) -> None:
    before = pair.file.read_bytes()
    with pytest.raises(FileExistsError):
        taken(tmp_path)
    assert pair.file.read_bytes() == before


CUTS: dict[str, Callable[[bytes], bytes]] = {
    "cut in the middle": lambda data: data[: len(data) // 2],
    "cut at the end": lambda data: data[:-9],
    "empty": lambda data: b"",
    "something else": lambda data: b"%PDF-1.7 " + data[9:],
    "more behind it": lambda data: data + b"more",
    "a byte early": lambda data: flipped(data, len(data) // 5),
    "a byte in the middle": lambda data: flipped(data, len(data) // 2),
    "a byte late": lambda data: flipped(data, len(data) - 40),
    "unpacked, changed, packed": lambda data: gzip.compress(gzip.decompress(data).replace(b"somat/", b"somax/", 1)),
}


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def test_a_wrong_cut_or_edited_file_is_refused(pair: Pair, tmp_path: Path) -> None:
    bad, tried = tmp_path / "bad", 0
    for how, change in CUTS.items():
        for which in (pair.file, pair.keys):
            whole = which.read_bytes()
            bad.write_bytes(change(whole))
            if same_inside(bad.read_bytes(), whole):  # the packing has bits that say nothing
                continue
            tried += 1
            file, keys = (bad, pair.keys) if which == pair.file else (pair.file, bad)
            with pytest.raises(BadArchive, match=r"Tệp|Bản kê") as refused:
                opened(file, keys)
                pytest.fail(f"{how}: {which.name} was taken")
            assert str(refused.value).endswith("."), how
    assert tried > 12


def same_inside(one: bytes, other: bytes) -> bool:
    try:
        return gzip.decompress(one) == gzip.decompress(other)
    except (OSError, EOFError, zlib.error):
        return False


def test_the_restore_test_says_what_is_wrong_and_leaves_nothing(pair: Pair, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.write_bytes(pair.file.read_bytes()[:-200])
    assert "cụt" in check_backup(bad, pair.keys, within=tmp_path).wrong
    assert list((tmp_path / "tmp").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "somat.backup", "somat.backup.keys", "tmp"]


def test_the_files_are_not_taken_for_each_other(pair: Pair) -> None:
    with pytest.raises(BadArchive, match="không phải loại tệp"):
        opened(pair.keys, pair.file)


def test_the_keys_of_another_site_are_refused(pair: Pair, tmp_path: Path) -> None:
    other = tmp_path / "other.keys"
    repacked(pair.keys, other, manifest=lambda facts: facts | {"installation": "0" * 32})
    with pytest.raises(BadArchive, match="cài đặt khác"):
        opened(pair.file, other)


def test_a_row_changed_with_all_its_hashes_is_found_by_the_journal(pair: Pair, tmp_path: Path) -> None:
    """Who can write the file can write its hashes anew; the leaves he cannot sign anew."""
    bad = tmp_path / "bad.backup"
    repacked(pair.file, bad, piece=lambda name, data: data.replace(b'"BC-UBND"', b'"TB-UBND"'))
    opened(bad, pair.keys)
    assert "không khớp lá mới nhất" in check_backup(bad, pair.keys, within=tmp_path).wrong
    done = somat("restore", bad, tmp_path / "new", "--keys", pair.keys)
    assert done.returncode == 1
    assert "không qua được kiểm nhật ký" in done.stderr
    assert not (tmp_path / "new").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".restoring")]


def repacked(
    source: Path,
    target: Path,
    *,
    piece: Callable[[str, bytes], bytes] = lambda name, data: data,
    manifest: Callable[[dict[str, Any]], dict[str, Any]] = lambda facts: facts,
) -> None:
    """The file written anew by somebody who knows the format, with every hash right."""
    import hashlib

    parts = list(archive.pieces(source))
    facts = json.loads(parts.pop()[1])
    parts = [(name, piece(name, data)) for name, data in parts]
    for table in facts["tables"]:
        whole = b"".join(data for name, data in parts if name.startswith(f"tables/{table['table']}/"))
        table |= {"size": len(whole), "sha256": hashlib.sha256(whole).hexdigest()}
    with gzip.open(target, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, data in [*parts, (archive.MANIFEST, json.dumps(manifest(facts)).encode())]:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            tar.addfile(info, BytesIO(data))


def test_a_folder_that_is_used_is_not_restored_into(pair: Pair, tmp_path: Path) -> None:
    used = tmp_path / "used"
    used.mkdir()
    (used / "note").write_text("mine")
    done = somat("restore", pair.file, used, "--keys", pair.keys)
    assert done.returncode == 1
    assert "không trống" in done.stderr
    assert (used / "note").read_text() == "mine"


def test_a_site_that_runs_is_not_moved(pair: Pair, tmp_path: Path, pg_cluster: Cluster) -> None:
    import fcntl

    site = tmp_path / "site"
    somat("restore", pair.file, site, "--keys", pair.keys)
    before = (site / "site.toml").read_text()
    with (site / "run" / "vault.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = somat("move", site, "--to", "postgresql", *addresses(pg_cluster, tmp_path / "a"))
    assert done.returncode == 1
    assert "đang chạy" in done.stderr
    assert (site / "site.toml").read_text() == before
    assert (site / "somat.sqlite3").exists()


def test_where_the_data_lies_is_not_told() -> None:
    text = 'agency = "A"\n[workstations]\n"10.0.0.2" = "VP"\n\n[database]\nengine = "postgresql"\nurl_file = "x"\n[vault]\nweb_uid = 5\n'
    assert without_database(text) == 'agency = "A"\n[workstations]\n"10.0.0.2" = "VP"\n\n[vault]\nweb_uid = 5\n'


def test_a_backup_by_the_command_is_recorded(site_dir: Path, tmp_path: Path) -> None:
    copy = tmp_path / "stick" / "site.backup"
    copy.parent.mkdir()
    done = somat("backup", site_dir, copy)
    assert done.returncode == 0, done.stderr
    assert "ở vật mang khác" in done.stdout
    again = somat("backup", site_dir, copy)
    assert again.returncode == 1
    assert "không ghi đè" in again.stderr
    assert len(lines(load(site_dir))["oversight_backup"]) == 1
    shutil.rmtree(copy.parent)
