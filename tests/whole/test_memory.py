"""The memory of the web after it showed a line: neither root nor level key nor any other key of the vault stands in it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from somat.vault.process.keys.embedded import Embedded
from somat.vault.process.keys.passphrase import Passphrase
from somat.vault.process.site import read_site
from tests.whole import running
from tests.whole.issuing import LINE, entry_in, new_line
from tests.whole.memory import found, holding
from tests.whole.running import Site

pytestmark = pytest.mark.once  # memory, not engines

WORD = "Thao trường Đồi Gió Ngược"


@pytest.fixture(scope="module")
def shown() -> Iterator[Site]:
    """A site whose web has written a line and shown it."""
    with running.site(name="memory") as made:
        clerk = made.log_in("hanh")
        answer = clerk.send(new_line(clerk), **{**LINE, "abstract": WORD, "recipients": ["Công an tỉnh"]})
        assert entry_in(answer), answer.words
        assert WORD in clerk.follow(answer).words
        yield made


@pytest.fixture(scope="module")
def keys(shown: Site) -> dict[str, bytes]:
    """Every key of the site, unwrapped here: what the web must not hold."""
    place = read_site(shown.folder)
    vault = Embedded(place.keys, installation=place.installation)
    vault.unwrap(Passphrase(shown.passphrase))
    found = {"root": vault._held().secret, "log": vault._log_key().private_bytes_raw()}
    for row in vault.keyring.rows("kind = 'volume'"):
        found[f"volume {row.uuid}"] = vault._unwrapped(row)
    found |= {f"level {uuid}": secret for uuid, secret in vault._levels.items()}
    vault.forget()
    assert len(found) >= 4
    return found


def processes(site: Site) -> list[int]:
    main, workers = site.web()
    return [main, *workers, *site.named("somat.cli.due")]


def test_the_web_holds_no_key(shown: Site, keys: dict[str, bytes]) -> None:
    for pid in processes(shown):
        held = found(pid, keys.values())
        assert [name for name, secret in keys.items() if secret in held] == []


def test_the_same_look_finds_what_is_there(shown: Site, keys: dict[str, bytes]) -> None:
    """The planted controls: the line's words in the web that showed it, and the root in a process that holds it."""
    words = {WORD.encode(), *(WORD.encode(code) for code in ("utf-16-le", "utf-32-le"))}
    assert any(found(pid, words) for pid in processes(shown))
    with holding(keys["root"]) as pid:
        assert found(pid, keys.values()) == {keys["root"]}


def test_the_vault_gives_its_memory_to_nobody_but_root(shown: Site, keys: dict[str, bytes]) -> None:
    """Root of the machine reads everything, and finds root and level keys there; another user of the machine is refused."""
    (vault,) = [pid for pid in shown.named("somat.vault.process") if "due" not in running.command_of(pid)]
    if os.geteuid() == 0:
        held = found(vault, keys.values())
        assert {name.split()[0] for name, secret in keys.items() if secret in held} >= {"root", "level"}
        refused = [_as_user(uid, vault) for uid in {65534, shown.folder.stat().st_uid} - {0}]
        assert refused and all(refused)
    else:
        with pytest.raises(PermissionError):
            found(vault, keys.values())


def _as_user(uid: int, pid: int) -> bool:
    """Whether a child with this user's rights is refused to read the memory of the process."""
    child = os.fork()
    if child == 0:
        signal.alarm(30)  # what other threads held at the fork is held for ever here
        code = 1
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            Path(f"/proc/{pid}/mem").open("rb").close()
        except PermissionError:
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
