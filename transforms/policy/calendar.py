"""Working days by the State Council's holiday calendar, make-up days (调休) included (docs/rules.md#clocks).

Years come first from `holidays.yaml` of the policy (a year given there replaces the library's year as a whole), then
from the chinesecalendar library, and outside both every Monday to Friday counts, which `warning` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

import chinese_calendar

_LIBRARY_YEARS = frozenset(day.year for day in chinese_calendar.constants.holidays)


@dataclass(frozen=True)
class Year:
    """One year of the calendar: the days off, and the weekend days that are worked in exchange."""

    holidays: frozenset[dt.date]
    make_up_days: frozenset[dt.date]
    source: str


@dataclass(frozen=True)
class Calendar:
    """The working-day calendar; without `years` it knows what the library knows."""

    years: Mapping[int, Year] = field(default_factory=dict)

    def is_covered(self, day: dt.date) -> bool:
        """Whether the official arrangement of that day's year is known."""
        return day.year in self.years or day.year in _LIBRARY_YEARS

    def is_working_day(self, day: dt.date) -> bool:
        if year := self.years.get(day.year):
            return day in year.make_up_days or (day.weekday() < 5 and day not in year.holidays)
        if day.year in _LIBRARY_YEARS:
            return chinese_calendar.is_workday(day)
        return day.weekday() < 5

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day` (the day itself is not counted; n = 0 gives `day`)."""
        if n < 0:
            raise ValueError(f"working days are counted forward, not {n}")
        while n > 0:
            day += dt.timedelta(days=1)
            n -= self.is_working_day(day)
        return day

    def warning(self, first: dt.date, last: dt.date | None = None) -> str | None:
        """One line when a year between the two days has no official arrangement here, else None."""
        last = last or first
        unknown = [str(year) for year in range(first.year, last.year + 1) if not self.is_covered(dt.date(year, 1, 1))]
        if not unknown:
            return None
        return (
            f"the holiday calendar of {', '.join(unknown)} is not known: Monday to Friday are counted as working days; "
            "add the State Council's arrangement to policies/national/holidays.yaml"
        )


_LIBRARY = Calendar()


def add_working_days(day: dt.date, n: int) -> dt.date:
    """As `Calendar.add_working_days`, from the library alone; in a batch use `policy.calendar`."""
    return _LIBRARY.add_working_days(day, n)


def is_covered(day: dt.date) -> bool:
    """As `Calendar.is_covered`, from the library alone."""
    return _LIBRARY.is_covered(day)
