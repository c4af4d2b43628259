"""`somat serve DIR`: the vault, the web and the due loop under one supervisor."""

from __future__ import annotations

import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import click

from somat.cli import certificate
from somat.cli.parent import end_with_parent
from somat.cli.start import Stopped, site_of
from somat.cli.tables import demand_current
from somat.cli.users import OneUser, arrange, before, users
from somat.site import Site
from somat.vault import line

PATIENCE = 10.0  # seconds a child gets to end by itself
PAUSE = 1.0  # seconds before a child that fell is started again
START = 60.0  # seconds the vault gets for its first answer: an old PC, a busy disk


@dataclass
class Child:
    """A process that the supervisor keeps running."""

    name: str
    command: list[str]
    before: Callable[[], None] = end_with_parent
    process: subprocess.Popen[bytes] | None = None
    falls: list[float] = field(default_factory=list)

    def start(self) -> None:
        # The supervisor has one thread, so a hook before exec is safe.
        self.process = subprocess.Popen(self.command, preexec_fn=self.before)  # noqa: S603  our own modules

    def ended(self) -> bool:
        return self.process is not None and self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()


@click.command(name="serve")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--port", default=8000, show_default=True, help="Cổng của trang web.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ trên mạng LAN độc lập.")
@click.option("--workers", default=2, show_default=True, help="Số tiến trình web.")
@click.option("--passphrase-file", type=click.Path(path_type=Path), help="Tệp ghi cụm mật khẩu mở két.")
def command(folder: Path, port: int, host: str, workers: int, passphrase_file: Path | None) -> None:
    """Chạy cài đặt trong thư mục DIR cho tới khi bấm Ctrl+C."""
    site = site_of(folder)
    demand_current(site)
    tls = None if is_loopback(host) else certificate.usable(site.folder)
    free_port(host, port)
    if tls:
        click.echo(f"Chứng thư của máy chủ dùng đến ngày {tls.until}.")
    Supervisor(site, host=host, port=port, workers=workers, tls=tls).run(passphrase(site, passphrase_file))


def is_loopback(host: str) -> bool:
    """Only this PC itself is reached without TLS."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def free_port(host: str, port: int) -> None:
    """Say it before anything starts, rather than let the web process fall over and over."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Stopped(
                f"Không mở được cổng {port} tại {host} ({error.strerror}). "
                f"Tắt chương trình đang dùng cổng này, hoặc chọn cổng khác: somat serve … --port {port + 1}"
            ) from None


def passphrase(site: Site, file: Path | None) -> str:
    """From a file, from the demonstration's own file, or typed; empty: the site stays sealed until the page is used."""
    demo = site.folder / "demo.passphrase"
    if file is None and site.demo and demo.exists():
        file = demo
    if file is not None:
        try:
            return file.read_text("utf-8").strip()
        except OSError as error:
            raise Stopped(f"Không đọc được tệp cụm mật khẩu {file}: {error.strerror}.") from None
    if sys.stdin.isatty():
        return str(click.prompt("Cụm mật khẩu mở két (để trống: mở sau trên trang)", hide_input=True, default=""))
    return ""


class Supervisor:
    """Starts the processes in order, starts again what falls, and stops everything together."""

    def __init__(
        self, site: Site, *, host: str, port: int, workers: int, tls: certificate.Usable | None = None
    ) -> None:
        self.site = site
        name = tls.name if tls else host
        self.address = f"{'https' if tls else 'http'}://{f'[{name}]' if ':' in name else name}:{port}/"
        python = sys.executable
        self.vault = Child("két khóa", [python, "-m", "somat.vault.process", "--dir", str(site.folder)])
        self.converter = Child("bộ chuyển tệp", [python, "-m", "somat.vault.converter", "--dir", str(site.folder)])
        self.web = Child(
            "trang web",
            [python, "-m", "somat.cli.web", host, str(port), str(workers), *map(str, tls.pair if tls else ())],
        )
        self.due = Child("việc đến hạn", [python, "-m", "somat.cli.due", str(site.folder), "--loop"])
        self.stopping = False
        self.users = self._users(port)

    def _users(self, port: int) -> str:
        """Give the processes users of their own; answers what is said about it at the start."""
        try:
            people = users(self.site.folder, port=port)
        except OneUser as why:
            return f"Các tiến trình chạy cùng một tài khoản hệ điều hành, {why}."
        arrange(self.site.folder, people)
        self.vault.command += ["--web-uid", str(people.web.uid)]
        self.converter.command += [
            *("--uid", str(people.converter.uid), "--gid", str(people.converter.gid)),
            *("--vault-uid", str(people.vault.uid)),
        ]
        self.vault.before = before(people.vault, locks_memory=True)
        self.web.before, self.due.before = before(people.web), before(people.vault)
        return "Trang web, két khóa và bộ chuyển đổi tệp chạy bằng ba tài khoản hệ điều hành riêng."

    def run(self, words: str) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        os.environ["SOMAT_DIR"] = str(self.site.folder)
        self.vault.start()
        self.web.start()
        self._open(words)
        self.converter.start()  # it tries its walls first: not while the first page is awaited
        self.due.start()
        self._say()
        try:
            while not self.stopping:
                time.sleep(0.2)
                self._revive(words)
        finally:
            for child in (self.web, self.due, self.converter, self.vault):
                child.stop()

    def _open(self, words: str) -> None:
        """Unseal with the passphrase that was given; a wrong one leaves the site sealed and says so."""
        if not words:
            return
        if not self._vault_answers():
            click.echo("Két khóa chưa trả lời nên còn niêm phong. Mở trên trang web khi két đã chạy.")
            return
        try:
            line.asked(self.site.socket, "unseal", wait=line.SLOW, passphrase=words)
        except line.WrongPassphrase:
            self.stopping = True
            self.vault.stop()
            self.web.stop()
            raise Stopped("Cụm mật khẩu không đúng. Két vẫn niêm phong; chạy lại và nhập đúng cụm mật khẩu.") from None
        except line.Sealed as still:
            click.echo(f"Két vẫn niêm phong ({still.reason}); trang web cho biết lý do và việc cần làm.")

    def _vault_answers(self) -> bool:
        end = time.monotonic() + START
        while not self.vault.ended() and time.monotonic() < end:
            try:
                line.asked(self.site.socket, "status")
            except line.Sealed:
                time.sleep(0.05)
            else:
                return True
        return False

    def _say(self) -> None:
        click.echo(f"Sổ Mật chạy tại {self.address}")
        click.echo(self.users)
        accounts = self.site.folder / "demo.accounts"
        if self.site.demo and accounts.exists():
            click.echo("Dữ liệu minh họa, cụm mật khẩu mở két nằm ngay trong thư mục: không dùng cho việc thật.")
            click.echo(accounts.read_text("utf-8").rstrip())

    def _revive(self, words: str) -> None:
        for child in (self.vault, self.converter, self.web, self.due):
            if child.ended() and not self.stopping:
                time.sleep(PAUSE)
                child.start()
                if child is self.vault and self.site.demo:
                    self._open(words)

    def _stop(self, *_: object) -> None:
        self.stopping = True
