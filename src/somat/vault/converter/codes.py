"""Why a file is not shown: fixed English words; the sentence for the person stands in the web."""

from __future__ import annotations

CODES = {
    "too-large": "more than 100 MB",
    "too-many-pages": "more than 2,000 pages",
    "pixels": "a picture beyond 10,000 by 10,000 pixels",
    "unknown-type": "no type that is accepted",
    "svg": "an SVG picture, or one inside a document",
    "html": "an HTML page, or one inside a document",
    "archive": "an archive, or an archive inside or behind another file",
    "macro": "macros, DDE or XLM",
    "script": "JavaScript or XFA in a PDF",
    "launch": "a PDF that would start a program, send a form or open another file",
    "ole": "embedded objects or files",
    "external-relation": "something to be fetched from elsewhere",
    "dtd": "a document type declaration in XML",
    "encrypted": "a password or a restriction",
    "bomb": "too many or too big parts, too much compression, or too deep nesting",
    "path": "a part with a name that leads out, or twice the same name",
    "overlap": "parts that lie over each other",
    "damaged": "not readable as what it seems to be",
    "timeout": "more than 60 seconds",
    "memory": "more memory than a file may take",
    "no-office": "no LibreOffice on this machine, or no memory file system to run it in",
    "no-ocr": "no tesseract with Vietnamese on this machine",
    "signed": "a digital signature that marks would break, where that was not accepted",
    "mark-outside": "a mark that would stand beyond the edge of its page",
    "mark-full": "no free space for a mark on its page",
    "no-page": "a page that the file does not have",
}


class ConverterRefused(Exception):
    """The file is not shown; `code` is a key of CODES. It never carries content."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ConverterAway(Exception):
    """No answer is to be had now: no daemon, no sandbox on this machine (`none`), or all places taken (`busy`)."""

    def __init__(self, reason: str = "away") -> None:
        super().__init__(reason)
        self.reason = reason
