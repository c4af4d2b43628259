"""What PDF/A-2u asks of a file and one can read from it: XMP, output intent, embedded fonts, Unicode for each of their letters."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

import pikepdf

PDFAID = "{http://www.aiim.org/pdfa/ns/id/}"
DC = "{http://purl.org/dc/elements/1.1/}"
FORBIDDEN = {"/JavaScript", "/Launch", "/EmbeddedFiles", "/AA"}


def not_archival(data: bytes) -> list[str]:
    """What is wrong with the file, a sentence each; nothing for a sound one."""
    with pikepdf.open(io.BytesIO(data)) as file:
        return [*_of_file(file), *_of_fonts(file)]


def _of_file(file: pikepdf.Pdf) -> Iterator[str]:
    root = file.Root
    if file.is_encrypted or len(file.trailer.get("/ID", [])) != 2:
        yield "encrypted, or without an identity"
    if root.get("/Lang") != "vi-VN":
        yield "no language"
    intents = [one for one in root.get("/OutputIntents", []) if one.S == "/GTS_PDFA1"]
    if len(intents) != 1 or len(intents[0].DestOutputProfile.read_bytes()) < 128:
        yield "no output intent with a profile"
    if "/Metadata" not in root:
        yield "no XMP"
        return
    if "/Filter" in root.Metadata:
        yield "XMP is compressed"
    xmp = ElementTree.fromstring(re.sub(rb"<\?xpacket.*?\?>", b"", root.Metadata.read_bytes()))
    said = {one.tag: "".join(one.itertext()) for one in xmp.iter()}
    said |= {name: value for one in xmp.iter() for name, value in one.attrib.items()}
    if (said.get(f"{PDFAID}part"), said.get(f"{PDFAID}conformance")) != ("2", "U"):
        yield "not called PDF/A-2u"
    if not said.get(f"{DC}title") or said[f"{DC}title"] != str(file.docinfo.get("/Title", "")):
        yield "two titles"
    pages = [said[name] for name in said if name.endswith("}NPages")]
    if pages not in ([], [str(len(file.pages))]):
        yield "another number of pages than it has"
    names = {name for one in file.objects if isinstance(one, pikepdf.Dictionary) for name in one.keys()}  # noqa: SIM118
    if names & FORBIDDEN:
        yield "actions or files"


def _of_fonts(file: pikepdf.Pdf) -> Iterator[str]:
    fonts = [one for one in file.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
    whole = [one for one in fonts if one.Subtype not in ("/CIDFontType0", "/CIDFontType2")]
    if not whole:
        yield "no font"
    for one in whole:
        below = one.DescendantFonts[0] if one.Subtype == "/Type0" else one
        kinds = set(below.get("/FontDescriptor", {}).keys()) & {"/FontFile", "/FontFile2", "/FontFile3"}
        if len(kinds) != 1:
            yield f"{one.BaseFont} is not in the file"
        if "/ToUnicode" not in one or b"beginbf" not in one.ToUnicode.read_bytes():
            yield f"{one.BaseFont} says no Unicode"
    for page in file.pages:
        used = page.obj.get("/Resources", {}).get("/Font", {})
        if any(font.get("/Type") != "/Font" for font in used.values()):
            yield "a page names what is no font"
