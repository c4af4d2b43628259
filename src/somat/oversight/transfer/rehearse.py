"""Is a backup good? It is restored into a folder that is thrown away, in a process of its own, and verified like a site."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp

GENTLE = 10  # people come first
LONGEST = 4 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Checked:
    """What a rehearsal found: '' or what is wrong in Vietnamese, how much there was, and seconds of reading, loading, verifying."""

    wrong: str
    rows: int = 0
    blobs: int = 0
    made_at: str = ""
    seconds: tuple[float, float, float] = (0.0, 0.0, 0.0)


def check_backup(file: Path, keys: Path, *, within: Path, key: str = "") -> Checked:
    """Restore and verify two files in a folder that is thrown away. `within` is the site's folder; one rehearsal at a time.

    `key` is the text of the secret backup key, for files that are closed; it goes through a pipe.
    """
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
            input=key.encode(),
            stdout=subprocess.PIPE,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return Checked("Khôi phục thử quá lâu nên đã dừng.")
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    try:
        facts = json.loads(done.stdout)
        return Checked(**facts | {"seconds": tuple(facts["seconds"])})
    except (ValueError, KeyError, TypeError):
        return Checked(f"Khôi phục thử dừng giữa chừng (mã {done.returncode}).")


def rehearse(file: Path, keys: Path, folder: Path, *, key: str = "") -> Checked:
    """Restore into `folder` on SQLite and verify."""
    os.nice(GENTLE)
    os.environ["SOMAT_DIR"], os.environ["SOMAT_DB_ROLE"] = str(folder), "owner"
    from somat.oversight.transfer.archive import BadArchive
    from somat.oversight.transfer.envelope import secret_of
    from somat.oversight.transfer.restore import fill, lay_out, opened

    began = time.monotonic()
    try:
        archive = opened(file, keys, secret_of(key) if key else None)
        read = time.monotonic()
        lay_out(archive, folder, database='[database]\nengine = "sqlite"\n')
        import django

        django.setup()
        from django.conf import settings

        from somat.oversight.transfer.proof import found_wrong

        fill(archive, settings.SITE)
        loaded = time.monotonic()
        wrong = found_wrong(settings.SITE, archive.manifest["tree"])
    except (BadArchive, OSError) as bad:
        return Checked(str(bad))
    steps = (read - began, loaded - read, time.monotonic() - loaded)
    return Checked(wrong, archive.rows, 0, str(archive.manifest["made_at"]), steps)


if __name__ == "__main__":
    print(json.dumps(asdict(rehearse(*map(Path, sys.argv[1:4]), key=sys.stdin.read()))))
