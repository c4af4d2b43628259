"""Whether the tables of a site are those of this program: older ones may lack walls and indexes, newer ones columns it does not know."""

from __future__ import annotations

from pathlib import Path

from somat.audit.verify.source import Unreadable, close, place_of, source
from somat.cli.start import Stopped
from somat.site import Site

ROOMS = Path(__file__).resolve().parent.parent
OLDER = (
    "Dữ liệu trong {folder} do bản Sổ Mật cũ tạo ra. Dùng bản cũ sao lưu (somat backup), rồi dùng bản này khôi phục "
    "sang thư mục mới (somat restore): dữ liệu được đưa lên bản này và đối chiếu từng dòng."
)
NEWER = "Dữ liệu trong {folder} do bản Sổ Mật mới hơn tạo ra. Cài bản đó rồi chạy lại; bản này không mở được."


def demand_current(site: Site) -> None:
    """Raise Stopped for tables of another version. A database that does not answer is the business of what uses it."""
    place = place_of(site)
    try:
        made = {(str(app), str(name)) for app, name in source(place).all("SELECT app, name FROM django_migrations")}
    except Unreadable:
        return
    finally:
        close(place)
    ours = shipped()
    if made - ours:
        raise Stopped(NEWER.format(folder=site.folder))
    if ours - made:
        raise Stopped(OLDER.format(folder=site.folder))


def shipped() -> set[tuple[str, str]]:
    """Room and name of each migration of this program."""
    return {(file.parent.parent.name, file.stem) for file in ROOMS.glob("*/migrations/[0-9]*.py")}
