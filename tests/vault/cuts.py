"""Acts on a keyring in a process of its own that kills itself at a given step.

The processes are forked from one that is started afresh and has no other thread: a test worker has some, and what a thread holds at a
fork stays held in the child for ever.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from somat.vault.process.keys import rotation
from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.keyring import Keyring
from somat.vault.process.keys.passphrase import Cost, Passphrase

SITE = UUID(int=1)
OLD, NEW = "cau cu de mo ket", "cau moi de mo ket"
CHEAP = Cost(1, 64, 1)
SECONDS = 60
Act = Callable[[Embedded], None]

_FRESH = multiprocessing.get_context("forkserver")
_FRESH.set_forkserver_preload([__name__])


def opened(folder: Path, words: str = OLD) -> Embedded:
    keys = Embedded(folder, installation=SITE)
    keys.unwrap(Passphrase(words))
    return keys


def rekey(keys: Embedded) -> None:
    keys.rekey([Passphrase(NEW, cost=CHEAP)])


def rotate(keys: Embedded) -> None:
    rotation.BATCH = 2
    keys.rotate()


def rekey_in_the_wrong_order(keys: Embedded) -> None:
    """The planted fault: the new root's file put in place before the keyring is turned over."""
    turn_over = Keyring.turn_over

    def too_late(self: Keyring, *args: Any, **kwargs: Any) -> None:
        (self.path.parent / "root.next.json").replace(self.path.parent / "root.json")
        turn_over(self, *args, **kwargs)

    Keyring.turn_over = too_late  # type: ignore[method-assign]
    rekey(keys)


@contextmanager
def killed_at(step: int) -> Iterator[None]:
    """Count what is written for good, before and after each; at the given count the process kills itself."""
    count = [0]

    def tick() -> None:
        if count[0] == step:
            os.kill(os.getpid(), signal.SIGKILL)
        count[0] += 1

    def around(act: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            tick()
            result = act(*args, **kwargs)
            tick()
            return result

        return counted

    writing = Keyring.writing

    @contextmanager
    def counted_writing(self: Keyring) -> Iterator[Any]:
        tick()
        with writing(self) as link:
            yield link
            tick()
        tick()

    Keyring.writing = counted_writing  # type: ignore[method-assign,assignment]
    Keyring.flush = around(Keyring.flush)  # type: ignore[method-assign]
    os.fsync = around(os.fsync)
    Path.replace = around(Path.replace)  # type: ignore[method-assign]
    yield


def ends(act: Act, folder: Path, step: int) -> bool:
    """Do it in a process that dies at a step; whether it came to its end before."""
    process = _FRESH.Process(target=_die_at, args=(act, folder, step))
    process.start()
    process.join(SECONDS)
    if process.exitcode is None:
        process.kill()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode == 0


def _die_at(act: Act, folder: Path, step: int) -> None:
    keys = opened(folder)
    with killed_at(step):
        act(keys)
