"""From the layers of a jurisdiction and its parents to the policy in force on one day.

The rule of inheritance: for each parameter the nearest jurisdiction that has an entry covering the day wins; where it
has none for that day, its parent is asked for the same day. No entry of another day is ever used. Findings, signals,
documents, definitions and aid items are taken whole, per code or id, from the nearest jurisdiction that
names them; contacts per line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from difflib import get_close_matches
from functools import partial
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from schemas.checked import ContractError, problem
from schemas.dataset_files import catalog_of
from schemas.local import AdditionError, merged, with_additions
from schemas.model import Catalog, catalog, evidence_kinds

from .calendar import Calendar, Year
from .contract import VALUES
from .model import (
    AidItem,
    Conditions,
    Definition,
    FindingText,
    Policy,
    PolicyError,
    SignalText,
    Subject,
    Value,
    _missing_line,
)
from .reading import Layer, all_at_once, check, lineage


def load(code: str, as_of: dt.date, roots: Sequence[Traversable] | None = None) -> Policy:
    """The policy of a jurisdiction on a day.

    `roots` are directories (Path or importlib Traversable) searched before the policies that come with hedui: each
    holds jurisdiction folders, or is one. PolicyError, in one line, for an unknown jurisdiction, a file that is wrong,
    overlapping periods, or required parameters without a value on that day.
    """
    layers = lineage(code, roots)
    policy = _assemble(layers, as_of)
    if missing := _missing(policy):
        raise PolicyError(_missing_line(missing, policy.code, policy.title, as_of))
    return policy


def gaps(code: str, as_of: dt.date, roots: Sequence[Traversable] | None = None) -> tuple[str, ...]:
    """The ids of required parameters without a value on that day; empty when `load` would succeed."""
    return tuple(d.id for d in _missing(_assemble(lineage(code, roots), as_of)))


def datasets(code: str, roots: Sequence[Traversable] | None = None) -> Catalog:
    """What a jurisdiction's departments deliver, whatever the day: the datasets of hedui and its own,
    with its spellings and minimums."""
    return _datasets(lineage(code, roots))[0]


def called(
    code: str, roots: Sequence[Traversable] | None = None
) -> tuple[dict[str, FindingText], dict[str, SignalText]]:
    """What a jurisdiction says about findings and signals, by code: the same on every day."""
    layers = lineage(code, roots)
    return _findings(layers), _signals(layers)


def _missing(policy: Policy) -> tuple[Definition, ...]:
    return tuple(d for d in policy.definitions.values() if d.required and d.id not in policy.values)


def _assemble(layers: Sequence[Layer], as_of: dt.date) -> Policy:
    own, years = layers[0].of("jurisdiction"), _merged(layers, "holidays").items()
    known, deliveries = _datasets(layers)
    definitions = {id: _definition(id, d) for id, d in _merged(layers, "definitions").items()}
    findings, signals = _findings(layers), _signals(layers)
    return Policy(
        code=own["code"],
        title=own["title"],
        as_of=as_of,
        version=f"{own['code']}-{fingerprint({layer.code: layer.content for layer in layers})}",
        lineage=tuple(layer.code for layer in layers),
        require_encryption=any(layer.of("jurisdiction").get("require_encryption", False) for layer in layers),
        definitions=definitions,
        values=_values(layers, definitions, as_of),
        catalogue=_catalogue(layers, signals, as_of),
        findings=findings,
        signals=signals,
        contacts={k: v for layer in reversed(layers) for k, v in layer.of("jurisdiction").get("contacts", {}).items()},
        inherited_contacts=_inherited_contacts(layers),
        calendar=Calendar(dict(all_at_once(partial(_year, y, given, layers) for y, given in years))),
        catalog=known,
        deliveries=deliveries,
    )


def fingerprint(content: object) -> str:
    """The first 12 hex digits of the sha256 of the content; the order of keys, comments and
    layout of the files do not matter."""

    def plain(value: object) -> str:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _merged(layers: Sequence[Layer], stem: str) -> dict[str, Any]:
    """Entries by key, the parents' first; a child's entry replaces the parent's whole."""
    return {key: entry for layer in reversed(layers) for key, entry in layer.of(stem).items()}


