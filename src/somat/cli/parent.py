"""A process of the site ends with the one that started it, so that nothing of a killed `somat serve` stays on the port."""

from __future__ import annotations

import ctypes
import signal

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Called in a fresh child: the kernel sends it this signal when the thread that started it is gone."""
    LIBC.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
