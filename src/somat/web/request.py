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


def fields_of(body: bytes) -> QueryDict:
    """The fields of a form, by name in the order they came: what Django itself would hold.

    Raises ValueError for more fields than the settings allow, or bytes that are no UTF-8.
    """
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(
        body.decode(), keep_blank_values=True, max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    ):
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
                self._post, self._files = fields_of(self.body), MultiValueDict()
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
