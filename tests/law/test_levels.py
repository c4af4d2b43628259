"""Three levels, the words that old books use for them, and the regime of a day."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from somat.law.dated import NoLawInForce
from somat.law.levels import Level, Regime, Topic, level_of, parse_level, regime_on
from somat.law.refusal import Refused
from tests.law.spec import spec, verdict


@spec("R-LEVEL-2")
def test_there_are_three_levels_in_order_and_no_fourth() -> None:
    assert [level.code for level in sorted(Level)] == ["mat", "toi_mat", "tuyet_mat"]
    assert Level.MAT < Level.TOI_MAT < Level.TUYET_MAT
    with pytest.raises(KeyError):
        level_of("thuong")


@spec("R-LEVEL-2", "R-LEVEL-9")
@pytest.mark.parametrize(
    "level, title, letter",
    [(Level.TUYET_MAT, "Tuyệt mật", "A"), (Level.TOI_MAT, "Tối mật", "B"), (Level.MAT, "Mật", "C")],
)
def test_a_level_has_its_title_and_its_letter(level: Level, title: str, letter: str) -> None:
    assert (level.title, level.letter, level_of(level.code)) == (title, letter, level)


@spec("R-LEVEL-2", "R-LEVEL-9")
@pytest.mark.parametrize(
    "text, level",
    [
        ("Mật", Level.MAT),
        ("MẬT", Level.MAT),
        ("mật ", Level.MAT),
        ("Mat", Level.MAT),
        ("C", Level.MAT),
        ("c", Level.MAT),
        ("Tối mật", Level.TOI_MAT),
        ("TỐI  MẬT", Level.TOI_MAT),
        (unicodedata.normalize("NFD", "Tối Mật"), Level.TOI_MAT),
        ("toi mat", Level.TOI_MAT),
        ("B", Level.TOI_MAT),
        ("Tuyệt mật", Level.TUYET_MAT),
        ("\tTUYỆT\nMẬT", Level.TUYET_MAT),
        ("TUYET MAT", Level.TUYET_MAT),
        ("A", Level.TUYET_MAT),
    ],
)
def test_old_spellings_are_understood(text: str, level: Level) -> None:
    assert parse_level(text) is level


@spec("R-LEVEL-2")
@pytest.mark.parametrize(
    "text", ["", "TM", "tm", "M", "T", "Thường", "Tuyệt", "Tối", "D", "1", "Mật/Tối mật", "Mặt", "Không"]
)
def test_ambiguous_words_are_refused_for_the_level_field(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_level(text)
    (refusal,) = refused.value.refusals
    assert verdict(refusal) == "R-LEVEL-2"
    assert refusal.field == "level"


@spec("R-CONF-2", "R-TRANS-1")
@pytest.mark.parametrize(
    "day, regime",
    [
        (date(2001, 4, 1), Regime.ORDINANCE_2000),
        (date(2019, 1, 1), Regime.ORDINANCE_2000),
        (date(2020, 6, 30), Regime.ORDINANCE_2000),
        (date(2020, 7, 1), Regime.LAW_2018),
        (date(2026, 2, 28), Regime.LAW_2018),
        (date(2026, 3, 1), Regime.LAW_2025),
        (date(2045, 1, 1), Regime.LAW_2025),
    ],
)
def test_an_act_is_judged_by_the_regime_of_its_day(day: date, regime: Regime) -> None:
    assert regime_on(day) is regime


@spec("R-CONF-2")
@pytest.mark.parametrize("topic", [Topic.LISTS, Topic.PERIODS, Topic.EXTENSION])
@pytest.mark.parametrize(
    "day, regime",
    [
        (date(2018, 12, 31), Regime.ORDINANCE_2000),
        (date(2019, 1, 1), Regime.LAW_2018),
        (date(2020, 6, 30), Regime.LAW_2018),
        (date(2026, 2, 28), Regime.LAW_2018),
        (date(2026, 3, 1), Regime.LAW_2025),
    ],
)
def test_lists_periods_and_extension_changed_earlier(topic: Topic, day: date, regime: Regime) -> None:
    assert regime_on(day, about=topic) is regime


@spec("R-CONF-2")
def test_nothing_is_guessed_before_the_first_regime() -> None:
    with pytest.raises(NoLawInForce):
        regime_on(date(2001, 3, 31))
