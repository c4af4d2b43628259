"""`somat backup DIR FILE`: the data into FILE, the wrapped keys into FILE.keys; the site may go on running."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from somat.cli.start import Stopped, django_for, progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from somat.oversight.models import Backup


@click.command(name="backup")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def command(folder: Path, file: Path) -> None:
    """Sao lưu thành hai tệp: FILE (dữ liệu, nội dung vẫn mã hóa) và FILE.keys (khóa đã bọc)."""
    django_for(folder)
    from somat.oversight.transfer.backup import keys_of

    keys = keys_of(file)
    made = written(file, keys)
    click.echo(f"Đã sao lưu {made.rows} dòng, nhật ký {made.tree_size} lá: {file} ({made.size} byte).")
    click.echo(f"SHA-256: {made.sha256}")
    click.echo(f"Khóa đã bọc: {keys}. Cất {keys.name} ở vật mang khác, không để cùng {file.name}.")


def written(file: Path, keys: Path) -> Backup:
    """The backup, recorded in the journal; every way in which it can fail has its sentence."""
    from django.db import Error

    from somat.oversight.actions import NIGHT, Busy, make
    from somat.oversight.transfer.snapshot import NotReadable

    try:
        with progress("Sao lưu") as told:
            return make(file, keys=keys, by=NIGHT, progress=cast("Callable[[int], object]", told))
    except FileExistsError as there:
        raise Stopped(f"Tệp {there} đã có; bản sao lưu không ghi đè. Chọn tên khác.") from None
    except Busy:
        raise Stopped("Đang có một lần sao lưu khác của cài đặt này. Chờ xong rồi chạy lại.") from None
    except OSError as error:
        raise Stopped(f"Không ghi được {file}: {error.strerror}. Chưa có gì được ghi.") from None
    except (NotReadable, Error) as error:
        kind = str(error) if isinstance(error, NotReadable) else type(error).__name__
        raise Stopped(f"Không đọc được cơ sở dữ liệu: {kind}.") from None
