"""Office files that carry, fetch, run, hide or swell."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
from collections.abc import Mapping

from tests.vault.converter import clean
from tests.vault.converter.bad_picture import CONTAINER, SVG, png
from tests.vault.converter.cases import SHOWN, Case

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD, RELS = "word/document.xml", "word/_rels/document.xml.rels"
BOOK, BOOK_RELS, SHEET = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"


def word(changed: Mapping[str, bytes] | None = None, **added: bytes) -> bytes:
    """A clean DOCX with parts changed or added; `__` stands for `/` and `_dot_` for `.`."""
    named = {name.replace("__", "/").replace("_dot_", "."): data for name, data in added.items()}
    return clean.packed({**clean.opened(clean.docx(1)), **(changed or {}), **named})


def within(part: str, text: str, *, before: str, of: bytes) -> bytes:
    """A clean file with some text put into one of its parts."""
    parts = clean.opened(of)
    assert before.encode() in parts[part], before
    parts[part] = parts[part].replace(before.encode(), text.encode() + before.encode(), 1)
    return clean.packed(parts)


def body(text: str) -> bytes:
    return within(WORD, text, before="<w:p>", of=clean.docx(1))


def related(kind: str, target: str, *, mode: str = "External", part: str = RELS, of: bytes = b"") -> bytes:
    more = f'<Relationship Id="rId99" Type="{TYPE}{kind}" Target="{target}"' + (
        f' TargetMode="{mode}"/>' if mode else "/>"
    )
    return within(part, more, before="</Relationships>", of=of or clean.docx(1))


def declared(declaration: str, *, encoding: str = "utf-8", part: str = WORD) -> bytes:
    """A part with a document type declaration."""
    parts = clean.opened(clean.docx(1))
    text = re.sub(r"^<\?xml[^>]*\?>", "", parts[part].decode())
    return clean.packed(
        {**parts, part: f'<?xml version="1.0" encoding="{encoding}"?>{declaration}{text}'.encode(encoding, "replace")}
    )


def field(*runs: str) -> bytes:
    """A field whose words are cut into runs."""
    said = "".join(f"<w:r><w:instrText>{run}</w:instrText></w:r>" for run in runs)
    return body(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{said}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def formula(text: str) -> bytes:
    parts = clean.opened(clean.xlsx(3))
    parts[SHEET] = parts[SHEET].replace(b"SUM(A1:A3)", text.encode(), 1)
    assert text.encode() in parts[SHEET]
    return clean.packed(parts)


def linked() -> bytes:
    out = io.BytesIO(clean.docx(1))
    with zipfile.ZipFile(out, "a") as parcel:
        entry = zipfile.ZipInfo("word/link")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        parcel.writestr(entry, "/etc/passwd")
    return out.getvalue()


def raw_name(name: str) -> bytes:
    """An entry under a name that the zip module itself would not write."""
    data = word(word__aaaaaaaaaaaa=b"x")
    return data.replace(b"word/aaaaaaaaaaaa", name.ljust(17, "a")[:17].encode())


def patched(data: bytes, *, at: int, value: bytes) -> bytes:
    """The first entry of the directory, with some of its bytes changed."""
    place = data.index(b"PK\x01\x02") + at
    return data[:place] + value + data[place + len(value) :]


def lying_size() -> bytes:
    """A part that is longer than the directory says."""
    parts = {**clean.opened(clean.docx(1)), "word/zz.xml": b"<a>" + b" " * 900_000 + b"</a>"}
    data = bytearray(clean.packed(parts))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def twice() -> bytes:
    """Two entries of the directory that lie in the same place."""
    data = bytearray(word(word__bbb_dot_xml=b"<a/>", word__ccc_dot_xml=b"<a/>"))
    last = data.rindex(b"PK\x01\x02")
    before = data.rindex(b"PK\x01\x02", 0, last)
    data[last + 42 : last + 46] = data[before + 42 : before + 46]
    return bytes(data)


def other_name() -> bytes:
    """The head at the place says another name than the directory."""
    data = bytearray(word(word__bbb_dot_xml=b"<a/>"))
    at = data.index(b"word/bbb.xml")
    data[at : at + 12] = b"word/ccc.xml"
    return bytes(data)


def swollen(parts: int, each: int) -> bytes:
    """Parts of spaces, each small when packed."""
    return word({f"word/z{number}.xml": b"<a>" + b" " * each + b"</a>" for number in range(parts)})


def noise(parts: int) -> bytes:
    """More than 300 MB within the ratio."""
    piece = (bytes(range(256)) * 4 + bytes(40_000)) * 230
    return word({f"word/z{number}.dat": piece for number in range(parts)})


def macro_sheet() -> bytes:
    return clean.packed({**clean.opened(clean.xlsx(1)), "xl/macrosheets/sheet9.xml": b"<a/>"})


def image_of(data: bytes, name: str = "image9.png") -> bytes:
    return word({f"word/media/{name}": data})


def odt(text: str) -> bytes:
    return clean.odt(body=text)


CASES = [
    Case("docx-with-macros", lambda: word(word__vbaProject_dot_bin=CONTAINER), {"macro"}),
    Case("docm", lambda: within("[Content_Types].xml", '<Override PartName="/x" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>', before="</Types>", of=clean.docx(1)), {"macro"}),
    Case("docx-dde-field-cut-into-runs", lambda: field(" DD", "EAUTO c:\\\\cmd.exe "), {"macro"}),
    Case("docx-dde-in-a-simple-field", lambda: body('<w:p><w:fldSimple w:instr=" DDE cmd x "/></w:p>'), {"macro"}),
    Case("docx-fetches-a-picture", lambda: field(" INCLUDEPICTURE ", '"http://x/a.png" '), {"external-relation"}),
    Case("docx-fetches-a-text", lambda: field(" INCLUDETEXT ", '"//may/tep" '), {"external-relation"}),
    Case("docx-template-from-elsewhere", lambda: related("attachedTemplate", "http://x/t.dotm"), {"external-relation"}),
    Case("docx-picture-from-elsewhere", lambda: related("image", "http://x/a.png"), {"external-relation"}),
    Case("docx-target-with-a-scheme-but-not-external", lambda: related("image", "file:///etc/passwd", mode=""), {"external-relation"}),
    Case("docx-link-to-a-share", lambda: related("hyperlink", "file://may/tep"), {"external-relation"}),
    Case("docx-link-that-a-reader-clicks", lambda: related("hyperlink", "https://chinhphu.vn/"), {SHOWN}),
    Case("docx-chunk-of-html", lambda: related("aFChunk", "afchunk.html", mode=""), {"ole"}),
    Case("docx-embedded-object", lambda: word(word__embeddings__oleObject1_dot_bin=CONTAINER), {"ole"}),
    Case("docx-embedded-sheet", lambda: word({"word/embeddings/a.xlsx": clean.xlsx(1)}), {"ole"}),
    Case("docx-activex", lambda: word(word__activeX__activeX1_dot_xml=b"<a/>"), {"ole"}),
    Case("docx-object-element", lambda: body('<w:p><w:r><w:object><o:OLEObject xmlns:o="urn:o" ProgID="x"/></w:object></w:r></w:p>'), {"ole"}),
    Case("docx-program-inside", lambda: word(word__a_dot_dat=b"MZ" + bytes(99)), {"ole"}),
    Case("docx-entity-from-a-file", lambda: declared(OUTSIDE), {"dtd"}),
    Case("docx-thousand-laughs", lambda: declared(LAUGHS), {"dtd"}),
    Case("docx-declaration-in-utf-16", lambda: declared(OUTSIDE, encoding="utf-16"), {"dtd"}),
    Case("docx-declaration-in-relations", lambda: declared(OUTSIDE, part=RELS), {"dtd"}),
    Case("docx-in-another-alphabet", lambda: declared("", encoding="cp037"), {"damaged"}),
    Case("docx-svg-inside", lambda: image_of(SVG.encode(), "image9.svg"), {"svg"}),
    Case("docx-svg-named-png", lambda: image_of(SVG.encode()), {"svg"}),
    Case("docx-picture-flood", lambda: image_of(png(50_000, 50_000)), {"pixels"}),
    Case("docx-zip-inside", lambda: image_of(clean.packed({"a": b"b"}), "a.dat"), {"archive"}),
    Case("docx-html-inside", lambda: word({"word/a.html": b"<html>"}), {"html"}),
    Case("docx-name-that-climbs", lambda: raw_name("../../../../etc/x"), {"path"}),
    Case("docx-name-from-the-root", lambda: raw_name("/etc/cron.d/aaaa"), {"path"}),
    Case("docx-name-with-backslashes", lambda: raw_name("..\\..\\a"), {"path"}),
    Case("docx-name-with-a-drive", lambda: raw_name("C:/Windows/a"), {"path"}),
    Case("docx-symbolic-link", linked, {"path"}),
    Case("docx-same-name-twice", lambda: raw_name("WORD/DOCUMENT.XML"), {"path"}),
    Case("docx-parts-over-each-other", twice, {"overlap"}),
    Case("docx-two-names-for-a-part", other_name, {"overlap"}),
    Case("docx-ratio-bomb", lambda: swollen(1, 50_000_000), {"bomb"}),
    Case("docx-of-400-MB", lambda: noise(33), {"bomb"}),
    Case("docx-of-2001-parts", lambda: word({f"word/z{number}": b"" for number in range(2001)}), {"bomb"}),
    Case("docx-part-longer-than-it-says", lying_size, {"bomb", "damaged"}),
    Case("docx-elements-5000-deep", lambda: word(word__deep_dot_xml=b"<a>" * 5000 + b"</a>" * 5000), {"bomb"}),
    Case("docx-cut-short", lambda: clean.docx(1)[:-300], {"damaged"}),
    Case("docx-locked-part", lambda: patched(clean.docx(1), at=8, value=b"\x01\x00"), {"encrypted", "damaged"}),
    Case("docx-packed-in-another-way", lambda: patched(clean.docx(1), at=10, value=b"\x0c\x00"), {"damaged"}),
    Case("docx-behind-a-program", lambda: b"MZ" + bytes(600) + clean.docx(1), {"archive"}),
    Case("docx-broken-xml", lambda: word({WORD: b"<w:document><w:body>"}), {"damaged"}),
    Case("xlsx-link-to-another-book", lambda: related("externalLink", "externalLinks/a.xml", mode="", part=BOOK_RELS, of=clean.xlsx(1)), {"external-relation"}),
    Case("xlsx-old-macros", macro_sheet, {"macro"}),
    Case("xlsx-name-that-runs-at-opening", lambda: within(BOOK, '<definedNames><definedName name="_xlnm.Auto_Open">x!$A$1</definedName></definedNames>', before="<calcPr", of=clean.xlsx(1)), {"macro"}),
    Case("xlsx-formula-that-fetches", lambda: formula('WEBSERVICE("http://x/")'), {"external-relation"}),
    Case("xlsx-formula-that-runs", lambda: formula("cmd|'/c calc'!A0"), {"macro"}),
    Case("xlsx-call-into-a-library", lambda: formula('CALL("Kernel32","WinExec","JCJ","x",0)'), {"macro"}),
    Case("xlsx-connection", lambda: clean.packed({**clean.opened(clean.xlsx(1)), "xl/connections.xml": b"<connections><connection id='1'/></connections>"}), {"external-relation"}),
    Case("odt-with-macros", lambda: clean.odt(Basic__Standard__Module1_dot_xml=b"<a/>"), {"macro"}),
    Case("odt-script-at-an-event", lambda: odt('<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:x"/>'), {"macro"}),
    Case("odt-picture-from-elsewhere", lambda: odt('<text:p><draw:frame><draw:image xlink:href="http://x/a.png"/></draw:frame></text:p>'), {"external-relation"}),
    Case("odt-section-from-a-file", lambda: odt('<text:section text:name="a"><text:section-source xlink:href="../../etc/passwd"/></text:section>'), {"external-relation"}),
    Case("odt-dde", lambda: odt('<text:section text:name="a"><office:dde-source office:dde-application="cmd"/></text:section>'), {"macro"}),
    Case("odt-object-folder", lambda: clean.odt(**{"Object 1__content_dot_xml": b"<a/>"}), {"ole"}),
    Case("odt-floating-frame", lambda: odt('<text:p><draw:frame><draw:floating-frame xlink:href="a"/></draw:frame></text:p>'), {"ole"}),
    Case("odt-locked", lambda: clean.odt(manifest='<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>'), {"encrypted"}),
    Case("odt-declaration", lambda: clean.odt(styles_dot_xml=(OUTSIDE + "<a/>").encode()), {"dtd"}),
    Case("plain-zip", lambda: clean.packed({"a.txt": b"x"}), {"archive"}),
    Case("zip-in-zip", lambda: clean.packed({"a.zip": clean.packed({"b.zip": clean.packed({"c": b"x"})})}), {"archive"}),
    Case("empty-zip", lambda: clean.packed({}), {"archive"}),
    Case("jar", lambda: clean.packed({"META-INF/MANIFEST.MF": b"x", "A.class": b"\xca\xfe\xba\xbe"}), {"archive"}),
    Case("presentation", lambda: clean.packed({"[Content_Types].xml": b"<Types>presentationml.presentation.main+xml</Types>"}), {"unknown-type"}),
    Case("ods", lambda: clean.packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), {"unknown-type"}),
]  # fmt: skip
