"""`somat restore FILE DIR --keys FILE.keys`: a site out of two files, checked throughout, sealed until two persons confirm."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast
from uuid import UUID

import click

from somat.cli.backup_key import secret
from somat.cli.init import write_database
from somat.cli.start import Stopped, django_for, progress
from somat.cli.target import emptied_on_failure, grant
from somat.law.access import SYSTEM
from somat.oversight.transfer.blobs import POOL

if TYPE_CHECKING:
    from somat.oversight.transfer.restore import Archive
    from somat.site import Site

MARK = "restore.json"
SQLITE = '[database]\nengine = "sqlite"\n'


@click.command(name="restore")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), required=True, help="Tệp FILE.keys của cùng cài đặt.")
@click.option("--key", type=click.Path(path_type=Path), help="Tệp khóa bí mật, nếu hai tệp đã khóa.")
@click.option("--blobs", type=click.Path(path_type=Path), help="Thư mục nội dung tài liệu, nếu không ở cạnh FILE.")
@click.option("--without-contents", is_flag=True, help="Khôi phục sổ dù thiếu nội dung tài liệu.")
@click.option("--database-url-file", type=click.Path(path_type=Path), help="Tệp ghi địa chỉ PostgreSQL của ứng dụng.")
@click.option("--owner-url-file", type=click.Path(path_type=Path), help="Tệp ghi địa chỉ PostgreSQL của chủ bảng.")
def command(
    file: Path,
    folder: Path,
    keys: Path,
    key: Path | None,
    blobs: Path | None,
    without_contents: bool,
    database_url_file: Path | None,
    owner_url_file: Path | None,
) -> None:
    """Khôi phục cài đặt vào thư mục mới DIR từ hai tệp sao lưu."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Stopped(f"Thư mục {folder} không trống. Khôi phục vào một thư mục mới.")
    aside = folder.absolute().with_name(f".{folder.name}.{os.urandom(4).hex()}.restoring")
    try:
        rows = restored(file, keys, aside, key=key, app=database_url_file, owner=owner_url_file)
        missing = contents(blobs or file.with_name(POOL), aside)
        if missing and not without_contents:
            raise Stopped(
                f"Thiếu hoặc hỏng nội dung của {len(missing)} tài liệu trong {blobs or file.with_name(POOL)}. Chép đủ thư mục ấy"
                " rồi khôi phục lại, hoặc thêm --without-contents để chỉ lấy sổ."
            )
        os.sync()  # the load itself waits for no disk
        aside.rename(folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    click.echo(f"Đã khôi phục {rows} dòng vào {folder}; toàn bộ nhật ký và dữ liệu đã kiểm, mọi thứ khớp.")
    if missing:
        click.echo(f"THIẾU nội dung của {len(missing)} tài liệu; sổ đủ, somat verify nêu từng tệp thiếu.")
    click.echo(f"Két còn niêm phong. Chạy: somat serve {folder}")
    click.echo(
        "Hai người có trách nhiệm (lãnh đạo, cán bộ bảo mật) xác nhận trên trang /khoi-phuc/, rồi mới mở được két."
    )


def restored(
    file: Path, keys: Path, aside: Path, *, key: Path | None = None, app: Path | None, owner: Path | None
) -> int:
    """Build the whole site in `aside`; answers how many rows. Nothing is left where it fails."""
    from somat.oversight.transfer.archive import BadArchive
    from somat.oversight.transfer.restore import lay_out, opened

    try:
        archive = opened(file, keys, secret(key))
        lay_out(archive, aside, database=SQLITE)
        write_database(aside, app=app, owner=owner)
        site = django_for(aside, role="owner")
        with emptied_on_failure(site):
            fill(archive, site)
    except BadArchive as bad:
        raise Stopped(str(bad)) from None
    except OSError as error:
        raise Stopped(f"Không đọc hoặc ghi được {error.filename or file}: {error.strerror}.") from None
    return archive.rows


def contents(pool: Path, folder: Path) -> list[UUID]:
    """Bring the blobs that the restored book names; answers those that could not be had."""
    from somat.oversight.transfer.blobs import give_back
    from somat.registry.queries.blobs import stored

    return give_back(pool, folder / "blobs", stored(by=SYSTEM))


def fill(archive: Archive, site: Site) -> None:
    """Rows, rights, proof, and the record in the journal that this database was restored."""
    from django.db import connections

    from somat.oversight.transfer.proof import found_wrong
    from somat.oversight.transfer.restore import fill as fill_tables

    with progress("Khôi phục", total=archive.rows) as told:
        fill_tables(archive, site, owner_url=site.owner_url, progress=cast("Callable[[int], object]", told))
    grant(site)
    if wrong := found_wrong(site, archive.manifest["tree"]):
        raise Stopped(f"Bản sao lưu không qua được kiểm nhật ký: {wrong}")
    record(archive, site)
    connections.close_all()
    for path in site.folder.glob("somat.sqlite3*"):
        path.chmod(0o600)


def record(archive: Archive, site: Site) -> None:
    """The leaf and the row of the restoration, no session left open, and the mark that keeps the vault sealed."""
    from somat.audit.moment import now
    from somat.oversight.actions import record_restore
    from somat.people.actions.sessions import end_every

    facts = archive.manifest
    restore = record_restore(
        backup=UUID(facts["backup"]),
        made_at=datetime.fromisoformat(facts["made_at"]),
        name=archive.file.name,
        tree_size=facts["tree"]["size"],
        root=facts["tree"]["root"],
    )
    end_every(at=now())
    mark = {"restore": str(restore.uuid), "backup": facts["backup"], "made_at": facts["made_at"]}
    path = site.folder / MARK
    path.touch(0o600)
    path.write_text(json.dumps(mark | {"restored_at": restore.at.isoformat()}, indent=1), "utf-8")
