"""Working days around the long holidays, with make-up days, and years that nobody knows yet."""

from __future__ import annotations

from datetime import date

import pytest

from flows.commands.run import _warn_of_calendar
from transforms.policy import Calendar, Policy, PolicyError, load
from transforms.policy.calendar import add_working_days, is_covered


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2025, 9, 26), 1, date(2025, 9, 28)),  # Friday; the Sunday is a make-up day for National Day
        (date(2025, 9, 30), 1, date(2025, 10, 9)),  # 1 to 8 October 2025 off
        (date(2025, 9, 30), 3, date(2025, 10, 11)),  # the Saturday after is a make-up day
        (date(2025, 9, 30), 10, date(2025, 10, 21)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),  # Saturday before Spring Festival is worked
        (date(2026, 2, 14), 1, date(2026, 2, 24)),  # 15 to 23 February 2026 off
        (date(2026, 2, 14), 5, date(2026, 2, 28)),  # and the Saturday after is worked
        (date(2026, 2, 13), 10, date(2026, 3, 5)),
        (date(2026, 3, 20), 10, date(2026, 4, 3)),
        (date(2026, 3, 20), 11, date(2026, 4, 7)),  # Qingming, 4 to 6 April
        (date(2026, 3, 20), 0, date(2026, 3, 20)),
        (date(2026, 10, 1), 1, date(2026, 10, 8)),  # counted from a day off
    ],
)
def test_working_days(example: Policy, day: date, n: int, expected: date) -> None:
    assert example.calendar.add_working_days(day, n) == expected == add_working_days(day, n)


def test_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError):
        add_working_days(date(2026, 1, 1), -1)


def test_outside_the_data_weekdays_count_and_it_says_so() -> None:
    calendar = Calendar()
    assert is_covered(date(2026, 12, 31)) and not is_covered(date(2044, 1, 1))
    assert calendar.add_working_days(date(2043, 12, 31), 1) == date(2044, 1, 1)  # a Friday
    assert calendar.warning(date(2026, 1, 1), date(2026, 12, 31)) is None
    assert "2044" in calendar.warning(date(2044, 1, 1))
    assert "2043, 2044" in calendar.warning(date(2043, 12, 1), date(2044, 1, 10))


def test_a_batch_whose_terms_reach_an_unknown_year_warns_once(example: Policy, capsys: pytest.CaptureFixture) -> None:
    unknown = next(year for year in range(2026, 2100) if not example.calendar.is_covered(date(year, 1, 1)))
    _warn_of_calendar("example", date(unknown - 1, 11, 2))  # ten working days end before New Year
    assert capsys.readouterr() == ("", "")
    _warn_of_calendar("example", date(unknown - 1, 12, 28))
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    assert err.startswith(f"warning: the holiday calendar of {unknown} is not known") and "holidays.yaml" in err


YEAR = '"2044":\n  source: 国务院办公厅通知\n  holidays: [2044-01-01]\n  make_up_days: [2044-01-03]\n'


def test_a_policy_extends_the_calendar(county) -> None:
    calendar = load("linshan", date(2026, 3, 20), [county("holidays", YEAR)]).calendar
    assert calendar.is_covered(date(2044, 6, 1)) and calendar.warning(date(2044, 1, 1)) is None
    assert calendar.add_working_days(date(2043, 12, 31), 1) == date(2044, 1, 3)  # Friday off, the Sunday is worked


def test_a_year_need_not_be_quoted_and_replaces_the_librarys(county) -> None:
    text = "2026:\n  source: 更正通知\n  holidays: [2026-03-23]\n  make_up_days: []\n"
    calendar = load("linshan", date(2026, 3, 20), [county("holidays", text)]).calendar
    assert calendar.add_working_days(date(2026, 3, 20), 1) == date(2026, 3, 24)
    assert calendar.is_working_day(date(2026, 10, 1))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("2044-01-03", "2043-01-03", "2043-01-03 lies in another year"),
        ("2044-01-03", "2044-01-01", "both a holiday and a make-up day"),
        ("2044-01-03", "2044-02-30", "'2044-02-30' stands here; allowed: a date like"),
    ],
)
def test_a_bad_year_is_refused(county, old: str, new: str, why: str) -> None:
    with pytest.raises(PolicyError, match=why):
        load("linshan", date(2026, 3, 20), [county("holidays", YEAR.replace(old, new))])
