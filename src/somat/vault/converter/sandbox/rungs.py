"""How a throw-away process is started on each rung: by bubblewrap in namespaces of its own, or as another user."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import PIL

import somat
from somat.vault.converter import limits
from somat.vault.converter.sandbox import walls

NAMESPACES, USER, NONE = "namespaces", "user", "none"
SPACES = ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try")
NOBODY = 64_900  # and the numbers after it: users without a name, one for each child at a time
ROOM = Path("/dev/shm")  # noqa: S108  memory, where the kernel says so
PREFIX = "somat-converter-"
MEMORY_FILES = 0x01021994  # TMPFS_MAGIC
SOURCE = Path(somat.__file__).resolve().parent
LIBRARIES = Path(PIL.__file__).resolve().parent.parent  # and its neighbours, wherever they were installed
OWN = ("__init__.py", "vault/__init__.py", "vault/converter")
SYSTEM = (
    "/usr",
    "/etc/fonts",
    "/etc/libreoffice",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/var/lib/libreoffice",
    "/var/spool/libreoffice",
    "/var/cache/fontconfig",
)
LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")


@dataclass(frozen=True)
class Rung:
    """A way to start a child. Tests leave out a wall or a space; the daemon never does."""

    name: str
    names: Sequence[str] = walls.ALL
    spaces: Sequence[str] = SPACES
    readonly: Sequence[str] = ("--remount-ro", "/")
    extra: Sequence[str] = ()


@dataclass(eq=False)
class Child:
    """A started process; `scratch` lies in memory and is taken away with it."""

    process: subprocess.Popen[bytes]
    scratch: Path | None = None
    slot: int = 0
    killed: bool = field(default=False)

    def end(self) -> None:
        """Kill whatever is left of it. Safe to call twice."""
        self.killed = self.killed or self.process.poll() is None
        try:
            os.killpg(self.process.pid, 9)
        except (ProcessLookupError, PermissionError):
            pass
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                try:
                    stream.close()
                except OSError:
                    pass
        if self.scratch is not None:
            shutil.rmtree(self.scratch, ignore_errors=True)


def start(rung: Rung, *, slot: int, arguments: Iterable[str] = ()) -> Child:
    """A child on a rung. Raises OSError where it cannot even be started. Call from a thread that stays: it dies with that thread."""
    scratch = None if rung.name == NAMESPACES else room(slot)
    command = bubble(rung) if rung.name == NAMESPACES else []
    inside = Path("/tmp") if rung.name == NAMESPACES else scratch  # noqa: S108  a memory file system of its own
    command += [sys.executable, "-P", "-s", "-B", "-m", "somat.vault.converter.child"]
    command += ["--rung", rung.name, "--walls", ",".join(rung.names), *arguments]
    command += ["--scratch", str(inside)] if inside else []
    command += ["--uid", str(NOBODY + slot)] if os.geteuid() == 0 else []
    command += ["--readable", *map(str, readable())]
    process = subprocess.Popen(  # noqa: S603  our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PYTHONPATH": str(SOURCE.parent), "LC_ALL": "C.UTF-8"},
        start_new_session=True,
    )
    return Child(process, None if rung.name == NAMESPACES else scratch, slot)


def readable() -> list[Path]:
    """What a child may read: the system's programs and fonts, this interpreter, and the converter's own code."""
    own = [SOURCE / name for name in OWN]
    return [
        *map(Path, SYSTEM),
        *map(Path, LINKS),
        *map(Path, DEVICES),
        Path(sys.prefix),
        Path(sys.base_prefix),
        LIBRARIES,
        *own,
    ]


def bubble(rung: Rung) -> list[str]:
    """bubblewrap's part of the command: a read-only root with only that, and a small memory file system at /tmp."""
    program = shutil.which("bwrap")
    if program is None:
        raise FileNotFoundError("bwrap")
    here = [path for path in readable() if path.exists() and not (str(path) in LINKS and path.is_symlink())]
    parents = sorted({parent for path in here for parent in path.parents if parent != Path("/")})
    command = [program, *rung.spaces, "--new-session", "--die-with-parent", "--cap-drop", "ALL"]
    if os.geteuid() == 0:
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]  # until it has become its own user
    else:
        command += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
    for parent in parents:
        command += ["--dir", str(parent)]
    for path in here:
        command += ["--dev-bind" if str(path) in DEVICES else "--ro-bind", str(path), str(path)]
    for link in LINKS:
        if Path(link).is_symlink():
            command += ["--symlink", str(Path(link).readlink()), link]
    command += ["--perms", "1777", "--size", str(limits.SCRATCH), "--tmpfs", "/tmp"]  # noqa: S108  its own
    return [*command, *rung.extra, *rung.readonly, "--chdir", "/", "--"]


def room(slot: int) -> Path | None:
    """A folder in memory for one child alone; None where this machine has no memory file system."""
    if not is_memory(ROOM):
        return None
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=ROOM))
    if os.geteuid() == 0:
        os.chown(folder, NOBODY + slot, NOBODY + slot)
    return folder


def sweep() -> None:
    """Take away what a daemon that was killed has left in memory."""
    for folder in ROOM.glob(PREFIX + "*") if ROOM.is_dir() else ():
        if not Path(f"/proc/{folder.name.removeprefix(PREFIX).split('-')[0]}").exists():
            shutil.rmtree(folder, ignore_errors=True)


def is_memory(folder: Path) -> bool:
    """Whether files of a folder lie in memory and on no disk."""
    found = subprocess.run(["/usr/bin/stat", "-f", "-c", "%t", str(folder)], capture_output=True, check=False)  # noqa: S603
    return found.returncode == 0 and int(found.stdout.strip() or b"0", 16) == MEMORY_FILES
