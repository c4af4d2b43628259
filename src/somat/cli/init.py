"""`somat init DIR`: a new installation, with people from a file, or with demonstration data."""

from __future__ import annotations

import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import click

from somat.cli import certificate, sealing
from somat.cli.demo_words import AGENCIES
from somat.cli.open_swap import accepted_by_two
from somat.cli.start import Stopped, django_for

FOLDERS = ("run", "vault", "checkpoints", "log", "tmp", "backups", "law", "static")
LEAST = 20  # characters of a passphrase


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--demo", is_flag=False, flag_value="xa", type=click.Choice(["xa", "bo"]), help="Dữ liệu minh họa: xa hoặc bo."
)
@click.option("--people", type=click.Path(path_type=Path), help="Tệp TOML hoặc CSV ghi những người đầu tiên.")
@click.option("--agency", help="Tên cơ quan, in trên bìa sổ.")
@click.option("--superior", default="", help="Tên cơ quan chủ quản cấp trên trực tiếp.")
@click.option("--place", default="", help="Địa danh ghi trên tờ kết thúc sổ.")
@click.option("--symbol", default="", help="Ký hiệu cơ quan trong số văn bản, thí dụ UBND.")
@click.option(
    "--books", type=click.Choice(["all", "levels"]), default="all", help="Một sổ cho mọi độ mật, hay mỗi độ một sổ."
)
@click.option("--shares", metavar="K/N", help="Mở két bằng K trong N mảnh khóa thay cho cụm mật khẩu, thí dụ 3/5.")
@click.option(
    "--token-module",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Để khóa gốc hẳn trong thiết bị: thư viện PKCS#11. Mất thiết bị là mất tất cả.",
)
@click.option("--token-label", default="somat", show_default=True, help="Tên thiết bị giữ khóa gốc.")
@click.option("--pin-file", type=click.Path(path_type=Path), help="Tệp ghi mã PIN của thiết bị giữ khóa gốc.")
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="Tệp ghi cụm mật khẩu mở két.")
@click.option("--database-url-file", type=click.Path(path_type=Path), help="Tệp ghi địa chỉ PostgreSQL của ứng dụng.")
@click.option("--owner-url-file", type=click.Path(path_type=Path), help="Tệp ghi địa chỉ PostgreSQL của chủ bảng.")
@click.option(
    "--lan", multiple=True, help="Tên hoặc địa chỉ của máy chủ trên mạng LAN: lập chứng thư (ghi được nhiều lần)."
)
def command(
    folder: Path,
    demo: str | None,
    people: Path | None,
    agency: str | None,
    superior: str,
    place: str,
    symbol: str,
    books: str,
    shares: str | None,
    token_module: Path | None,
    token_label: str,
    pin_file: Path | None,
    passphrase_file: Path | None,
    database_url_file: Path | None,
    owner_url_file: Path | None,
    lan: tuple[str, ...],
) -> None:
    """Lập một cài đặt mới trong thư mục DIR; với --lan trên cài đặt đã có: chỉ lập chứng thư mới."""
    if (folder / "site.toml").exists():
        if lan:
            click.echo(certificate.make(folder, lan))
            return
        raise Stopped(f"Thư mục {folder} đã là một cài đặt. Chọn thư mục khác, hoặc chạy: somat serve {folder}")
    if demo:
        agency, superior, place, symbol = AGENCIES[demo]
    else:
        agency = agency or str(click.prompt("Tên cơ quan"))
    plan = None if demo else read_people(people or ask_file())
    demand_one_way(token=token_module, shares=shares, demo=bool(demo))
    words = first_words(passphrase_file, pin_file, token=token_module, shares=shares, demo=bool(demo))
    for name in lan:
        certificate.subject(name)
    make_folder(folder, agency=agency, superior=superior, place=place, symbol=symbol, demo=bool(demo))
    write_database(folder, app=database_url_file, owner=owner_url_file)
    if token_module is not None:
        write_token(folder, module=token_module, label=token_label)
    django_for(folder, role="owner")
    migrate(folder)
    with new_vault(folder, words, demo=bool(demo)):
        if demo:
            from somat.cli.demo import write

            write(folder, demo, symbol=symbol)
            if accepted_by_two():
                click.echo(
                    "Máy này có vùng tráo đổi không mã hóa. Dữ liệu minh họa vẫn mở; cài đặt thật phải có hai người chấp nhận."
                )
        else:
            first_people(plan, books=books, symbol=symbol)
        if shares is not None:
            share_out(shares, words)
    if lan:
        click.echo(certificate.make(folder, lan))
    click.echo(f"Đã lập cài đặt trong {folder}. Chạy: somat serve {folder}")


