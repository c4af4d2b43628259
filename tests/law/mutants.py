"""Faults planted in the law one at a time: each table must find those planted under it.

Run by test_mutants in a process of its own that has not imported the law: for each fault a child is forked, given a
copy of the room with one line changed, and runs the table that is expected to fail.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import holidays  # noqa: F401  loaded once here, so that no child pays for it
import pytest

TOP = Path(__file__).resolve().parents[2]
ROOM = TOP / "src" / "somat" / "law"
AT_ONCE = 2
WITH_FIXTURES = {"dated", "folder"}


@dataclass(frozen=True)
class Mutant:
    """One change in one file, and the table that must notice it; `old` stands exactly once in the file."""

    file: str
    old: str
    new: str
    table: str


def _planted(table: str, file: str, *changes: tuple[str, str]) -> list[Mutant]:
    return [Mutant(file, old, new, table) for old, new in changes]


MUTANTS: list[Mutant] = [
    *_planted(
        "documents",
        "documents.py",
        ("level == Level.TUYET_MAT", "level == Level.TOI_MAT"),
        ("approved and own", "approved or own"),
        ("if cancelled:", "if cancelled and ended:"),
        ("number == last + 1", "number > last"),
    ),
    *_planted(
        "levels",
        "levels.py",
        ("MAT = 1\n", "MAT = 4\n"),
        (".casefold()", ""),
        ('normalize("NFC", text)', 'normalize("NFD", text)'),
        ("REGIMES[about]", "REGIMES[Topic.GENERAL]"),
    ),
    *_planted(
        "levels",
        "values/levels.toml",
        ('mat       = ["mật", "mat", "c"]', 'mat       = ["mật", "mat", "m", "c"]'),
        ('"toimat", "b"]', '"toimat", "tm", "b"]'),
        ('"tuyetmat", "a"]', '"tuyetmat"]'),
    ),
    *_planted(
        "levels",
        "values/regimes.toml",
        ('until   = 2020-06-30\nvalue   = "ordinance-2000"', 'until   = 2020-06-29\nvalue   = "ordinance-2000"'),
        ('says    = "Chế độ Luật 2025, từ 01/3/2026."\n', 'says    = "x"\n[[general]]\nfrom = 2040-01-01\nvalue = "law-2018"\nsource = "x"\nstate = "verified"\n'),
    ),
    *_planted(
        "numbering",
        "numbering.py",
        ("if last is None else last + 1", "if last is None else last + 2"),
        ("None if number == expected else Refusal(\"R-NUM-9\"", "None if number >= expected else Refusal(\"R-NUM-9\""),
        ("None if number == expected else Refusal(\"R-NUM-5\"", "None if number <= expected else Refusal(\"R-NUM-5\""),
        ("None if old == new else", "None if old <= new else"),
        ("None if on.year == year else", "None if on.year >= year else"),
        ("if on < signed else None", "if on <= signed else None"),
        ("if on > due else None", "if on >= due else None"),
        ("day < last_day", "day <= last_day"),
        ("len(composed) <=", "len(composed) <"),
        ("re.fullmatch(", "re.match("),
        ("if series is Series.ORDINARY", "if series is Series.OWN"),
        ("or abbreviation in re.split", "or abbreviation in symbol or re.split"),
        ("if (number, symbol) in used:", "if number in {pair[0] for pair in used}:"),
    ),
    *_planted(
        "numbering",
        "values/numbering.toml",
        ("from    = 2026-03-01\nvalue   = 1\n", "from    = 2026-03-01\nvalue   = 0\n"),
        ("from    = 2020-03-05\nvalue   = 2\n", "from    = 2020-03-05\nvalue   = 3\n"),
        ("value   = 1\nrule    = \"R-NUM-3\"", "value   = 2\nrule    = \"R-NUM-3\""),
        ("value   = 60", "value   = 61"),
    ),
    *_planted("numbering", "values/doc-types.toml", ('= "QyĐ"', '= "QĐ"')),
    *_planted(
        "workdays",
        "values/holidays.toml",
        ("value   = [6, 7]", "value   = [7]"),
        ("2026-08-22]", "2026-08-29]"),
        ('"05-01", "09-02"]', '"09-02"]'),
        ("2024-09-03,", ""),
    ),
    *_planted(
        "workdays",
        "workdays.py",
        ('day in table["worked"] or', ""),
        ("while not is_working(day):", "if not is_working(day):"),
    ),
    *_planted(
        "sending",
        "sending.py",
        ("on < registered", "on <= registered"),
        ("registered is None or on < registered", "on is None or on < registered"),
        ("and abstract.strip()", "and not abstract.strip()"),
        ("number is None or dated_on is None", "number is None and dated_on is None"),
        ("if layers != due.layers:", "if layers < due.layers:"),
        ("if inner else (inner, outer + mark)", "if not inner else (inner, outer + mark)"),
        ("if issued == approved and issued > 0:", "if issued <= approved and issued > 0:"),
        ("and issued > 0:", "and issued >= 0:"),
        ("if recipient not in approved]", "if recipient in approved]"),
        ("sum(sent) + kept", "sum(sent)"),
        ("if handed == counted", "if handed <= counted"),
    ),
    *_planted(
        "signing",
        "signing.py",
        ("if mark not in found]", "if mark in found]"),
        ("if missing and not digitised", "if missing"),
        ("if part in held:", "if part not in held:"),
        ("part == Part.PERSON and Part.AGENCY in held", "part == Part.PERSON and Part.AGENCY not in held"),
        ("part == Part.AGENCY and Part.PERSON not in held", "part == Part.AGENCY and Part.PERSON in held"),
        ("None if digitised or set(held)", "None if set(held)"),
        ("set(held) >= set(Part)", "set(held) > set()"),
    ),
    *_planted(
        "sending",
        "values/sending.toml",
        ('tuyet_mat = "never"', 'tuyet_mat = "with-consent"'),
        ('state   = "fallback"\n[packing.value]\nmat       = { layers = 1', 'state   = "fallback"\n[packing.value]\nmat       = { layers = 2'),
        ('    "Đơn vị lưu",\n', ""),
    ),
    *_planted(
        "sending",
        "values/levels.toml",
        ('value   = ["tuyet_mat"]', 'value   = ["toi_mat"]'),
        ('until   = 2026-02-28\nvalue   = { mat = "C"', 'until   = 2026-02-28\nvalue   = { mat = "X"'),
    ),
    *_planted(
        "receiving",
        "receiving.py",
        ("(Envelope.CHECKED, Act.REGISTER): Envelope.REGISTERED,\n", "(Envelope.CHECKED, Act.REGISTER): Envelope.REGISTERED,\n    (Envelope.AWAITING_CORRECTION, Act.REGISTER): Envelope.REGISTERED,\n"),
        ("if found.seal is Seal.WHOLE", "if found.seal is not Seal.OPENED"),
        ("found.copies_found == found.copies_stated", "found.copies_found >= found.copies_stated"),
        ("(found.layers, found.letter) == (due.layers, due.letter)", "found.layers == due.layers"),
        ("Act.REPORT if grave else Act.ASK_SENDER if mendable else None", "Act.ASK_SENDER if mendable else Act.REPORT if grave else None"),
        ("state in (Envelope.CHECKED, Envelope.PASSED_UNOPENED)", "state is not Envelope.RECEIVED"),
        ("if away and urgency", "if urgency"),
        ("and by in heads", ""),
        ("named is not None and state", "state"),
        ("clearance is not None and clearance.covers(level, on=on)", "clearance is not None"),
    ),
    *_planted("receiving", "values/receiving.toml", ("from    = 2026-03-01\nvalue   = [\"hoa_toc\"]", "from    = 2026-03-01\nvalue   = [\"hoa_toc\", \"thuong_khan\"]")),
    *_planted(
        "authority",
        "authority.py",
        ("if cell.max_level >= least:", "if cell.max_level > least:"),
        ("if cell.max_level >= level]", "if cell.max_level > level]"),
        ("if not all(cell.delegation_required", "if not any(not cell.delegation_required"),
        ("delegation.since <= on <= delegation.until", "delegation.since <= on < delegation.until"),
        ("if level > delegation.max_level", "if level >= delegation.max_level"),
        ("if delegation.by_delegate:", "if not delegation.by_delegate:"),
        ("if power not in delegation.powers:", "if not delegation.powers:"),
        ("if delegation.units and unit not in", "if unit and delegation.units and unit not in"),
        ("if not powers:", "if powers is None:"),
        ("if one.since <= on <= one.until", "if one.since <= on < one.until"),
        ("if lent and not named", "if lent and named"),
        ("return next(fits, None) or next(near, None)", "return next(near, None)"),
        ("if position in FORMER_POSITIONS", "if position not in TITLES.latest.value or position in FORMER_POSITIONS.on(on).value[1:] and FORMER_POSITIONS"),
    ),
    *_planted(
        "authority",
        "values/authority.toml",
        ('commune-board-head      = "mat"', 'commune-board-head      = "toi_mat"'),
        ('power      = "book"\ndelegation = true', 'power      = "book"\ndelegation = false'),
        ('commune-council-chair   = "toi_mat"', 'commune-council-chair   = "tuyet_mat"'),
        ('like       = "copy"\nleast      = "toi_mat"\n[destroy.value.positions]\n\n[[destroy]]\nfrom    = 2026', 'like       = "copy"\nleast      = "toi_mat"\n[destroy.value.positions]\n\n[[destroy]]\nfrom    = 2027'),
    ),
    *_planted(
        "determining",
        "determining.py",
        ("self.from_ <= on", "self.from_ < on"),
        ("on <= self.until", "on < self.until"),
        ("if max(levels) != level:", "if max(levels) < level:"),
        ("if drafter == determiner", "if drafter != determiner"),
        ("if asked and words in", "if words not in"),
    ),
    *_planted("determining", "values/determining.toml", ('"không có", ', "")),
    *_planted(
        "volumes",
        "volumes.py",
        ("if state is Volume.FULL or is_full(lines=lines, on=on):", "if state is Volume.FULL:"),
        ("if on.year != year:", "if on.year < year:"),
        ("if state in (Volume.CLOSED, Volume.OLD):", "if state in (Volume.CLOSED,):"),
        ("(Volume.OLD, VolumeAct.CLOSE): Volume.CLOSED", "(Volume.OLD, VolumeAct.FILL): Volume.FULL"),
        ("if pending > 0:", "if pending > 1:"),
        ("if pages < 1", "if pages < 0"),
        ("(Line.CANCEL_ASKED, LineAct.REJECT_CANCEL): Line.LIVE", "(Line.CANCEL_ASKED, LineAct.REJECT_CANCEL): Line.CANCELLED"),
        ("None if reason.strip()", "None if reason"),
        ("if state is not Line.LIVE:", "if state is Line.CANCELLED:"),
        ("if volume is Volume.CLOSED else None", "if volume is Volume.FULL else None"),
        ("return room(lines=lines, on=on) == 0", "return room(lines=lines, on=on) <= 1"),
        ("MOST_LINES.on(on).value - lines", "MOST_LINES.on(on).value + 1 - lines"),
    ),
    *_planted("volumes", "values/volumes.toml", ("value  = 5000", "value  = 5001")),
    *_planted("volumes", "roles.py", ("if first != second:", "if first == second:")),
    *_planted(
        "roles",
        "roles.py",
        ("if first in roles and second in roles:", "if first in roles or second in roles:"),
        ("and shares > most:", "and shares >= most:"),
        ("if len(people) < FEWEST_PEOPLE", "if len(people) <= FEWEST_PEOPLE"),
        ("if have < need:", "if have <= need:"),
        ("None if duty in duties", "None if duties"),
    ),
    *_planted(
        "roles",
        "values/roles.toml",
        ('    ["VT", "LD"],\n', ""),
        ('    ["KT", "CB"],\n', ""),
        ("value  = { QT = 1 }", "value  = { QT = 2 }"),
        ("value  = 5\n", "value  = 4\n"),
        ("{ LD = 2,", "{ LD = 1,"),
        ('    "account:create", ', '    "account:create", "entry:read", '),
        ('    "journal:read", "journal:verify"', '    "journal:read", "law:accept", "journal:verify"'),
    ),
    *_planted(
        "access",
        "access.py",
        ("return level <= self.level", "return level < self.level"),
        ("self.since <= on <= self.until", "self.since <= on < self.until"),
        ("and self.since <=", "and self.until >="),
        ("if Role.QT in actor.roles or not cleared:", "if not cleared:"),
        ("or not cleared:", "or actor.clearance is None:"),
        ("if thing.in_circle or any(", "if thing.in_circle and any("),
        ("scope.book == thing.book\n", "scope.book is not None\n"),
        ("scope.since <= on <= scope.until", "scope.since <= on < scope.until"),
        ("and scope.since <= on <=", "and scope.since < on <="),
        ("actor.clearance.level >= scope.level", "actor.clearance.level >= thing.level"),
        ("scope.first <= thing.day", "scope.first < thing.day"),
        ("thing.day <= scope.last", "thing.day < scope.last"),
        ("scope.last is None or", "scope.first is None or scope.last is None or"),
    ),
    *_planted(
        "sessions",
        "sessions.py",
        ("min([IDLE_MINUTES", "max([IDLE_MINUTES"),
        ("if now - seen >", "if now - seen >="),
        ("if now - opened >", "if now - opened >="),
        ("if now - proven >", "if now - proven >="),
        ("if wrong >= most", "if wrong > most"),
        (".days > days", ".days >= days"),
        ("if len(password) <", "if len(password) <="),
        ("if _kinds(password) < kinds", "if _kinds(password) <= kinds"),
        ("last - now <=", "last - now <"),
        ("None if done == asked", "None if done"),
    ),
    *_planted(
        "sessions",
        "values/sessions.toml",
        ("value  = 120", "value  = 121"),
        ("value  = 15\n", "value  = 16\n"),
        ("value  = 45", "value  = 46"),
        ("value  = 8\n", "value  = 9\n"),
        ("value  = { none = 14, password = 14, token = 8 }", "value  = { none = 14, password = 13, token = 8 }"),
    ),
    *_planted("transition", "transition.py", ("stamped <= last", "stamped < last"), ("period_until is None", "period_until is not None")),
    *_planted("fold", "fold.py", ('.replace("đ", "d")', ""), ("chr(code).casefold()", "chr(code)"), ("if not unicodedata.combining(part)", "if part")),
    *_planted(
        "dated",
        "row.py",
        ("self.from_ <= day", "self.from_ < day"),
        ("day <= self.until", "day < self.until"),
        ("if self.state is State.VERIFIED or", "if self.state is State.FALLBACK or"),
    ),
    *_planted(
        "dated",
        "rows.py",
        ("row.until >= following.from_", "row.until > following.from_"),
        ("following.from_ - timedelta(days=1)", "following.from_"),
        ('entry["until"] >= entry["from"]', 'entry["until"]'),
        ("and not isinstance(value, datetime)", ""),
        ("and bool(value.strip())", ""),
    ),
    *_planted(
        "folder",
        "folder.py",
        ("bound = digest in accepted_hashes", "bound = bool(texts)"),
        ("if shipped.fixed:", "if shipped.fixed and shipped.open:"),
        ('text.replace("\\r\\n", "\\n")', "text"),
    ),
    *_planted("folder", "dated.py", ("for layer in (self.own, self.shipped) if subject in layer]", "for layer in (self.shipped, self.own) if subject in layer]")),
    *_planted("folder", "shape.py", ("if type(model) is not type(value):", "if not isinstance(value, type(model)):"), ("model.keys() == value.keys()", "model.keys() >= value.keys()")),
    *_planted("refusal", "refusal.py", ("RULES[self.rule].sentences if", "{} if"), ("field(repr=False)", "field()"), (".on(on).cite()", ".latest.cite()"), ('", ".join(refusal.rule', '", ".join(refusal.sentence()')),
]  # fmt: skip


def survivors() -> list[str]:
    """Every fault that its table did not notice, and every table that fails on the room as it is."""
    untouched = [(table, None) for table in sorted({mutant.table for mutant in MUTANTS})]
    trials = [*untouched, *((mutant.table, mutant) for mutant in MUTANTS)]
    running: dict[int, tuple[str, Mutant | None]] = {}
    found = []
    while trials or running:
        if trials and len(running) < AT_ONCE:
            trial = trials.pop()
            running[_fork(*trial)] = trial
            continue
        child, status = os.wait()
        table, mutant = running.pop(child)
        if (os.waitstatus_to_exitcode(status) == 0) is (mutant is not None):
            found.append(f"{mutant.file}: {mutant.old!r}" if mutant else f"test_{table}.py fails without a fault")
    return found


def _fork(table: str, mutant: Mutant | None) -> int:
    child = os.fork()
    if child == 0:
        os._exit(_run(table, mutant))
    return child


def _run(table: str, mutant: Mutant | None) -> int:
    with tempfile.TemporaryDirectory() as place, contextlib.redirect_stdout(io.StringIO()):
        copy = Path(place) / "somat"
        shutil.copytree(ROOM, copy / "law")
        (copy / "__init__.py").write_text("", "utf-8")
        if mutant is not None:
            plant(copy / "law" / mutant.file, mutant)
        sys.path[:0] = [place, str(TOP)]
        return _by_pytest(table) if table in WITH_FIXTURES else _directly(table)


def _by_pytest(table: str) -> int:
    options = ["-x", "-q", "--noconftest", "-c", os.devnull, "--rootdir", str(TOP), "-p", "no:cacheprovider"]
    options += ["--assert", "plain", "--tb", "no"]
    return int(pytest.main([*options, str(TOP / "tests" / "law" / f"test_{table}.py")]))


def _directly(table: str) -> int:
    """Every line of a table without pytest's own start, which would cost more than the table. 0 if all hold."""
    try:
        tests = [test for name, test in vars(import_module(f"tests.law.test_{table}")).items() if name[:5] == "test_"]
        for test in tests:
            for line in _lines(test):
                test(**line)
    except BaseException:
        return 1
    return 0 if tests else 1


def _lines(test: Callable[..., None]) -> Iterator[dict[str, Any]]:
    """The arguments of each line of a table, as pytest would give them."""
    marks = [mark.args for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    columns = [[name.strip() for name in names.split(",")] for names, *_ in marks]
    for lines in product(*(values for _, values, *_ in marks)):
        cells = (line if len(names) > 1 else (line,) for names, line in zip(columns, lines, strict=True))
        yield {
            name: cell for names, row in zip(columns, cells, strict=True) for name, cell in zip(names, row, strict=True)
        }


def plant(file: Path, mutant: Mutant) -> None:
    """Change the one place in the copy. Raises ValueError if the place is not there exactly once."""
    text = file.read_text("utf-8")
    if text.count(mutant.old) != 1:
        raise ValueError(f"{mutant.file}: {mutant.old!r} stands {text.count(mutant.old)} times")
    file.write_text(text.replace(mutant.old, mutant.new), "utf-8")


if __name__ == "__main__":
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.stdout.write(json.dumps(survivors(), ensure_ascii=False))
