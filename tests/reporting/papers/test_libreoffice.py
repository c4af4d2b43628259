"""LibreOffice opens the .docx of every paper and finds the same text in it as the file and the law say; one run for all."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from somat.reporting.papers.docx import document
from somat.reporting.papers.form import codes
from somat.reporting.samples import SAMPLED, sample_sets
from tests.reporting.papers.docx_words import words_of
from tests.reporting.papers.expected import PAPERS, Expected
from tests.reporting.papers.ruler import close

SECONDS = 120


@pytest.fixture(scope="module", name="folder")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Each form's .docx and, beside it, what LibreOffice read in it."""
    folder = tmp_path_factory.mktemp("docx")
    for code in codes():
        (folder / f"{code}.docx").write_bytes(document(code, sample_sets(code)[0], at=SAMPLED))
    planted = changed((folder / "D-24.docx").read_bytes(), "BẢN CAM KẾT", "BẢN CAM ĐOAN")
    (folder / "planted.docx").write_bytes(planted)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = sorted(map(str, folder.glob("*.docx")))
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(folder)]
    subprocess.run([*command, *files], capture_output=True, timeout=SECONDS, check=True)
    return folder


def read(folder: Path, code: str) -> str:
    return (folder / f"{code}.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("code", codes())
def test_it_reads_every_word_of_the_file_in_its_order(code: str, folder: Path) -> None:
    words = words_of((folder / f"{code}.docx").read_bytes())
    assert len(words) > 200
    assert close(read(folder, code)) == words


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.code)
def test_it_reads_what_the_paper_must_say(paper: Expected, folder: Path) -> None:
    text = close(read(folder, paper.code))
    headers = [header for table in paper.tables for header, _ in table]
    for words in (paper.title, paper.about, paper.number, *paper.labels, *headers, *paper.signers, *paper.extra):
        assert close(words) in text, words


def test_one_changed_word_is_seen(folder: Path) -> None:
    text = close(read(folder, "planted"))
    assert close("Bản cam đoan").upper() in text
    assert text != words_of((folder / "D-24.docx").read_bytes())


def changed(data: bytes, old: str, new: str) -> bytes:
    """The file with a word of its body replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(name, given.read(name).replace(old.encode(), new.encode()))
    return out.getvalue()
