"""The pages of docs/ that are made from the code say what the code says: `make docs` writes them anew."""

from __future__ import annotations

import pytest
from scripts.docs import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_make_docs_writes(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name]()
