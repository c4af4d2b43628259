"""What the vault needs from a site folder, and no more: not the owner's database address, which its user need not read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

EMBEDDED, PKCS11 = "embedded", "pkcs11"


@dataclass(frozen=True)
class Site:
    """One installation. `web_uid`: the user whose processes may connect besides the vault's own, or None.

    `pkcs11_module`, `pkcs11_token`: the driver's file and the label of a token that may open the root key, or empty.
    `provider`: "embedded", or "pkcs11" where the root key itself lives in that token (docs/how-to/keys.md).
    """

    folder: Path
    installation: UUID
    engine: str
    database_url: str = field(default="", repr=False)
    web_uid: int | None = None
    pkcs11_module: str = ""
    pkcs11_token: str = ""
    provider: str = EMBEDDED

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "vault.sock"

    @property
    def database(self) -> Path:
        return self.folder / "somat.sqlite3"

    @property
    def write_lock(self) -> Path:
        return self.folder / "run" / "write.lock"

    @property
    def keys(self) -> Path:
        return self.folder / "vault"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"


def read_site(folder: Path) -> Site:
    """The site of a folder. Raises OSError, tomllib.TOMLDecodeError, KeyError or ValueError where `site.toml` is unusable."""
    facts = tomllib.loads((folder / "site.toml").read_text("utf-8"))
    database = facts.get("database", {})
    engine = database.get("engine", "sqlite")
    if engine not in ("sqlite", "postgresql"):
        raise ValueError(f"unknown database engine {engine!r}")
    vault = facts.get("vault", {})
    provider = vault.get("provider", EMBEDDED)
    if provider not in (EMBEDDED, PKCS11) or (provider == PKCS11 and not vault.get("pkcs11_module")):
        raise ValueError(f"unknown provider {provider!r}, or one without pkcs11_module")
    return Site(
        folder=folder.resolve(),
        installation=UUID(facts["installation"]),
        engine=engine,
        database_url=(folder / database["url_file"]).read_text("utf-8").strip() if engine == "postgresql" else "",
        web_uid=vault.get("web_uid"),
        pkcs11_module=str(vault.get("pkcs11_module", "")),
        pkcs11_token=str(vault.get("pkcs11_token", "somat")),
        provider=provider,
    )
