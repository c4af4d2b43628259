"""Is a backup good? It is restored into a folder that is thrown away, in a process of its own, and verified like a site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import mkdtemp

GENTLE = 10  # people come first
LONGEST = 4 * 3600  # seconds


def check_backup(file: Path, keys: Path, *, within: Path) -> str:
    """'' when the two files restore and verify; else a Vietnamese sentence. `within` is the site's folder; one rehearsal at a time."""
    (within / "tmp").mkdir(mode=0o700, exist_ok=True)
    for left in (within / "tmp").glob("rehearse-*"):  # one that was killed left its copy
        shutil.rmtree(left, ignore_errors=True)
    aside = Path(mkdtemp(prefix="rehearse-", dir=within / "tmp"))
    command = [sys.executable, "-m", "somat.oversight.transfer.rehearse", str(file), str(keys), str(aside / "site")]
    environment = {name: value for name, value in os.environ.items() if name not in ("SOMAT_SQLITE", "SOMAT_DB_ROLE")}
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command,
            env=environment | {"DJANGO_SETTINGS_MODULE": "somat.project.settings"},
            stdout=subprocess.PIPE,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return "Khôi phục thử quá lâu nên đã dừng."
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    try:
        return str(json.loads(done.stdout)["wrong"])
    except (ValueError, KeyError, TypeError):
        return f"Khôi phục thử dừng giữa chừng (mã {done.returncode})."


def rehearse(file: Path, keys: Path, folder: Path) -> str:
    """Restore into `folder` on SQLite and verify. Answers as `check_backup`."""
    os.nice(GENTLE)
    os.environ["SOMAT_DIR"], os.environ["SOMAT_DB_ROLE"] = str(folder), "owner"
    from somat.oversight.transfer.archive import BadArchive
    from somat.oversight.transfer.restore import fill, lay_out, opened

    try:
        archive = opened(file, keys)
        lay_out(archive, folder, database='[database]\nengine = "sqlite"\n')
        import django

        django.setup()
        from django.conf import settings

        from somat.oversight.transfer.proof import found_wrong

        fill(archive, settings.SITE)
        return found_wrong(settings.SITE, archive.manifest["tree"])
    except (BadArchive, OSError) as bad:
        return str(bad)


if __name__ == "__main__":
    print(json.dumps({"wrong": rehearse(*map(Path, sys.argv[1:4]))}))
