"""Green, amber, red: by the age of the last copy, of its test, and of the copy elsewhere."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from somat.oversight.light import away_light, copy_light, rehearsal_light
from somat.oversight.standard import Has, held_against

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)


@pytest.mark.parametrize("hours, kind", [(0, "ok"), (26, "ok"), (27, "warn"), (72, "warn"), (73, "bad")])
def test_the_copy_by_its_age(hours: int, kind: str) -> None:
    assert copy_light(NOW - timedelta(hours=hours), now=NOW).kind == kind


def test_no_copy_at_all_is_red_and_a_failed_one_is_said() -> None:
    assert copy_light(None, now=NOW).kind == "bad"
    failed = copy_light(NOW - timedelta(hours=5), now=NOW, failed="Hết chỗ.")
    assert (failed.kind, failed.words) == ("warn", "Lần gần nhất hỏng: Hết chỗ.")
    assert copy_light(NOW - timedelta(days=9), now=NOW, failed="Hết chỗ.").kind == "bad"


@pytest.mark.parametrize("days, wrong, kind", [(0, "", "ok"), (8, "", "ok"), (9, "", "warn"), (0, "Hỏng.", "bad")])
def test_the_test_by_its_age_and_result(days: int, wrong: str, kind: str) -> None:
    assert rehearsal_light(NOW - timedelta(days=days), wrong=wrong, now=NOW).kind == kind
    assert rehearsal_light(None, wrong="", now=NOW).kind == "warn"


@pytest.mark.parametrize("days, kind", [(0, "ok"), (8, "ok"), (9, "warn"), (31, "warn"), (32, "bad")])
def test_the_copy_elsewhere_by_its_day(days: int, kind: str) -> None:
    on = date(2026, 11, 22)
    assert away_light(on - timedelta(days=days), on=on).kind == kind
    assert away_light(None, on=on).kind == "bad"


def held(**more: object) -> dict[str, str]:
    facts = {
        "engine": "sqlite",
        "ways": frozenset({"passphrase"}),
        "encrypted": False,
        "remote": False,
        "sheet_printed": True,
        "lights": (),
    }
    return {light.label: light.kind for light in held_against(Has(**(facts | more)))}  # type: ignore[arg-type]


def test_a_commune_that_has_everything_is_green() -> None:
    assert set(held(encrypted=True).values()) == {"ok"}


def test_what_is_off_is_said() -> None:
    assert held(remote=True)["Mã hóa đường truyền (R39)"] == "bad"
    assert held(sheet_printed=False)["Điểm chốt ra khỏi máy (R32, R35a)"] == "warn"
    assert held(engine="postgresql")["Mở két"] == "warn"
    assert held(engine="postgresql", ways=frozenset({"shares", "pkcs11"}))["Mở két"] == "ok"
    assert held(engine="postgresql", ways=frozenset({"shares", "pkcs11", "passphrase"}))["Mở két"] == "warn"
    assert held(lights=(copy_light(None, now=NOW),))["Sao lưu (R56)"] == "bad"
