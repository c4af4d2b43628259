"""Soft tokens (SoftHSM2) of the tests' own, in a folder of the run; one configuration a process, as the driver wants it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from uuid import uuid4

import pkcs11

from somat.vault.process.keys.token import Place
from tests import workplace

MODULE = "/usr/lib/softhsm/libsofthsm2.so"
PIN = "246813"


def new_token() -> Place:
    """An initialised token with a label of its own. The driver is begun anew, because it looks for tokens only then."""
    folder = workplace.root() / "softhsm"
    settings = Path(os.environ.get("SOFTHSM2_CONF", folder / "softhsm2.conf"))
    if not settings.exists():
        (folder / "tokens").mkdir(parents=True)
        settings.write_text(f"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(settings)
    label = f"thu-{uuid4().hex[:8]}"
    command = ["softhsm2-util", "--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "86421357"]
    subprocess.run(command, check=True, capture_output=True)
    pkcs11.lib(MODULE).reinitialize()
    return Place(MODULE, label)
