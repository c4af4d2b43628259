"""Every signature of a received PDF judged without a network: whole, trusted, covering the file, in force, not revoked."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from somat.reporting.pdfchild import run
from somat.reporting.signing.trust import Trust
from somat.vault.converter.laying.badpdf import BadPdf

SECONDS = 60
MOST = 100  # signatures of one file


@dataclass(frozen=True, slots=True)
class Seen:
    """One signature. `at` is what the signer's machine said, which nobody vouches for.

    whole: the bytes it covers are unchanged and the signature is the certificate's own. after: what was added to the file since:
    "" nothing, "proof" only lists and certificates kept for later, "signature" also what further signing adds, "changed" anything else. trusted: the certificate leads to an
    imported root. in_force: today is within its span. revoked: an imported list names it. listed: a list of its issuer was imported.
    """

    field: str
    signer: str
    issuer: str
    serial: str
    at: datetime | None
    whole: bool
    after: str
    trusted: bool
    in_force: bool
    revoked: bool
    listed: bool
    until: datetime | None

    @property
    def good(self) -> bool:
        return self.whole and self.trusted and self.in_force and not self.revoked and self.after != "changed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All signatures of a file. covered: nothing but proof comes after the last one."""

    seen: tuple[Seen, ...]
    covered: bool

    @property
    def good(self) -> bool:
        return bool(self.seen) and self.covered and all(one.good for one in self.seen)


def check(pdf: bytes, *, trust: Trust, at: datetime) -> Verdict:
    """Judge a file in a throw-away process. Raises BadPdf for one that cannot be read."""
    return verdict(run(asked(trust, at=at), pdf, seconds=SECONDS)[0])


def asked(trust: Trust, *, at: datetime) -> dict[str, Any]:
    """The job of that process."""
    files = {"roots": trust.roots, "crls": trust.crls}
    coded = {name: [base64.b64encode(one).decode() for one in some] for name, some in files.items()}
    return {"job": "check", "at": at.isoformat(), **coded}


def verdict(facts: dict[str, Any]) -> Verdict:
    """What it answered."""
    return Verdict(tuple(_seen(one) for one in facts["seen"]), facts["covered"])


def _seen(facts: dict[str, Any]) -> Seen:
    times = {name: datetime.fromisoformat(facts[name]) if facts[name] else None for name in ("at", "until")}
    return Seen(**{**facts, **times})


def answered(job: dict[str, Any], pdf: bytes, _: bytes) -> tuple[dict[str, Any], bytes]:
    """Inside the process: {"seen": [...], "covered": yes}. Raises BadPdf."""
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.pdf_utils.reader import PdfFileReader

    trust = Trust(*([base64.b64decode(one) for one in job[name]] for name in ("roots", "crls")))
    try:
        file = PdfFileReader(BytesIO(pdf))
        if file.encrypted:
            raise BadPdf("encrypted")
        found = list(_judged(file, trust, datetime.fromisoformat(job["at"])))
    except (PdfError, ValueError, KeyError, TypeError, RecursionError, AttributeError, IndexError):
        # a parser given a file that was made to break it raises anything
        raise BadPdf("broken") from None
    seen = [{**asdict(one), "at": _iso(one.at), "until": _iso(one.until)} for one in found]
    return {"seen": seen, "covered": bool(found) and found[-1].after in {"", "proof"}}, b""


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _judged(file: Any, trust: Trust, at: datetime) -> Iterator[Seen]:
    from asn1crypto import crl, x509  # type: ignore[import-untyped]
    from pyhanko_certvalidator import ValidationContext

    roots = [x509.Certificate.load(one) for one in trust.roots]
    lists = [crl.CertificateList.load(one) for one in trust.crls]
    signatures = file.embedded_regular_signatures
    if len(signatures) > MOST:
        raise BadPdf("broken")
    for one in signatures:
        context = ValidationContext(
            trust_roots=roots, crls=lists, moment=at, allow_fetching=False, revocation_mode="soft-fail"
        )
        yield _one(one, context, lists, at)


def _one(signature: Any, context: Any, lists: Sequence[Any], at: datetime) -> Seen:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    usage = KeyUsageConstraints(key_usage={"non_repudiation", "digital_signature"}, match_all_key_usages=False)
    status = validate_pdf_signature(signature, signer_validation_context=context, key_usage_settings=usage)
    certificate = signature.signer_cert
    span = certificate["tbs_certificate"]["validity"]
    since, until = span["not_before"].native, span["not_after"].native
    own = [one for one in lists if one.issuer == certificate.issuer]
    return Seen(
        field=signature.field_name,
        signer=_named(certificate.subject),
        issuer=_named(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        at=signature.self_reported_timestamp,
        whole=bool(status.intact and status.valid),
        after=_after(status),
        trusted=bool(status.trusted),
        in_force=since <= at <= until,
        revoked=bool(status.revoked) or any(_names(one, certificate.serial_number) for one in own),
        listed=any(_current(one, at) for one in own),
        until=until,
    )


def _named(name: Any) -> str:
    from somat.reporting.signing.trust import named

    return named(name)


def _after(status: Any) -> str:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return ""
    if status.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not status.docmdp_ok:
        return "changed"
    added = {ModificationLevel.LTA_UPDATES: "proof", ModificationLevel.FORM_FILLING: "signature"}
    return added.get(status.modification_level, "changed")


def _names(one: Any, serial: int) -> bool:
    """Whether a list names a certificate; a list that is out of date still does."""
    revoked = one["tbs_cert_list"]["revoked_certificates"].native or ()
    return any(entry["user_certificate"] == serial for entry in revoked)


def _current(one: Any, at: datetime) -> bool:
    until = one["tbs_cert_list"]["next_update"].native
    return one["tbs_cert_list"]["this_update"].native <= at and (until is None or at <= until)
