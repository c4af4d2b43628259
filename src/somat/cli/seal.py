"""`somat seal …`: the ways to open the root key, at the terminal of the server."""

from __future__ import annotations

from pathlib import Path

import click

from somat.cli import sealing
from somat.cli.start import django_for

FOLDER = click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
PRINT_TO = click.option(
    "--print-to",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Máy in, đường ống hoặc tệp ngoài DIR để đưa tờ mảnh khóa (PDF), mỗi người một lần.",
)


@click.group(name="seal")
def command() -> None:
    """Khóa gốc của két: xem, mở, niêm phong, chia mảnh, thay khóa."""


@command.command()
@FOLDER
def status(folder: Path) -> None:
    """Két mở hay niêm phong, mở bằng cách nào, ai giữ mảnh nào."""
    django_for(folder)
    sealing.say_status()


@command.command(name="open")
@FOLDER
def open_(folder: Path) -> None:
    """Mở niêm phong: từng người gõ mảnh của mình, hoặc cụm mật khẩu, hoặc mã PIN của thiết bị."""
    django_for(folder)
    sealing.open_vault()


@command.command()
@FOLDER
def close(folder: Path) -> None:
    """Niêm phong ngay: bỏ khóa khỏi bộ nhớ."""
    django_for(folder)
    sealing.close_vault()


@command.command()
@FOLDER
@click.option("--of", "of", default="3/5", show_default=True, metavar="K/N", help="Cần K người trong N người giữ mảnh.")
@PRINT_TO
@click.option("--keep-passphrase", is_flag=True, help="Giữ cả cụm mật khẩu: một người vẫn mở được.")
def shares(folder: Path, of: str, print_to: Path | None, keep_passphrase: bool) -> None:
    """Chia khóa: từng người một nhận mảnh của mình, gõ lại để chứng tỏ đã ghi đúng."""
    django_for(folder)
    sealing.demand_outside(print_to, folder)
    sealing.share_out(*sealing.bounds(of), print_to=print_to)
    if not keep_passphrase:
        sealing.drop_passphrase()


@command.command(name="replace-holder")
@FOLDER
@click.option("--of", "of", default="3/5", show_default=True, metavar="K/N", help="Cần K người trong N người giữ mảnh.")
@PRINT_TO
def replace_holder(folder: Path, of: str, print_to: Path | None) -> None:
    """Đổi người giữ mảnh: lập bộ mảnh mới cho mọi người, bộ cũ hết hiệu lực."""
    django_for(folder)
    sealing.demand_outside(print_to, folder)
    click.echo("Mọi mảnh cũ hết hiệu lực khi người cuối cùng gõ lại đúng mảnh mới. Nếu mảnh cũ có thể đã lộ,")
    click.echo(f"chạy thêm: somat seal rekey {folder}")
    sealing.share_out(*sealing.bounds(of), print_to=print_to)


@command.command()
@FOLDER
def rekey(folder: Path) -> None:
    """Thay khóa gốc; mọi cách mở không đưa vào lần này đều hết hiệu lực."""
    django_for(folder)
    sealing.rekey()


@command.command()
@FOLDER
def rotate(folder: Path) -> None:
    """Thay khóa mức mật, gói lại khóa quyển sổ và khóa tài liệu; ngắt giữa chừng thì chạy lại để làm tiếp."""
    django_for(folder)
    sealing.rotate()


@command.command()
@FOLDER
def token(folder: Path) -> None:
    """Thêm thiết bị PKCS#11 (site.toml, mục [vault]: pkcs11_module, pkcs11_token) làm cách mở thứ hai."""
    django_for(folder)
    sealing.add_token()
