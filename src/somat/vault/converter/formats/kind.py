"""What a file is, by its content; its name is never asked."""

from __future__ import annotations

import io
import re
import zipfile

from somat.vault.converter.codes import ConverterRefused

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
OFFICE = (DOCX, XLSX, ODT)
MEDIA = (PDF, JPEG, PNG, TIFF, *OFFICE)

PLAIN = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\0", TIFF), (b"MM\0*", TIFF))
ZIP = b"PK\x03\x04"
CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ARCHIVES = (
    b"PK",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\0",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\x28\xb5\x2f\xfd",
    b"MSCF",
    b"!<arch>",
    b"xar!",
)
MARKUP = (b"<?xml", b"<!", b"<svg", b"<html", b"<head", b"<body", b"<script")
SVG = re.compile(rb"<(?:\w+:)?svg[\s>]", re.IGNORECASE)
HTML = re.compile(rb"<!doctype\s+html|<html|<head|<body|<script|<iframe", re.IGNORECASE)
SEEN = 65_536


def media(data: bytes) -> str:
    """One of MEDIA. Raises ConverterRefused for everything else."""
    if data.startswith(ZIP):
        return _packed(data)
    for start, found in PLAIN:
        if data.startswith(start):
            if zipfile.is_zipfile(io.BytesIO(data)):
                raise ConverterRefused("archive")  # two files in one
            return found
    raise ConverterRefused(_refusal(data))


def _refusal(data: bytes) -> str:
    if data.startswith(CONTAINER):
        return "encrypted" if ENCRYPTED in data else "ole"
    if data.startswith(ARCHIVES) or data[257:262] == b"ustar":
        return "archive"
    start = data[:SEEN]
    if start[:2] in (b"\xff\xfe", b"\xfe\xff"):
        start = start.decode("utf-16", "replace").encode()
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.lower().startswith(MARKUP):
        return "svg" if SVG.search(start) else "html" if HTML.search(start) else "unknown-type"
    return "archive" if zipfile.is_zipfile(io.BytesIO(data)) else "unknown-type"


def _packed(data: bytes) -> str:
    """The type of an office file: by what its parts say they are."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            names = parcel.namelist()
            if names[:1] == ["mimetype"]:
                return _stated(_start(parcel, "mimetype").decode("ascii", "replace").strip())
            if "[Content_Types].xml" in names:
                return _typed(_start(parcel, "[Content_Types].xml"))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise ConverterRefused("damaged") from None
    raise ConverterRefused("archive")


def _start(parcel: zipfile.ZipFile, name: str) -> bytes:
    with parcel.open(name) as part:
        return part.read(16 * SEEN)


def _stated(said: str) -> str:
    if said == ODT:
        return ODT
    raise ConverterRefused("unknown-type" if said.startswith("application/vnd.oasis.") else "archive")


def _typed(types: bytes) -> str:
    if re.search(rb"macroEnabled|vbaProject|ms-office\.activeX", types, re.IGNORECASE):
        raise ConverterRefused("macro")
    for found in (DOCX, XLSX):
        if f"{found}.main+xml".encode() in types:
            return found
    raise ConverterRefused("unknown-type")
