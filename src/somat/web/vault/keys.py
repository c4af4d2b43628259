"""Két khóa: how the vault stands, which ways open it, who holds which share. States and names; nothing that opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from somat.audit import queries as journal
from somat.audit.moment import today
from somat.audit.verbs import says
from somat.law.access import Actor
from somat.law.refusal import demand
from somat.law.roles import Duty, may_do
from somat.oversight.light import Light
from somat.people import queries as people
from somat.vault import actions, client, queries, verbs
from somat.vault.wording import KINDS
from somat.web.vault.views import status

SEEN_BY = (Duty.VAULT_UNSEAL, Duty.SYSTEM_WATCH)
STATES = {"open": ("ok", "Đang mở"), "sealed": ("warn", "Niêm phong"), "new": ("bad", "Chưa có khóa gốc")}
SWAP = {"none": ("ok", "Không có"), "encrypted": ("ok", "Có, mã hóa"), "open": ("bad", "Có, không mã hóa")}
INDEX = {"ready": "Xong", "loading": "Đang dựng", "empty": "Chưa dựng", "failed": "Bị ngắt, dựng lại khi tìm"}
WORDS = {"off": ("ok", "Tắt"), "reading": ("ok", "Bật, đang đọc"), "done": ("ok", "Bật")}
CHANGES = (verbs.REKEY, verbs.ROTATE, verbs.IN_FORCE, verbs.WRAPPING)
PROVIDERS = {
    "embedded": "Có sẵn trong chương trình",
    "pkcs11": "Khóa gốc trong thiết bị PKCS#11",
}  # a module of the cipher service says its own name


def show(request: HttpRequest) -> HttpResponse:
    by: Actor = request.actor  # type: ignore[attr-defined]
    if not by.duties & set(SEEN_BY):
        demand(may_do(Duty.VAULT_UNSEAL, duties=by.duties))
    facts = status()
    keys = facts.get("keys", {})
    index = facts.get("index", {"state": "empty", "done": 0, "total": 0})
    shown = {
        "states": lights(facts),
        "ways": [way(each) for each in keys.get("wrappings", ())],
        "weak": {each["kind"] for each in keys.get("wrappings", ())} == {"passphrase"},
        "holders": holders(by),
        "index": index,
        "custodian": Duty.VAULT_UNSEAL in by.duties,
        "open": facts["state"] == "open",
        "waiting": waiting(facts, by),
        "changed": changed(),
    }
    return render(request, "vault/keys.html", shown)


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """A custodian seals the vault at once: in an alarm nobody waits for a second person, nor for a journal that cannot write."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    demand(may_do(Duty.VAULT_UNSEAL, duties=by.duties))
    try:
        actions.record(verbs.SEAL, by=by)
    finally:
        client.seal_again()
    return redirect("vault:sealed")


def lights(facts: dict[str, Any]) -> list[Light]:
    kind, words = STATES.get(str(facts["state"]), ("bad", str(facts["state"])))
    name = str(facts.get("provider", "–"))
    found = [Light("Két khóa", kind, words), Light("Bộ khóa", "ok", PROVIDERS.get(name, name))]
    memory = facts.get("memory")
    if memory is not None:
        found += [
            _yes("Khóa bộ nhớ", good=memory["locked"], words=("Có", "Không")),
            _yes("Chụp được bộ nhớ", good=not memory["dumpable"], words=("Không", "Có")),
            Light("Vùng tráo đổi", *SWAP[memory["swap"]]),
        ]
    index = facts.get("index")
    if index is not None:
        found.append(Light("Chỉ mục tìm kiếm", "ok" if index["state"] == "ready" else "wait", INDEX[index["state"]]))
    if (read := facts.get("words")) is not None:
        found.append(Light("Tìm trong chữ của tài liệu", *WORDS[read["state"]]))
    if facts.get("keys", {}).get("rotation", {}).get("unfinished"):
        found.append(Light("Thay khóa mức mật", "warn", "Còn dở: chạy somat seal rotate"))
    return found


def way(facts: dict[str, Any]) -> dict[str, Any]:
    of = (
        f"{facts['needed']} trong {facts['total']} mảnh, bộ {facts['set'].upper()}" if facts["kind"] == "shares" else ""
    )
    words = KINDS[facts["kind"]]
    return {"words": words[0].upper() + words[1:], "of": of, "at": datetime.fromisoformat(facts["made_at"])}


def changed() -> dict[str, Any] | None:
    """The last change of keys or of who can open: when, and what."""
    found = journal.newest_of([verb.code for verb in CHANGES])
    return {"at": found[0], "what": says(found[1])} if found else None


def holders(by: Actor) -> list[tuple[int, str]]:
    """Number and name; of one who has left it is said, because a set must then be made anew (R29)."""
    made, staying = queries.in_force(by=by), names(by)
    if made is None:
        return []
    return [
        (number, staying.get(person) or f"{people.person(person, by=by).name}: đã thôi việc, lập bộ mảnh mới")
        for number, person in made.holders
    ]


def names(by: Actor) -> dict[UUID, str]:
    return {person.uuid: person.name for person in people.people(by=by, on=today())}


def waiting(facts: dict[str, Any], by: Actor) -> tuple[int, ...]:
    """The numbers of the set in the making that this person holds."""
    about = facts.get("keys", {}).get("ceremony", {}).get("about")
    return queries.share_set(UUID(about), by=by).number_of(by.person) if about else ()


def _yes(label: str, *, good: bool, words: tuple[str, str]) -> Light:
    return Light(label, "ok" if good else "bad", words[0] if good else words[1])
