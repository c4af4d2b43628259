"""The agency's own folder of law: it corrects shipped rows once its hash has been accepted."""

import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from somat.law.dated import LAYERS
from somat.law.row import Origin, Row
from somat.law.rows import BadLaw, Subject, read_texts
from somat.law.shape import fits


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of loading: the folder's hash ("" without a folder) and whether its rows bind."""

    hash: str
    bound: bool


def folder_hash(folder: Path) -> str:
    """SHA-256, in hex, of the canonical content: file names in order, composed characters, plain line ends."""
    return _hash(_texts(folder))


def load(own_folder: Path | None, accepted_hashes: Collection[str]) -> Loaded:
    """Bind the agency's rows if their hash has been accepted, otherwise the shipped law alone.

    Raises BadLaw for an accepted folder with a bad row; what was bound before then stays bound.
    """
    texts = _texts(own_folder) if own_folder is not None else {}
    digest = _hash(texts) if own_folder is not None else ""
    bound = digest in accepted_hashes
    LAYERS.own = _checked(texts) if bound else {}
    return Loaded(digest, bound)


def preview(own_folder: Path) -> tuple[Row[Any], ...]:
    """The rows that a folder would bring, for the persons who accept it. Raises BadLaw with every problem."""
    subjects = _checked(_texts(own_folder)).values()
    return tuple(row for subject in subjects for rows in subject.keys.values() for row in rows)


def _texts(folder: Path) -> dict[str, bytes]:
    return {file.name: _canonical(file.read_bytes()) for file in sorted(folder.glob("*.toml"))}


def _canonical(content: bytes) -> bytes:
    """What is hashed is what is read: one form of each character, one line end."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).encode()


def _hash(texts: dict[str, bytes]) -> str:
    canonical = json.dumps([[name, text.hex()] for name, text in sorted(texts.items())], separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _checked(texts: dict[str, bytes]) -> dict[str, Subject]:
    subjects = read_texts(texts, origin=Origin.AGENCY)
    problems = [problem for subject in subjects.values() for problem in _unlawful(subject)]
    if problems:
        raise BadLaw(*problems)
    return subjects


def _unlawful(subject: Subject) -> Iterator[str]:
    """An agency corrects known rows of files that are not fixed, with values of the same shape."""
    file = f"Tệp {subject.name}.toml"
    shipped = LAYERS.shipped.get(subject.name)
    if shipped is None:
        yield f"{file}: chương trình không có tệp quy định này."
        return
    if shipped.fixed:
        yield f"{file}: cơ quan không được sửa tệp quy định này."
        return
    for name, rows in subject.keys.items():
        models = shipped.keys.get(name) or (next(iter(shipped.keys.values())) if shipped.open else ())
        if not models:
            yield f"{file}, mục {name}: chương trình không có mục này."
        for number, row in enumerate(rows, 1):
            if models and not fits(models[-1].value, row.value, path=(subject.name, name), free=shipped.free):
                yield f"{file}, mục {name}, dòng {number}: giá trị không cùng dạng với giá trị của chương trình."
