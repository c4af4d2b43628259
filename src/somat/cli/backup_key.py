"""`somat backup-key new FILE` and `somat backup-key use DIR FILE.pub`: backups closed to a key that is not on the server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somat.cli.start import Stopped, django_for

if TYPE_CHECKING:
    from somat.oversight.transfer.envelope import SecretKey


@click.group(name="backup-key")
def command() -> None:
    """Khóa sao lưu: khóa công khai đặt trên máy chủ, khóa bí mật cất trong két, trên giấy hoặc thẻ nhớ."""


@command.command(name="new")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Lập một cặp khóa: FILE (bí mật) và FILE.pub (công khai). Chạy trên máy khác máy chủ thì tốt hơn."""
    from somat.oversight.transfer.envelope import new_secret

    if any((folder / "site.toml").exists() for folder in file.absolute().parents):
        raise Stopped("Khóa bí mật không được nằm trong thư mục cài đặt. Ghi thẳng ra thẻ nhớ.")
    key = new_secret()
    for path, text in ((file, key.text()), (file.with_name(f"{file.name}.pub"), key.public().text())):
        _write(path, text + "\n")
    click.echo(
        f"Khóa bí mật: {file}. Cất trong két, không để trên máy chủ; mất khóa này thì không mở được bản sao lưu."
    )
    click.echo(f"Bản để chép ra giấy:\n  {key.text()}")
    click.echo(f"Khóa công khai: {file}.pub, dấu nhận dạng {key.public().fingerprint}.")
    click.echo(f"Đặt trên máy chủ: somat backup-key use DIR {file}.pub")


def _write(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise Stopped(f"Tệp {path} đã có. Chọn tên khác.") from None
    except OSError as error:
        raise Stopped(f"Không ghi được {path}: {error.strerror}.") from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())


@command.command(name="use")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("public", metavar="FILE.pub", type=click.Path(path_type=Path))
def use(folder: Path, public: Path) -> None:
    """Từ nay khóa mọi bản sao lưu của cài đặt DIR bằng khóa công khai này; ghi vào nhật ký."""
    from somat.oversight.transfer.envelope import SECRET, BadKey, public_of

    text = _read(public)
    if text.strip().startswith(SECRET.strip()):
        raise Stopped("Đây là khóa bí mật: không đưa lên máy chủ. Dùng tệp .pub.")
    try:
        key = public_of(text)
    except BadKey as bad:
        raise Stopped(str(bad)) from None
    django_for(folder)
    from somat.oversight.actions import set_key

    set_key(key)
    click.echo(f"Từ nay mọi bản sao lưu khóa bằng khóa {key.fingerprint}. Các bản đã có giữ nguyên như cũ.")


def secret(file: Path | None) -> SecretKey | None:
    """The secret key in a file, or None where none was given."""
    from somat.oversight.transfer.envelope import BadKey, secret_of

    if file is None:
        return None
    try:
        return secret_of(_read(file))
    except BadKey as bad:
        raise Stopped(f"Tệp {file}: {bad}") from None


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stopped(f"Không đọc được {file}: {getattr(error, 'strerror', None) or 'không phải văn bản'}.") from None
