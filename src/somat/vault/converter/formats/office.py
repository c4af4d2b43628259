"""DOCX, XLSX and ODT into PDF by LibreOffice, inside the same sandbox: a profile of its own, no macros, nothing looked up."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats.kind import DOCX, ODT, XLSX

FOLDERS = ("/usr/lib/libreoffice/program", "/usr/lib64/libreoffice/program", "/opt/libreoffice/program")
ENDINGS = {DOCX: "docx", XLSX: "xlsx", ODT: "odt"}
AGAIN = 81  # a new profile was made: the program wants to be started once more
STARTS = 3
SETTINGS: dict[str, dict[str, str | int]] = {
    "Office.Common/Security/Scripting": {
        "MacroSecurityLevel": 3,
        "DisableMacrosExecution": "true",
        "DisableActiveContent": "true",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Common/Save/Document": {"WarnAlienFormat": "false"},
    "Office.Common/Misc": {"FirstRun": "false"},
    "Office.Java/VirtualMachine": {"Enable": "false"},
    "Office.Calc/Content/Update": {"Link": 2},
    "Office.Writer/Content/Update": {"Link": 0},
}


def program() -> Path | None:
    """The folder of LibreOffice's programs, where this machine has it."""
    return next((Path(folder) for folder in FOLDERS if (Path(folder) / "soffice.bin").exists()), None)


def as_pdf(data: bytes, media: str, *, scratch: Path | None) -> bytes:
    """The file as PDF. Raises ConverterRefused: no-office, damaged, memory, too-large."""
    folder = program()
    if folder is None or scratch is None:
        raise ConverterRefused("no-office")
    source, made = scratch / f"in.{ENDINGS[media]}", scratch / "in.pdf"
    source.write_bytes(data)
    _settings(scratch / "profile")
    for _ in range(STARTS):
        if _run(folder, source, scratch) != AGAIN:
            break
    source.unlink()
    try:
        pdf = made.read_bytes()
    except OSError:
        raise ConverterRefused("damaged") from None
    finally:
        shutil.rmtree(scratch / "profile", ignore_errors=True)
        made.unlink(missing_ok=True)
    if len(pdf) > limits.UNPACKED:
        raise ConverterRefused("too-large")
    return pdf


def _run(folder: Path, source: Path, scratch: Path) -> int:
    command = [
        str(folder / "soffice.bin"),
        f"-env:UserInstallation=file://{scratch / 'profile'}",
        *("--headless", "--nologo", "--nodefault", "--norestore", "--nolockcheck", "--nofirststartwizard"),
        *("--convert-to", "pdf", "--outdir", str(scratch), str(source)),
    ]
    environment = {
        "HOME": str(scratch),
        "TMPDIR": str(scratch),
        "PATH": "/usr/bin",
        "LC_ALL": "C.UTF-8",
        "LD_LIBRARY_PATH": str(folder),
        "SAL_USE_VCLPLUGIN": "svp",
        "SAL_DISABLE_PRINTERLIST": "1",
        "SAL_LOG": "-WARN-INFO",
    }
    with subprocess.Popen(  # noqa: S603  the machine's own program on a name of ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=scratch,
        env=environment,
    ) as process:
        return process.wait(limits.SECONDS)


def _settings(profile: Path) -> None:
    """What the program finds as its user's wishes."""
    rows = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, wishes in SETTINGS.items()
        for name, value in wishes.items()
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{rows}</oor:items>",
        "utf-8",
    )
