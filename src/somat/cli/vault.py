"""An open vault for a command: the running one, or one started for this command alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from somat.cli import sealing
from somat.cli.init import running_vault
from somat.cli.start import Stopped, site_of


@contextmanager
def opened_vault(folder: Path) -> Iterator[None]:
    """Raises Stopped where the vault is sealed and nobody is there to open it, by whatever way is in force."""
    from somat.vault import client

    try:
        if client.status()["state"] == "open":
            yield
            return
        raise Stopped("Két đang niêm phong. Mở niêm phong trên trang rồi chạy lại.")
    except client.Sealed:
        pass
    with running_vault(folder):
        if "passphrase" in {way["kind"] for way in client.status()["keys"]["wrappings"]}:
            try:
                client.unseal(passphrase(folder))
            except client.WrongPassphrase:
                raise Stopped("Cụm mật khẩu không đúng. Chưa ghi gì.") from None
        else:
            demand_terminal()
            sealing.open_vault()
        yield


def passphrase(folder: Path) -> str:
    demo = folder / "demo.passphrase"
    if site_of(folder).demo and demo.exists():
        return demo.read_text("utf-8").strip()
    demand_terminal()
    return str(click.prompt("Cụm mật khẩu mở két", hide_input=True))


def demand_terminal() -> None:
    """Who opens the vault types; a command without a terminal finds it open or does nothing."""
    if not sys.stdin.isatty():
        raise Stopped("Cần người mở két: chạy somat serve trước, hoặc chạy lệnh này ở cửa sổ lệnh.")
