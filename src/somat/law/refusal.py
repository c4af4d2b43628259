"""How the law says no: a rule id with facts, its Vietnamese sentence and its citation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TypeVar

from somat.law.dated import LAYERS, Dated
from somat.law.rows import RULES as RULES_SUBJECT
from somat.law.rows import BadLaw

Judge = TypeVar("Judge", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that code decides: its refusal sentences by case ("" is the only one of most rules)."""

    id: str
    sentences: dict[str, str] = field(default_factory=dict)
    judges: list[str] = field(default_factory=list)


RULES: dict[str, Rule] = {}


def rule(id: str, /, *, says: str = "", case: str = "") -> Callable[[Judge], Judge]:
    """Bind a function to its rule and register the sentence of its refusals; the id must stand in values/rules.toml.

    `case` tells apart the sentences of one rule: `Refusal("R-OUT-9", case="recipients")`. Raises BadLaw at import.
    """
    if not LAYERS.rows(f"{RULES_SUBJECT}.{id}"):
        raise BadLaw(f"Thiếu quy tắc “{id}” trong tệp rules.toml.")
    entry = RULES.setdefault(id, Rule(id))
    if says and entry.sentences.setdefault(case, says) != says:
        raise BadLaw(f"Quy tắc “{id}” có hai câu khác nhau cho cùng một trường hợp.")

    def bind(judge: Judge) -> Judge:
        name = f"{judge.__module__}.{judge.__qualname__}"
        if name not in entry.judges:
            entry.judges.append(name)
        return judge

    return bind


@dataclass(frozen=True, init=False)
class Refusal:
    """Why an act is refused. Facts fill the sentence; `field` names a form field, `case` picks a sentence.

    The facts are for the person who asked: `repr` and logs show the rule only.
    """

    rule: str
    facts: Mapping[str, object] = field(repr=False)

    def __init__(self, rule: str, /, **facts: object) -> None:
        object.__setattr__(self, "rule", rule)
        object.__setattr__(self, "facts", facts)

    @property
    def field(self) -> str:
        """The form field that the refusal is about, or ""."""
        return str(self.facts.get("field", ""))

    def sentence(self) -> str:
        """The Vietnamese sentence for the person; the rule's own text where no function gave a sentence."""
        case = str(self.facts.get("case", ""))
        known = RULES[self.rule].sentences if self.rule in RULES else {}
        if case in known:
            return known[case].format_map({name: _word(fact) for name, fact in self.facts.items()})
        return _text(self.rule).latest.says

    def cite(self, on: date) -> str:
        """Article and instrument in force on that day, with ", tạm dùng" where only an older text was seen."""
        return _text(self.rule).on(on).cite()


def _text(rule_id: str) -> Dated[str]:
    return Dated(f"{RULES_SUBJECT}.{rule_id}")


def _word(fact: object) -> str:
    """A fact as a Vietnamese reader writes it: days as 05/03/2026, levels and roles by their name, lists with commas."""
    if isinstance(fact, datetime):
        return f"{fact:%H:%M %d/%m/%Y}"
    if isinstance(fact, date):
        return f"{fact:%d/%m/%Y}"
    if isinstance(fact, Enum):
        return str(getattr(fact, "word", fact.value))
    if isinstance(fact, list | tuple):
        return ", ".join(_word(part) for part in fact)
    return str(fact)


class Refused(Exception):
    """An act that the law refuses, with every reason at once. Its text holds rule ids only, never a fact."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(*refusals)
        self.refusals = refusals

    def __str__(self) -> str:
        return ", ".join(refusal.rule for refusal in self.refusals)


def demand(*answers: Refusal | None) -> None:
    """Go on only if every answer is None. Raises Refused with all the others."""
    refusals = [answer for answer in answers if answer is not None]
    if refusals:
        raise Refused(*refusals)


def granted(*answers: Refusal | None) -> bool:
    """The yes or no for a button."""
    return all(answer is None for answer in answers)
