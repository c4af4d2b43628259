"""`somat drill DIR FILE --keys FILE.keys`: a whole restoration tried with the key holders, by the stopwatch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from somat.cli.backup_key import secret
from somat.cli.start import Stopped, django_for, progress

WRONG = 1


@click.command(name="drill")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), required=True, help="Tệp FILE.keys của cùng cài đặt.")
@click.option("--key", type=click.Path(path_type=Path), help="Tệp khóa bí mật, nếu hai tệp đã khóa.")
def command(folder: Path, file: Path, keys: Path, key: Path | None) -> None:
    """Diễn tập: khôi phục FILE vào một thư mục tạm, kiểm toàn bộ, bấm giờ; kết quả ghi vào nhật ký của DIR."""
    site = django_for(folder)
    from somat.oversight.actions import Busy, alone, record_drill
    from somat.oversight.transfer.rehearse import check_backup

    held = secret(key)
    try:
        with alone(site.folder), progress("Diễn tập khôi phục"):
            checked = check_backup(file, keys, within=site.folder, key=held.text() if held else "")
    except Busy:
        raise Stopped("Đang có một lần sao lưu hoặc diễn tập khác. Chờ xong rồi chạy lại.") from None
    if not checked.made_at:
        raise Stopped(f"Không khôi phục được: {checked.wrong}")
    record_drill(checked, name=file.name, made_at=datetime.fromisoformat(checked.made_at))
    read, load, verify = checked.seconds
    click.echo(
        f"Đọc và kiểm hai tệp: {read:.0f} giây. Nạp {checked.rows} dòng: {load:.0f} giây. Kiểm: {verify:.0f} giây."
    )
    click.echo(f"Tất cả: {sum(checked.seconds) / 60:.1f} phút, chưa kể lấy vật mang và mở két.")
    click.echo(f"SAI: {checked.wrong}" if checked.wrong else "Mọi thứ khớp. Đã ghi vào nhật ký.")
    if checked.wrong:
        raise click.exceptions.Exit(WRONG)
