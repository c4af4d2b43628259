"""`somat due DIR`: what is due, done once; the supervisor calls it in a loop."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import click

from somat.cli.start import django_for

EVERY = 60.0  # seconds between two rounds


@click.command(name="due")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--loop", is_flag=True, hidden=True, help="Lặp lại cho tới khi dừng.")
def command(folder: Path, loop: bool) -> None:
    """Làm các việc đến hạn: sao lưu đêm, khóa tài khoản lâu không dùng, đóng phiên bỏ quên."""
    django_for(folder)
    from somat.oversight.due import do_due

    signal.signal(signal.SIGTERM, lambda *_: exit_quietly())
    while True:
        done = do_due()
        if not loop:
            for line in done:
                click.echo(line)
            return
        time.sleep(EVERY)


def exit_quietly() -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    command()
