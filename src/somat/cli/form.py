"""`somat form CODE --sample --out FILE`: a form with invented data, before any book is opened; CODE "specimen" is all of them."""

from __future__ import annotations

from pathlib import Path

import click

from somat.cli.start import Stopped


@click.command(name="form")
@click.argument("code", metavar="CODE")
@click.option("--sample", is_flag=True, required=True, help="Điền bằng dữ liệu mẫu.")
@click.option("--out", required=True, metavar="FILE.pdf", type=click.Path(path_type=Path), help="Tệp PDF được ghi.")
def command(code: str, sample: bool, out: Path) -> None:
    """In thử một biểu mẫu."""
    from somat.reporting.samples import SAMPLED, codes, render_sample
    from somat.reporting.specimen import specimen_book

    try:
        data = specimen_book(SAMPLED) if code == "specimen" else render_sample(code)
    except KeyError:
        raise Stopped(f"Không có biểu mẫu {code}. Các biểu mẫu: {', '.join(codes())}, specimen (tất cả).") from None
    try:
        out.write_bytes(data)
    except OSError as error:
        raise Stopped(f"Không ghi được tệp {out}: {error.strerror}.") from None
    click.echo(f"Đã ghi {out}.")
