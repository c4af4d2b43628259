"""A request whose form is read in one go: Django appends the fields one by one, and asks at each whether it may."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

FORM = "application/x-www-form-urlencoded"
PAPERS = "/bieu-mau/"  # a paper's table: 300 rows of 12 columns, and room to say in words that there are too many
MOST_OF_PAPERS = 8000  # fields


def most(path: str) -> int:
    """How many fields a form sent there may have."""
    allowed: int = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    return MOST_OF_PAPERS if path.startswith(PAPERS) else allowed


def fields_of(body: bytes, *, limit: int) -> QueryDict:
    """The fields of a form, by name in the order they came: what Django itself would hold.

    Raises ValueError for more fields than `limit`, or bytes that are no UTF-8.
    """
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=limit):
        found.setdefault(name, []).append(value)
    made = QueryDict(mutable=True, encoding="utf-8")
    dict.update(made, found)
    made._mutable = False
    return made


class Request(WSGIRequest):
    """Django's request; a form without files is read by `fields_of`, everything else as ever."""

    _encoding: str | None
    _read_started: bool
    _files: MultiValueDict[str, UploadedFile[Any]]

    def _load_post_and_files(self) -> None:
        if self.method == "POST" and self.content_type == FORM and self._encoding is None and self._whole():
            try:
                self._post, self._files = fields_of(self.body, limit=most(self.path_info)), MultiValueDict()
                return
            except ValueError:
                pass  # Django says what is wrong with it
        super()._load_post_and_files()

    def _whole(self) -> bool:
        """Whether nobody has begun to read the body as a stream."""
        return not self._read_started or hasattr(self, "_body")


class Handler(WSGIHandler):
    """The WSGI application of Django, with requests of ours."""

    request_class = Request
