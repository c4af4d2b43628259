"""Who may decide what, up to which level, and by what delegation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from somat.law.authority import (
    Delegation,
    Power,
    covered,
    delegable,
    duties_lent,
    matrix,
    may_decide,
    may_decide_for,
    may_delegate,
    may_rely_on,
    must_name_ground,
    relied_on,
)
from somat.law.levels import Level
from tests.law.spec import spec, verdict

MAT, TOI, TUYET = Level.MAT, Level.TOI_MAT, Level.TUYET_MAT
DAY, IN_2023 = date(2026, 5, 15), date(2023, 5, 15)


def decided(position: str, power: Power, level: Level, on: date = DAY) -> str | None:
    return verdict(may_decide(position=position, power=power, level=level, on=on))


@spec("R-AUTH-7", "R-AUTH-8", "R-AUTH-5")
@pytest.mark.parametrize(
    "position, highest",
    [
        ("minister", TUYET),
        ("provincial-committee-chair", TUYET),
        ("directorate-head", TUYET),
        ("provincial-department-head", TOI),
        ("public-unit-head", TOI),
        ("state-enterprise-head", TOI),
        ("division-head", MAT),
        ("commune-party-secretary", TOI),
        ("commune-council-chair", TOI),
        ("commune-committee-chair", TOI),
        ("commune-party-body-head", MAT),
        ("commune-board-head", MAT),
        ("commune-division-head", MAT),
    ],
)
def test_copying_is_permitted_up_to_the_level_of_the_position(position: str, highest: Level) -> None:
    for level in Level:
        answer = decided(position, Power.COPY, level)
        assert answer == (None if level <= highest else "R-AUTH-8")


@spec("R-AUTH-5", "R-CONF-2")
def test_the_commune_has_its_powers_from_2026_on() -> None:
    assert decided("commune-committee-chair", Power.COPY, MAT, date(2026, 2, 28)) == "R-AUTH-7"
    assert decided("commune-committee-chair", Power.COPY, MAT, date(2026, 3, 1)) is None


@spec("R-AUTH-6")
@pytest.mark.parametrize(
    "position",
    ["district-party-secretary", "district-council-chair", "district-committee-chair", "district-division-head"],
)
def test_district_titles_hold_no_power(position: str) -> None:
    assert decided(position, Power.COPY, MAT) == "R-AUTH-6"


@spec("R-AUTH-4", "R-AUTH-7")
@pytest.mark.parametrize("power", [Power.DETERMINE, Power.TAKE_OUT, Power.EXTEND, Power.DECLASSIFY, Power.ADJUST])
def test_the_head_of_the_agency_decides_at_every_level(power: Power) -> None:
    assert [decided("agency-head", power, level) for level in Level] == [None, None, None]
    assert decided("division-head", power, MAT) == "R-AUTH-7"


@spec("R-AUTH-7")
def test_destruction_is_not_for_those_with_mat_power_only() -> None:
    assert decided("provincial-department-head", Power.DESTROY, TOI) is None
    assert decided("provincial-department-head", Power.DESTROY, TUYET) == "R-AUTH-8"
    assert decided("division-head", Power.DESTROY, MAT) == "R-AUTH-7"
    assert decided("minister", Power.DESTROY, TUYET) is None


@spec("R-AUTH-4")
def test_provision_follows_copying() -> None:
    assert decided("division-head", Power.PROVIDE, MAT) is None
    assert decided("division-head", Power.PROVIDE, TOI) == "R-AUTH-8"
    assert decided("commune-committee-chair", Power.PROVIDE, TOI) is None


@spec("R-AUTH-1", "R-AUTH-4")
def test_foreigners_get_tuyet_mat_from_four_persons_only() -> None:
    four = {"general-secretary", "state-president", "prime-minister", "national-assembly-chair"}
    assert {cell.position for cell in matrix(Power.PROVIDE_FOREIGN, on=DAY) if cell.max_level is TUYET} == four
    assert decided("deputy-minister-of-defence", Power.PROVIDE_FOREIGN, TOI) is None
    assert decided("minister-of-public-security", Power.PROVIDE_FOREIGN, TUYET) == "R-AUTH-8"


@spec("R-AUTH-7")
def test_taking_abroad_is_for_the_top_group() -> None:
    assert decided("minister", Power.TAKE_ABROAD, TUYET) is None
    assert decided("provincial-department-head", Power.TAKE_ABROAD, MAT) == "R-AUTH-7"


LETTER = Delegation(
    paper="12/QĐ-UBND ngày 05/01/2026",
    powers=frozenset({Power.DETERMINE}),
    max_level=TOI,
    since=date(2026, 1, 5),
    until=date(2026, 12, 31),
    by_delegate=False,
)


@spec("R-AUTH-1", "R-AUTH-2")
@pytest.mark.parametrize("on", [IN_2023, DAY])
def test_a_deputy_needs_a_written_delegation(on: date) -> None:
    asked = {"position": "deputy-head", "power": Power.DETERMINE, "level": TOI, "on": on}
    letter = replace(LETTER, since=on, until=on)
    assert verdict(may_decide(**asked)) == "R-AUTH-2"  # type: ignore[arg-type]
    assert verdict(may_decide(**asked, delegation=letter)) is None  # type: ignore[arg-type]


@spec("R-AUTH-2", "R-AUTH-3")
@pytest.mark.parametrize(
    "letter, level, on, answer",
    [
        (LETTER, TOI, DAY, None),
        (LETTER, MAT, DAY, None),
        (LETTER, TOI, date(2026, 1, 5), None),
        (LETTER, TOI, date(2026, 12, 31), None),
        (LETTER, TOI, date(2026, 1, 4), "R-AUTH-3:days"),
        (LETTER, TOI, date(2027, 1, 1), "R-AUTH-3:days"),
        (LETTER, TUYET, DAY, "R-AUTH-3:level"),
        (replace(LETTER, powers=frozenset({Power.COPY})), TOI, DAY, "R-AUTH-3:scope"),
        (replace(LETTER, by_delegate=True), TOI, DAY, "R-AUTH-3:again"),
        (replace(LETTER, paper=" "), TOI, DAY, "R-AUTH-2:paper"),
    ],
)
def test_a_delegation_counts_within_its_days_scope_and_level(
    letter: Delegation, level: Level, on: date, answer: str | None
) -> None:
    assert verdict(may_rely_on(letter, power=Power.DETERMINE, level=level, on=on)) == answer
    assert (
        verdict(
            may_decide(position="deputy-head", power=Power.DETERMINE, level=level, on=on, delegation=letter),
        )
        == answer
    )


OFFICE = replace(LETTER, units=frozenset({"Văn phòng", "Tổ văn thư"}))


@spec("R-AUTH-2", "R-AUTH-3")
@pytest.mark.parametrize(
    "letter, unit, answer",
    [
        (LETTER, "", None),
        (LETTER, "Phòng Kinh tế", None),
        (OFFICE, "Văn phòng", None),
        (OFFICE, "Tổ văn thư", None),
        (OFFICE, "Phòng Kinh tế", "R-AUTH-3:unit"),
        (OFFICE, "", "R-AUTH-3:unit"),
    ],
)
def test_a_delegation_for_some_units_counts_for_no_other(letter: Delegation, unit: str, answer: str | None) -> None:
    asked = {"power": Power.DETERMINE, "level": TOI, "on": DAY, "unit": unit}
    assert verdict(may_rely_on(letter, **asked)) == answer  # type: ignore[arg-type]
    assert verdict(may_decide(position="deputy-head", **asked, delegation=letter)) == answer  # type: ignore[arg-type]
    assert covered([letter], **asked) is (answer is None)  # type: ignore[arg-type]


@spec("R-AUTH-1", "R-AUTH-2", "R-AUTH-7")
@pytest.mark.parametrize("power", [Power.DETERMINE, Power.BOOK, Power.ADMIT, Power.FILE])
def test_what_acts_of_this_program_ask_for_is_the_heads_and_by_a_letter_his_deputys(power: Power) -> None:
    letter = replace(LETTER, powers=frozenset({power}), max_level=TUYET)
    for level in Level:
        assert decided("agency-head", power, level) is None
        assert decided("deputy-head", power, level) == "R-AUTH-2"
        asked = {"position": "deputy-head", "power": power, "level": level, "on": DAY}
        assert verdict(may_decide(**asked, delegation=letter)) is None  # type: ignore[arg-type]
    assert decided("division-head", power, MAT) == "R-AUTH-7"


@spec("R-AUTH-2", "R-AUTH-7")
@pytest.mark.parametrize(
    "powers, level, on, answer",
    [
        ({Power.BOOK}, TUYET, DAY, None),
        ({Power.BOOK, Power.DETERMINE, Power.ADMIT, Power.FILE}, MAT, DAY, None),
        (set(), MAT, DAY, "R-AUTH-2:content"),
        ({Power.DECLASSIFY}, MAT, DAY, "R-AUTH-7"),
        ({Power.BOOK, Power.DESTROY}, MAT, DAY, "R-AUTH-7"),
        ({Power.DETERMINE}, MAT, date(2020, 6, 30), "R-AUTH-7"),
        ({Power.DETERMINE}, MAT, date(2020, 7, 1), None),
    ],
)
def test_only_what_a_deputy_may_hold_by_a_letter_is_delegated(
    powers: set[Power], level: Level, on: date, answer: str | None
) -> None:
    assert verdict(may_delegate(powers, level=level, on=on)) == answer


@spec("R-AUTH-2")
def test_the_powers_that_can_be_delegated_here_are_those_that_acts_ask_for() -> None:
    assert delegable(DAY) == [Power.DETERMINE, Power.BOOK, Power.ADMIT, Power.FILE]
    assert delegable(date(2020, 6, 30)) == [Power.BOOK, Power.ADMIT, Power.FILE]


# power -> the duties that a deputy gets with it, by hand
LENT = {
    Power.DETERMINE: "entry:confirm",
    Power.BOOK: "entry:confirm",
    Power.ADMIT: "account:unlock circle:grant clearance:confirm inspector:admit substitution:make",
    Power.FILE: "document:approve",
    Power.DESTROY: "",
}


@spec("R-AUTH-3")
@pytest.mark.parametrize("power", LENT)
def test_a_letter_lends_its_duties_on_its_days_and_no_other(power: Power) -> None:
    letter = replace(LETTER, powers=frozenset({power}))
    days = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 12, 31), date(2027, 1, 1)]
    lent = [" ".join(sorted(duty.value for duty in duties_lent([letter], on=on))) for on in days]
    assert lent == ["", LENT[power], LENT[power], ""]


@spec("R-AUTH-3")
def test_of_several_letters_the_one_that_carries_the_decision_is_relied_on() -> None:
    low = replace(LETTER, max_level=MAT)
    over = replace(LETTER, until=date(2026, 3, 31))
    other = replace(LETTER, powers=frozenset({Power.BOOK}))
    asked = {"power": Power.DETERMINE, "level": TOI, "on": DAY}
    assert relied_on([low, over, other, LETTER], **asked) is LETTER  # type: ignore[arg-type]
    assert relied_on([other, low], **asked) is low  # type: ignore[arg-type]
    assert relied_on([other], **asked) is other  # type: ignore[arg-type]
    assert relied_on([], **asked) is None  # type: ignore[arg-type]
    assert not covered([low, over, other], **asked)  # type: ignore[arg-type]


@spec("R-AUTH-2")
@pytest.mark.parametrize(
    "lent, named, answer", [(False, False, None), (True, True, None), (True, False, "R-AUTH-2:unnamed")]
)
def test_what_is_done_by_a_lent_duty_names_its_letter(lent: bool, named: bool, answer: str | None) -> None:
    assert verdict(must_name_ground(lent=lent, named=named)) == answer


@spec("R-AUTH-2")
def test_who_decides_in_his_own_right_needs_no_delegation() -> None:
    expired = replace(LETTER, until=LETTER.since)
    answer = may_decide(position="agency-head", power=Power.DETERMINE, level=TUYET, on=DAY, delegation=expired)
    assert verdict(answer) is None


@spec("R-AUTH-4")
@pytest.mark.parametrize("agency, answer", [("xa-hoa-binh", None), ("so-noi-vu", "R-AUTH-4")])
def test_a_person_decides_within_the_management_of_his_agency(agency: str, answer: str | None) -> None:
    assert verdict(may_decide_for(agency, manages={"xa-hoa-binh"})) == answer
