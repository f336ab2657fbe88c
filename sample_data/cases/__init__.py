"""Planted cases: one function one case. Its docstring names the rule of docs/rules.md or
docs/matching.md that it exercises."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from sample_data.world import World

Case = Callable[[World], None]
CASES: list[Case] = []
RARE: set[Case] = set()


def rare(function: Case) -> Case:
    """Register a case that is planted half as often as the others: its rule has several cases."""
    RARE.add(function)
    return case(function)


def case(function: Case) -> Case:
    """Register a case; the order of the modules and of the functions in them is the order of planting."""
    CASES.append(function)
    return function


for _module in (
    "deaths",
    "papers",
    "income",
    "property",
    "businesses",
    "exempted",
    "applications",
    "leads",
    "names",
    "numbers",
    "others",
    "faults",
):
    import_module(f"sample_data.cases.{_module}")
