"""The provider whose root never leaves a PKCS#11 token: level keys are wrapped and unwrapped inside it.

There is then no second way in: where the token is lost, everything is. The embedded provider with a token as one of
several wrappings is what sites use; this one is for an agency that has a cloned token, and for proving the interface.
"""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from somat.audit.tree import origin_of, verifier_key
from somat.vault.process.keys import rootfile, rotation
from somat.vault.process.keys.files import write_whole
from somat.vault.process.keys.keyring import Keyring
from somat.vault.process.keys.provider import NotAuthentic, Opening, RootStays, WrongOpening
from somat.vault.process.keys.rootfile import RootFile
from somat.vault.process.keys.token import Token, decrypt, encrypt, key_of, new_key
from somat.vault.process.keys.tree import Tree, this_year


class TokenRoot:
    """Fulfils `Root`: an AES key of the token, and a session that was logged in by its PIN."""

    def __init__(self, uuid: UUID, opened: Any, key: Any, *, close: Callable[[], None]) -> None:
        self.uuid = uuid
        self.opened = opened
        self._key = key
        self._close = close
        self._turn = threading.Lock()

    def wrap(self, secret: bytes, *, about: bytes) -> bytes:
        with self._turn:
            return encrypt(self._key, secret, about=about)

    def unwrap(self, wrapped: bytes, *, about: bytes) -> bytes:
        with self._turn:
            return decrypt(self._key, wrapped, about=about)

    def forget(self) -> None:
        self._close()


class TokenKeys(Tree):
    """Fulfils `Provider`. Files as the embedded provider's; `root.json` names the token's key and wraps nothing."""

    name = "pkcs11"

    def __init__(self, folder: Path, *, installation: UUID, year: Callable[[], int] = this_year) -> None:
        super().__init__(Keyring(folder), installation=installation, year=year)
        self._folder = folder
        self._salt, self._mark = os.urandom(32), b""

    @property
    def exists(self) -> bool:
        return (self._folder / rootfile.NAME).exists()

    def create(self, opening: Opening) -> None:
        if self.exists:
            raise FileExistsError(self._folder / rootfile.NAME)
        token, log = _token(opening), Ed25519PrivateKey.generate()
        name, uuid = os.urandom(8), uuid4()
        with token.session() as opened:
            root = TokenRoot(uuid, opened, new_key(opened, name=name), close=lambda: None)
            rows = self.first_rows(root, log=log)
        self.keyring.create(installation=self._installation, root=uuid, rows=rows)
        self.keyring.close()
        line = verifier_key(origin_of(self._installation), log.public_key().public_bytes_raw()) + "\n"
        write_whole(self._folder / "log.pub", line.encode(), mode=0o644)
        rootfile.write(self._folder, _file(uuid, token, name))

    def unwrap(self, opening: Opening) -> None:
        file, token = rootfile.read(self._folder), _token(opening)
        if self._root is not None:
            return self.prove(opening)
        self.keyring.open(installation=self._installation)
        stack = ExitStack()
        try:
            file = rootfile.settled(self._folder, root=self.keyring.root)
            opened = stack.enter_context(token.session())
            self.take(TokenRoot(file.root, opened, _key(opened, file), close=stack.close))
            self._mark = token.marked(self._salt)
        except BaseException:
            stack.close()
            self.keyring.close()
            raise

    def prove(self, opening: Opening) -> None:
        """While a log-in is held the token compares no second PIN: it is compared with the one that logged in."""
        token = _token(opening)
        if self._root is None:
            with token.session():
                return
        if not hmac.compare_digest(self._mark, token.marked(self._salt)):
            raise WrongOpening

    def forget(self) -> None:
        super().forget()
        self.keyring.close()

    def wrappings(self) -> Sequence[Mapping[str, Any]]:
        return rootfile.read(self._folder).plain()

    def add_wrapping(self, opening: Opening) -> None:
        raise RootStays(opening.kind)

    def drop_wrapping(self, kind: str) -> None:
        raise RootStays(kind)

    def rekey(self, openings: Sequence[Opening]) -> None:
        """A new key in the same token; the log-in that is held goes on with it."""
        if [opening.kind for opening in openings] != [Token.kind]:
            raise RootStays("one token")
        with self.turning():
            held, name, uuid = self._held(), os.urandom(8), uuid4()
            root = TokenRoot(uuid, held.opened, new_key(held.opened, name=name), close=held.forget)
            rootfile.write(self._folder, _file(uuid, _token(openings[0]), name), name=rootfile.NEXT)
            rows = self.keyring.rows("under = ? AND wrapped IS NOT NULL", held.uuid.bytes)
            self.keyring.turn_over([self.anew(row, root=root) for row in rows], root=uuid)
            self._root = root
            rootfile.settled(self._folder, root=uuid)

    @property
    def rotating(self) -> bool:
        return rotation.unfinished(self)

    def rotate(self, *, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        rotation.rotate(self, progress=progress)

    def _held(self) -> TokenRoot:
        root = self.root
        assert isinstance(root, TokenRoot)
        return root


def _token(opening: Opening) -> Token:
    if not isinstance(opening, Token):
        raise WrongOpening
    return opening


def _key(opened: Any, file: RootFile) -> Any:
    (facts,) = file.wrappings
    try:
        return key_of(opened, name=bytes.fromhex(facts["key"]))
    except (KeyError, ValueError):
        raise NotAuthentic(rootfile.NAME) from None


def _file(root: UUID, token: Token, name: bytes) -> RootFile:
    facts = {"kind": Token.kind, "uuid": str(uuid4()), "made_at": datetime.now(UTC).isoformat()}
    return RootFile(root, ({**facts, "token": token.place.label, "key": name.hex(), "inside": True},))
