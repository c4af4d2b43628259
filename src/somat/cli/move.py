"""`somat move DIR --to postgresql`: the tables of a stopped site from SQLite to PostgreSQL; site.toml is switched last."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import cast

import click

from somat.cli.init import write_database
from somat.cli.start import Stopped, django_for, progress, site_of
from somat.cli.target import emptied_on_failure, grant
from somat.site import Site, load

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
ASIDE = "somat.sqlite3.before-move"


@click.command(name="move")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--to", "engine", type=click.Choice(["postgresql"]), required=True, help="Loại cơ sở dữ liệu mới.")
@click.option("--database-url-file", type=FILE, required=True, help="Tệp ghi địa chỉ PostgreSQL của ứng dụng.")
@click.option("--owner-url-file", type=FILE, required=True, help="Tệp ghi địa chỉ PostgreSQL của chủ bảng.")
def command(folder: Path, engine: str, database_url_file: Path, owner_url_file: Path) -> None:
    """Chuyển dữ liệu của một cài đặt đã dừng từ SQLite sang PostgreSQL."""
    site = site_of(folder)
    if site.engine != "sqlite":
        raise Stopped("Cài đặt này không dùng SQLite; không có gì để chuyển.")
    if (site.folder / ASIDE).exists():
        raise Stopped(f"Thư mục đã có tệp {ASIDE} của lần chuyển trước. Cất tệp đó đi nơi khác rồi chạy lại.")
    (site.folder / "tmp").mkdir(mode=0o700, exist_ok=True)
    aside = Path(mkdtemp(prefix="move-", dir=site.folder / "tmp"))
    try:
        with standing_still(site):
            stand_in(site, aside, app=database_url_file, owner=owner_url_file)
            new = django_for(aside, role="owner")
            with emptied_on_failure(new):
                rows = copied(site, new)
                switch(site, aside)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    click.echo(f"Đã chuyển {rows} dòng sang PostgreSQL; nhật ký và dữ liệu đã kiểm trước và sau, mọi thứ khớp.")
    click.echo(f"Tệp SQLite cũ giữ tại {site.folder / ASIDE}. Khi đã sao lưu bản mới thì hủy tệp đó.")


@contextmanager
def standing_still(site: Site) -> Iterator[None]:
    """No vault runs and nobody writes until the block ends."""
    held = [os.open(site.folder / "run" / name, os.O_RDWR | os.O_CREAT, 0o600) for name in ("vault.lock", "write.lock")]
    try:
        for descriptor in held:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Stopped("Cài đặt đang chạy. Dừng somat serve rồi chuyển.") from None
    finally:
        for descriptor in held:
            os.close(descriptor)


def stand_in(site: Site, aside: Path, *, app: Path, owner: Path) -> None:
    """A folder that is the site in everything but its database, so that nothing of the site changes before the end."""
    shutil.copyfile(site.folder / "site.toml", aside / "site.toml")
    write_database(aside, app=app, owner=owner)
    (aside / "run").mkdir(mode=0o700)
    for name in ("vault", "checkpoints", "law"):
        (aside / name).symlink_to(site.folder / name)
    if load(aside).engine != "postgresql":
        raise Stopped('Trong site.toml không thấy dòng engine = "sqlite" để đổi.')


def copied(old: Site, new: Site) -> int:
    """Verify, copy, compare, verify; answers how many rows."""
    from django.core.management import call_command

    from somat.oversight.transfer.loading import postgresql_load
    from somat.oversight.transfer.proof import found_wrong, proved
    from somat.oversight.transfer.restore import differing, straight
    from somat.oversight.transfer.shape import shapes
    from somat.oversight.transfer.snapshot import Address, snapshot

    before = proved(old)
    if before.first is not None:
        raise Stopped(f"Cài đặt hiện tại không qua được kiểm nhật ký: {before.first.says()} Chưa chuyển gì.")
    call_command("migrate", verbosity=0, skip_checks=True)
    with snapshot(old) as one, snapshot(Address(new.engine, new.database, new.owner_url)) as two:
        if sorted(one.migrations()) != sorted(two.migrations()):
            raise Stopped("Bảng của cài đặt thuộc phiên bản khác với chương trình. Nâng cấp cài đặt trước rồi chuyển.")
    with progress("Chuyển dữ liệu") as told, postgresql_load(new.owner_url) as load_:
        tables = straight(old, shapes(), load_, progress=cast("Callable[[int], object]", told))
    grant(new)
    wrong = differing(tables, new) or found_wrong(new, {"size": before.leaves, "root": before.root})
    if wrong:
        raise Stopped(
            f"Dữ liệu đã chuyển không khớp: {wrong if isinstance(wrong, str) else wrong[0]}. Cài đặt giữ nguyên."
        )
    return sum(table.rows for table in tables)


def switch(site: Site, aside: Path) -> None:
    """Addresses first, then site.toml by one rename, then the old file steps aside."""
    from somat.oversight.transfer.archive import sync

    for name in ("database.url", "owner.url"):
        shutil.move(aside / name, site.folder / name)
    new = site.folder / ".site.toml.new"
    shutil.copyfile(aside / "site.toml", new)
    with new.open("rb") as text:
        os.fsync(text.fileno())
    new.replace(site.folder / "site.toml")
    sync(site.folder)
    connection = sqlite3.connect(site.database)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    site.database.rename(site.folder / ASIDE)
