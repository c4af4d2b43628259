"""The words of a picture by tesseract, in Vietnamese; it runs in the same sandbox and writes no file."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

from PIL import Image

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused

LAYER = 16  # characters of a text layer that is worth the name
DPI = 200
PROGRAM = Path("/usr/bin/tesseract")
WORDS = (
    "/usr/share/tesseract-ocr/5/tessdata/vie.traineddata",
    "/usr/share/tesseract-ocr/4.00/tessdata/vie.traineddata",
)


def language() -> Path | None:
    """The folder with the Vietnamese model, where this machine has tesseract and it."""
    return next((Path(one).parent for one in WORDS if PROGRAM.exists() and Path(one).exists()), None)


def read(image: Image.Image, *, scratch: Path | None) -> str:
    """The words of a page. Raises ConverterRefused: no-ocr, damaged."""
    models = language()
    if models is None:
        raise ConverterRefused("no-ocr")
    file = io.BytesIO()
    image.convert("L").save(file, "PNG", compress_level=1)
    answer = subprocess.run(  # noqa: S603  the machine's own program, the picture by a pipe
        [str(PROGRAM), "stdin", "stdout", "-l", "vie", "--tessdata-dir", str(models), "--dpi", str(DPI)],
        input=file.getvalue(),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "HOME": str(scratch or "/")},
        timeout=limits.SECONDS,
        check=False,
    )
    if answer.returncode != 0:
        raise ConverterRefused("damaged")
    return answer.stdout.decode("utf-8", "replace")[: limits.TEXT]
