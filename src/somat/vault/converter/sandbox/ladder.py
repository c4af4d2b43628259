"""Which rung this machine gives: each is really tried, from the strongest down, and one with a breach is not used."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from somat.vault.converter import wire
from somat.vault.converter.sandbox import rungs, walls

WITHOUT_LANDLOCK = tuple(name for name in walls.ALL if name != walls.LANDLOCK)
STRONGEST_FIRST = (
    rungs.Rung(rungs.NAMESPACES),
    rungs.Rung(rungs.NAMESPACES, WITHOUT_LANDLOCK),  # older kernels: the read-only root still stands
    rungs.Rung(rungs.USER),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The rung in use, or None, and what each rung that was tried let through."""

    rung: rungs.Rung | None
    tried: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def name(self) -> str:
        return self.rung.name if self.rung else rungs.NONE


def climb(folder: Path) -> Standing:
    """Try the rungs; `folder` is what no child may see."""
    tried: list[tuple[str, tuple[str, ...]]] = []
    for rung in STRONGEST_FIRST:
        found = breaches(rung, hidden=folder)
        tried.append((rung.name, tuple(found)))
        if not found:
            return Standing(rung, tuple(tried))
    return Standing(None, tuple(tried))


def breaches(rung: rungs.Rung, *, hidden: Path, slot: int = 0) -> list[str]:
    """What a child on this rung managed that it may not; `start` where it did not come up at all."""
    if rung.name == rungs.USER and not is_other_user(hidden):
        return ["user"]
    try:
        child = rungs.start(rung, slot=slot, arguments=["--trial", str(hidden)])
    except OSError:
        return ["start"]
    try:
        assert child.process.stdout is not None
        found = wire.read_head(child.process.stdout)["breaches"]
        return [str(one) for one in found]
    except (EOFError, wire.Malformed, KeyError, TypeError):
        return ["start"]
    finally:
        child.end()


def is_other_user(folder: Path) -> bool:
    """Whether a child can be another user than the one whose the secrets are."""
    vault = folder / "vault"
    try:
        owner = (vault if vault.exists() else folder).stat().st_uid
    except PermissionError:
        return True  # it may not even be looked at
    return os.geteuid() == 0 or os.geteuid() != owner
