"""Loading the shipped reference data, accepting the agency's own law rows by two persons, and its printed forms."""

from __future__ import annotations

import base64
import csv
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from somat.audit.absent import NotFound
from somat.audit.change import change
from somat.audit.moment import now
from somat.catalogue import verbs
from somat.catalogue.models import AcceptedForm, Agency, LawFolder, ListLine, TrustFile
from somat.law.access import Actor
from somat.law.fold import fold
from somat.law.levels import level_of
from somat.law.refusal import Refusal, demand, rule
from somat.law.roles import may_confirm

DATA = Path(__file__).parent / "data"


def load(*, by: Actor) -> None:
    """Replace the reference data by what this release ships; one leaf with the hash of both files."""
    agencies, lines = DATA / "agencies.csv", DATA / "catalogues.csv"
    with change(verbs.LOAD, by=by) as act:
        Agency.unchecked.all().delete()
        ListLine.unchecked.all().delete()
        Agency.unchecked.bulk_create(map(agency, rows(agencies)), batch_size=500)
        ListLine.unchecked.bulk_create(map(list_line, rows(lines)), batch_size=200)
        act.naming(None)
        act.seal_facts(hashlib.sha256(agencies.read_bytes() + lines.read_bytes()).hexdigest())


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def agency(row: dict[str, str]) -> Agency:
    return Agency(
        code=row["code"], name=row["name"], folded=fold(row["name"]), kind=row["kind"], parent=row["parent_code"]
    )


def list_line(row: dict[str, str]) -> ListLine:
    return ListLine(
        decision=row["decision_number"],
        issued_on=day(row["issued_on"]),
        effective_on=day(row["effective_on"]),
        field=row["field"],
        level=int(level_of(row["level"])),
        item=row["item_no"],
        text=row["text"],
        status=row["status"],
        replaced_by=row["replaced_by"],
        source=row["source"],
        folded=fold(f"{row['decision_number']} {row['field']} {row['text']}"),
    )


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def propose_law(folder_hash: str, *, by: Actor, key: UUID | None = None) -> LawFolder:
    """The security officer puts the hash of the agency's own law folder before a leader."""
    with change(verbs.LAW_PROPOSE, by=by, key=key) as act:
        folder = LawFolder(hash=folder_hash, proposed_by=by.person, proposed_at=now())
        folder.save(force_insert=True)
        act.about(folder)
    return folder


def accept_law(uuid: UUID, *, by: Actor, key: UUID | None = None) -> LawFolder:
    """A second person accepts it; the rows bind from the next start of the processes (R-CONF)."""
    with change(verbs.LAW_ACCEPT, by=by, key=key) as act:
        folder = LawFolder.unchecked.select_for_update().filter(uuid=uuid, accepted_by=None).first()
        if folder is None:
            raise NotFound(uuid)
        demand(may_confirm(proposer=folder.proposed_by, confirmer=by.person))
        folder.accepted_by, folder.accepted_at = by.person, now()
        folder.save(update_fields=["accepted_by", "accepted_at"])
        act.about(folder)
    return folder


def accept_form(code: str, *, file_hash: str, correction: str = "", by: Actor, key: UUID | None = None) -> AcceptedForm:
    """The administrator answers for a form whose wording or measures were not verified, as it is or as he corrected it."""
    with change(verbs.FORM_ACCEPT, by=by, key=key) as act:
        form = AcceptedForm(code=code, hash=file_hash, correction=correction, accepted_by=by.person, accepted_at=now())
        form.save(force_insert=True)
        act.about(form)
    return form


class Shipped(NamedTuple):
    """A form or stamp as the program ships it: its code, how far it was verified, the hash of its file."""

    code: str
    state: str
    file_hash: str


def record_form(*forms: Shipped, content_hash: str, of: UUID | None = None, by: Actor, key: UUID | None = None) -> None:
    """Record that a paper leaves the machine, before its first byte does; `of`: the line of a book that it was made from."""
    with change(verbs.FORM_PRINT, by=by, key=key) as act:
        demand(*may_print(*forms))
        act.naming(of)
        act.seal_facts(" ".join([*(form.code for form in forms), content_hash]))


