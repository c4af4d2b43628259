"""What the operating system is asked for: no dump, no core, no paging out of keys. What it did not grant is reported."""

from __future__ import annotations

import ctypes
import resource
from dataclasses import asdict, dataclass
from pathlib import Path

PR_SET_DUMPABLE = 4
MCL_CURRENT, MCL_FUTURE, MCL_ONFAULT = 1, 2, 4
CAP_IPC_LOCK = 14


@dataclass(frozen=True, slots=True)
class Hardening:
    """`swap` is none, encrypted or open; `locked` tells whether no page of this process can be paged out."""

    dumpable: bool
    core: bool
    locked: bool
    swap: str

    def facts(self) -> dict[str, bool | str]:
        return asdict(self)


def harden() -> Hardening:
    """Ask for all of it; call after the socket is bound."""
    libc = ctypes.CDLL(None, use_errno=True)
    dumpable = libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    core = resource.getrlimit(resource.RLIMIT_CORE)[1] != 0
    return Hardening(dumpable=dumpable, core=core, locked=_lock_pages(libc), swap=swap())


def _lock_pages(libc: ctypes.CDLL) -> bool:
    """Lock pages as they are touched. Not under a finite limit: a later allocation would then fail."""
    if resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] != resource.RLIM_INFINITY and not _may_lock():
        return False
    return bool(libc.mlockall(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0)


def _may_lock(status: Path = Path("/proc/self/status")) -> bool:
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return bool(int(lines["CapEff"], 16) >> CAP_IPC_LOCK & 1)


def swap(table: Path = Path("/proc/swaps"), blocks: Path = Path("/sys/class/block")) -> str:
    """Whether memory can reach a disk: by no swap at all, by one that dm-crypt encrypts, or by an open one."""
    try:
        devices = [line.split()[0] for line in table.read_text().splitlines()[1:] if line.strip()]
    except OSError:
        return "open"
    if not devices:
        return "none"
    return "encrypted" if all(_encrypted(device, blocks) for device in devices) else "open"


def _encrypted(device: str, blocks: Path) -> bool:
    try:
        return (blocks / Path(device).resolve().name / "dm" / "uuid").read_text().startswith("CRYPT-")
    except OSError:
        return False
