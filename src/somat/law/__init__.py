"""The law room: dated numbers and small pure rules. Plain values in, `Refusal | None` out; no Django, no clock.

Importing the room imports every rule, so that a missing row stops the start, not an act.
"""

from somat.law import (
    access,
    authority,
    dated,
    determining,
    fold,
    folder,
    levels,
    numbering,
    receiving,
    refusal,
    roles,
    sending,
    sessions,
    signing,
    sources,
    transition,
    volumes,
    workdays,
)
from somat.law.folder import folder_hash, load

__all__ = [
    "access",
    "authority",
    "dated",
    "determining",
    "fold",
    "folder",
    "folder_hash",
    "levels",
    "load",
    "numbering",
    "receiving",
    "refusal",
    "roles",
    "sending",
    "sessions",
    "signing",
    "sources",
    "transition",
    "volumes",
    "workdays",
]
