"""Checking on receipt: a good file is good; each fault is found, and said for what it is; no network is tried."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import datetime

import pikepdf
import pytest

from somat.law.signing import Part
from somat.reporting.signing.check import Seen, Verdict, answered, asked, verdict
from somat.reporting.signing.trust import BadTrust, Trust, brought
from somat.vault.converter.laying.badpdf import BadPdf
from tests.reporting.signing.authority import TODAY, YEAR
from tests.reporting.signing.conftest import Ground


@pytest.fixture(scope="module")
def one(ground: Ground, paper: bytes) -> bytes:
    """The letter with the person's signature alone."""
    return ground.signed(paper, Part.PERSON, "nguoi")


def judged(pdf: bytes, trust: Trust, *, at: datetime = TODAY) -> Verdict:
    """What the throw-away process does, in this one: it takes a second to load."""
    return verdict(answered(asked(trust, at=at), pdf, b"")[0])


def only(pdf: bytes, trust: Trust) -> Seen:
    (seen,) = judged(pdf, trust).seen
    return seen


def test_one_changed_byte_is_found(ground: Ground, one: bytes) -> None:
    assert only(one, ground.trust).good
    at = one.index(b"/Producer") if b"/Producer" in one else one.index(b"stream") + 40
    changed = one[: at + 1] + bytes([one[at + 1] ^ 1]) + one[at + 2 :]
    seen = only(changed, ground.trust)
    assert not seen.whole and not seen.good


def test_a_signer_of_an_unknown_root_is_not_trusted_and_otherwise_whole(ground: Ground, paper: bytes) -> None:
    seen = only(ground.signed(paper, Part.PERSON, "la"), ground.trust)
    assert (seen.whole, seen.trusted, seen.good, seen.listed) == (True, False, False, False)


def test_without_any_root_nobody_is_trusted(one: bytes) -> None:
    assert not only(one, Trust()).trusted


@pytest.mark.parametrize("days", [30, -30], ids=["in date", "out of date"])
def test_a_certificate_on_an_imported_list_is_refused_even_by_an_old_list(
    ground: Ground, one: bytes, days: int
) -> None:
    until = TODAY + days * (YEAR / 365)
    named = ground.authority.revoking([ground.serials["nguoi"]], until=until)
    seen = only(one, Trust((ground.authority.der,), (named,)))
    assert seen.whole and seen.revoked and not seen.good
    other = ground.authority.revoking([ground.serials["co-quan"]])
    assert only(one, Trust((ground.authority.der,), (other,))).good


def test_without_a_list_of_its_issuer_that_is_said(ground: Ground, one: bytes) -> None:
    assert not only(one, Trust((ground.authority.der,))).listed
    old = ground.authority.revoking(until=TODAY - YEAR / 365)
    assert not only(one, Trust((ground.authority.der,), (old,))).listed


def test_a_certificate_out_of_its_span_is_not_in_force(ground: Ground, one: bytes) -> None:
    (later,) = judged(one, ground.trust, at=TODAY + 2 * YEAR).seen
    assert later.whole and not later.in_force and not later.good


def test_what_is_appended_after_the_last_signature_is_noticed(ground: Ground, both: bytes) -> None:
    from pyhanko.pdf_utils.generic import NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(both))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    assert out.getvalue().startswith(both)
    verdict = judged(out.getvalue(), ground.trust)
    assert all(one.whole for one in verdict.seen), "the covered bytes are unchanged"
    assert not verdict.covered and not verdict.good and verdict.seen[-1].after == "changed"


def test_a_file_rewritten_after_signing_has_no_whole_signature(ground: Ground, both: bytes) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(both)) as file:
        file.save(out)
    verdict = judged(out.getvalue(), ground.trust)
    assert not verdict.good and not any(one.whole for one in verdict.seen)


def test_a_file_without_signatures_is_not_good(ground: Ground, paper: bytes) -> None:
    verdict = judged(paper, ground.trust)
    assert verdict.seen == () and not verdict.good


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"\x00" * 500])
def test_what_is_no_pdf_is_refused(data: bytes) -> None:
    with pytest.raises(BadPdf):
        judged(data, Trust())


def test_damaged_files_are_judged_or_refused_and_never_good(ground: Ground, one: bytes) -> None:
    start = int(re.findall(rb"startxref\s+(\d+)", one)[-1])
    for data in (
        one[:-200],
        one[: len(one) // 2],
        one[:start] + b"xref\n0 1\n",
        one.replace(b"/ByteRange", b"/ByteRangf"),
    ):
        try:
            assert not judged(data, ground.trust).good
        except BadPdf as bad:
            assert bad.why in {"broken", "time", "memory"}


def test_roots_and_lists_are_known_from_files(ground: Ground) -> None:
    (root,) = brought(ground.authority.der)
    (revoking,) = brought(ground.authority.revoking())
    assert (root.kind, revoking.kind) == ("root", "crl")
    assert root.name.startswith("Cơ quan chứng thực Thử Nghiệm") and revoking.name == root.name
    assert revoking.until is not None and revoking.until > TODAY


@pytest.mark.parametrize(
    "data", [b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_other_files_are_not_taken_for_trust(data: bytes) -> None:
    with pytest.raises(BadTrust):
        brought(data)


NO_NETWORK = """
import socket, sys
def refused(*a, **k): raise AssertionError("a network was tried")
socket.socket.connect = socket.create_connection = socket.getaddrinfo = refused
from somat.reporting.signing import appearance, check, sign, token, trust, onpage
import pyhanko.sign.signers, pyhanko.sign.pkcs11, pyhanko.sign.validation
loaded = {name.split(".")[0] for name in sys.modules}
print(sorted(loaded & {"aiohttp", "requests", "urllib3", "httpx", "certifi"}))
from pyhanko.sign.timestamps import HTTPTimeStamper
try: HTTPTimeStamper("http://127.0.0.1/")
except Exception as no: print(type(no).__name__)
from pyhanko_certvalidator import ValidationContext
try: ValidationContext(allow_fetching=True)
except Exception as no: print(type(no).__name__)
"""


def test_no_http_client_is_ever_loaded() -> None:
    command = [sys.executable, "-c", NO_NETWORK]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    assert told[:3] == ["[]", "NoNetwork", "NoNetwork"]
