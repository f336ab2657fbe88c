"""From the layers of a jurisdiction and its parents to the policy in force on one day.

The rule of inheritance: for each parameter the nearest jurisdiction that has an entry covering the day wins; where it has none for
that day, its parent is asked for the same day. No entry of another day is ever used. Findings, signals, documents, definitions and
aid items are taken whole, per code or id, from the nearest jurisdiction that names them; contacts per line.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any

from schemas.local import AdditionError, merged, with_additions
from schemas.model import catalog

from .calendar import Calendar, Year
from .model import AidItem, Conditions, Definition, FindingText, Policy, PolicyError, SignalText, Value, _missing_line
from .reading import Layer, check, lineage


def load(code: str, as_of: dt.date, roots: Sequence[Traversable] | None = None) -> Policy:
    """The policy of a jurisdiction on a day.

    `roots` are directories (Path or importlib Traversable) searched before the policies that come with hedui: each holds
    jurisdiction folders, or is one. PolicyError, in one line, for an unknown jurisdiction, a file that is wrong, overlapping
    periods, or required parameters without a value on that day.
    """
    layers = lineage(code, roots)
    policy = _assemble(layers, as_of)
    if missing := _missing(policy):
        raise PolicyError(_missing_line(missing, policy.code, policy.title, as_of))
    return policy


def gaps(code: str, as_of: dt.date, roots: Sequence[Traversable] | None = None) -> tuple[str, ...]:
    """The ids of required parameters without a value on that day; empty when `load` would succeed."""
    return tuple(d.id for d in _missing(_assemble(lineage(code, roots), as_of)))


def called(
    code: str, roots: Sequence[Traversable] | None = None
) -> tuple[dict[str, FindingText], dict[str, SignalText]]:
    """What a jurisdiction says about findings and signals, by code: the same on every day."""
    layers = lineage(code, roots)
    return _findings(layers), _signals(layers)


def _missing(policy: Policy) -> tuple[Definition, ...]:
    return tuple(d for d in policy.definitions.values() if d.required and d.id not in policy.values)


def _assemble(layers: Sequence[Layer], as_of: dt.date) -> Policy:
    own = layers[0].of("jurisdiction")
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
        calendar=Calendar({int(year): _year(int(year), y, layers) for year, y in _merged(layers, "holidays").items()}),
        deliveries=_deliveries(layers),
    )


def fingerprint(content: object) -> str:
    """The first 12 hex digits of the sha256 of the content; the order of keys, comments and layout of the files do not matter."""

    def plain(value: object) -> str:
        return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)

    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _merged(layers: Sequence[Layer], stem: str) -> dict[str, Any]:
    """Entries by key, the parents' first; a child's entry replaces the parent's whole."""
    return {key: entry for layer in reversed(layers) for key, entry in layer.of(stem).items()}


def _deliveries(layers: Sequence[Layer]) -> dict[str, Any]:
    """What the jurisdiction and its parents add to the catalog; spellings add up, from the last parent on."""
    found: dict[str, Any] = {}
    for layer in reversed(layers):
        found = merged(found, layer.of("deliveries"))
        try:
            with_additions(catalog(), found)
        except AdditionError as error:
            raise PolicyError(f"{layer.place}/deliveries.yaml, {error}") from None
    return found


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
        place = f"{layer.place}/parameters.yaml"
        for id, entries in layer.of("parameters").items():
            if id not in definitions:
                raise PolicyError(
                    f"{place}: there is no parameter {id!r}; correct the id, or describe it in {layer.code}/definitions.yaml"
                )
            values = [
                _value(definitions[id], e, layer.code, sources, f"{place}, {id} / {n}") for n, e in enumerate(entries)
            ]
            _refuse_overlap(values, place)
            for value in values:
                if value.valid_from <= as_of <= (value.valid_to or dt.date.max):
                    found.setdefault(id, value)
    return {id: found[id] for id in definitions if id in found}


