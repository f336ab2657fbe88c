"""Rows -> facts with holders; dates, resident IDs, coverage, authorisation, death. No policy limits here."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

CERTAIN = frozenset({"T1", "T2"})  # docs/rules.md#totals: only these count
LEAD = frozenset({"T1", "T2", "T3"})  # docs/rules.md#leads
POSSIBLE = frozenset({"T1", "T2", "T3", "T4"})  # docs/rules.md#m01

DEATH_DATASETS = ("deaths", "cremations", "registry_changes")

# docs/rules.md#facts, `keeps`: alternatives, the first complete one counts. A part "x.sign" is the sign of column x.
KEYS: dict[str, list[tuple[str, ...]]] = {
    "roster_households": [("household_id",)],
    "roster_members": [("head_id", "resident_id")],
    "application_households": [("household_id",)],
    "application_members": [("head_id", "resident_id")],
    "authorizations": [("resident_id", "signed_on")],
    "exemptions": [("household_id", "finding_code", "approved_on")],
    "kin_filings": [("household_id", "official_name")],
    "platform_alerts": [("alert_number",)],
    "marriages": [("male_id", "female_id", "event", "event_on")],
    "vehicles": [("plate_class", "plate_number")],
    "registry": [("resident_id",)],
    "real_estate": [("unit_number",), ("certificate", "location")],
    "deposits": [("bank", "account")],
    "businesses": [("uscc", "resident_id", "role")],
    "pensions": [("resident_id", "scheme", "month")],
    "contributions": [("resident_id", "insured_as", "month")],
    "settlements": [("settlement_number", "out_of_pocket.sign")],
    "enrolment": [("student_number",)],
    "certificates": [("certificate_number",)],
    "payroll": [("resident_id", "month")],
    "contracts": [("contract_number",)],
    "monitored_households": [("monitored_household_id", "resident_id")],
}
SENDER = {"deposits": "bank", "securities_insurance": "institution"}  # schemas/departments, `sender`
PROVENANCE = ("file", "sheet", "row", "observed_on")


# ---------------------------------------------------------------- dates


def minus_months(day: date, months: int) -> date:
    """The same day `months` earlier; the last day of the month where that day does not exist."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for d in range(day.day, 0, -1):
        try:
            return date(year, month + 1, d)
        except ValueError:
            continue
    raise AssertionError


def in_last_months(day: date | None, months: int, as_of: date) -> bool:
    """docs/rules.md#months: the window (as_of - months, as_of]."""
    return day is not None and minus_months(as_of, months) < day <= as_of


def months_between(earlier: date, later: date) -> int:
    """docs/rules.md#months: months are whole calendar months."""
    return (later.year - earlier.year) * 12 + later.month - earlier.month


# ---------------------------------------------------------------- resident IDs

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first17: str) -> str:
    return "10X98765432"[sum(int(c) * w for c, w in zip(first17, _WEIGHTS, strict=True)) % 11]


def canonical_id(text: str | None) -> str | None:
    """Upper-case 18 characters; a 15-digit ID becomes its 18-character form
    (docs/matching.md, T1). Damage stays as it is."""
    if not text:
        return None
    text = text.strip().upper()
    if re.fullmatch(r"[0-9]{15}", text):
        longer = text[:6] + "19" + text[6:]
        if _date_in(longer) is not None:
            return longer + check_digit(longer)
    return text


def _date_in(text: str) -> date | None:
    try:
        return date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None


def is_valid_id(text: str | None) -> bool:
    return bool(
        text
        and re.fullmatch(r"[0-9]{17}[0-9X]", text)
        and _date_in(text) is not None
        and check_digit(text[:17]) == text[17]
    )


def age_on(resident_id: str | None, as_of: date) -> int | None:
    """docs/rules.md#who-is-assessed: ages come from the birth date inside the (valid) resident ID."""
    born = _date_in(resident_id) if resident_id and is_valid_id(resident_id) else None
    if born is None:
        return None
    return as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))


def squeeze(text: str | None) -> str:
    """Without spaces and width (docs/rules.md#dwellings)."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))


# ---------------------------------------------------------------- facts


@dataclass
class Fact:
    """One fact of one dataset: the newest row's values, every holder of every row with the best tier it has."""

    dataset: str
    values: dict
    rows: list[dict]
    holders: dict[tuple[int, str], str] = field(default_factory=dict)  # (party, resident_id) -> tier

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other

    def newness(self) -> tuple:
        return newness(self.values)


def newness(row: dict) -> tuple:
    """docs/rules.md#facts: the newest observation wins - the row's own query date, else its file's;
    ties: later file, later row."""
    observed = row.get("queried_on") or row.get("observed_on") or date.min
    return (observed, row["file"], row["row"], row["sheet"] or "")


def fact_key(dataset: str, row: dict) -> tuple:
    for number, columns in enumerate(KEYS.get(dataset, [])):
        parts = []
        for column in columns:
            name, _, sign = column.partition(".")
            value = row.get(name)
            if sign and value is not None:
                value = (value > 0) - (value < 0)
            parts.append(value)
        if all(p is not None and p != "" for p in parts):
            return ("key", number, *parts)
    return ("row", *sorted((k, v) for k, v in row.items() if k not in PROVENANCE and v is not None))


def row_key(dataset: str, row: dict, party: int = 1) -> tuple:
    return (dataset, row["file"], row["sheet"], row["row"], party)


def worse(one: str, other: str) -> str:
    return max(one, other)


