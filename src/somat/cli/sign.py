"""`somat sign DIR FILE.pdf --line … --person|--agency …`: a digital signature with a token in this machine; the PIN is asked, and kept nowhere.

Level, number and day are those of the line, not what somebody types; who signs which line's document is a leaf of the journal.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from somat.cli.start import Stopped, django_for

READABLE = click.Path(exists=True, dir_okay=False, path_type=Path)
MARK = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


def line_of(_: click.Context, __: click.Parameter, written: str) -> UUID:
    """The uuid of a line, alone or inside the address of its page."""
    found = MARK.findall(written.lower())
    if len(found) != 1:
        raise click.BadParameter("Chép địa chỉ trang của dòng sổ, thí dụ /dong/…/.")
    return UUID(found[0])


@click.command(name="sign")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("file", metavar="FILE.pdf", type=READABLE)
@click.option("--person", "part", flag_value="person", help="Chữ ký số của người có thẩm quyền.")
@click.option(
    "--agency", "part", flag_value="agency", help="Chữ ký số của cơ quan, tổ chức; ký sau người có thẩm quyền."
)
@click.option("--out", required=True, metavar="FILE.pdf", type=click.Path(path_type=Path), help="Tệp đã ký được ghi.")
@click.option(
    "--line",
    required=True,
    callback=line_of,
    metavar="ADDRESS",
    help="Dòng sổ đi của văn bản: địa chỉ trang của dòng đó.",
)
@click.option("--as", "person", metavar="PERSON", help="Tên đăng nhập của người ký, hoặc của văn thư đóng dấu.")
@click.option(
    "--name", default="", help="Họ tên người ký trên văn bản, khi sổ không ghi; chữ ký đặt phía trên tên này."
)
@click.option("--symbol", default="", help="Ký hiệu của văn bản, chỉ cho dòng Tuyệt mật: sổ giữ nó ở dạng mã.")
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
    line: UUID,
    person: str | None,
    symbol: str,
    name: str,
    digitised: bool,
    module: Path,
    token: str,
    label: str,
    image: Path | None,
) -> None:
    """Ký số một văn bản điện tử đi."""
    site = django_for(folder)
    from somat.catalogue.actions import record_signature
    from somat.law.refusal import Refused
    from somat.law.signing import Part
    from somat.reporting.signing.sign import sign
    from somat.reporting.signing.token import NoToken, session, signer
    from somat.vault.converter.laying.badpdf import BadPdf

    if part is None:
        raise Stopped("Chọn --person (người có thẩm quyền) hoặc --agency (cơ quan, tổ chức).")
    if out.exists():
        raise Stopped(f"Tệp {out} đã có. Chọn tên khác: bản đã ký là một tệp mới.")
    by = actor(person or str(click.prompt("Ký với tư cách ai (tên đăng nhập)")))
    facts = facts_of(line, symbol=symbol, name=name, agency=site.agency, digitised=digitised, by=by)
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
        record_signature(hashlib.sha256(made).hexdigest(), part=part, of=line, by=by)
    except Refused as refused:
        raise Stopped("\n".join(one.sentence() for one in refused.refusals)) from None
    except BadPdf as bad:
        raise Stopped(bad.sentence()) from None
    except NoToken as no:
        raise Stopped(str(no)) from None
    out.write_bytes(made)
    click.echo(f"Đã ký, ghi {out}. Tệp gốc giữ nguyên.")


def actor(username: str) -> Any:
    """The person who signs; the vault opens nothing for him here, and nothing of it is needed."""
    from somat.access.actors import actor_without_session
    from somat.people.queries import person_of_account

    person = person_of_account(username)
    if person is None:
        raise Stopped(f"“{username}” không phải tài khoản đang dùng.")
    return actor_without_session(person, workstation="dòng lệnh")


def facts_of(line: UUID, *, symbol: str, name: str, agency: str, digitised: bool, by: Any) -> Any:
    """What the book says of the document. Raises Stopped for a line that he does not see, or that has no number to sign."""
    from somat.audit.absent import NotFound
    from somat.audit.moment import today
    from somat.law.levels import Level
    from somat.law.numbering import printed
    from somat.registry.queries import entry
    from somat.reporting.signing.sign import Facts

    try:
        found = entry(line, by=by, on=today())
    except NotFound:
        raise Stopped("Không có dòng sổ nào như vậy. Chép lại địa chỉ trang của dòng.") from None
    if found.kind != "out" or found.doc_number is None or found.state == "cancelled":
        raise Stopped("Chỉ ký số văn bản đi đã có số và chưa hủy số.")
    number = f"{printed(found.doc_number, on=found.day)}/{found.symbol or symbol}"
    return Facts(Level(found.level), number, found.day, name or found.signer, agency, digitised)