def _value(
    definition: Definition, e: Mapping[str, Any], jurisdiction: str, sources: Mapping[str, str], place: str
) -> Value:
    check(e["value"], "policy.schema.json", f"{place} / value", definition.kind)
    number, words, flag, mapping = plain_value(definition, e["value"], place)
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
    definition: Definition, raw: Any, place: str
) -> tuple[Decimal | None, tuple[str, ...], bool | None, dict[str, Decimal]]:
    """(number, words, flag, mapping) of a value that fits the JSON schema of its kind; PolicyError outside the definition's bounds."""
    if definition.kind == "words":
        if definition.allowed and (odd := [word for word in raw if word not in definition.allowed]):
            raise PolicyError(f"{place}: {', '.join(odd)} is not among {', '.join(definition.allowed)}")
        return None, tuple(raw), None, {}
    if definition.kind == "flag":
        return None, (), raw, {}
    if definition.kind == "cycle":
        words = [step["word"] for step in raw["words"]]
        if len(set(words)) < len(words):
            raise PolicyError(f"{place}: a word stands twice among {', '.join(words)}")
        return Decimal(raw["default"]), (), None, {step["word"]: Decimal(step["months"]) for step in raw["words"]}
    number = Decimal(raw)
    if definition.maximum is not None and number > definition.maximum:
        raise PolicyError(f"{place}: {number} is more than {definition.maximum}, the most that {definition.id} can be")
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
    items = []
    for id, entry in sorted(_merged(layers, "catalogue").items()):
        layer, when = origin[id], _conditions(entry["when"])
        place = f"{layer.place}/catalogue.yaml, {id}"
        if odd := [s for s in (*when.any_of_signals, *when.all_of_signals) if s not in signals]:
            raise PolicyError(f"{place} / when: {', '.join(odd)} is no signal; known: {', '.join(signals)}")
        if not (when.for_households or when.for_leads):
            raise PolicyError(
                f"{place} / when: for_households and for_leads are both false, so nobody could ever get it"
            )
        if not any((when.any_of_signals, when.all_of_signals, when.programmes, when.colours, when.bounds)):
            raise PolicyError(f"{place} / when: no condition is given, so everybody would get it")
        if (_date(entry.get("valid_from")) or dt.date.min) <= as_of <= (_date(entry.get("valid_to")) or dt.date.max):
            texts = {k: v for k, v in entry.items() if k not in ("when", "materials", "valid_from", "valid_to")}
            items.append(
                AidItem(id=id, when=when, materials=tuple(entry["materials"]), jurisdiction=layer.code, **texts)
            )
    return tuple(items)


def _conditions(when: Mapping[str, Any]) -> Conditions:
    lists = {k: tuple(when.get(k, ())) for k in ("any_of_signals", "all_of_signals", "programmes", "colours")}
    least, most = (
        {total: Decimal(amount) for total, amount in when.get(k, {}).items()} for k in ("minimum", "maximum")
    )
    bounds = {total: (least.get(total), most.get(total)) for total in (*least, *(t for t in most if t not in least))}
    return Conditions(for_households=when["for_households"], for_leads=when["for_leads"], bounds=bounds, **lists)


def _signals(layers: Sequence[Layer]) -> dict[str, SignalText]:
    return {name: SignalText(name, s["title"], s["strength"]) for name, s in _merged(layers, "signals").items()}


def _findings(layers: Sequence[Layer]) -> dict[str, FindingText]:
    """By code. A child may say everything anew but the class: the outermost parent that names the code gives it."""
    subjects: dict[str, str] = {}
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


def _year(year: int, y: Mapping[str, Any], layers: Sequence[Layer]) -> Year:
    holidays, make_up = (frozenset(map(dt.date.fromisoformat, y[k])) for k in ("holidays", "make_up_days"))
    place = f"{next(layer.place for layer in layers if str(year) in layer.of('holidays'))}/holidays.yaml, {year}"
    if odd := sorted(day for day in holidays | make_up if day.year != year):
        raise PolicyError(f"{place}: {odd[0]} lies in another year")
    if both := sorted(holidays & make_up):
        raise PolicyError(f"{place}: {both[0]} is both a holiday and a make-up day")
    return Year(holidays, make_up, y["source"])
