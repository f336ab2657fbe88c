"""The county's clock, whatever the machine's is: the only clock that anything here reads."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

COUNTY_TIME = timezone(timedelta(hours=8))


def today() -> date:
    """The date on the county's clock."""
    return datetime.now(COUNTY_TIME).date()


def now() -> datetime:
    """The county's wall clock, to the second and without zone."""
    return datetime.now(COUNTY_TIME).replace(tzinfo=None, microsecond=0)