def may_print(*forms: Shipped) -> list[Refusal | None]:
    """For the rooms above, whose own acts print on these forms: what stands against it, form by form."""
    accepted = hashes_of([form.code for form in forms])
    return [may_leave(f.state, accepted=accepted.get(f.code, ""), shipped=f.file_hash) for f in forms]


def hashes_of(codes: Sequence[str]) -> dict[str, str]:
    """The shipped file that was last accepted of each form."""
    rows = AcceptedForm.unchecked.filter(code__in=codes).order_by("id")
    return dict(rows.values_list("code", "hash"))


@rule("R-FORM-1", says="Mẫu này chưa đối chiếu được với văn bản gốc: người quản trị phải xem và nhận mẫu trước khi in.")
def may_leave(state: str, *, accepted: str, shipped: str) -> Refusal | None:
    """An unverified form prints only as it was accepted (forms.md, 0)."""
    return Refusal("R-FORM-1") if state == "unverified" and accepted != shipped else None


class Brought(NamedTuple):
    """A file as it was read: "root" or "crl", whose, its span, its SHA-256, DER."""

    kind: str
    name: str
    since: datetime
    until: datetime | None
    sha256: str
    der: bytes


def propose_trust(*files: Brought, by: Actor, key: UUID | None = None) -> list[TrustFile]:
    """Put certificates and lists before a leader; one that waits or is used already is not put twice."""
    with change(verbs.TRUST_PROPOSE, by=by, key=key) as act:
        known = set(TrustFile.unchecked.filter(ended_at=None).values_list("hash", flat=True))
        made = [_row(file, by=by) for file in files if file.sha256 not in known]
        for row in made:
            row.save(force_insert=True)
        act.batch(TrustFile._meta.db_table, [row.uuid for row in made])
        act.naming(None)
    return made


def _row(file: Brought, *, by: Actor) -> TrustFile:
    return TrustFile(
        kind=file.kind,
        name=file.name[:400],
        hash=file.sha256,
        content=base64.b64encode(file.der).decode("ascii"),
        holds_from=file.since,
        holds_until=file.until,
        proposed_by=by.person,
        proposed_at=now(),
    )


def accept_trust(uuid: UUID, *, by: Actor, key: UUID | None = None) -> TrustFile:
    """A second person compares its fingerprint with the issuer's and accepts it: from then on it is used."""
    with change(verbs.TRUST_ACCEPT, by=by, key=key) as act:
        row = _open(uuid, accepted_by=None)
        demand(may_confirm(proposer=row.proposed_by, confirmer=by.person))
        row.accepted_by, row.accepted_at = by.person, now()
        row.save(update_fields=["accepted_by", "accepted_at"])
        act.about(row)
    return row


def end_trust(uuid: UUID, *, by: Actor, key: UUID | None = None) -> TrustFile:
    """A root is not trusted any more. Lists of revocation stay: an old list still names who is revoked."""
    with change(verbs.TRUST_END, by=by, key=key) as act:
        row = _open(uuid, kind=TrustFile.Kind.ROOT)
        row.ended_by, row.ended_at = by.person, now()
        row.save(update_fields=["ended_by", "ended_at"])
        act.about(row)
    return row


def _open(uuid: UUID, **more: object) -> TrustFile:
    row = TrustFile.unchecked.select_for_update().filter(uuid=uuid, ended_at=None, **more).first()
    if row is None:
        raise NotFound(uuid)
    return row


def record_check(content_hash: str, *, verdict: str, by: Actor, key: UUID | None = None) -> None:
    """Who judged which file, and how it came out."""
    with change(verbs.SIGNATURE_CHECK, by=by, key=key) as act:
        act.naming(None)
        act.seal_facts(f"{content_hash} {verdict}")


def record_signature(content_hash: str, *, part: str, of: UUID, by: Actor, key: UUID | None = None) -> None:
    """Which line's document was signed, as whom, and the hash of the signed file; before the file is written."""
    with change(verbs.SIGNATURE_MAKE, by=by, key=key) as act:
        act.naming(of)
        act.seal_facts(f"{content_hash} {part}")
