"""The book of rules: every id is there, with a sentence, a source, and the mark that was earned by reading."""

from __future__ import annotations

import ast
import re
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest

import somat.law
from somat.law.dated import LAYERS, VALUES, all_rows
from somat.law.refusal import RULES, Refusal
from somat.law.row import DESIGN, State
from somat.law.sources import binding_rows, provisional_rows
from tests.law.spec import spec

DAY = date(2026, 5, 15)
LAST_OF_2018 = date(2026, 2, 28)
ROOM = Path(somat.law.__file__).parent
for file in ROOM.glob("[a-z]*.py"):  # a rule is known once its module is loaded
    import_module(f"somat.law.{file.stem}")

# The marks by hand: V read in a text of 2025-2026 or of clerical work, F only the earlier text, U neither, D our own.
MARKS = {
    "R-LEVEL": "V V F F U F V V F",
    "R-AUTH": "U F F V V V F F V",
    "R-OUT": "V V V F F F F F F F",
    "R-IN": "V F F F F V V D",
    "R-PROH": "F F F F V V F F F V",
    "R-TRANS": "V U F U D",
    "R-NUM": "V V V V V V V V V V",
    "R-CONF": "D D D",
    "R-SEC": "D D D D D",
    "R-EDOC": "V V",
}
SINGLE_MARKS = {
    "R-LIST-5": "V",
    "R-DET-14": "D",
    "R-STOR-1": "F",
    "R-LAN-4": "D",
    "R-FORM-1": "D",
    "R24": "D",
    "R25": "D",
    "R26": "D",
    "R27": "D",
    "R28": "D",
    "R29": "D",
    "R34": "D",
    "R36": "D",
    "R38": "D",
    "R40": "D",
    "R48": "D",
    "R50": "D",
    "R54": "D",
    "R56": "D",
}
EXPECTED = SINGLE_MARKS | {
    f"{prefix}-{number}": mark for prefix, marks in MARKS.items() for number, mark in enumerate(marks.split(), 1)
}
STATES = {"V": State.VERIFIED, "F": State.FALLBACK, "U": State.UNVERIFIED, "D": State.UNVERIFIED}


@spec("R-CONF-1")
def test_every_rule_is_in_the_book_and_no_other() -> None:
    assert set(LAYERS.shipped["rules"].keys) == set(EXPECTED)


@spec("R-CONF-1")
@pytest.mark.parametrize("rule_id, mark", EXPECTED.items())
def test_a_rule_has_its_sentence_its_source_and_its_mark(rule_id: str, mark: str) -> None:
    (row,) = [row for row in LAYERS.rows(f"rules.{rule_id}") if row.covers(DAY)]
    assert row.state is STATES[mark]
    assert (row.source == DESIGN) is (mark == "D")
    assert row.says.endswith(".") and row.source and row.group


@spec("R-CONF-3")
def test_our_own_conventions_are_never_called_verified() -> None:
    assert not [row.key for row in all_rows() if row.designed and row.state is not State.UNVERIFIED]


@spec("R-CONF-3")
def test_a_fallback_begins_where_the_text_that_was_read_ends() -> None:
    fallbacks = [row for row in all_rows() if row.state is State.FALLBACK]
    assert {row.from_ for row in fallbacks} == {LAST_OF_2018 + timedelta(days=1)}
    assert not [row.key for row in fallbacks if "2025" in row.source and row.key != "rules.R-OUT-8"]
    assert not [row.key for row in fallbacks if "63/2026" in row.source]


@spec("R-CONF-3")
def test_the_administrator_is_shown_what_rests_on_no_checked_text() -> None:
    shown = {row.key for row in provisional_rows(DAY)}
    assert {"rules.R-IN-5", "rules.R-TRANS-2", "sending.packing"} <= shown
    assert not {"rules.R-OUT-2", "sending.out-columns", "regimes.general"} & shown
    assert {row.key for row in binding_rows(DAY)} - shown == {
        row.key for row in all_rows() if row.covers(DAY) and row.state is State.VERIFIED
    }


@spec("R-CONF-1")
def test_a_row_points_to_a_rule_of_the_book() -> None:
    assert not [(row.key, row.rule) for row in all_rows() if row.rule not in EXPECTED]


def test_every_key_is_used_and_every_sentence_composed() -> None:
    code = "".join(file.read_text("utf-8") for file in ROOM.glob("*.py"))
    built = {f"regimes.{topic}" for topic in ("general", "lists", "periods", "extension")}
    built |= {"sending.out-columns", "sending.in-columns"}
    keys = {row.key for row in all_rows()}
    unused = {key for key in keys if f'"{key}"' not in code} - built
    assert not {key for key in unused if not key.startswith(("rules.", "authority."))}


def test_every_refusal_in_the_code_has_its_sentence() -> None:
    """Each `Refusal("id", case="…")` names a case that a decorator has given a sentence."""
    calls = [
        (file.name, ast.literal_eval(call.args[0]), _case(call))
        for file in ROOM.glob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "Refusal"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert len(calls) > 50
    assert not [call for call in calls if call[2] not in RULES[call[1]].sentences]


def _case(call: ast.Call) -> str:
    cases = [word.value for word in call.keywords if word.arg == "case"]
    if not cases:
        return ""
    return str(cases[0].value) if isinstance(cases[0], ast.Constant) else next(iter(RULES[_rule_of(call)].sentences))


def _rule_of(call: ast.Call) -> str:
    return str(ast.literal_eval(call.args[0]))


def test_no_number_article_or_day_of_the_law_stands_in_code() -> None:
    strays = []
    for file in ROOM.glob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        numbers = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and type(node.value) is int]
        strays += [(file.name, number) for number in numbers if number not in (-1, 0, 1, 2, 3)]
        strays += [(file.name, text) for text in re.findall(r"Điều \d|\bArt\. \d|NĐ-CP", file.read_text("utf-8"))]
    assert strays == []


def test_the_files_of_the_law_are_data_with_one_group_or_more() -> None:
    assert {file.suffix for file in VALUES.iterdir()} == {".toml"}
    assert Refusal("R-OUT-2").cite(DAY)
