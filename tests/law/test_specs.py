"""The room's own house rule: what code decides, a table tells."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from somat.law.refusal import RULES
from tests.law.spec import SPECS


def decided_here() -> list[str]:
    """The rules that this room decides; rooms above may register rules of their own."""
    return [rule.id for rule in RULES.values() if any(judge.startswith("somat.law.") for judge in rule.judges)]


def test_every_rule_that_code_decides_has_a_table() -> None:
    for file in sorted(Path(__file__).parent.glob("test_*.py")):
        import_module(f"tests.law.{file.stem}")
    assert sorted(set(decided_here()) - set(SPECS)) == []


def test_every_judge_is_named_by_its_rule() -> None:
    assert len(decided_here()) > 50
    assert not [rule.id for rule in RULES.values() if not rule.judges]
