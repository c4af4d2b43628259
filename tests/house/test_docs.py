"""The pages of docs/ that are made from the code say what the code says: `make docs` writes them anew."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from scripts.docs import DOCS, PAGES

# In a process of its own: the tests of the journal declare verbs that no room has.
SAY = "import json, django; django.setup(); from scripts.docs import PAGES; print(json.dumps({n: p() for n, p in PAGES.items()}))"


@pytest.fixture(scope="module")
def written() -> dict[str, str]:
    plain = os.environ | {"DJANGO_SETTINGS_MODULE": "somat.project.settings", "SOMAT_DIR": ""}
    done = subprocess.run([sys.executable, "-c", SAY], cwd=DOCS.parent, env=plain, stdout=subprocess.PIPE, check=True)
    pages: dict[str, str] = json.loads(done.stdout)
    return pages


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_make_docs_writes(name: str, written: dict[str, str]) -> None:
    assert (DOCS / name).read_text("utf-8") == written[name]
