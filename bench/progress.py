"""A bar on a terminal; on a pipe one line at each tenth of the way."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def progress(title: str, *, total: int) -> Iterator[Callable[[int], None]]:
    """Gives a function that is told how many are done."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task, said = bar.add_task(title, total=total), -1

        def done(count: int) -> None:
            nonlocal said
            bar.update(task, completed=count)
            if not console.is_terminal and count * 10 // max(1, total) > said:
                said = count * 10 // max(1, total)
                print(f"{title}: {count:,} of {total:,}", file=sys.stderr, flush=True)

        yield done
