"""What a site of this size must have, held against what it has (the table of sizes in docs/how-to/backup-restore.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from somat.oversight.light import Light
from somat.vault.wording import KINDS


@dataclass(frozen=True, slots=True)
class Has:
    """What was found. `encrypted`: the page came by TLS; `remote`: it came from another machine; `ways` to open the vault, by kind."""

    engine: str
    ways: frozenset[str]
    encrypted: bool
    remote: bool
    sheet_printed: bool
    lights: tuple[Light, ...]


def held_against(has: Has) -> list[Light]:
    """One line for each thing of the table: a commune's measure on SQLite, an agency's on PostgreSQL."""
    return [*(_commune(has) if has.engine == "sqlite" else _agency(has)), _network(has), _copies(has)]


def by(ways: frozenset[str]) -> str:
    """The ways in words, the stronger ones first."""
    words = [KINDS[kind] for kind in ("shares", "pkcs11", "passphrase") if kind in ways]
    return f"Bằng {', '.join(words)}" if words else "Két chưa cho biết"


def _commune(has: Has) -> Iterator[Light]:
    yield Light("Cơ sở dữ liệu", "ok", "SQLite, đủ cho một xã")
    yield Light("Mở két", "ok", by(has.ways))
    kind, words = (
        ("ok", "Đã in tờ điểm chốt mới nhất") if has.sheet_printed else ("warn", "Chưa in tờ điểm chốt của hôm nay")
    )
    yield Light("Điểm chốt ra khỏi máy (R32, R35a)", kind, words)


def _agency(has: Has) -> Iterator[Light]:
    yield Light("Cơ sở dữ liệu", "ok", "PostgreSQL")
    enough = has.ways >= {"shares", "pkcs11"} and "passphrase" not in has.ways
    needed = "" if enough else "; cơ quan cần mảnh khóa và thiết bị, không còn cụm mật khẩu"
    yield Light("Mở két", "ok" if enough else "warn", by(has.ways) + needed)
    yield Light("Ổ đĩa thứ hai cho nhật ký (R32)", "warn", "Chương trình chưa có phần này")
    yield Light(
        "Yếu tố phần cứng khi đăng nhập (R37)", "warn", "Chương trình chưa có phần này: đăng nhập bằng mật khẩu"
    )


def _network(has: Has) -> Light:
    label = "Mã hóa đường truyền (R39)"
    if has.encrypted:
        return Light(label, "ok", "TLS")
    if has.remote:
        return Light(label, "bad", "Máy khác đang vào không qua TLS")
    return Light(label, "ok" if has.engine == "sqlite" else "warn", "Không có TLS; trang này đang mở ngay trên máy chủ")


def _copies(has: Has) -> Light:
    worst = next((kind for kind in ("bad", "warn") if any(light.kind == kind for light in has.lights)), "ok")
    said = {"ok": "Đủ", "warn": "Có việc cần làm", "bad": "Thiếu"}
    return Light("Sao lưu (R56)", worst, said[worst])
