"""hedui policy check|show|diff|rules: whether a policy is complete for a day, every value in force,
what differs, and the rule book."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.errors import BatchError, UsageError

if TYPE_CHECKING:
    from transforms.policy import Policy, Value

app = typer.Typer(help="Check, show or compare policies: values, clauses, rules.", no_args_is_help=False)
SAMPLE, VERIFIED = "示例", "已核实"
SAMPLE_NOTICE = "示例：这些数值仅供演示，投入使用前逐项与文件核对，改为已核实并记下核对日期"
CHECKED_FOR_DAYS = 365  # a value that a person compared with its document longer ago is named
CodeArgument = Annotated[str | None, typer.Argument(metavar="CODE", help="The jurisdiction; the same as --policy.")]


@app.command("check")
def check(
    code: CodeArgument = None, policy: options.PolicyOption = options.DEFAULT_POLICY, as_of: options.AsOfOption = None
) -> int:
    """Check files and schema, values missing on a date, values that end, and values that
    nobody compared with the document."""
    from transforms.assess import RuleError, check_rules
    from transforms.policy import PolicyError, gaps, load

    code, day = asked.known_policy(_chosen(code, policy)), asked.day(as_of)
    try:
        missing = gaps(code, day)
        found = None if missing else load(code, day)
    except PolicyError as error:
        raise BatchError(*error.args) from None
    if found is None:
        raise BatchError(
            f"policy {code} has no value on {day} for {', '.join(missing)}; add entries that cover this date to {code}/parameters.yaml"
        )
    try:
        check_rules(found)
    except RuleError as error:
        raise BatchError(f"rules and policy do not fit: {error}") from None
    values = sorted(found.values.values(), key=lambda v: v.id)
    print(
        f"policy {code} ({found.title}), version {found.version}: complete on {day}, {len(values)} parameters, {len(found.findings)} findings, "
        f"{len(found.catalogue)} aid items of {len({i.department for i in found.catalogue})} departments; inherits {' → '.join(found.lineage)}"
    )
    _tell("without clause or source", [v.id for v in values if not v.clause.strip() or not v.source.strip()])
    _tell("findings without clause", [f.code for f in found.findings.values() if not f.clause.strip()])
    _tell("contacts that a parent gives, so that a notice names another office", list(found.inherited_contacts))
    _tell("aid items without basis", [i.id for i in found.catalogue if not i.basis.strip()])
    _tell("end on", [f"{v.id} {v.valid_to}" for v in values if v.valid_to])
    _tell(
        f"{VERIFIED} more than {CHECKED_FOR_DAYS} days ago",
        [f"{v.id} {v.checked_on}" for v in values if _is_old(v, day)],
    )
    samples = [v.id for v in values if v.status != VERIFIED]
    _tell(f"never compared with the document ({SAMPLE})", samples)
    warning = found.calendar.warning(day, date(day.year + 1, 1, 1))
    if warning:
        print(f"note: {warning}")
    if samples:
        print(SAMPLE_NOTICE)
    return 0


@app.command("show")
def show(
    code: CodeArgument = None, policy: options.PolicyOption = options.DEFAULT_POLICY, as_of: options.AsOfOption = None
) -> int:
    """Every value in force on a date: value, unit, since when, status, jurisdiction, clause and source."""
    found = _loaded(_chosen(code, policy), asked.day(as_of))
    print(f"{found.title} {found.code}，{found.as_of} 有效，版本 {found.version}")
    if any(v.status != VERIFIED for v in found.values.values()):
        print(SAMPLE_NOTICE)
    for value in sorted(found.values.values(), key=lambda v: v.id):
        title = found.definitions[value.id].title
        since = f"{value.valid_from} 起" + (f"至 {value.valid_to}" if value.valid_to else "")
        checked = f"，{value.checked_on} 核对" if value.checked_on else ""
        print(f"{value.id}  {title}")
        print(
            f"    {said(value)} {value.unit or ''}".rstrip()
            + f"   {since}   {value.status}{checked}   {value.jurisdiction}"
        )
        print(f"    {value.clause}；{value.source}")
    return 0


@app.command("diff")
def diff(
    left: Annotated[
        str, typer.Argument(metavar="DATE|CODE", help="A date, a jurisdiction, or both as example@2026-01-01.")
    ],
    right: Annotated[str, typer.Argument(metavar="DATE|CODE", help="The other one.")],
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    as_of: options.AsOfOption = None,
) -> int:
    """What differs between two dates or two jurisdictions: values, clauses, findings, aid items."""
    day = asked.day(as_of)
    sides = [_loaded(*_side(text, policy, day)) for text in (left, right)]
    names = [f"{side.code}@{side.as_of}" for side in sides]
    print(
        f"{names[0]} → {names[1]}"
        + (f"   {SAMPLE_NOTICE}" if any(v.status != VERIFIED for s in sides for v in s.values.values()) else "")
    )
    lines = [line for id in sorted({*sides[0].values, *sides[1].values}) for line in _changes(id, *sides)]
    for word, kept in (
        ("finding", [s.findings for s in sides]),
        ("aid item", [{i.id: i for i in s.catalogue} for s in sides]),
    ):
        lines += [
            f"{word} {key}: only in {names[0] if key in kept[0] else names[1]}"
            for key in sorted(kept[0].keys() ^ kept[1].keys())
        ]
        lines += [
            f"{word} {key}: texts differ"
            for key in sorted(kept[0].keys() & kept[1].keys())
            if kept[0][key] != kept[1][key]
        ]
    print("\n".join(lines) if lines else "nothing differs")
    return 0


@app.command("rules")
def rules(
    code: Annotated[str, typer.Argument(metavar="CODE", help="The jurisdiction.")] = options.DEFAULT_POLICY,
    as_of: options.AsOfOption = None,
) -> int:
    """The rule book as Markdown, with the values, clauses and cases of a jurisdiction on a date."""
    from transforms.assess.rulebook import rulebook

    print(rulebook(_loaded(code, asked.day(as_of))), end="")
    return 0


def _changes(id: str, before: Policy, after: Policy) -> list[str]:
    one, other = before.values.get(id), after.values.get(id)
    if one is None or other is None:
        return [
            f"{id}: only in {policy.code}: {said(value)}" for policy, value in ((before, one), (after, other)) if value
        ]
    unit = f" {one.unit}" if one.unit else ""
    lines = (
        [f"{id}: {said(one)} → {said(other)}{unit}（{other.status}；{other.clause}）"]
        if said(one) != said(other)
        else []
    )
    if not lines and (one.clause, one.source, one.status) != (other.clause, other.source, other.status):
        lines = [
            f"{id}: {said(one)}{unit} as before, by another entry: {other.clause}；{other.source}（{other.status}）"
        ]
    return lines


def said(value: Value) -> str:
    """The value as `--set` would write it."""
    if value.kind == "flag":
        return "true" if value.flag else "false"
    if value.kind == "words":
        return ",".join(value.words)
    number = format(value.number.normalize(), "f") if value.number is not None else ""
    return (
        ",".join([*(f"{word}={months}" for word, months in value.mapping.items()), f"default={number}"])
        if value.kind == "cycle"
        else number
    )


def _is_old(value: Value, day: date) -> bool:
    return (
        value.status == VERIFIED and value.checked_on is not None and (day - value.checked_on).days > CHECKED_FOR_DAYS
    )


def _tell(what: str, ids: list[str]) -> None:
    print(f"{what}: {len(ids)}" + (f": {', '.join(ids)}" if ids else ""))


def _chosen(code: str | None, policy: str) -> str:
    """The jurisdiction, named by CODE or by --policy."""
    if code is not None and policy not in (code, options.DEFAULT_POLICY):
        raise UsageError(f"CODE {code} and --policy {policy} are two jurisdictions; name one")
    return policy if code is None else code


def _loaded(code: str, day: date) -> Policy:
    from transforms.policy import PolicyError, load

    try:
        return load(asked.known_policy(code), day)
    except PolicyError as error:
        raise BatchError(*error.args) from None


def _side(text: str, policy: str, day: date) -> tuple[str, date]:
    """(code, day) of one side of a comparison."""
    code, at, written = text.partition("@")
    if at:
        return code, asked.day(written)
    if text[:1].isdigit():
        return policy, asked.day(text)
    if not text:
        raise UsageError("an empty side cannot be compared; name a date or a jurisdiction")
    return text, day
