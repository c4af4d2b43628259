"""The XML parts of an office file: no document type, no entity, nothing fetched from elsewhere, no macro, no object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.sax import SAXException, handler

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.expatreader import DefusedExpatParser  # type: ignore[import-untyped]

from somat.vault.converter import limits
from somat.vault.converter.codes import ConverterRefused
from somat.vault.converter.formats.kind import ODT

ENCODING = re.compile(rb"""^[^>]*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
ENCODINGS = {b"utf-8", b"utf-16", b"us-ascii", b"ascii", b"utf8"}
HARMLESS = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
FIELD_DDE = re.compile(r"\bDDE(AUTO)?\b", re.IGNORECASE)
FIELD_FETCH = re.compile(r"\b(INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|RD|DATABASE)\b\s", re.IGNORECASE)
SHEET_MACRO = re.compile(r"\b(CALL|REGISTER|EXEC|RUN|FOPEN|GET\.WORKSPACE)\s*\(|\w+\|'", re.IGNORECASE)
SHEET_FETCH = re.compile(r"\b(WEBSERVICE|IMAGE|FILTERXML|RTD)\s*\(|'?(file|https?|ftp|smb)://|\\\\", re.IGNORECASE)
AUTO_NAMES = ("auto_open", "auto_close", "auto_activate", "auto_deactivate")

OBJECTS = {
    "oleobject",
    "oleobjects",
    "control",
    "controls",
    "altchunk",
    "object-ole",
    "applet",
    "plugin",
    "floating-frame",
    "objectembed",
    "objectlink",
}
DDE = {"ddelink", "dde-source", "dde-connection", "dde-connection-decl", "ddeitems"}
SCRIPTS = {"script", "event-listener", "event-listeners", "libraries", "library-embedded", "library-linked"}
FETCHED = {
    "subdoc",
    "externalbook",
    "connection",
    "database-range-source",
    "table-source",
    "framesetsplitbar",
    "frameset",
}
RELATIONS = {
    "vbaproject": "macro",
    "xlmacrosheet": "macro",
    "xlintlmacrosheet": "macro",
    "attachedtoolbars": "macro",
    "wordvbadata": "macro",
    "oleobject": "ole",
    "package": "ole",
    "control": "ole",
    "activexcontrolbinary": "ole",
    "afchunk": "ole",
    "externallink": "external-relation",
    "externallinkpath": "external-relation",
    "subdocument": "external-relation",
    "frame": "external-relation",
}


def look(pieces: Iterator[bytes], *, name: str, media: str) -> None:
    """One part. Raises ConverterRefused."""
    parser = DefusedExpatParser(forbid_dtd=True, forbid_entities=True, forbid_external=True)
    parser.setFeature(handler.feature_namespaces, False)
    eyes = Eyes(name, media)
    parser.setContentHandler(eyes)
    first = True
    try:
        for piece in pieces:
            if first and (said := ENCODING.match(piece[:256])) and said[1].lower() not in ENCODINGS:
                raise ConverterRefused("damaged")
            first = False
            parser.feed(piece)
        parser.close()
    except DefusedXmlException:
        raise ConverterRefused("dtd") from None
    except SAXException:
        raise ConverterRefused("damaged") from None


class Eyes(handler.ContentHandler):
    """What is looked for while the parser passes."""

    def __init__(self, name: str, media: str) -> None:
        super().__init__()
        self._relations = name.endswith(".rels")
        self._open_document = media == ODT
        self._meta = name == "meta.xml"
        self._depth = 0
        self._words: list[str] = []  # of the formula or the field under way
        self._said: list[str] = []  # of all fields of this part, because one field is often cut into runs

    def startElement(self, name: str, attrs: object) -> None:
        self._depth += 1
        if self._depth > limits.DEPTH:
            raise ConverterRefused("bomb")
        facts = dict(attrs.items())  # type: ignore[attr-defined]
        local = name.rpartition(":")[2].lower()
        self._words = []
        _element(local, facts)
        if self._relations:
            _relation(facts)
        elif self._open_document:
            _reference(local, facts, self._meta)
        if local == "fldsimple":
            self._said.append(str(facts.get("w:instr", "")))
        if local == "definedname" and str(facts.get("name", "")).lower().removeprefix("_xlnm.").startswith(AUTO_NAMES):
            raise ConverterRefused("macro")
        for key, value in facts.items():
            if key in ("table:formula", "text:formula"):
                _formula(value)

    def characters(self, content: str) -> None:
        self._words.append(content)

    def endElement(self, name: str) -> None:
        self._depth -= 1
        local = name.rpartition(":")[2].lower()
        if local == "instrtext":
            self._said.append("".join(self._words))
        elif local in ("f", "definedname", "formula1", "formula2"):
            _formula("".join(self._words))
        self._words = []

    def endDocument(self) -> None:
        said = "".join(self._said)
        if FIELD_DDE.search(said):
            raise ConverterRefused("macro")
        if FIELD_FETCH.search(said + " "):
            raise ConverterRefused("external-relation")


def _element(local: str, facts: dict[str, str]) -> None:
    if local in DDE or local in SCRIPTS:
        raise ConverterRefused("macro")
    if local in OBJECTS:
        raise ConverterRefused("ole")
    if local in FETCHED:
        raise ConverterRefused("external-relation")
    if local in ("encryption-data", "encrypteddata"):
        raise ConverterRefused("encrypted")
    if local in ("svg", "svgblip"):
        raise ConverterRefused("svg")


def _relation(facts: dict[str, str]) -> None:
    """Of a .rels part. A link that a reader would click is no relation that a program follows."""
    kind, target = facts.get("Type", "").rpartition("/")[2].lower(), facts.get("Target", "")
    if kind in RELATIONS:
        raise ConverterRefused(RELATIONS[kind])
    outside = facts.get("TargetMode", "").lower() == "external" or SCHEME.match(target)
    clicked = kind == "hyperlink" and (HARMLESS.match(target) or target.startswith("#"))
    if outside and not clicked:
        raise ConverterRefused("external-relation")


def _reference(local: str, facts: dict[str, str], meta: bool) -> None:
    """A link of an OpenDocument part: inside the file, or one that a reader would click."""
    target = facts.get("xlink:href", "")
    if not target or target.startswith("#"):
        return
    if local == "a" and HARMLESS.match(target):
        return
    if local == "template" and meta and not SCHEME.match(target):
        return  # where the writer's own template lay; nothing is fetched
    if SCHEME.match(target) or ".." in target.split("/") or target.startswith("/"):
        raise ConverterRefused("external-relation")


def _formula(text: str) -> None:
    if SHEET_MACRO.search(text):
        raise ConverterRefused("macro")
    if SHEET_FETCH.search(text):
        raise ConverterRefused("external-relation")
