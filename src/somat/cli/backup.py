"""`somat backup DIR FILE`: the data into FILE, the wrapped keys into FILE.keys; the site may go on running."""

from __future__ import annotations

import json
import time
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from somat.cli.start import Stopped, django_for, progress

if TYPE_CHECKING:
    from collections.abc import Callable

DONE = "done.json"
A_DAY = 86_400  # seconds


@click.command(name="backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def command(folder: Path, file: Path) -> None:
    """Sao lưu thành hai tệp: FILE (dữ liệu, nội dung vẫn mã hóa) và FILE.keys (khóa đã bọc).

    Bị ngắt giữa chừng (rút thẻ nhớ, mất điện) thì chạy lại đúng lệnh này trong một ngày: chép tiếp, không làm lại.
    """
    site = django_for(folder)
    from somat.oversight.transfer.backup import keys_of

    keys = keys_of(file)
    for path in (file, keys):
        if path.exists():
            raise Stopped(f"Tệp {path} đã có; bản sao lưu không ghi đè. Chọn tên khác.")
    stage = staged(site.folder, file)
    made = again(stage, file) or written(stage / file.name, stage / keys.name)
    facts = {"rows": made.rows, "tree_size": made.tree_size, "size": made.size, "sha256": made.sha256}
    (stage / DONE).write_text(json.dumps(facts | {"closed_to": made.closed_to}), "utf-8")
    carried(stage / keys.name, keys)
    carried(stage / file.name, file)
    with_blobs(site.folder, file)
    rmtree(stage, ignore_errors=True)
    click.echo(f"Đã sao lưu {made.rows} dòng, nhật ký {made.tree_size} lá: {file} ({made.size} byte).")
    click.echo(f"SHA-256: {made.sha256}")
    click.echo(f"Khóa đã bọc: {keys}. Cất {keys.name} ở vật mang khác, không để cùng {file.name}.")
    if made.closed_to:
        click.echo(f"Hai tệp đã khóa bằng khóa sao lưu {made.closed_to}; khôi phục cần khóa bí mật của khóa ấy.")
    else:
        click.echo("Hai tệp chưa khóa bằng khóa ngoài máy chủ. Đặt khóa: somat backup-key new, somat backup-key use.")


class Told(NamedTuple):
    """What is said of a backup that was made."""

    rows: int | None
    tree_size: int | None
    size: int | None
    sha256: str
    closed_to: str


def staged(folder: Path, file: Path) -> Path:
    """Where the two files lie whole before they are carried; named by where they go, so that the next try finds them."""
    name = sha256(str(file.absolute()).encode()).hexdigest()[:16]
    stage = folder / "tmp" / f"outgoing-{name}"
    stage.mkdir(mode=0o700, parents=True, exist_ok=True)
    return stage


def again(stage: Path, file: Path) -> Told | None:
    """The backup that an earlier try made whole and could not carry to its end, unless it is older than a day."""
    done = stage / DONE
    if not done.exists() or time.time() - done.stat().st_mtime > A_DAY:
        for path in stage.iterdir():
            path.unlink()
        file.with_name(f".{file.name}.part").unlink(missing_ok=True)
        return None
    click.echo("Chép tiếp bản sao lưu đã lập ở lần trước.")
    return Told(**json.loads(done.read_text("utf-8")))


def carried(source: Path, target: Path) -> None:
    """One file onto its medium; what arrived in an earlier try is not carried again."""
    from somat.oversight.transfer.carry import carry

    try:
        with progress(f"Chép {target.name}", total=source.stat().st_size) as told:
            carry(source, target, progress=cast("Callable[[int], object]", told))
    except FileExistsError:
        return  # an earlier try got this far
    except OSError as error:
        raise Stopped(f"Không ghi được {target}: {error.strerror}. Chạy lại lệnh này để chép tiếp.") from None


def with_blobs(folder: Path, file: Path) -> None:
    """The contents of documents, each once for all backups beside each other."""
    from somat.oversight.transfer.blobs import gather, pool_of

    pool = pool_of(file)
    try:
        with progress("Chép nội dung tài liệu") as told:
            came = gather(folder / "blobs", pool, progress=cast("Callable[[int], object]", told))
    except OSError as error:
        raise Stopped(f"Không ghi được {pool}: {error.strerror}. Chạy lại lệnh này để chép tiếp.") from None
    click.echo(f"Nội dung tài liệu (vẫn mã hóa): thêm {came} tệp vào {pool}.")


def written(file: Path, keys: Path) -> Told:
    """The backup, recorded in the journal; every way in which it can fail has its sentence."""
    from django.db import Error

    from somat.oversight.actions import NIGHT, Busy, make
    from somat.oversight.transfer.snapshot import NotReadable

    try:
        with progress("Sao lưu") as told:
            made = make(file, keys=keys, by=NIGHT, progress=cast("Callable[[int], object]", told))
            return Told(made.rows, made.tree_size, made.size, made.sha256, made.closed_to)
    except FileExistsError as there:
        raise Stopped(f"Tệp {there} đã có; bản sao lưu không ghi đè. Chọn tên khác.") from None
    except Busy:
        raise Stopped("Đang có một lần sao lưu khác của cài đặt này. Chờ xong rồi chạy lại.") from None
    except OSError as error:
        raise Stopped(f"Không ghi được {file}: {error.strerror}. Chưa có gì được ghi.") from None
    except (NotReadable, Error) as error:
        kind = str(error) if isinstance(error, NotReadable) else type(error).__name__
        raise Stopped(f"Không đọc được cơ sở dữ liệu: {kind}.") from None