class World:
    """Everything delivered, as facts by dataset and by person."""

    def __init__(self, rows, ties, conflicts, delivered, as_of, parameters, member_tier=None, stale=None):
        self.as_of = as_of
        self.parameters = parameters
        self.delivered = delivered
        self.rows = rows
        self._stale_override = stale or {}
        self._stale_cache: dict[str, bool] = {}
        caps = {canonical_id(k): v for k, v in (member_tier or {}).items()}
        self.raw_ties = {k: (canonical_id(rid), tier) for k, (rid, tier) in ties.items()}
        self.conflicts = conflicts if isinstance(conflicts, dict) else dict.fromkeys(conflicts)
        self.facts: dict[str, list[Fact]] = {}
        self.by_person: dict[str, dict[str, dict[Fact, str]]] = defaultdict(lambda: defaultdict(dict))
        for dataset, dataset_rows in rows.items():
            self.facts[dataset] = self._merge(dataset, dataset_rows)
        for dataset, facts in self.facts.items():
            for fact in facts:
                for row in fact.rows:
                    for party in (1, 2):
                        tie = self.raw_ties.get(row_key(dataset, row, party))
                        if tie is None or tie[1] not in POSSIBLE:
                            continue
                        rid, tier = tie[0], worse(tie[1], caps.get(tie[0], "T1"))
                        best = min(tier, fact.holders.get((party, rid), tier))
                        fact.holders[(party, rid)] = best
                        held = self.by_person[rid][dataset]
                        held[fact] = min(tier, held.get(fact, tier))
        self._authorised = {  # docs/rules.md#authorisation: by the resident ID itself, not by a tie
            canonical_id(f.values["resident_id"])
            for f in self.facts.get("authorizations", [])
            if f.values["signed_on"] <= as_of
            and (f.values.get("valid_until") is None or f.values["valid_until"] >= as_of)
        }
        self.registry_name_differs = self._registry_name_differs()

    @staticmethod
    def _merge(dataset: str, rows: list[dict]) -> list[Fact]:
        groups: dict[tuple, list[dict]] = defaultdict(list)
        for row in rows:
            groups[fact_key(dataset, row)].append(row)
        return [Fact(dataset, max(group, key=newness), group) for group in groups.values()]

    def _registry_name_differs(self) -> set[str]:
        """S04: persons whose registry row under the same ID bears another name (T2, T3 a, conflict)."""
        found = set()
        for fact in self.facts.get("registry", []):
            row = fact.values
            own = canonical_id(row["resident_id"])
            key = row_key("registry", row)
            tie = self.raw_ties.get(key)
            if key in self.conflicts:
                found.add(canonical_id(self.conflicts[key]) or own)
            elif tie is not None and tie[0] == own and tie[1] in ("T2", "T3"):
                found.add(own)
        return found

    # -- evidence

    def held(self, rid: str, dataset: str, tiers) -> list[Fact]:
        """Facts of a dataset that a person holds at one of the tiers."""
        if rid not in self.by_person:
            return []
        return [f for f, tier in self.by_person[rid].get(dataset, {}).items() if tier in tiers]

    def best(self, rid: str | None, dataset: str, tiers) -> Fact | None:
        """The surest, then newest, fact of a dataset about a person."""
        if rid not in self.by_person:
            return None
        held = [(tier, f) for f, tier in self.by_person[rid].get(dataset, {}).items() if tier in tiers]
        if not held:
            return None
        surest = min(tier for tier, _ in held)
        return max((f for tier, f in held if tier == surest), key=Fact.newness)

    # -- coverage (docs/rules.md#unknown; schemas/departments, `sender`)

    def is_delivered(self, dataset: str) -> bool:
        return self.delivered.get(dataset) is not None

    def is_stale(self, dataset: str) -> bool:
        """Stale when the newest delivery of any of its senders is; whole datasets, not rows."""
        if dataset in self._stale_override:
            return self._stale_override[dataset]
        if dataset not in self._stale_cache:
            newest = [self.delivered[dataset]] if self.is_delivered(dataset) else []
            if dataset in SENDER:
                per_sender: dict = {}
                for row in self.rows.get(dataset, []):
                    sender = row.get(SENDER[dataset])
                    per_sender[sender] = max(per_sender.get(sender, date.min), row["observed_on"])
                newest += list(per_sender.values())
            limit = self.parameters["staleness_days"]
            self._stale_cache[dataset] = any((self.as_of - day).days > limit for day in newest)
        return self._stale_cache[dataset]

    def is_known(self, dataset: str) -> bool:
        """Delivered and not stale; else what it does not say is unknown (docs/rules.md#unknown)."""
        return self.is_delivered(dataset) and not self.is_stale(dataset)

    def is_authorised(self, rid: str | None) -> bool:
        return not self.is_delivered("authorizations") or rid in self._authorised

    # -- death (docs/rules.md#who-is-assessed)

    def is_dead(self, rid: str, tiers, fresh_only: bool = False) -> bool:
        """Death evidence at one of the tiers, dated on or before as_of or undated. Authorisation is the caller's."""
        for dataset in DEATH_DATASETS:
            if fresh_only and self.is_stale(dataset):
                continue
            for fact in self.held(rid, dataset, tiers):
                v = fact.values
                if dataset == "registry_changes" and v["change"] != "death":
                    continue
                day = v.get("died_on") or v.get("cremated_on") or v.get("changed_on")
                if day is None or day <= self.as_of:
                    return True
        return False
