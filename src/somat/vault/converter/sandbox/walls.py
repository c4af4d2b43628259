"""The walls that a child puts round itself before it reads the first byte of a file."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from somat.vault.converter import limits
from somat.vault.converter.sandbox import landlock, seccomp

USER, LIMITS, LANDLOCK, SECCOMP = "user", "limits", "landlock", "seccomp"
ALL = (USER, LIMITS, LANDLOCK, SECCOMP)
SET_PDEATHSIG, SET_DUMPABLE, SET_NO_NEW_PRIVS = 1, 4, 38


@dataclass(frozen=True, slots=True)
class Plan:
    """Which walls, and what remains inside: `uid` to become (None: stay), where to read, where to write."""

    names: Collection[str]
    uid: int | None
    readable: Sequence[Path]
    scratch: Path | None


def lower(plan: Plan) -> None:
    """Put up the walls, in the order in which each still can be. Raises OSError where one cannot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if USER in plan.names and plan.uid is not None:
        become(plan.uid)
    end_with_parent(signal.SIGKILL)
    libc.prctl(SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "no new privileges")
    if LIMITS in plan.names:
        limit()
    if LANDLOCK in plan.names:
        landlock.confine(readable=plan.readable, scratch=plan.scratch)
    if SECCOMP in plan.names:
        seccomp.confine()


def become(uid: int, *, group: int | None = None) -> None:
    """Another user, with one group and no other."""
    gid = uid if group is None else group
    os.setgroups([])
    os.setresgid(gid, gid, gid)
    os.setresuid(uid, uid, uid)


def end_with_parent(number: signal.Signals) -> None:
    """The kernel sends this process a signal when the thread that started it is gone; a change of user drops the wish."""
    ctypes.CDLL(None).prctl(SET_PDEATHSIG, number, 0, 0, 0)


def limit() -> None:
    """Memory, processor time, processes, files, and no core."""
    for what, most in (
        (resource.RLIMIT_AS, limits.MEMORY),
        (resource.RLIMIT_CPU, limits.SECONDS),
        (resource.RLIMIT_FSIZE, limits.SCRATCH),
        (resource.RLIMIT_NPROC, limits.PROCESSES),
        (resource.RLIMIT_NOFILE, limits.FILES),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MSGQUEUE, 0),
    ):
        most = min(most, known) if (known := resource.getrlimit(what)[1]) != resource.RLIM_INFINITY else most
        resource.setrlimit(what, (most, most))
