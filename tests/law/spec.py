"""Ties a test to the rule that it tells, and reads a refusal the way a table writes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from somat.law.refusal import Refusal

Test = TypeVar("Test", bound=Callable[..., None])

SPECS: dict[str, list[str]] = {}


def spec(*rule_ids: str) -> Callable[[Test], Test]:
    """Name the rules that a test tells."""

    def note(test: Test) -> Test:
        for rule_id in rule_ids:
            SPECS.setdefault(rule_id, []).append(f"{test.__module__}.{test.__qualname__}")
        return test

    return note


def verdict(answer: Refusal | None) -> str | None:
    """None for yes; for no the rule id, with the case after a colon. The sentence must be whole."""
    if answer is None:
        return None
    sentence = answer.sentence()
    assert sentence.endswith(".") and "{" not in sentence, sentence
    case = answer.facts.get("case")
    return f"{answer.rule}:{case}" if case else answer.rule
