"""Makes one file that installs the program on a Debian 12 machine with the network off."""

from __future__ import annotations

import gzip
import hashlib
import io
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

from scripts import words

TOP = Path(__file__).resolve().parent.parent
BUILD = TOP / "build" / "bundle"
WHEELS = BUILD / "wheels"
TARGET = [  # Debian 12 on amd64: CPython 3.11, glibc 2.36
    "--python-version=3.11", "--implementation=cp", "--abi=cp311", "--abi=abi3", "--abi=none",
    *(f"--platform=manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)),
    *(f"--platform=manylinux{year}_x86_64" for year in (2014, 2010, 1)),
]  # fmt: skip


def main() -> int:
    shutil.rmtree(BUILD, ignore_errors=True)
    WHEELS.mkdir(parents=True)
    words.compile_all()
    run("hatchling", "build", "-t", "wheel", "-d", str(WHEELS))
    fetch("run")
    fetch("pip")
    for name in ("scripts/install.sh", "requirements/run.txt", "LICENSE", "NOTICE"):
        shutil.copy(TOP / name, BUILD)
    sums = "".join(f"{digest(file)}  {file.relative_to(BUILD)}\n" for file in files())
    (BUILD / "SHA256SUMS").write_text(sums)
    version = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    target = TOP / "build" / f"somat-{version}-debian12-amd64.run"
    target.write_bytes((TOP / "scripts" / "bundle_head.sh").read_bytes() + archive())
    target.chmod(0o755)
    print(f"{target.relative_to(TOP)}: {target.stat().st_size / 1e6:.1f} MB, sha256 {digest(target)}")
    return subprocess.run([TOP / "scripts" / "check_bundle.sh", target], check=False).returncode


def run(module: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", module, *arguments], cwd=TOP, check=True, stdout=subprocess.DEVNULL)


def fetch(name: str) -> None:
    """Download the pinned wheels for the target machine; pip checks each hash."""
    wanted = ["--no-deps", "--only-binary=:all:", "--require-hashes", "-r", f"requirements/{name}.txt"]
    run("pip", "download", "-qq", *TARGET, "-d", str(WHEELS), *wanted)


def files() -> list[Path]:
    return sorted(path for path in BUILD.rglob("*") if path.is_file())


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def archive() -> bytes:
    """A tar.gz whose bytes depend on nothing but the files: no times, no owners."""
    out = io.BytesIO()
    with (
        gzip.GzipFile(fileobj=out, mode="wb", compresslevel=6, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for file in files():
            entry = tarfile.TarInfo(str(file.relative_to(BUILD)))
            entry.size, entry.mode = file.stat().st_size, 0o755 if file.suffix == ".sh" else 0o644
            with file.open("rb") as content:
                tar.addfile(entry, content)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
