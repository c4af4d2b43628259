"""The words of a .docx as its XML has them, body, headers and footers, read by python-docx and by nothing of ours."""

from __future__ import annotations

import io

from docx import Document

from tests.reporting.papers.ruler import close

TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"


def words_of(data: bytes) -> str:
    """All text of the body in the order of the file, without spaces."""
    return close("".join(one.text or "" for one in Document(io.BytesIO(data)).element.body.iter(TEXT)))


def margins_of(data: bytes) -> str:
    """All text of headers and footers."""
    section = Document(io.BytesIO(data)).sections[0]
    parts = (section.first_page_header, section.header, section.first_page_footer, section.footer)
    return close("".join(one.text or "" for part in parts for one in part._element.iter(TEXT)))
