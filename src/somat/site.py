"""A site is a folder: what `site.toml` says, and where each thing of the installation lies."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

BLANK = UUID(int=0)


class BadSite(Exception):
    """The folder is no site, or its `site.toml` cannot be used; the sentence says what to do."""


@dataclass(frozen=True)
class Site:
    """One installation. Paths are absolute; `database_url` is empty on SQLite."""

    folder: Path
    installation: UUID = BLANK
    agency: str = ""
    superior: str = ""
    place: str = ""
    symbol: str = ""
    head_title: str = ""
    demo: bool = False
    engine: str = "sqlite"
    database_url: str = field(default="", repr=False)
    owner_url: str = field(default="", repr=False)
    workstations: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "somat.sqlite3"

    @property
    def socket(self) -> Path:
        return self.folder / "run" / "vault.sock"

    @property
    def lock(self) -> Path:
        return self.folder / "run" / "write.lock"

    @property
    def checkpoints(self) -> Path:
        return self.folder / "checkpoints"


def load(folder: Path) -> Site:
    """Read `site.toml`; raises BadSite with a Vietnamese sentence."""
    path = folder / "site.toml"
    try:
        facts = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise BadSite(f"Thư mục {folder} chưa phải là một cài đặt Sổ Mật. Chạy: somat init {folder}") from None
    except tomllib.TOMLDecodeError as error:
        raise BadSite(f"Tệp {path} viết sai cú pháp: {error}. Sửa lại tệp rồi chạy lại.") from None
    database = facts.get("database", {})
    return Site(
        folder=folder.resolve(),
        installation=UUID(facts["installation"]),
        agency=facts["agency"],
        superior=facts.get("superior", ""),
        place=facts.get("place", ""),
        symbol=facts.get("symbol", ""),
        head_title=facts.get("head_title", ""),
        demo=bool(facts.get("demo", False)),
        engine=database.get("engine", "sqlite"),
        database_url=secret(folder, database.get("url_file", "")),
        owner_url=secret(folder, database.get("owner_url_file", "")),
        workstations=dict(facts.get("workstations", {})),
    )


def secret(folder: Path, name: str) -> str:
    """A database address from its own file: it holds a password, so it never stands in site.toml or on a command line."""
    if not name:
        return ""
    try:
        return (folder / name).read_text("utf-8").strip()
    except OSError as error:
        raise BadSite(f"Không đọc được tệp {name} ghi địa chỉ cơ sở dữ liệu: {error.strerror}.") from None


def current() -> Site:
    """The site named by SOMAT_DIR; without it a blank one, enough for checks that open no database."""
    folder = os.environ.get("SOMAT_DIR")
    return load(Path(folder)) if folder else Site(Path("build/blank").absolute())
