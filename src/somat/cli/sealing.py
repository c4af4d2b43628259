"""What the words of `somat seal` do: everything is asked at the terminal, nothing of a share is ever written into the folder."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from somat.audit.verbs import Verb
from somat.cli.start import Stopped
from somat.vault import verbs
from somat.vault.wording import KINDS, refusal_words

Made = TypeVar("Made")
STATES = {
    "open": "đang mở",
    "sealed": "niêm phong",
    "new": "chưa có khóa gốc",
    "log-broken": "không mở: nhật ký không toàn vẹn",
}
YES = {True: "có", False: "không"}


def status() -> dict[str, Any]:
    from somat.vault import client

    try:
        return client.status()
    except client.Sealed:
        raise Stopped("Két chưa chạy. Chạy: somat serve DIR") from None


def say_status() -> None:
    """State, ways in force, holders, memory."""
    facts = status()
    keys, memory = facts["keys"], facts["memory"]
    click.echo(f"Két: {STATES.get(str(facts['state']), facts['state'])} · bộ khóa: {facts['provider']}")
    for way in keys["wrappings"]:
        of = f" ({way['needed']} trong {way['total']} mảnh, bộ {way['set']})" if way["kind"] == "shares" else ""
        click.echo(f"  Mở bằng: {KINDS[way['kind']]}{of}, từ {way['made_at'][:10]}")
    for number, name in holders():
        click.echo(f"  Mảnh {number}: {name}")
    if keys["given"]:
        click.echo(f"  Đã đưa mảnh số: {', '.join(map(str, keys['given']))}")
    if keys.get("rotation", {}).get("unfinished"):
        click.echo("  Việc thay khóa mức mật còn dở: chạy somat seal rotate để làm tiếp.")
    click.echo(
        f"  Khóa bộ nhớ: {YES[memory['locked']]} · chụp được bộ nhớ: {YES[memory['dumpable']]} · tráo đổi: {memory['swap']}"
    )


def holders() -> list[tuple[int, str]]:
    """Number and name of each holder of the set in force."""
    from somat.law.access import SYSTEM
    from somat.people import queries as people
    from somat.vault import queries

    made = queries.in_force(by=SYSTEM)
    if made is None:
        return []
    return [(number, people.person(person, by=SYSTEM).name) for number, person in made.holders]


def open_vault() -> None:
    from somat.vault import client, client_keys

    facts = status()
    if facts["state"] == "open":
        click.echo("Két đang mở.")
        return
    kind = choose(facts, ask="Mở bằng cách nào")
    if kind == "passphrase":
        tried(lambda: client.unseal(hidden("Cụm mật khẩu mở két")))
    elif kind == "pkcs11":
        tried(lambda: client_keys.open_by_token(hidden("Mã PIN của thiết bị")))
    else:
        given = None
        while given is None or not given.opened:
            given = again(lambda: client_keys.give_share(typed_share("Mảnh khóa")))
            click.clear()
            if not given.opened:
                click.echo(
                    f"Đã nhận mảnh số {', '.join(map(str, given.given))}: {len(given.given)} trong {given.needed}."
                )
    record(verbs.OPEN)
    click.echo("Két đã mở.")


def close_vault() -> None:
    from somat.vault import client

    client.seal_again()
    click.echo("Két đã niêm phong. Không ai đọc được gì cho tới khi mở lại.")


def share_out(needed: int, total: int, *, print_to: Path | None, authority: dict[str, Any] | None = None) -> None:
    """The ceremony: one holder after another, the screen cleared between; in force only when all have typed theirs back."""
    from somat.vault import client_keys
    from somat.vault.actions import record_set

    authority = authority or ask_authority()
    persons = [ask_holder(number) for number in range(1, total + 1)]
    demand_few([person for person, _ in persons])
    begun = tried(lambda: client_keys.begin(authority, needed=needed, total=total))
    for number, (_, name) in enumerate(persons, start=1):
        hand_over(number, name, of=(needed, total), token=begun.token, print_to=print_to)
    record_set(needed=needed, holders=[person for person, _ in persons], set_name=begun.set)
    click.echo(f"Bộ mảnh {begun.set} có hiệu lực: cần {needed} trong {total} người. Bộ cũ, nếu có, hết hiệu lực.")


def hand_over(number: int, name: str, *, of: tuple[int, int], token: str, print_to: Path | None) -> None:
    """One holder alone at the screen: his share, on paper if he wants, and typed back as the proof."""
    from somat.vault import client_keys

    click.clear()
    click.pause(f"Mời {name} ngồi một mình trước màn hình, người khác quay đi. Bấm một phím để xem mảnh số {number}.")
    share = tried(lambda: client_keys.show(number, token=token))
    for line, words in enumerate(share.words, start=1):
        click.echo(f"  {line}.  {'  '.join(words)}")
    if print_to is not None:
        print_sheet(share, number=number, name=name, of=of, to=print_to)
        click.echo("Đã đưa tờ mảnh khóa ra máy in.")
    click.pause("Ghi đủ tám dòng ra giấy, rồi bấm một phím: màn hình sẽ xóa.")
    click.clear()
    again(lambda: client_keys.prove(number, typed_share(f"{name} gõ lại mảnh số {number}"), token=token))
    click.clear()


def print_sheet(share: Any, *, number: int, name: str, of: tuple[int, int], to: Path) -> None:
    """The sheet of one share straight into a device, a pipe or a file that was named; nowhere else."""
    from django.conf import settings

    from somat.audit.moment import VIETNAM, now
    from somat.reporting.key_share import KeyShare, render_key_share

    site = settings.SITE
    sheet = KeyShare(
        superior=site.superior, agency=site.agency, place=site.place, set=share.set, number=number, needed=of[0],
        total=of[1], holder=name, words=share.words, code=share.code, printed_at=now().astimezone(VIETNAM),
    )  # fmt: skip
    with to.open("ab") as out:
        out.write(render_key_share(sheet))


def demand_outside(path: Path | None, folder: Path) -> None:
    """Never into the site: a share beside the wrapped root would be no share."""
    if path is not None and path.resolve().is_relative_to(folder.resolve()):
        raise Stopped("Không in mảnh khóa vào thư mục cài đặt. Chọn máy in hoặc nơi khác.")


def ask_holder(number: int) -> tuple[UUID, str]:
    """A person of the site, by name; asked again until exactly one has it."""
    from somat.audit.moment import today
    from somat.law.access import SYSTEM
    from somat.law.fold import fold
    from somat.people import queries as people

    while True:
        typed = str(click.prompt(f"Họ tên người giữ mảnh số {number}"))
        found = [each for each in people.people(by=SYSTEM, on=today()) if fold(each.name) == fold(typed)]
        if len(found) == 1:
            return found[0].uuid, found[0].name
        click.echo("Không có người này." if not found else "Nhiều người cùng tên: đổi tên hiển thị của một người.")


def demand_few(persons: Sequence[UUID]) -> None:
    """Nobody holds more shares than his roles allow (R25)."""
    from somat.audit.moment import today
    from somat.law.access import SYSTEM
    from somat.law.roles import may_hold_shares
    from somat.people import queries as people

    roles = people.roles_held(by=SYSTEM, on=today())
    for person in set(persons):
        refusal = may_hold_shares(roles.get(person, frozenset()), shares=list(persons).count(person))
        if refusal is not None:
            raise Stopped(refusal.sentence())


def drop_passphrase() -> None:
    """Shares are worth something only when no single person opens any more. Asks for nothing that was not just proven."""
    from somat.vault import client_keys

    if "passphrase" not in {way["kind"] for way in status()["keys"]["wrappings"]}:
        return
    click.echo("Còn cụm mật khẩu: một người vẫn mở được két. Gõ cụm mật khẩu lần cuối để bỏ cách mở này.")
    authority = {"passphrase": hidden("Cụm mật khẩu mở két")}
    tried(lambda: client_keys.drop(authority, kind="passphrase"))
    record(verbs.WRAPPING, "drop passphrase")
    click.echo("Đã bỏ cụm mật khẩu. Từ nay chỉ mở bằng mảnh khóa.")


def rekey() -> None:
    """Each way in force is asked for; what is not given is dropped, and this is said before."""
    from somat.vault import client_keys

    ways = [way["kind"] for way in status()["keys"]["wrappings"]]
    openings: dict[str, Any] = {}
    for kind in ways:
        if click.confirm(f"Giữ cách mở bằng {KINDS[kind]} cho khóa gốc mới?", default=True):
            openings |= ask_opening(kind)
        else:
            click.echo(f"  {KINDS[kind]} sẽ hết hiệu lực.")
    if not openings:
        raise Stopped("Phải giữ ít nhất một cách mở. Chưa thay gì.")
    first = dict([next(iter(openings.items()))])
    tried(lambda: client_keys.rekey(first, openings=openings))
    record(verbs.REKEY, ",".join(openings))
    click.echo(
        "Khóa gốc mới có hiệu lực. Bản sao lưu cũ vẫn mở bằng khóa gốc cũ: giữ các mảnh cũ cho tới khi bản đó hết hạn."
    )


def rotate() -> None:
    """Begin or go on, and wait for the end with a bar."""
    from somat.cli.start import progress
    from somat.vault import client_keys

    authority = ask_authority()
    tried(lambda: client_keys.rotate(authority))
    with progress("Thay khóa mức mật") as step:
        while (facts := status()["keys"]["rotation"])["running"]:
            step(facts["done"])  # type: ignore[operator]
            time.sleep(0.2)
    if facts["unfinished"]:
        raise Stopped("Việc thay khóa bị ngắt giữa chừng; mọi khóa còn nguyên. Chạy lại để làm tiếp.")
    record(verbs.ROTATE)
    click.echo("Đã thay khóa mức mật.")


def add_token() -> None:
    from somat.vault import client_keys

    authority = ask_authority()
    pin = hidden("Mã PIN của thiết bị")
    tried(lambda: client_keys.add(authority, kind="pin", secret=pin))
    record(verbs.WRAPPING, "add pkcs11")
    click.echo("Thiết bị mở được két. Các cách mở khác vẫn giữ nguyên.")


# asking


def ask_authority() -> dict[str, Any]:
    """What opens the root, given anew, from whoever stands here (R27 at the terminal)."""
    facts = status()
    if facts["state"] != "open":
        raise Stopped("Két đang niêm phong. Mở trước: somat seal open DIR")
    return ask_opening(choose(facts, ask="Chứng tỏ được quyền đổi khóa bằng"))


def ask_opening(kind: str) -> dict[str, Any]:
    if kind == "passphrase":
        return {"passphrase": hidden("Cụm mật khẩu mở két")}
    if kind == "pkcs11":
        return {"pin": hidden("Mã PIN của thiết bị")}
    (way,) = [each for each in status()["keys"]["wrappings"] if each["kind"] == "shares"]
    given = []
    for at in range(1, way["needed"] + 1):
        given.append(typed_share(f"Người thứ {at} gõ mảnh của mình"))
        click.clear()
    return {"shares": given}


def choose(facts: dict[str, Any], *, ask: str) -> str:
    kinds = [way["kind"] for way in facts["keys"]["wrappings"]]
    if len(kinds) == 1:
        return str(kinds[0])
    words = {KINDS[kind]: kind for kind in kinds}
    for number, word in enumerate(words, start=1):
        click.echo(f"  {number}. {word}")
    at = click.prompt(ask, type=click.IntRange(1, len(kinds)))
    return str(kinds[at - 1])


def typed_share(ask: str) -> str:
    """Eight lines, or the one line of a QR reader; nothing is shown while it is typed."""
    click.echo(f"{ask}: tám dòng, mỗi dòng sáu tiếng, hoặc quét mã QR. Chữ gõ không hiện trên màn hình.")
    lines: list[str] = []
    while sum(len(re.findall(r"\w+", line)) for line in lines) < 48:
        lines.append(hidden(f"  Dòng {len(lines) + 1}"))
        if lines[-1].strip().upper().startswith("SOMAT1"):
            return lines[-1]
    return "\n".join(lines)


def hidden(ask: str) -> str:
    return str(click.prompt(ask, hide_input=True))


def tried(act: Callable[[], Made]) -> Made:
    """Do it, or stop with the sentence."""
    from somat.vault import client, client_keys

    try:
        return act()
    except client.WrongPassphrase as no:
        raise Stopped(f"Không đúng. Thử lại sau {no.seconds} giây.") from None
    except client_keys.KeysRefused as no:
        raise Stopped(refusal_words(no.code, no.facts)) from None
    except client.Sealed as still:
        raise Stopped(f"Két không làm được việc này lúc này ({still.reason}).") from None


def again(act: Callable[[], Made]) -> Made:
    """Ask until it is right; what was typed wrong is named by line."""
    from somat.vault import client, client_keys

    while True:
        try:
            return act()
        except client_keys.KeysRefused as no:
            click.echo(refusal_words(no.code, no.facts))
            if no.code == "no-ceremony":
                raise Stopped("Bộ mảnh đang lập không còn. Lập lại từ đầu.") from None
        except client.WrongPassphrase as no:
            click.echo(f"Không đúng. Chờ {no.seconds} giây.")
            time.sleep(no.seconds)
        except client.Sealed as still:
            raise Stopped(f"Két không mở được ({still.reason}).") from None


def bounds(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})", text.strip())
    if not found:
        raise Stopped("Ghi số mảnh như 3/5: cần 3 trong 5 người.")
    return int(found[1]), int(found[2])


def record(verb: Verb, detail: str = "") -> None:
    """A leaf in the journal, by the system: who stood at the terminal is known by what he typed, not by name."""
    from somat.law.access import SYSTEM
    from somat.vault import actions

    actions.record(verb, by=SYSTEM, detail=detail)
