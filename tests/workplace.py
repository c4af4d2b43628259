"""Where one test run keeps its throw-away sites and its PostgreSQL; what a killed run left behind is swept first."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from uuid import uuid4

ROOT = "SOMAT_TEST_ROOT"  # set by the first process, inherited by the workers of pytest-xdist
HOME = Path("/var/tmp")  # on a real disk, and short: a Unix socket's path holds 107 bytes
PREFIX = "somat-test-"


def engine() -> str:
    """'sqlite' or 'postgresql', as SOMAT_TEST_DB says."""
    name = os.environ.get("SOMAT_TEST_DB", "sqlite")
    if name not in ("sqlite", "postgresql"):
        raise SystemExit(f"SOMAT_TEST_DB must be sqlite or postgresql, not {name!r}")
    return name


def root() -> Path:
    """The folder of this run; the first process to ask makes it."""
    if ROOT not in os.environ:
        sweep()
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=HOME))
        folder.chmod(0o755)
        os.environ[ROOT] = str(folder)
        atexit.register(_leave, folder, os.getpid())
    return Path(os.environ[ROOT])


def sweep() -> None:
    """End and remove what runs whose first process is gone have left."""
    for folder in HOME.glob(PREFIX + "*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if not Path(f"/proc/{pid}").exists():
            clear(folder)


def clear(folder: Path) -> None:
    from tests import postgres

    for place in (folder / "pg", *folder.glob("pg-*")):
        postgres.Cluster(place).stop()
    shutil.rmtree(folder, ignore_errors=True)


def _leave(folder: Path, maker: int) -> None:
    if os.getpid() == maker:  # a forked child inherits the wish, not the right
        clear(folder)


def worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def site(name: str, *, database: str = "") -> Path:
    """A bare site folder (no tables yet) on the engine of this run; `database` names the PostgreSQL database."""
    folder = root() / name
    for name in ("run", "tmp", "static"):
        (folder / name).mkdir(parents=True)
    lines = [
        f'installation = "{uuid4()}"',
        'agency = "Ủy ban nhân dân xã Thử"',
        'superior = "Ủy ban nhân dân tỉnh Thử"',
    ]
    if engine() == "postgresql":
        from tests import postgres

        cluster = postgres.Cluster(root() / "pg")
        for role in ("app", "owner"):
            address = folder / f"{role}.url"
            address.write_text(cluster.url(database, role=f"somat_{role}"))
            address.chmod(0o600)
        lines += ["[database]", 'engine = "postgresql"', 'url_file = "app.url"', 'owner_url_file = "owner.url"']
    (folder / "site.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
