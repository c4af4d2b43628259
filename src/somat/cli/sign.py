"""`somat sign DIR FILE.pdf --person|--agency …`: a digital signature with a token in this machine; the PIN is asked, and kept nowhere."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from somat.cli.start import Stopped

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)


def day(_: click.Context, __: click.Parameter, written: str) -> date:
    try:
        return datetime.strptime(written, "%d/%m/%Y").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.BadParameter("Ghi ngày dạng 31/12/2026.") from None


@click.command(name="sign")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("file", metavar="FILE.pdf", type=READABLE)
@click.option("--person", "part", flag_value="person", help="Chữ ký số của người có thẩm quyền.")
@click.option(
    "--agency", "part", flag_value="agency", help="Chữ ký số của cơ quan, tổ chức; ký sau người có thẩm quyền."
)
@click.option("--out", required=True, metavar="FILE.pdf", type=click.Path(path_type=Path), help="Tệp đã ký được ghi.")
@click.option("--level", required=True, type=click.Choice(["mat", "toi_mat", "tuyet_mat"]), help="Độ mật của văn bản.")
@click.option("--number", required=True, help="Số, ký hiệu, thí dụ 131/UBND-NC.")
@click.option("--date", "on", required=True, callback=day, metavar="31/12/2026", help="Ngày của văn bản.")
@click.option("--name", default="", help="Họ tên người ký trên văn bản; chữ ký đặt phía trên tên này.")
@click.option("--digitised", is_flag=True, help="Tài liệu số hóa: không bắt buộc số, ngày, dấu trên tệp.")
@click.option("--module", required=True, type=READABLE, help="Thư viện PKCS#11 của thiết bị ký.")
@click.option("--token", default="", help="Tên thiết bị; để trống nếu chỉ cắm một.")
@click.option("--key", "label", default="", help="Nhãn chứng thư; để trống nếu thiết bị chỉ có một.")
@click.option("--image", type=READABLE, help="Hình chữ ký hoặc hình dấu (PNG).")
def command(
    folder: Path,
    file: Path,
    part: str | None,
    out: Path,
    level: str,
    number: str,
    on: date,
    name: str,
    digitised: bool,
    module: Path,
    token: str,
    label: str,
    image: Path | None,
) -> None:
    """Ký số một văn bản điện tử đi."""
    from somat import site
    from somat.law.levels import level_of
    from somat.law.refusal import Refused
    from somat.law.signing import Part
    from somat.reporting.badpdf import BadPdf
    from somat.reporting.signing.sign import Facts, sign
    from somat.reporting.signing.token import NoToken, session, signer

    if part is None:
        raise Stopped("Chọn --person (người có thẩm quyền) hoặc --agency (cơ quan, tổ chức).")
    if out.exists():
        raise Stopped(f"Tệp {out} đã có. Chọn tên khác: bản đã ký là một tệp mới.")
    facts = Facts(level_of(level), number, on, name, site.load(folder).agency, digitised)
    pin = str(click.prompt("Mã PIN của thiết bị ký", hide_input=True))
    try:
        with session(module, token=token, pin=pin) as opened:
            picture = image.read_bytes() if image else b""
            made = sign(
                file.read_bytes(),
                Part(part),
                facts,
                signer=signer(opened, label=label),
                at=datetime.now(UTC),
                image=picture,
            )
    except Refused as refused:
        raise Stopped("\n".join(one.sentence() for one in refused.refusals)) from None
    except BadPdf as bad:
        raise Stopped(bad.sentence()) from None
    except NoToken as no:
        raise Stopped(str(no)) from None
    out.write_bytes(made)
    click.echo(f"Đã ký, ghi {out}. Tệp gốc giữ nguyên.")
