"""`somat verify DIR`: the whole journal re-derived and every row compared. Needs no vault, no key but the public one, no clearance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from somat.cli.start import Stopped, django_for, site_of

if TYPE_CHECKING:
    from somat.audit.verify.report import Report

WRONG = 1
LINES = 20  # findings shown to a person; --json carries more
NEW = click.Path(path_type=Path, exists=False)
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command(name="verify")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho máy đọc.")
@click.option("--all", "every", is_flag=True, help="Kiểm chữ ký của mọi điểm chốt, không chỉ điểm mới nhất.")
@click.option("--blobs", is_flag=True, help="Tính lại mã băm của mọi tệp tài liệu, không chỉ xem có đủ và đúng cỡ.")
@click.option("--against", type=FILE, help="Tệp điểm chốt cũ (từ giấy hoặc thẻ nhớ) phải là phần đầu của nhật ký.")
@click.option("--export", "to", type=NEW, help="Kết xuất nhật ký đã ký ra thư mục mới, để kiểm trên máy khác.")
def command(folder: Path, as_json: bool, every: bool, blobs: bool, against: Path | None, to: Path | None) -> None:
    """Kiểm toàn bộ nhật ký và đối chiếu từng dòng dữ liệu. Mã thoát 0 chỉ khi mọi thứ khớp."""
    report = verified(folder, every=every, against=against)
    look_at_blobs(folder, report, by_hash="sha256" if blobs else None)
    if to is not None and report.ok:
        export_to(folder, to)
    elif to is not None:
        click.echo("Không kết xuất: nhật ký có chỗ sai.", err=True)
    click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=1) if as_json else sentences(report))
    if not report.ok:
        raise click.exceptions.Exit(WRONG)


def verified(folder: Path, *, every: bool, against: Path | None) -> Report:
    """The report on a site; a folder that is no site is a misuse of the command."""
    try:
        site_of(folder)
    except Stopped as error:
        raise click.UsageError(error.format_message()) from None
    site = django_for(folder)
    from somat.audit import rows
    from somat.audit.verify.whole import House, verify

    note = against.read_bytes().decode("utf-8", "replace") if against is not None else None
    return verify(site, house=House(rows.AGGREGATES, tuple(rows.COUNTS)), every=every, against=note)


def look_at_blobs(folder: Path, report: Report, *, by_hash: str | None) -> None:
    """Add to a report what is wrong with the files of documents; a database that could not be read has none to compare."""
    if any(finding.kind == "unreadable" for finding in report.findings):
        return
    from somat.audit.verify.findings import found
    from somat.law.access import SYSTEM
    from somat.registry.queries.blobs import stored, wrong

    for one in stored(by=SYSTEM):
        report.blobs += 1
        why = wrong(one, folder, by_hash=by_hash)
        if why:
            report.findings.append(found(f"blob-{why}", object=str(one.version)))


def export_to(folder: Path, to: Path) -> None:
    """Write the journal for the auditor's own machine; only one that was found sound is worth carrying there."""
    from somat.audit.export import export

    try:
        export(site_of(folder), to)
    except FileExistsError:
        raise click.UsageError(f"Thư mục {to} đã có. Chọn một thư mục mới.") from None


def sentences(report: Report) -> str:
    """The report for a person, the first bad place first."""
    lines = [
        f"Nhật ký: {report.leaves} lá đã xếp chỗ, {report.checkpoints} điểm chốt, {report.signatures} chữ ký đã kiểm.",
        f"Dữ liệu: {report.objects} đối tượng, {report.rows} dòng đã đối chiếu với lá mới nhất.",
    ]
    if report.blobs:
        lines.append(f"Tài liệu: {report.blobs} tệp mã hóa đã kiểm.")
    if report.waiting:
        lines.append(f"Chờ xếp chỗ: {report.waiting} lá, lâu nhất {report.waiting_seconds:.0f} giây.")
    if report.against is not None:
        lines.append(f"Đã đối chiếu với điểm chốt cũ {report.against} lá.")
    lines += [f"SAI: {finding.says()}" for finding in report.findings[:LINES]]
    if len(report.findings) > LINES:
        lines.append(f"… và {len(report.findings) - LINES} chỗ sai khác.")
    took = f"{report.seconds:.1f} giây, riêng các lá {report.leaves_seconds:.1f} giây"
    lines.append(f"Mọi thứ khớp ({took})." if report.ok else f"CÓ {len(report.findings)} CHỖ SAI.")
    return "\n".join(lines)
