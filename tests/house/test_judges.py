"""A judge of the law room that no act asks is only text: those that are so are named here, with why, and no other may be."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "somat"

# By hand. "by the columns": the database or the shape of the act leaves no other answer, so that there is nothing to ask.
UNASKED = {
    "abstract_law": "said by may_record_abstract, which acts ask",
    "is_fresh": "the vault asks it in its own way for its own acts",
    "lacks": "the reader of old books names what a line lacks",
    "may_accept_mark": "no act looks at an older mark yet",
    "may_arrive": "arrival numbers run by the columns",
    "may_cancel": "registry.checks asks it of its own rows",
    "may_change_number": "a trigger of the database keeps numbers",
    "may_correct": "registry.checks asks it of its own rows",
    "may_decide_for": "no act decides on a secret of another agency yet",
    "may_determine": "the paper is determined before it comes to the book",
    "may_determine_for": "the paper is determined before it comes to the book",
    "may_draw_from": "ordinary documents have no series here",
    "may_go_on": "the door asks it in its query, so that one statement finds a living session",
    "may_hand_over": "a recipient is there only once the line is",
    "may_issue": "number and day are given by the act that writes the line",
    "may_number_in": "the year of a number is the year of the act",
    "may_pack": "no act packs yet",
    "may_print_register": "a printed book has the columns of its form",
    "may_repeat": "a key counts for one verb only",
    "may_send": "no act sends a signed file yet",
    "may_take_delivery": "who signs for a copy is there by name",
    "parse_level": "the reader of old books has its own table of spellings",
    "provisional_rows": "the page of the legal grounds shows every row with its state",
}


def judges(folder: Path) -> set[str]:
    """The functions of the law room that stand under a rule."""
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and any(map(is_rule, node.decorator_list)):
                found.add(node.name)
    return found


def is_rule(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "rule"


def names(folder: Path, *, but: Path | None = None) -> set[str]:
    """Every name that is read in the files of a folder."""
    found = set()
    for path in folder.rglob("*.py"):
        if but is None or not path.is_relative_to(but):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                    found.add(node.id)
                if isinstance(node, ast.Attribute):
                    found.add(node.attr)
    return found


def unasked(source: Path) -> set[str]:
    law = source / "law"
    return judges(law) - names(source, but=law) - names(law)


def test_every_judge_is_asked_or_named_here() -> None:
    assert sorted(unasked(SOURCE) ^ UNASKED.keys()) == []


def test_a_judge_that_nobody_asks_is_found(tmp_path: Path) -> None:
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "a.py").write_text('@rule("R-1")\ndef may_one(): ...\n\n\n@rule("R-2")\ndef may_two(): ...\n')
    (tmp_path / "act.py").write_text("from law.a import may_one, may_two\n\nmay_two()\n")
    assert unasked(tmp_path) == {"may_one"}
