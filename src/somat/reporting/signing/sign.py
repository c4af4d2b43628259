"""A signature laid on an outgoing electronic document: PAdES, in a new revision of the file, visible at its place.

The competent person's stands between his title and his name (box 7c), the agency's covers about a third of it at its left (box 8);
30/2020/NĐ-CP, Appendix I. Number, day and mark are on the paper before the first of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from somat.law.levels import Level
from somat.law.refusal import demand
from somat.law.signing import Mark, Part, may_be_signed, may_sign
from somat.reporting.board import sheet, text
from somat.reporting.form import MM
from somat.reporting.pdfchild import run
from somat.reporting.signing.check import Verdict, check
from somat.reporting.signing.token import NoToken
from somat.reporting.signing.trust import Trust
from somat.reporting.typeset import typeset_paper
from somat.reporting.wording import paper_month
from somat.vault.converter.laying.badpdf import BadPdf
from somat.vault.converter.laying.view import View

FIELDS: Mapping[Part, str] = {Part.PERSON: "NguoiCoThamQuyen", Part.AGENCY: "CoQuan"}
SIZE: Mapping[Part, tuple[float, float]] = {
    Part.PERSON: (52, 16),
    Part.AGENCY: (36, 36),
}  # mm; a seal is about 36 mm wide
ABOVE = 1.0  # mm between the signature and the name below it
RIGHT, BOTTOM = 20.0, 45.0  # mm from the edges where the name is not found
SIGNED = b"/ByteRange"  # no file is signed without it
BLUE, RED = "#1F3D99", "#E00000"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the register knows of the document, and who signs it."""

    level: Level
    number: str
    day: date
    name: str
    agency: str
    digitised: bool = False


Box = tuple[float, float, float, float]  # left, top, width, height in mm


def sign(
    pdf: bytes, part: Part, facts: Facts, *, signer: Any, at: datetime, trust: Trust | None = None, image: bytes = b""
) -> bytes:
    """The same file with one more revision that holds the signature; the bytes given stay its beginning.

    `signer` is a pyHanko signer (token.signer); `trust` lets proof of the certificate be kept in the file; `image` is a PNG of the
    signature or seal. Raises Refused (R-EDOC-1, R-EDOC-2), BadPdf, NoToken.
    """
    seen = looked_at(pdf, facts)
    parts = held(check(pdf, trust=trust or Trust(), at=at)) if SIGNED in pdf else set()
    demand(may_be_signed(found=seen["marks"], digitised=facts.digitised), may_sign(part, held=parts))
    field = _field(part, points(place(part, seen), seen), page=seen["pages"] - 1)
    style = _appearance(part, facts, image, at=at)
    return _signed(pdf, field, style, _metadata(part, trust, at), signer=signer)


def looked_at(pdf: bytes, facts: Facts) -> dict[str, Any]:
    """Which marks stand on the first page, and where the name does on the last. Raises BadPdf."""
    days = (
        f"ngày {facts.day.day:02d} tháng {paper_month(facts.day.month)} năm {facts.day.year}",
        f"{facts.day:%d/%m/%Y}",
    )
    job = {
        "job": "marks",
        "level": facts.level.title.upper(),
        "number": facts.number,
        "day": "|".join(days),
        "name": facts.name,
    }
    found, _ = run(job, pdf)
    return {**found, "marks": {Mark(one) for one in found["marks"]}}


def held(verdict: Verdict) -> set[Part]:
    """Whose whole signatures the file holds, by our own names of fields."""
    whole = {one.field for one in verdict.seen if one.whole and one.after != "changed"}
    return {part for part, field in FIELDS.items() if field in whole}


def place(part: Part, seen: Mapping[str, Any]) -> Box:
    """Where it stands on the last page: the person's above his name, the agency's over its left third."""
    wide, high = SIZE[Part.PERSON]
    if seen["name"]:
        left, top, width, _ = seen["name"]
        own = (left + width / 2 - wide / 2, top - ABOVE - high)
    else:
        own = (seen["size"][0] - RIGHT - wide, seen["size"][1] - BOTTOM - high)
    if part == Part.PERSON:
        return (*own, wide, high)
    across, down = SIZE[Part.AGENCY]
    return own[0] + wide / 3 - across, own[1] + high / 2 - down / 2, across, down


def _appearance(part: Part, facts: Facts, image: bytes, *, at: datetime) -> Any:
    """What is seen: the picture that the agency gave, else who signed and when."""
    from somat.reporting.signing.appearance import of_image, of_page

    return of_image(image) if image else of_page(_drawn(part, facts, at=at))


def _drawn(part: Part, facts: Facts, *, at: datetime) -> bytes:
    wide, high = SIZE[part]
    who, color = (facts.name, BLUE) if part == Part.PERSON else (facts.agency, RED)
    rows = [f"Ký số: {who}", f"{at.astimezone():%d/%m/%Y %H:%M:%S %z}"]
    items, top = [], 1.0
    for row in rows:
        one = text(row, left=1, top=top, width=wide - 2, size=8, lines=4, color=color, align="center", leading=1)
        items.append(one)
        top += one["high"] + 1
    return typeset_paper("D-30", {"title": "Chữ ký số", "author": "", "sheets": [sheet(wide, high, items)]}, at=at)


def _field(part: Part, box: tuple[int, int, int, int], *, page: int) -> Any:
    from pyhanko.sign.fields import SigFieldSpec

    return SigFieldSpec(FIELDS[part], on_page=page, box=box)


def _signed(pdf: bytes, field: Any, style: Any, metadata: Any, *, signer: Any) -> bytes:
    from pkcs11 import PKCS11Error
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.signers import PdfSigner

    made = BytesIO()
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        PdfSigner(metadata, signer=signer, stamp_style=style, new_field_spec=field).sign_pdf(writer, output=made)
    except PdfError:
        raise BadPdf("broken") from None
    except (SigningError, PKCS11Error):
        raise NoToken(
            "Thiết bị không ký được, hoặc chứng thư không dùng để ký văn bản. Kiểm tra chứng thư rồi làm lại."
        ) from None
    return made.getvalue()


def _metadata(part: Part, trust: Trust | None, at: datetime) -> Any:
    from asn1crypto import crl, x509  # type: ignore[import-untyped]
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata
    from pyhanko.sign.signers.pdf_signer import DSSContentSettings, SigDSSPlacementPreference
    from pyhanko_certvalidator import ValidationContext

    plain: dict[str, Any] = {
        "field_name": FIELDS[part],
        "md_algorithm": "sha256",
        "subfilter": SigSeedSubFilter.PADES,
        "signer_key_usage": {"digital_signature", "non_repudiation"},
    }
    if trust is None or not (trust.roots and trust.crls):
        return PdfSignatureMetadata(**plain)
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(one) for one in trust.roots],
        crls=[crl.CertificateList.load(one) for one in trust.crls],
        moment=at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    settings = DSSContentSettings(include_vri=False, placement=SigDSSPlacementPreference.TOGETHER_WITH_SIGNATURE)
    return PdfSignatureMetadata(**plain, embed_validation_info=True, validation_context=context, dss_settings=settings)


def points(box: Box, seen: Mapping[str, Any]) -> tuple[int, int, int, int]:
    """Lower left and upper right in the page's own points, however it is turned."""
    left, top, wide, high = box
    shown = View(tuple(seen["box"]), seen["turns"])
    a, b, c, d, e, f = shown.matrix(left=left, top=top, height=high)
    across, up = wide * MM, high * MM
    xs, ys = (e, e + a * across + c * up), (f, f + b * across + d * up)
    return round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys))
