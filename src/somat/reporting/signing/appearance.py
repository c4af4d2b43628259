"""What is seen of a signature on the page: a picture, or a page that we drew, put in as it is."""

from __future__ import annotations

from io import BytesIO

from PIL import Image
from pyhanko.pdf_utils.content import PdfContent, ResourceType
from pyhanko.pdf_utils.generic import NameObject
from pyhanko.pdf_utils.images import PdfImage
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.stamp import StaticStampStyle


class Page(PdfContent):
    """The first page of a PDF in memory, as one object of the signed file."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._reader = PdfFileReader(BytesIO(pdf))
        box = self._reader.root["/Pages"]["/Kids"][0]["/MediaBox"]
        self.box = BoxConstraints(width=float(box[2]), height=float(box[3]))

    def render(self) -> bytes:
        """The operators that show it; pyHanko scales them into the field."""
        made = self._ensure_writer.import_page_as_xobject(self._reader, 0)
        self.set_resource(ResourceType.XOBJECT, NameObject("/Drawn"), made)
        return b"/Drawn Do"


def of_page(pdf: bytes) -> StaticStampStyle:
    return StaticStampStyle(border_width=0, background=Page(pdf), background_opacity=1)


def of_image(png: bytes) -> StaticStampStyle:
    """A picture of the agency's own; it is not looked into further."""
    return StaticStampStyle(border_width=0, background=PdfImage(Image.open(BytesIO(png))), background_opacity=1)
