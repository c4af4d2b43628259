"""How strangers' files are turned into pictures on this machine, as lines of the system desk."""

from __future__ import annotations

from typing import Any

from somat.oversight.light import Light
from somat.vault import client

RUNGS = {
    "namespaces": ("ok", "Hộp kín đầy đủ: mỗi tệp một tiến trình, không mạng, không thấy tệp khác"),
    "user": ("warn", "Hộp kín bậc hai: tài khoản khác, không mạng. Cài gói bubblewrap để có bậc một"),
    "none": ("bad", "Máy không dựng được hộp kín nên không nhận tệp. Cài gói bubblewrap"),
    "away": ("bad", "Không chạy: chưa nhận và chưa xem được tệp"),
}
OFFICE = ("ok", "Có"), ("warn", "Không có: chưa nhận được DOCX, XLSX, ODT")
WORDS = ("ok", "Có"), ("wait", "Không có: không đọc được chữ trong bản quét")


def lights() -> list[Light]:
    """The rung in use, and the programs found."""
    facts = asked()
    kind, words = RUNGS.get(str(facts.get("rung")), RUNGS["away"])
    found = [Light("Chuyển tệp thành ảnh", kind, words)]
    tools = facts.get("tools")
    if isinstance(tools, dict):
        found.append(Light("LibreOffice", *OFFICE[not tools.get("soffice")]))
        found.append(Light("Nhận chữ (tesseract)", *WORDS[not tools.get("tesseract")]))
    return found


def asked() -> dict[str, Any]:
    """What the vault hears from the converter; the web itself may not speak with it."""
    try:
        return client.converter()
    except (client.Sealed, client.Fault):
        return {"rung": "away"}
