"""A document with its mark, number and day, signers on a soft token, and what is trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from somat.law.levels import Level
from somat.law.signing import Part
from somat.reporting.papers.render import render
from somat.reporting.samples import SAMPLED, sample_sets
from somat.reporting.signing.sign import Facts, sign
from somat.reporting.signing.token import session, signer
from somat.reporting.signing.trust import Trust
from tests.reporting.signing.authority import TODAY, YEAR, Authority
from tests.reporting.signing.softtoken import DRIVER, put
from tests.vault.tokens import PIN, new_token

FACTS = Facts(Level.MAT, "131/UBND-NC", date(2026, 10, 15), "Lê Văn Bình", "UBND xã Minh Họa")


@dataclass
class Ground:
    """One token with the person's and the agency's key under a known root, and a stranger's and an expired one."""

    token: str
    authority: Authority
    stranger: Authority
    serials: dict[str, int] = field(default_factory=dict)

    @property
    def trust(self) -> Trust:
        return Trust((self.authority.der,), (self.authority.revoking(),))

    def signed(self, pdf: bytes, part: Part, label: str, *, facts: Facts = FACTS, trust: Trust | None = None) -> bytes:
        with session(DRIVER, token=self.token, pin=PIN) as opened:
            return sign(pdf, part, facts, signer=signer(opened, label=label), at=TODAY, trust=trust)


@pytest.fixture(scope="session")
def ground() -> Ground:
    made = Ground(new_token().label, Authority(), Authority("Nơi cấp Không Ai Biết"))
    for label, authority, name in (
        ("nguoi", made.authority, "Lê Văn Bình"),
        ("co-quan", made.authority, "UBND xã Minh Họa"),
        ("la", made.stranger, "Người Lạ"),
    ):
        made.serials[label] = put(made.token, label, authority, name)
    made.serials["cu"] = put(made.token, "cu", made.authority, "Lê Văn Bình", until=TODAY - YEAR / 2)
    return made


@pytest.fixture(scope="session")
def paper() -> bytes:
    """A letter as our own form prints it: mark, number and day stand on it."""
    return render("CV", sample_sets("CV")[0], at=SAMPLED)


@pytest.fixture(scope="session")
def both(ground: Ground, paper: bytes) -> bytes:
    """The letter with both signatures."""
    return ground.signed(ground.signed(paper, Part.PERSON, "nguoi"), Part.AGENCY, "co-quan")
