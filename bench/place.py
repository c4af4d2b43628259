"""Where the bench runs: a real disk, or nothing; and what the machine is."""

from __future__ import annotations

import os
import platform
import subprocess
import time
from pathlib import Path
from typing import Any

RAM = {"tmpfs", "ramfs"}


def environment(folder: Path) -> dict[str, Any]:
    """File system, fdatasync rate, cores, load. A RAM disk is refused: nothing is durable there."""
    kind = subprocess.run(
        ["stat", "-f", "-c", "%T", str(folder)], capture_output=True, text=True, check=True
    ).stdout.strip()
    if kind in RAM:
        raise SystemExit(f"{folder} is on {kind}: a bench on a RAM disk says nothing")
    return {
        "file system": kind,
        "fdatasync a second": syncs(folder / "probe"),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def syncs(path: Path, *, seconds: float = 1.0) -> int:
    """How often a second 4 KiB can be appended and made durable."""
    count, start = 0, time.perf_counter()
    with path.open("wb") as file:
        while time.perf_counter() - start < seconds:
            file.write(b"x" * 4096)
            file.flush()
            os.fdatasync(file.fileno())
            count += 1
    path.unlink()
    return round(count / seconds)