def _datasets(layers: Sequence[Layer]) -> tuple[Catalog, dict[str, Any]]:
    """The catalog, and what deliveries.yaml adds to it. Datasets and spellings of the jurisdiction and its parents add
    up, from the last parent on."""
    known = told = catalog()
    found: dict[str, Any] = {}
    for layer in reversed(layers):
        try:
            known = catalog_of(layer.of("departments"), f"{layer.place}/departments", evidence_kinds(), known)
        except ContractError as error:
            raise PolicyError(*error.args) from None
        found = merged(found, layer.of("deliveries"))
        try:
            told = with_additions(known, found)
        except AdditionError as error:
            raise PolicyError(f"{layer.place}/deliveries.yaml, {error}") from None
    return told, found


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _definition(id: str, d: Mapping[str, Any]) -> Definition:
    maximum = Decimal(d["maximum"]) if "maximum" in d else None
    return Definition(
        id, d["title"], d["kind"], d.get("unit"), d.get("required", True), tuple(d.get("allowed", ())), maximum
    )


def _values(layers: Sequence[Layer], definitions: Mapping[str, Definition], as_of: dt.date) -> dict[str, Value]:
    sources = {
        name: f"《{s['title']}》" + (f"（{s['number']}）" if "number" in s else "")
        for name, s in _merged(layers, "sources").items()
    }
    found: dict[str, Value] = {}
    for layer in layers:
        ids = layer.of("parameters")
        for values in all_at_once(partial(_dated_values, definitions, id, layer, sources) for id in ids):
            for value in values:
                if value.valid_from <= as_of <= (value.valid_to or dt.date.max):
                    found.setdefault(value.id, value)
    return {id: found[id] for id in definitions if id in found}


def _dated_values(
    definitions: Mapping[str, Definition], id: str, layer: Layer, sources: Mapping[str, str]
) -> list[Value]:
    """All entries of one parameter in one layer."""
    place = f"{layer.place}/parameters.yaml"
    if id not in definitions:
        close = get_close_matches(id, definitions, n=1)
        meant = f" (did you mean {close[0]}?)" if close else ""
        raise PolicyError(
            f"{place}: there is no parameter {id!r}{meant}; correct the id, or describe it in {layer.code}/definitions.yaml"
        )
    entries = enumerate(layer.of("parameters")[id])
    values = all_at_once(partial(_value, definitions[id], e, layer.code, sources, place, n) for n, e in entries)
    _refuse_overlap(values, place)
    return values


def _value(
    definition: Definition, e: Mapping[str, Any], jurisdiction: str, sources: Mapping[str, str], place: str, n: int
) -> Value:
    inside = (definition.id, n, "value")
    check(e["value"], VALUES[definition.kind], place, inside)
    number, words, flag, mapping = plain_value(definition, e["value"], place, inside)
    return Value(
        id=definition.id,
        kind=definition.kind,
        number=number,
        words=words,
        flag=flag,
        mapping=mapping,
        unit=e.get("unit", definition.unit),
        clause=e["clause"],
        source=sources.get(e["source"], e["source"]),
        status=e["status"],
        checked_on=_date(e.get("checked_on")),
        valid_from=dt.date.fromisoformat(e["valid_from"]),
        valid_to=_date(e.get("valid_to")),
        jurisdiction=jurisdiction,
    )


def plain_value(
    definition: Definition, raw: Any, place: str, inside: Sequence[object] = ()
) -> tuple[Decimal | None, tuple[str, ...], bool | None, dict[str, Decimal]]:
    """(number, words, flag, mapping) of a value that fits its kind; PolicyError outside the definition's bounds."""
    if definition.kind == "words":
        if definition.allowed and (odd := [word for word in raw if word not in definition.allowed]):
            why = f"{', '.join(odd)} is not among {', '.join(definition.allowed)}"
            raise PolicyError(problem(place, inside, why))
        return None, tuple(raw), None, {}
    if definition.kind == "flag":
        return None, (), raw, {}
    if definition.kind == "cycle":
        words = [step["word"] for step in raw["words"]]
        if len(set(words)) < len(words):
            raise PolicyError(problem(place, inside, f"a word stands twice among {', '.join(words)}"))
        return Decimal(raw["default"]), (), None, {step["word"]: Decimal(step["months"]) for step in raw["words"]}
    number = Decimal(raw)
    if definition.maximum is not None and number > definition.maximum:
        why = f"{number} is more than {definition.maximum}, the most that {definition.id} can be"
        raise PolicyError(problem(place, inside, why))
    return number, (), None, {}


def _refuse_overlap(values: Sequence[Value], place: str) -> None:
    ordered = sorted(values, key=lambda v: v.valid_from)
    for value in ordered:
        if value.valid_to and value.valid_to < value.valid_from:
            raise PolicyError(
                f"{place}: {value.id} has an entry that ends ({value.valid_to}) before it begins ({value.valid_from})"
            )
    for earlier, later in pairwise(ordered):
        if earlier.valid_to is None or earlier.valid_to >= later.valid_from:
            end = earlier.valid_to or "without end"
            raise PolicyError(
                f"{place}: the periods of {earlier.id} overlap: {earlier.valid_from} to {end}, and from {later.valid_from}; "
                f"give the earlier one valid_to: {later.valid_from - dt.timedelta(days=1)} or remove one"
            )


