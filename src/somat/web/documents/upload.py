"""A file on its way from the browser into the vault: piece by piece, nothing on this machine's disk, nothing whole in its memory (R14)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from somat.audit.absent import NotFound
from somat.audit.moment import today
from somat.law.access import Actor
from somat.law.roles import Duty
from somat.registry import queries
from somat.registry.queries import documents
from somat.vault import client_content
from somat.vault.client import NotOpened, Sealed
from somat.vault.client_content import FileRefused, Kept, Upload

FIELD = "file"
HERE = ("documents:add", "documents:add_version")
TOLD = (FileRefused, Sealed, NotOpened, NotFound)


class Arrived(UploadedFile):  # type: ignore[type-arg]  # Django's class takes no argument at run time
    """What became of a file: `kept` by the vault, or `error` says why not. It has no bytes here."""

    def __init__(self, name: str, *, kept: Kept | None, error: Exception | None) -> None:
        super().__init__(name=name or "-", size=kept.size if kept else 1)
        self.kept = kept
        self.error = error


class ToVault(FileUploadHandler):
    """Django's handler for the two pages that add files; for every other page it lets the next handler work."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.kept: Kept | None = None
        self._line = ExitStack()
        self._upload: Upload | None = None
        self._error: Exception | None = None
        self._ours = False

    def new_file(self, *args: Any, **more: Any) -> None:
        super().new_file(*args, **more)
        where = _where(self.request)
        if where is None or self.field_name != FIELD:
            return
        self._ours = True
        self.request.on_its_way = self  # type: ignore[union-attr]
        try:
            self._begin(*where)
        except TOLD as error:
            self._error = error
        raise StopFutureHandlers

    def _begin(self, name: str, thing: UUID) -> None:
        by: Actor | None = getattr(self.request, "actor", None)
        if by is None or Duty.DOCUMENT_ADD not in by.duties:
            raise NotFound(thing)
        entry, document, number = _target(name, thing, by=by)
        begun = client_content.upload(entry=entry, document=document, number=number, blob=uuid4(), by=by)
        self._upload = self._line.enter_context(begun)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if not self._ours:
            return raw_data
        if self._upload is not None and self._error is None:
            self._tell(lambda upload: upload.add(raw_data))
        return None

    def file_complete(self, file_size: int) -> Arrived | None:
        if not self._ours:
            return None
        kept: list[Kept] = []
        if self._upload is not None and self._error is None:
            self._tell(lambda upload: kept.append(upload.finish()))
        self.hang_up()
        self.kept = kept[0] if kept else None
        return Arrived(self.file_name or "", kept=self.kept, error=self._error)

    def upload_interrupted(self) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """End the line; what is not finished does not remain."""
        self._line.close()
        self._upload = None

    def _tell(self, do: Callable[[Upload], None]) -> None:
        """A word to the vault; what it answers instead is remembered for the page, and the rest of the file is let go by."""
        upload = self._upload
        try:
            with client_content.spoken():
                do(upload)  # type: ignore[arg-type]
        except TOLD as error:
            self._error = error
        except OSError:
            self._error = Sealed("away")


def _where(request: HttpRequest | None) -> tuple[str, UUID] | None:
    try:
        match = resolve(request.path_info) if request is not None else None
    except Resolver404:
        return None
    if match is None or match.view_name not in HERE:
        return None
    return match.view_name, next(iter(match.kwargs.values()))


def _target(name: str, thing: UUID, *, by: Actor) -> tuple[UUID, UUID, int]:
    """The line, the document and the number of the version to be."""
    if name == "documents:add":
        return queries.entry(thing, by=by, on=today()).uuid, uuid4(), 1
    document = documents.document(thing, by=by, on=today())
    return document.entry_id, document.uuid, documents.last_number(document, by=by) + 1


def tidy(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a content whose act did not happen is taken away again (a refusal, a forged form, a repeat)."""

    def page(request: HttpRequest) -> HttpResponse:
        try:
            return get_response(request)
        finally:
            way: ToVault | None = getattr(request, "on_its_way", None)
            if way is not None:
                way.hang_up()
                if way.kept is not None:
                    _discard(way.kept.blob)

    return page


def _discard(blob: UUID) -> None:
    try:
        client_content.discard(blob)
    except (Sealed, client_content.Named):
        pass  # away: the vault sweeps it after a day · named: the act did happen
