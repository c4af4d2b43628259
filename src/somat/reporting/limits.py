"""What a throw-away process may not do: set before it loads anything else."""

from __future__ import annotations

import resource


def limit(memory: int, seconds: int) -> None:
    """No file can be written, no core left behind, no more memory (bytes) or time taken than given."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, 2 * seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
