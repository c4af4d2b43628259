"""Folds Vietnamese for search: the same letters without marks, so that "thẩm quyền" is found by "tham quyen"."""

import unicodedata


class _Folds(dict[int, str]):
    """Each character's folded form, worked out the first time it is met: a million titles are folded at unsealing."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", chr(code).casefold().replace("đ", "d"))
        bare = (part for part in parts if not unicodedata.combining(part))
        self[code] = "".join(part if part.isalnum() else " " for part in bare)
        return self[code]


_FOLDS = _Folds()


def fold(text: str) -> str:
    """Lower case, marks dropped, đ as d, everything that is neither letter nor digit as one space."""
    return " ".join(text.translate(_FOLDS).split())