def ask_file() -> Path | None:
    written = click.prompt(
        "Tệp ghi những người đầu tiên (TOML hoặc CSV; để trống: ghi từng người ngay đây)",
        default="",
        show_default=False,
    )
    return Path(str(written)) if written else None


def read_people(path: Path | None) -> object:
    """From a file, or asked one by one; either way nothing is written yet."""
    from somat.audit.moment import today
    from somat.cli.ask_people import ask_people
    from somat.people.first_run import BadPeople, read

    try:
        return read(path) if path else ask_people(today=today())
    except BadPeople as bad:
        raise Stopped("\n".join(bad.problems)) from None


def passphrase(file: Path | None, *, demo: bool) -> str:
    """The demonstration makes its own and says so; a real site types it twice, or gives a file."""
    if file is not None:
        return file.read_text("utf-8").strip()
    if demo:
        return secrets.token_urlsafe(24)
    words = str(click.prompt("Cụm mật khẩu mở két, ít nhất 20 ký tự", hide_input=True, confirmation_prompt="Gõ lại"))
    if len(words) < LEAST:
        raise Stopped(f"Cụm mật khẩu quá ngắn: cần ít nhất {LEAST} ký tự.")
    return words


def demand_one_way(*, token: Path | None, shares: str | None, demo: bool) -> None:
    """Ways to open that exclude each other are refused before anything is made."""
    if shares is not None:
        sealing.bounds(shares)
        if demo:
            raise Stopped("Dữ liệu minh họa mở bằng cụm mật khẩu của nó: bỏ --shares.")
    if token is not None and (demo or shares):
        raise Stopped("Khóa gốc trong thiết bị không đi cùng --demo và --shares.")


def first_words(file: Path | None, pins: Path | None, *, token: Path | None, shares: str | None, demo: bool) -> str:
    """What opens the new vault for the first time; with shares it is made up, and opens nothing afterwards."""
    if token is not None:
        return pin(pins)
    return secrets.token_urlsafe(24) if shares else passphrase(file, demo=demo)


def pin(file: Path | None) -> str:
    """Of the token that is to keep the root key."""
    if file is not None:
        return file.read_text("utf-8").strip()
    return str(click.prompt("Mã PIN của thiết bị giữ khóa gốc", hide_input=True))


