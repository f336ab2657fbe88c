"""The policy as flat tables, ready for DuckDB; SQL joins them and never sees the YAML.

Each frame's grain and columns stand in `SHAPES`; all are sorted, so the same policy gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import polars as pl

from .model import Policy

_MONEY = pl.Decimal(18, 2)
_NUMBER = pl.Decimal(18, 4)
_LEAST, _MOST = Decimal(0), Decimal("9999999999999999")  # bounds that nothing exceeds

SHAPES: Mapping[str, Mapping[str, pl.DataType | type[pl.DataType]]] = {
    # one row per parameter in force; kind is number, count, words, flag or cycle. number is what SQL computes with: of
    # a flag 1 or 0, of a cycle its default, which stands a second time under the id `<id>.default`
    "parameters": {
        "id": pl.String,
        "title": pl.String,
        "kind": pl.String,
        "number": _NUMBER,
        "words": pl.List(pl.String),
        "flag": pl.Boolean,
        "unit": pl.String,
        "clause": pl.String,
        "source": pl.String,
        "status": pl.String,
        "checked_on": pl.Date,
        "valid_from": pl.Date,
        "valid_to": pl.Date,
        "jurisdiction": pl.String,
    },
    # one row per letter or word of the review cycle; the last row, with word empty, is the default
    "review_cycles": {"position": pl.Int32, "word": pl.String, "months": pl.Int32},
    # one row per finding code; class is status, property, income or other
    "finding_texts": {
        "code": pl.String,
        "title": pl.String,
        "class": pl.String,
        "clause": pl.String,
        "check_method": pl.String,
        "department_hint": pl.String,
        "status": pl.String,
    },
    # one row per kind of hardship signal
    "signals": {"signal": pl.String, "title": pl.String, "strength": pl.Int32},
    # one row per aid item; the counters say how many rows it has in the tables of conditions (0 = not asked)
    "catalogue_items": {
        "item_id": pl.String,
        "department": pl.String,
        "item": pl.String,
        "basis": pl.String,
        "conditions": pl.String,
        "papers": pl.String,
        "procedure": pl.String,
        "authority": pl.String,
        "funding": pl.String,
        "payment_time": pl.String,
        "standard": pl.String,
        "status": pl.String,
        "for_households": pl.Boolean,
        "for_leads": pl.Boolean,
        "any_signals": pl.Int32,
        "all_signals": pl.Int32,
        "programmes": pl.Int32,
        "colours": pl.Int32,
        "bounds": pl.Int32,
    },
    # one row per aid item and signal it asks for; mode is any (one of them is enough) or all
    "catalogue_signals": {"item_id": pl.String, "mode": pl.String, "signal": pl.String},
    # one row per aid item and programme it is open to (households only)
    "catalogue_programmes": {"item_id": pl.String, "programme": pl.String},
    # one row per aid item and colour it is open to
    "catalogue_colours": {"item_id": pl.String, "colour": pl.String},
    # one row per aid item and household total (yuan, or a count) that must lie between two values, both included
    "catalogue_bounds": {"item_id": pl.String, "total": pl.String, "minimum": _MONEY, "maximum": _MONEY},
    # one row per line of contact data for notices
    "contacts": {"contact": pl.String, "value": pl.String},
}


def frames(policy: Policy) -> Mapping[str, pl.DataFrame]:
    """Table name -> polars frame, exactly the tables and columns of `SHAPES`."""
    rows: dict[str, list[tuple]] = {
        "parameters": [
            (
                id,
                policy.definitions[v.id].title,
                v.kind,
                v.number if v.flag is None else Decimal(v.flag),
                list(v.words),
                v.flag,
                v.unit,
                v.clause,
                v.source,
                v.status,
                v.checked_on,
                v.valid_from,
                v.valid_to,
                v.jurisdiction,
            )
            for v in sorted(policy.values.values(), key=lambda v: v.id)
            for id in ((v.id, f"{v.id}.default") if v.kind == "cycle" else (v.id,))
        ],
        "review_cycles": _review_cycles(policy),
        "finding_texts": [
            (f.code, f.title, f.subject, f.clause, f.check_method, f.department_hint, f.status)
            for f in policy.findings.values()
        ],
        "signals": sorted((s.signal, s.title, s.strength) for s in policy.signals.values()),
        "catalogue_items": [
            (
                i.id,
                i.department,
                i.item,
                i.basis,
                i.conditions,
                "、".join(i.materials),
                i.procedure,
                i.authority,
                i.funding,
                i.payment_time,
                i.standard,
                i.status,
                i.when.for_households,
                i.when.for_leads,
                len(i.when.any_of_signals),
                len(i.when.all_of_signals),
                len(i.when.programmes),
                len(i.when.colours),
                len(i.when.bounds),
            )
            for i in policy.catalogue
        ],
        "catalogue_signals": sorted(
            (i.id, mode, signal)
            for i in policy.catalogue
            for mode, signals in (("any", i.when.any_of_signals), ("all", i.when.all_of_signals))
            for signal in signals
        ),
        "catalogue_programmes": sorted((i.id, programme) for i in policy.catalogue for programme in i.when.programmes),
        "catalogue_colours": sorted((i.id, colour) for i in policy.catalogue for colour in i.when.colours),
        "catalogue_bounds": sorted(
            (i.id, total, _LEAST if least is None else least, _MOST if most is None else most)
            for i in policy.catalogue
            for total, (least, most) in i.when.bounds.items()
        ),
        "contacts": sorted(policy.contacts.items()),
    }
    return {name: pl.DataFrame(rows[name], schema=dict(shape), orient="row") for name, shape in SHAPES.items()}


def _review_cycles(policy: Policy) -> list[tuple]:
    if "review_cycle_months" not in policy:
        return []
    words = policy.cycle("review_cycle_months")
    steps = [*words.items(), (None, int(policy.number("review_cycle_months")))]
    return [(position, word, months) for position, (word, months) in enumerate(steps, start=1)]
