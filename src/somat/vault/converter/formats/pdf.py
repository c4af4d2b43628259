"""PDF by pypdfium2, page by page; pikepdf looks for what does more than lie on a page."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium  # type: ignore[import-untyped]
from PIL import Image

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats.paper import fitted

POINTS = 72.0
STARTS = {"/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Thread", "/Movie", "/Sound", "/Rendition"}
CARRIED = {"/FileAttachment", "/RichMedia", "/Movie", "/3D", "/Screen", "/Sound"}
PASSWORD = 4  # FPDF_ERR_PASSWORD


class Pdf:
    """A PDF that opens without a password."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise ConverterRefused("encrypted" if getattr(error, "err_code", 0) == PASSWORD else "damaged") from None
        if pdfium.FPDF_GetSecurityHandlerRevision(self._document.raw) != -1:
            raise ConverterRefused("encrypted")
        if self._document.get_formtype() > pdfium.FORMTYPE_ACRO_FORM:
            raise ConverterRefused("script")  # XFA: the page is made by a program inside
        self.count = len(self._document)
        if self.count > limits.PAGES:
            raise ConverterRefused("too-many-pages")
        if self.count < 1:
            raise ConverterRefused("damaged")
        self._forms = False

    def draw(self, number: int, *, dpi: int) -> Image.Image:
        if not self._forms:
            self._document.init_forms()  # the fields of a form show what was written in them
            self._forms = True
        try:
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            raise ConverterRefused("damaged") from None
        try:
            scale = dpi / POINTS
            width, height = (side * scale for side in page.get_size())
            if not (0 < width < float("inf") and 0 < height < float("inf")):
                raise ConverterRefused("damaged")
            bitmap = page.render(scale=scale * fitted(width, height), rev_byteorder=True)
            image: Image.Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            return image
        except (pypdfium2.PdfiumError, ValueError):
            raise ConverterRefused("damaged") from None
        finally:
            page.close()

    def words(self, number: int) -> str:
        try:
            page = self._document[number - 1]
            layer = page.get_textpage()
            text = layer.get_text_range(count=min(layer.count_chars(), limits.TEXT))
        except pypdfium2.PdfiumError:
            raise ConverterRefused("damaged") from None
        layer.close()
        page.close()
        return str(text)

    def check(self) -> None:
        """Draw the first page, so that what cannot be shown is refused at once."""
        self.draw(1, dpi=limits.DPI[0])


def demand_quiet(data: bytes) -> None:
    """No script, no program started, nothing carried along, no password. Raises ConverterRefused."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            if document.is_encrypted:
                raise ConverterRefused("encrypted")
            for thing in document.objects:
                _look(thing, 0)
    except pikepdf.PasswordError:
        raise ConverterRefused("encrypted") from None
    except (pikepdf.PdfError, RuntimeError, ValueError, TypeError, RecursionError, NotImplementedError):
        raise ConverterRefused("damaged") from None


def _look(thing: Any, depth: int) -> None:
    """An object of the file, and what lies inside it without a number of its own."""
    if depth > limits.DEPTH:
        raise ConverterRefused("bomb")
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        _judge(thing)
        for name in thing.keys():  # noqa: SIM118  not a mapping
            _inside(thing[name], depth)
    elif isinstance(thing, pikepdf.Array):
        for one in thing:
            _inside(one, depth)


def _inside(thing: Any, depth: int) -> None:
    if isinstance(thing, (pikepdf.Dictionary, pikepdf.Array)) and not thing.is_indirect:
        _look(thing, depth + 1)


def _judge(thing: Any) -> None:
    action, kind, subtype = (str(thing.get(name, "")) for name in ("/S", "/Type", "/Subtype"))
    if action == "/JavaScript" or "/JS" in thing or "/XFA" in thing:
        raise ConverterRefused("script")
    if action in STARTS and kind in ("", "/Action"):
        raise ConverterRefused("launch")
    if kind == "/EmbeddedFile" or "/EF" in thing or subtype in CARRIED or "/EmbeddedFiles" in thing:
        raise ConverterRefused("ole")
    if subtype == "/Image" and _side(thing, "/Width") * _side(thing, "/Height") > limits.SIDE * limits.SIDE:
        raise ConverterRefused("pixels")


def _side(thing: Any, name: str) -> int:
    side = thing.get(name, 0)
    return abs(int(side)) if isinstance(side, int) else 0
