"""`somat import DIR FILE`: an old book from a spreadsheet, as a person who keeps the book."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from somat.cli.start import Stopped, django_for, progress


@click.command(name="import")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--as", "person", metavar="PERSON", help="Tên đăng nhập của người giữ sổ.")
@click.option("--book", help="Tên sổ; cần khi người đó giữ nhiều sổ cùng loại.")
@click.option("--year", type=int, help="Năm của sổ, khi ngày trong tệp không ghi năm.")
@click.option("--dry-run", is_flag=True, help="Chỉ đọc và báo kết quả từng dòng, không ghi gì.")
@click.option("--json", "as_json", is_flag=True, help="Kết quả cho máy đọc.")
def command(
    folder: Path, file: Path, person: str | None, book: str | None, year: int | None, dry_run: bool, as_json: bool
) -> None:
    """Nhập sổ cũ từ tệp XLSX hoặc CSV."""
    django_for(folder)
    from somat.cli.vault import opened_vault
    from somat.exchange.actions.imports import Settings
    from somat.exchange.oldbook.result import summary, table
    from somat.exchange.oldbook.sheet import BadSheet
    from somat.exchange.oldbook.whole import read_whole

    by = actor(person or str(click.prompt("Nhập với tư cách ai (tên đăng nhập)")))
    try:
        data = file.read_bytes()
        found = read_whole(data, name=file.name, how=Settings(None, year=year).how(""))
    except BadSheet as bad:
        raise Stopped(bad.sentence) from None
    counts = summary(found.book)
    facts: dict[str, Any] = {
        "file": file.name,
        "kind": found.book.kind,
        "encoding": found.encoding.main.value,
        "lines": counts.lines,
        "accepted": counts.accepted,
        "noted": counts.noted,
        "dropped": counts.dropped,
        "refused": counts.refused,
    }
    if not dry_run:
        target = book_of(by, found.book.kind, book)
        with opened_vault(folder):
            facts |= take(data, file.name, target, found, year=year, by=by)
    if as_json:
        click.echo(json.dumps(facts | {"rows": table(found.book)}, ensure_ascii=False, default=str))
        return
    for row in table(found.book):
        click.echo("\t".join(row))
    click.echo(
        f"{counts.lines} dòng: nhận nguyên {counts.accepted}, có ghi chú {counts.noted}, "
        f"bỏ trích yếu {counts.dropped}, từ chối {counts.refused}."
    )
    click.echo("Chưa ghi gì." if dry_run else f"Đã ghi {facts['taken']} dòng vào sổ.")


def actor(username: str) -> Any:
    """The person the import acts as: a living account of somebody who may import."""
    from somat.access.actors import actor_without_session
    from somat.law.roles import Duty
    from somat.people.queries import person_of_account

    person = person_of_account(username)
    by = actor_without_session(person, workstation="dòng lệnh") if person else None
    if by is None or Duty.BOOK_IMPORT not in by.duties:
        raise Stopped(f"“{username}” không phải tài khoản của người được nhập sổ. Chọn tài khoản văn thư giữ sổ.")
    return by


def book_of(by: Any, kind: str, name: str | None) -> Any:
    from somat.registry.queries import books

    found = [b for b in books(by=by) if b.kind == kind and name in (None, b.name)]
    if len(found) != 1:
        names = ", ".join(b.name for b in found) or "không có sổ nào"
        raise Stopped(f"Chưa rõ nhập vào sổ nào ({names}). Ghi rõ bằng --book.")
    return found[0]


def take(data: bytes, name: str, book: Any, found: Any, *, year: int | None, by: Any) -> dict[str, Any]:
    """Every batch in turn; a cut import goes on where it stopped when the file is given again."""
    from somat.exchange.actions.imports import Settings, begin, facts, run, settle
    from somat.law.refusal import Refused

    try:
        row = begin(data, name=name, book=book.uuid, by=by, found=found)
        if row.state == "open" and year:
            settle(row.uuid, Settings(found.mapping, year=year), by=by, file=(name, data))
        with progress("Nhập sổ cũ", total=len(found.book.lines)) as done:

            def on_we_go(now: Any) -> bool:
                done(now.done)  # type: ignore[operator]
                return True

            row = run(row.uuid, by=by, file=(name, data), go_on=on_we_go)
    except Refused as no:
        raise Stopped("\n".join(r.sentence() for r in no.refusals)) from None
    return facts(row)