def _catalogue(layers: Sequence[Layer], signals: Mapping[str, SignalText], as_of: dt.date) -> tuple[AidItem, ...]:
    origin = {id: layer for layer in reversed(layers) for id in layer.of("catalogue")}
    entries = sorted(_merged(layers, "catalogue").items())
    items = all_at_once(partial(_aid_item, id, entry, origin[id], signals) for id, entry in entries)
    return tuple(
        item
        for item, (_, entry) in zip(items, entries, strict=True)
        if (_date(entry.get("valid_from")) or dt.date.min) <= as_of <= (_date(entry.get("valid_to")) or dt.date.max)
    )


def _aid_item(id: str, entry: Mapping[str, Any], layer: Layer, signals: Mapping[str, SignalText]) -> AidItem:
    place, when = f"{layer.place}/catalogue.yaml, {id} / when", _conditions(entry["when"])
    if odd := [s for s in (*when.any_of_signals, *when.all_of_signals) if s not in signals]:
        raise PolicyError(f"{place}: {', '.join(odd)} is no signal; known: {', '.join(signals)}")
    if not (when.for_households or when.for_leads):
        raise PolicyError(f"{place}: for_households and for_leads are both false, so nobody could ever get it")
    if not any((when.any_of_signals, when.all_of_signals, when.programmes, when.colours, when.bounds)):
        raise PolicyError(f"{place}: no condition is given, so everybody would get it")
    texts = {k: v for k, v in entry.items() if k not in ("when", "materials", "valid_from", "valid_to")}
    return AidItem(id=id, when=when, materials=tuple(entry["materials"]), jurisdiction=layer.code, **texts)


def _conditions(when: Mapping[str, Any]) -> Conditions:
    lists = {k: tuple(when.get(k, ())) for k in ("any_of_signals", "all_of_signals", "programmes", "colours")}
    least, most = (
        {total: Decimal(amount) for total, amount in when.get(k, {}).items()} for k in ("minimum", "maximum")
    )
    bounds = {total: (least.get(total), most.get(total)) for total in (*least, *(t for t in most if t not in least))}
    return Conditions(for_households=when["for_households"], for_leads=when["for_leads"], bounds=bounds, **lists)


def _inherited_contacts(layers: Sequence[Layer]) -> tuple[str, ...]:
    """The lines of contact that only a parent gives: a notice would name another office."""
    own, *parents = (layer.of("jurisdiction").get("contacts", {}) for layer in layers)
    return tuple(sorted({line for parent in parents for line in parent} - own.keys()))


def _signals(layers: Sequence[Layer]) -> dict[str, SignalText]:
    return {name: SignalText(name, s["title"], s["strength"]) for name, s in _merged(layers, "signals").items()}


def _findings(layers: Sequence[Layer]) -> dict[str, FindingText]:
    """By code. A child may say everything anew but the class: the outermost parent that names the code gives it."""
    subjects: dict[str, Subject] = {}
    for layer in reversed(layers):
        for code, entry in layer.of("findings").items():
            subject, place = entry.get("class"), f"{layer.place}/findings.yaml, {code}"
            if subject is None and code not in subjects:
                raise PolicyError(
                    f"{place}: class is missing; say whether it is about status, property, income or other"
                )
            if subject not in (None, subjects.setdefault(code, subject)):
                raise PolicyError(
                    f"{place} / class: {subject} differs from {subjects[code]}, which a parent says; "
                    "the class belongs to the rule, remove this line"
                )
    return {
        code: FindingText(
            code, f["title"], subjects[code], f["clause"], f["check_method"], f.get("department_hint"), f["status"]
        )
        for code, f in sorted(_merged(layers, "findings").items())
    }


def _year(year: str, y: Mapping[str, Any], layers: Sequence[Layer]) -> tuple[int, Year]:
    holidays, make_up = (frozenset(map(dt.date.fromisoformat, y[k])) for k in ("holidays", "make_up_days"))
    place = f"{next(layer.place for layer in layers if year in layer.of('holidays'))}/holidays.yaml, {year}"
    if odd := sorted(day for day in holidays | make_up if day.year != int(year)):
        raise PolicyError(f"{place}: {odd[0]} lies in another year")
    if both := sorted(holidays & make_up):
        raise PolicyError(f"{place}: {both[0]} is both a holiday and a make-up day")
    return int(year), Year(holidays, make_up, y["source"])
