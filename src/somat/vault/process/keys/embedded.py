"""The embedded provider: the root in this process's memory, everything else in the keyring (docs/formats/keyring.md)."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from somat.audit.tree import origin_of, verifier_key
from somat.vault.process.keys import rootfile, rotation
from somat.vault.process.keys.files import write_whole
from somat.vault.process.keys.keyring import Keyring
from somat.vault.process.keys.provider import NotAuthentic, Opening
from somat.vault.process.keys.rootfile import RootFile
from somat.vault.process.keys.tree import Tree, this_year
from somat.vault.process.keys.wrapped import KEY, HeldRoot


class Embedded(Tree):
    """Fulfils `Provider` with the `cryptography` library; `root.json`, `keyring.sqlite3` and `log.pub` in one folder."""

    name = "embedded"

    def __init__(self, folder: Path, *, installation: UUID, year: Callable[[], int] = this_year) -> None:
        super().__init__(Keyring(folder), installation=installation, year=year)
        self._folder = folder

    @property
    def exists(self) -> bool:
        return (self._folder / rootfile.NAME).exists()

    def create(self, opener: Opening) -> None:
        if self.exists:
            raise FileExistsError(self._folder / rootfile.NAME)
        log = Ed25519PrivateKey.generate()
        root = HeldRoot(uuid4(), os.urandom(KEY))
        rows = self.first_rows(root, log=log)
        self.keyring.create(installation=self._installation, root=root.uuid, rows=rows)
        self.keyring.close()
        line = verifier_key(origin_of(self._installation), log.public_key().public_bytes_raw()) + "\n"
        write_whole(self._folder / "log.pub", line.encode(), mode=0o644)
        rootfile.write(self._folder, self._file(root, [opener]))
        root.forget()

    def unwrap(self, opener: Opening) -> None:
        rootfile.read(self._folder)  # a file of an older program is named before the keyring is missed
        held = self._root is not None
        if not held:
            self.keyring.open(installation=self._installation)
        try:
            file = rootfile.settled(self._folder, root=self.keyring.root)
            root = HeldRoot(file.root, rootfile.opened_by(opener, file, installation=self._installation))
            try:
                self.take(root)
            except NotAuthentic:
                raise NotAuthentic(self.keyring.path.name) from None
        except BaseException:
            if not held:
                self.keyring.close()
            raise

    def prove(self, opener: Opening) -> None:
        rootfile.opened_by(opener, rootfile.read(self._folder), installation=self._installation)

    def forget(self) -> None:
        super().forget()
        self.keyring.close()

    def wrappings(self) -> Sequence[Mapping[str, Any]]:
        return rootfile.read(self._folder).plain()

    def add_wrapping(self, opener: Opening) -> None:
        with self.turning():
            file = rootfile.read(self._folder)
            kept = [facts for facts in file.wrappings if facts["kind"] != opener.kind]
            (added,) = self._file(self._held(), [opener]).wrappings
            rootfile.write(self._folder, RootFile(file.root, (*kept, added)))

    def drop_wrapping(self, kind: str) -> None:
        with self.turning():
            file = rootfile.read(self._folder)
            kept = tuple(facts for facts in file.wrappings if facts["kind"] != kind)
            if not kept:
                raise ValueError(kind)
            rootfile.write(self._folder, RootFile(file.root, kept))

    def rekey(self, openers: Sequence[Opening]) -> None:
        """First the new root's wrappings beside the old file, then the keyring in one step, then the name."""
        with self.turning():
            root = HeldRoot(uuid4(), os.urandom(KEY))
            rootfile.write(self._folder, self._file(root, openers), name=rootfile.NEXT)
            rows = self.keyring.rows("under = ? AND wrapped IS NOT NULL", self.root.uuid.bytes)
            self.keyring.turn_over([self.anew(row, root=root) for row in rows], root=root.uuid)
            old, self._root = self.root, root
            old.forget()
            rootfile.settled(self._folder, root=root.uuid)

    @property
    def rotating(self) -> bool:
        return rotation.unfinished(self)

    def rotate(self, *, progress: Callable[[int, int], object] = lambda done, total: None) -> None:
        rotation.rotate(self, progress=progress)

    def _held(self) -> HeldRoot:
        root = self.root
        assert isinstance(root, HeldRoot)
        return root

    def _file(self, root: HeldRoot, openers: Sequence[Opening]) -> RootFile:
        made = [rootfile.wrapped_by(o, root.secret, installation=self._installation, root=root.uuid) for o in openers]
        return RootFile(root.uuid, tuple(made))
