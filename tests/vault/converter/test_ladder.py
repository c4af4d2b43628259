"""Every rung holds what it promises, and one with a wall removed is found out by the trial."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from somat.vault.converter import wire
from somat.vault.converter.client import Converter
from somat.vault.converter.codes import ConverterAway
from somat.vault.converter.daemon import Daemon
from somat.vault.converter.formats import kind
from somat.vault.converter.sandbox import ladder, rungs, walls
from tests.vault.converter import clean, served
from tests.vault.converter.running import Running

pytestmark = pytest.mark.once

NOT_ROOT = [] if os.geteuid() == 0 else ["user"]  # only root makes a child another user than the vault's
NAMESPACES, USER = rungs.Rung(rungs.NAMESPACES), rungs.Rung(rungs.USER)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "vault").mkdir()
    (tmp_path / "site.toml").write_text("what no child may read")
    return tmp_path


def without(rung: rungs.Rung, wall: str) -> rungs.Rung:
    return replace(rung, names=[name for name in walls.ALL if name != wall])


def test_the_namespaces_rung_lets_nothing_through(site: Path) -> None:
    assert ladder.breaches(NAMESPACES, hidden=site) == []


def test_it_holds_without_landlock_too(site: Path) -> None:
    assert ladder.breaches(without(NAMESPACES, walls.LANDLOCK), hidden=site) == []


def test_the_user_rung_lets_nothing_through(site: Path) -> None:
    assert ladder.breaches(USER, hidden=site) == NOT_ROOT


@pytest.mark.parametrize(
    ("space", "breach"), [("--unshare-net", "interfaces"), ("--unshare-pid", "processes")], ids=["network", "processes"]
)
def test_a_missing_space_is_found(site: Path, space: str, breach: str) -> None:
    planted = replace(NAMESPACES, spaces=[one for one in rungs.SPACES if one != space])
    assert breach in ladder.breaches(planted, hidden=site)


def test_a_root_that_can_be_written_is_found(site: Path) -> None:
    assert "root" in ladder.breaches(replace(NAMESPACES, readonly=()), hidden=site)


def test_a_folder_that_should_be_hidden_is_found(site: Path) -> None:
    planted = replace(NAMESPACES, extra=["--ro-bind", str(site), str(site)])
    assert "files" in ladder.breaches(planted, hidden=site)


@pytest.mark.parametrize(
    ("wall", "breaches"),
    [
        (walls.SECCOMP, {"network", "calls"}),
        (walls.LIMITS, {"memory"}),
        *([(walls.USER, {"user"})] if os.geteuid() == 0 else []),
    ],
)
def test_a_missing_wall_of_the_namespaces_rung_is_found(site: Path, wall: str, breaches: set[str]) -> None:
    assert breaches <= set(ladder.breaches(without(NAMESPACES, wall), hidden=site))


@pytest.mark.parametrize(
    ("wall", "breaches"),
    [
        (walls.SECCOMP, {"network", "calls"}),
        (walls.LIMITS, {"memory"}),
        (walls.LANDLOCK, {"reading", "writing"}),
        (walls.USER, {"user"}),
    ],
)
def test_a_missing_wall_of_the_user_rung_is_found(site: Path, wall: str, breaches: set[str]) -> None:
    assert breaches <= {*ladder.breaches(without(USER, wall), hidden=site), *(breaches if NOT_ROOT else ())}


def test_the_user_rung_is_refused_to_the_owner_of_the_vault(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    os.chown(site / "vault", 4242, 4242)
    assert ladder.breaches(USER, hidden=site) == ["user"]


def test_the_strongest_rung_that_holds_is_taken(site: Path) -> None:
    assert ladder.climb(site).name == rungs.NAMESPACES


def test_without_bubblewrap_the_next_rung_is_taken(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rungs.shutil, "which", lambda name: None)
    standing = ladder.climb(site)
    assert (standing.name, standing.tried[0]) == (
        rungs.NONE if NOT_ROOT else rungs.USER,
        (rungs.NAMESPACES, ("start",)),
    )


def test_where_no_rung_holds_nothing_is_converted(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    planted = tuple(without(rung, walls.SECCOMP) for rung in (NAMESPACES, USER))
    monkeypatch.setattr(ladder, "STRONGEST_FIRST", planted)
    standing = ladder.climb(site)
    assert standing.name == rungs.NONE
    with served.daemon(site, standing) as converter:
        assert converter.status()["rung"] == rungs.NONE
        with pytest.raises(ConverterAway) as away:
            converter.probe([b"%PDF-"], size=5)
        assert away.value.reason == rungs.NONE


@pytest.mark.parametrize(
    "data",
    [clean.text_pdf(), clean.docx(), clean.odt(), clean.picture("TIFF", pages=2)],
    ids=["pdf", "docx", "odt", "tiff"],
)
def test_the_user_rung_shows_files_and_leaves_nothing(site: Path, data: bytes) -> None:
    if NOT_ROOT:
        assert ladder.breaches(USER, hidden=site) == NOT_ROOT
        return
    with served.daemon(site, ladder.Standing(USER, ())) as converter:
        found = converter.probe([data], size=len(data))
        assert found.media in kind.MEDIA and found.refused == ""
        assert list(converter.pages([data], size=len(data), media=found.media, first=1, count=1, dpi=72))
    assert list(rungs.ROOM.glob(f"{rungs.PREFIX}{os.getpid()}-*")) == []


def test_the_status_tells_the_rung_and_the_tools(running: Running) -> None:
    status = running.converter.status()
    assert status["rung"] == rungs.NAMESPACES
    assert status["tools"] == {"bwrap": True, "soffice": True, "tesseract": True}


def test_a_stranger_is_not_let_in(site: Path) -> None:
    """The kernel's word counts: a peer of another user gets no answer, whatever the file's mode."""
    daemon = Daemon(site, vault_uid=os.geteuid() + 5)
    assert daemon.admits(os.geteuid()) and daemon.admits(os.geteuid() + 5)
    assert not daemon.admits(os.geteuid() + 1)


def test_the_address_of_nobody_is_away(tmp_path: Path) -> None:
    with pytest.raises(ConverterAway):
        Converter(tmp_path / "nothing.sock").status()


def test_a_child_that_lies_about_its_pixels_is_not_believed() -> None:
    from somat.vault.converter import paint

    head = {"page": 1, "width": 5000, "height": 5000, "mode": "RGB", "look": "text"}
    with pytest.raises(wire.Malformed):
        paint.pixels(head, number=1)
    with pytest.raises(wire.Malformed):
        paint.pixels({**head, "height": 10, "page": 2}, number=1)
    with pytest.raises(wire.Malformed):
        paint.pixels({**head, "height": 10, "mode": "P"}, number=1)
    assert paint.pixels({**head, "height": 10}, number=1).size == 150_000