def make_folder(folder: Path, *, agency: str, superior: str, place: str, symbol: str = "", demo: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in FOLDERS:
        (folder / name).mkdir(mode=0o700, exist_ok=True)
    secret = folder / "run" / "web.secret"
    secret.touch(0o600)
    secret.write_text(secrets.token_urlsafe(48), "utf-8")
    lines = [
        f'installation = "{uuid4()}"',
        f"agency = {quoted(agency)}",
        f"superior = {quoted(superior)}",
        f"place = {quoted(place)}",
        f"symbol = {quoted(symbol)}",
        'head_title = ""  # chức vụ người đứng đầu, thí dụ "CHỦ TỊCH": điền sẵn khi in biểu mẫu',
        f"demo = {str(demo).lower()}",
        "",
        '# Tên máy trạm theo địa chỉ trên mạng LAN, thí dụ: "192.168.1.12" = "VP-02"',
        "[workstations]",
        "",
        "[database]",
        'engine = "sqlite"',
        "",
    ]
    (folder / "site.toml").write_text("\n".join(lines), "utf-8")


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_database(folder: Path, *, app: Path | None, owner: Path | None) -> None:
    """PostgreSQL by two addresses kept in files of the folder, never on a command line."""
    if app is None:
        return
    for name, source in (("database.url", app), ("owner.url", owner or app)):
        target = folder / name
        target.touch(0o600)
        target.write_text(source.read_text("utf-8").strip(), "utf-8")
    path = folder / "site.toml"
    text = path.read_text("utf-8").replace(
        'engine = "sqlite"', 'engine = "postgresql"\nurl_file = "database.url"\nowner_url_file = "owner.url"'
    )
    path.write_text(text, "utf-8")


def write_token(folder: Path, *, module: Path, label: str) -> None:
    """The root key is made in this token and stays there."""
    path = folder / "site.toml"
    lines = [
        "[vault]",
        'provider = "pkcs11"',
        f"pkcs11_module = {quoted(str(module))}",
        f"pkcs11_token = {quoted(label)}",
    ]
    path.write_text(path.read_text("utf-8") + "\n" + "\n".join(lines) + "\n", "utf-8")


def migrate(folder: Path) -> None:
    """Make the tables as their owner; the application then gets its own, smaller rights."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from somat.audit.grants import grant_application

    call_command("migrate", verbosity=0, skip_checks=True)
    if connection.vendor == "postgresql" and settings.SITE.database_url != settings.SITE.owner_url:
        grant_application(connection, role=urlsplit(settings.SITE.database_url).username or "")
    for path in folder.glob("somat.sqlite3*"):
        path.chmod(0o600)


@contextmanager
def running_vault(folder: Path) -> Iterator[None]:
    """The vault process for as long as the block lasts."""
    from somat.vault import client

    command = [sys.executable, "-m", "somat.vault.process", "--dir", str(folder)]
    process = subprocess.Popen(command)  # noqa: S603  our own interpreter and module
    try:
        for _ in range(200):
            try:
                client.status()
                break
            except client.Sealed:
                time.sleep(0.05)
        yield
    finally:
        client.hang_up()
        process.terminate()
        process.wait(20)


@contextmanager
def new_vault(folder: Path, words: str, *, demo: bool) -> Iterator[None]:
    """A vault with fresh keys under the passphrase; the demonstration keeps its own beside it and says so."""
    from somat.vault import client, client_keys

    with running_vault(folder):
        if client.status()["provider"] == "pkcs11":
            make_in_token(words)
            client_keys.open_by_token(words)
        else:
            client.init(words)
            client.unseal(words)
        if demo:
            path = folder / "demo.passphrase"
            path.touch(0o600)
            path.write_text(words, "utf-8")
        yield


def make_in_token(words: str) -> None:
    from somat.vault import client

    try:
        client.init_token(words)
    except client.WrongPassphrase:
        raise Stopped("Mã PIN không đúng. Xóa thư mục này rồi chạy lại.") from None
    except client.Fault as no:
        raise Stopped(
            f"Thiết bị không lập được khóa gốc ({no.code}). Xóa thư mục này, cắm thiết bị rồi chạy lại."
        ) from None


def share_out(of: str, words: str) -> None:
    """The first set of shares; the passphrase that was made for the making alone opens nothing afterwards."""
    from somat.vault import client_keys

    authority = {"passphrase": words}
    sealing.share_out(*sealing.bounds(of), print_to=None, authority=authority)
    client_keys.drop(authority, kind="passphrase")


def first_people(plan: object, *, books: str, symbol: str) -> None:
    """Write the people of the file, open the first books, and print the one-time secrets once."""
    from somat.access.actions.first_run import write, write_keeper
    from somat.catalogue.actions import load
    from somat.cli.opening import open_books
    from somat.law.access import SYSTEM
    from somat.law.refusal import Refused
    from somat.law.roles import Role
    from somat.people.first_run import FirstRun

    assert isinstance(plan, FirstRun)
    try:
        accounts = write(plan)
    except Refused as no:
        raise Stopped("\n".join(r.sentence() for r in no.refusals)) from None
    load(by=SYSTEM)
    for book, level in open_books(books, symbol=symbol):
        for account, first in zip(accounts, plan.people, strict=True):
            if Role.VT in first.roles and first.clearance and first.clearance >= level:
                write_keeper(account.person, book=book.uuid, level=level, paper=first)
    click.echo("Mật khẩu dùng một lần, in ra giấy và đưa tận tay; chương trình không giữ lại:")
    for account in accounts:
        click.echo(f"  {account.name}: {account.username}  {account.secret}")
