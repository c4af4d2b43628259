"""An open vault for a command: the running one, or one started for this command alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from somat.cli.init import running_vault
from somat.cli.start import Stopped, site_of


@contextmanager
def opened_vault(folder: Path) -> Iterator[None]:
    """Raises Stopped where the vault is sealed and nobody can type the passphrase."""
    from somat.vault import client

    try:
        if client.status()["state"] == "open":
            yield
            return
        raise Stopped("Két đang niêm phong. Mở niêm phong trên trang rồi chạy lại.")
    except client.Sealed:
        pass
    with running_vault(folder):
        try:
            client.unseal(passphrase(folder))
        except client.WrongPassphrase:
            raise Stopped("Cụm mật khẩu không đúng. Chưa ghi gì.") from None
        yield


def passphrase(folder: Path) -> str:
    demo = folder / "demo.passphrase"
    if site_of(folder).demo and demo.exists():
        return demo.read_text("utf-8").strip()
    if not sys.stdin.isatty():
        raise Stopped("Cần cụm mật khẩu mở két: chạy somat serve trước, hoặc chạy lệnh này ở cửa sổ lệnh.")
    return str(click.prompt("Cụm mật khẩu mở két", hide_input=True))
