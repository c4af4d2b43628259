"""Turning a folder into a running program: settings, Django, and how the command line says no."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from somat.site import BadSite, Site, load

REFUSED = 1


class Stopped(click.ClickException):
    """The command could not do its work; the sentence says why and what to do. Exit code 1."""

    exit_code = REFUSED

    def show(self, file: object = None) -> None:
        click.echo(f"Dừng: {self.format_message()}", err=True)


def site_of(folder: Path) -> Site:
    """The site in a folder, or Stopped with what to do."""
    try:
        return load(folder)
    except BadSite as error:
        raise Stopped(str(error)) from None


def django_for(folder: Path, *, role: str = "app") -> Site:
    """Start Django on the site of a folder, with the rights of the application or of the tables' owner."""
    site = site_of(folder)
    os.environ["SOMAT_DIR"] = str(site.folder)
    os.environ["SOMAT_DB_ROLE"] = role
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "somat.project.settings")
    import django

    django.setup()
    return site


@contextmanager
def progress(title: str, *, total: int | None = None) -> Iterator[object]:
    """A progress bar on a terminal; on a pipe one line at the start."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    if not console.is_terminal:
        console.print(title)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done: bar.update(task, completed=done)
