"""Policy as data: the dated, cited values of a jurisdiction, its texts, its aid catalogue and its calendar, on one day.

    policy = load("example", date(2026, 3, 20))
    policy.number("dibao_standard.rural")      Decimal, yuan per person and year
    policy.words("vehicle.exempt_uses")        tuple of text
    policy.flag("pension.basic_excluded")      bool
    frames.frames(policy)                      flat tables for DuckDB; imported by itself, for it needs polars
    policy.calendar.add_working_days(day, 10)

A value that has no entry for the day stops with a PolicyError; it never falls back to an older
value (docs/rules.md#parameters).
"""

from __future__ import annotations

from .calendar import Calendar
from .loading import called, datasets, gaps, load
from .model import AidItem, Conditions, Definition, FindingText, Policy, PolicyError, SignalText, Value
from .overrides import with_overrides
from .reading import available

__all__ = [
    "AidItem",
    "Calendar",
    "Conditions",
    "Definition",
    "FindingText",
    "Policy",
    "PolicyError",
    "SignalText",
    "Value",
    "available",
    "called",
    "datasets",
    "gaps",
    "load",
    "with_overrides",
]
