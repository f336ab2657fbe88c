"""Small cases in canonical evidence: a household, its members, the rows that name them; many
cases share one assessed county.

A case is plain data, read from a cases file (`transforms/assess/findings/<code>.cases.yaml`)
or built in a test. Its keys:

    case            what it shows
    register        roster (default) or application
    household       columns of a roster household; the default is one on rural_dibao that nothing is found about
    members         letter -> columns of a member row, the first is the head (default: A alone); `id` replaces the
                    resident ID, `link` the tier of the row
    people          letter -> born and name of a person of no household
    also            further households of the case, each with household and members; the same letter is the same person
    evidence        rows, each one kind of schemas/evidence.yaml with its columns; who = letter (or letters, one per
                    party), tier (default T1; a tier per party; conflict; none), fact = rows
                    of the same name are one fact
    exemptions      rows of the exemption ledger, for the household
    authorisations  rows of the authorisation ledger by `who`; without the key that ledger was never
                    delivered and everyone counts
    stale, unknown  kinds of evidence whose sources are stale, or never delivered
    policy, as_of   parameters that differ, as `hedui whatif --set` writes them; the
                    assessment date (default 2026-03-31)
    expect          what must come out (test_finding_cases.py); other tests have their own words
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import polars as pl

from flows.batch.kernels import in_force
from schemas.batch import Batch
from schemas.ddl import create
from schemas.identity import check_digit
from schemas.model import catalog, tables
from tests.assess.pipeline import connect, deliver
from transforms import policy as policies
from transforms.assess import assess
from transforms.evidence import gather
from transforms.match import register

AS_OF = date(2026, 3, 31)
KEYS = {
    "case",
    "register",
    "household",
    "members",
    "people",
    "also",
    "evidence",
    "exemptions",
    "authorisations",
    "stale",
    "unknown",
    "policy",
    "as_of",
    "expect",
}
COLUMNS = {
    "item",
    "category",
    "detail",
    "status",
    "amount",
    "amount_excluded",
    "quantity",
    "happened_on",
    "ended_on",
    "month",
    "label",
}
# kinds that a source sends along with the one it is asked for
SAME_SOURCE = {
    "move_in": "move_out",
    "birth": "move_out",
    "parking": "dwelling",
    "storage": "dwelling",
    "homestead": "dwelling",
}
BIRTHS = {"A": "19700101", "B": "19720202", "C": "19740303", "D": "19760404"}


@dataclass(frozen=True)
class Result:
    """What came out for the first household of a case: its row in mart.households or
    mart.applications, and its findings by code."""

    row: Mapping
    findings: Mapping[str, Mapping]
    letters: Mapping[str, str]  # person_id -> letter


@dataclass
class World:
    """Cases assessed together: they agree on the date, the policy and what was delivered."""

    as_of: date
    stale: frozenset
    unknown: frozenset
    policy: frozenset
    has_authorisations: bool
    cases: list[tuple[int, dict]] = field(default_factory=list)


def worlds_of(numbered: Iterable[tuple[int, dict]]) -> list[World]:
    """The cases by what they agree on."""
    worlds: dict[tuple, World] = {}
    for number, case in numbered:
        assert case.keys() <= KEYS, f"{case['case']}: unknown keys {sorted(case.keys() - KEYS)}"
        key = (
            _date(case.get("as_of", AS_OF)),
            frozenset(case.get("stale", ())),
            frozenset(case.get("unknown", ())),
            frozenset((id, str(text)) for id, text in case.get("policy", {}).items()),
            "authorisations" in case,
        )
        worlds.setdefault(key, World(*key)).cases.append((number, case))
    return list(worlds.values())


def run(cases: Iterable[dict]) -> list[Result]:
    """One result per case, in order."""
    numbered = list(enumerate(cases))
    found: dict[int, Result] = {}
    con = None
    for world in worlds_of(numbered):
        con = assessed_world(world, connect(con))
        found |= results(con, world)
    return [found[number] for number, _ in numbered]


def assessed_world(
    world: World, con: duckdb.DuckDBPyConnection | None = None, number: int = 1
) -> duckdb.DuckDBPyConnection:
    """The connection after the assessment of all cases of a world; given one, as its next batch."""
    con = con or connect()
    county = County(world)
    for position, case in world.cases:
        county.add(position, case)
    deliver(con, county.rows, county.delivered, number)
    policy = policies.with_overrides(policies.load("example", world.as_of), dict(world.policy))
    batch = batch_of(world, number)
    con.execute("DROP TABLE IF EXISTS evidence; DROP TABLE IF EXISTS mentions")  # the cases' own, of the batch before
    gather(con, catalog(), batch, policy.count("staleness_days"))
    county.tie(con)
    register(con)
    assess(con, batch, in_force(policy))
    return con


def batch_of(world: World, number: int) -> Batch:
    return Batch(f"b{number}", number, "routine", world.as_of, "example", "example-1", "")


class County:
    """Roster rows and evidence of the cases of one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows: dict[str, list[dict]] = {}
        self.people: dict[str, tuple[int, str]] = {}  # resident_id -> person_no, name
        self.links: dict[
            tuple[str, str], tuple[str, str]
        ] = {}  # (household_id, resident_id as in the roster) -> person's ID, tier
        self.evidence: list[dict] = []
        self.mentions: list[dict] = []
        self.matches: list[tuple] = []
        self.rejects: list[tuple] = []
        self.fact_ids: dict[tuple, int] = {}
        self.datasets: dict[str, str] = {}
        self.delivered: dict[str, date] = {}
        for dataset in catalog().datasets.values():
            if (dataset.name == "authorizations" and not world.has_authorisations) or set(
                dataset.proves
            ) & world.unknown:
                continue
            self.delivered[dataset.name] = world.as_of - timedelta(days=46 if set(dataset.proves) & world.stale else 5)
            for kind in dataset.proves:
                self.datasets.setdefault(kind, dataset.name)

    def add(self, number: int, case: dict) -> None:
        homes = [case, *case.get("also", ())]
        for position, home in enumerate(homes):
            self._household(number, position, case.get("register", "roster"), home)
        for row in case.get("evidence", ()):
            ((kind, values),) = row.items()
            self._prove(number, case, kind, values)
        for row in case.get("exemptions", ()):
            values = {
                "kind": "示例",
                "approved_by": "示例",
                "approved_on": self.world.as_of,
                "valid_until": self.world.as_of,
                **row,
            }
            self._row("exemptions", household_id=household_id(number), **values)
        for row in case.get("authorisations", ()):
            values = {"signed_on": self.world.as_of, **{k: v for k, v in row.items() if k != "who"}}
            self._row("authorizations", resident_id=self.person(number, row["who"], case), name="示例", **values)

    def _row(self, dataset: str, **values: object) -> None:
        rows = self.rows.setdefault(dataset, [])
        known = catalog().datasets[dataset].columns
        typed = {name: _typed(value, known[name].sql_type) for name, value in values.items()}
        rows.append(
            {
                **typed,
                "file": f"{dataset}.csv",
                "sheet": "",
                "row": len(rows) + 2,
                "observed_on": self.delivered[dataset],
            }
        )

    def person(self, number: int, letter: str, case: dict) -> str:
        """The resident ID of a letter, known as a person from then on."""
        described = (
            next(
                (
                    known[letter]
                    for home in [case, *case.get("also", ())]
                    for known in (home.get("members", {}), home.get("people", {}))
                    if letter in known
                ),
                None,
            )
            or {}
        )
        born = str(described.get("born", BIRTHS.get(letter, "19800101"))).replace("-", "")
        body = f"99{number:04d}{born}{ord(letter):03d}"
        resident = body + check_digit(body)
        self.people.setdefault(resident, (int(body), described.get("name", f"甲{letter}")))
        return resident

    def _household(self, number: int, position: int, register: str, home: dict) -> None:
        members = home.get("members", {"A": {}})
        own = household_id(number, position)
        people = {letter: self.person(number, letter, home) for letter in members}
        described = {
            letter: {k: v for k, v in (columns or {}).items() if k not in ("born", "id", "link")}
            for letter, columns in members.items()
        }
        head = people[next(iter(members))]
        covered = sum(columns.get("is_covered", True) for columns in described.values())
        defaults = {
            "household_id": own,
            "head_name": "甲",
            "head_id": head,
            "programme": "rural_dibao",
            "benefit_class": "A类",
            "household_size": len(members),
            "covered_size": covered,
            "monthly_benefit": 300,
            "declared_annual_income": 0,
            "started_month": self.world.as_of.replace(day=1),
            "bank_account": f"{number}-{position}",
            "township": "示例镇",
            "village": "示例村",
        }
        if register == "application":
            defaults["applied_on"] = self.world.as_of
        household = home.get("household", {})
        self._row(
            f"{register}_households",
            **{**defaults, **({"programme": household} if isinstance(household, str) else household)},
        )
        for letter, resident in people.items():
            written = (members[letter] or {}).get("id", resident)
            tier = (members[letter] or {}).get("link", "T1")
            self.links[own, written] = (resident, tier)
            columns = {
                "name": f"甲{letter}",
                "relation": "head" if resident == head else "other",
                "is_covered": True,
                **described[letter],
            }
            self._row(f"{register}_members", household_id=own, head_id=head, resident_id=written, **columns)

    def _prove(self, number: int, case: dict, kind: str, values: dict) -> None:
        told = dict(values)
        parties = [told.pop("who")] if isinstance(values["who"], str) else told.pop("who")
        tiers = told.pop("tier", "T1")
        tiers = [tiers] * len(parties) if isinstance(tiers, str) else tiers
        name, fact = told.pop("name", None), told.pop("fact", None)
        assert told.keys() <= COLUMNS, f"{case['case']}: {kind} has no {sorted(told.keys() - COLUMNS)}"
        dataset, evidence_id = self.datasets[SAME_SOURCE.get(kind, kind)], len(self.evidence) + 1
        fact_id = self.fact_ids.setdefault((number, fact), evidence_id) if fact else evidence_id
        types = {c.name: c.type for c in tables("core")["evidence"].columns}
        self.evidence.append(
            {
                "evidence_id": evidence_id,
                "dataset": dataset,
                "file": f"{kind}.csv",
                "sheet": "",
                "row": evidence_id + 1,
                "kind": kind,
                "evidence_class": catalog().datasets[dataset].proves.get(kind, "verified"),
                "is_stale": kind in self.world.stale,
                "observed_on": self.delivered[dataset],
                "fact_id": fact_id,
                **{column: None for column in COLUMNS},
                "item": f"{kind} {fact_id}",
                **{column: _typed(value, types[column]) for column, value in told.items()},
            }
        )
        for party, (letter, tier) in enumerate(zip(parties, tiers, strict=True), start=1):
            resident = self.person(number, letter, case)
            no, own_name = self.people[resident]
            self.mentions.append(
                {
                    "evidence_id": evidence_id,
                    "party": party,
                    "kind": kind,
                    "id_text": resident,
                    "name": name or own_name,
                }
            )
            if tier == "conflict":
                self.rejects.append((evidence_id, party, no, "conflict", ""))
            elif tier != "none":
                self.matches.append((evidence_id, party, no, tier, 1.0, ""))

    def tie(self, con: duckdb.DuckDBPyConnection) -> None:
        """Write the evidence, and what matching would have made of it."""
        for name in ("people", "known_links", "matches", "match_rejects", "match_reasons"):
            con.execute(create(tables("core")[name], replace=True))
        con.executemany(
            "INSERT INTO people SELECT ?, ?, true, ?, id_birth_date(?), NULL, true",
            [(no, id, name, id) for id, (no, name) in self.people.items()],
        )
        links = [
            (household, written, self.people[resident][0], tier)
            for (household, written), (resident, tier) in self.links.items()
        ]
        con.execute(
            "CREATE OR REPLACE TEMP TABLE links (household_id VARCHAR, id_text VARCHAR, person_no BIGINT, tier VARCHAR)"
        )
        con.executemany("INSERT INTO links VALUES (?, ?, ?, ?)", links)
        con.execute(
            "INSERT INTO known_links SELECT k.known_no, l.person_no, l.tier FROM known_people k JOIN links l USING (household_id, id_text)"
        )
        for name, rows in (("evidence", self.evidence), ("mentions", self.mentions)):
            con.execute(f"DROP VIEW {name}")
            con.execute(create(tables("core")[name]))
            if rows:
                con.register("given", pl.DataFrame(rows, infer_schema_length=None).to_arrow())
                con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM given")
                con.unregister("given")
        con.execute(
            "UPDATE mentions SET key = id_key(id_text), odd_id = odd_id(id_text, id_key(id_text))"
        )  # as they are gathered
        for name, rows in (("matches", self.matches), ("match_rejects", self.rejects)):
            if rows:
                con.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)


def household_id(number: int, position: int = 0) -> str:
    return f"H{number:04d}{'abcdef'[position]}"


def results(con: duckdb.DuckDBPyConnection, world: World) -> dict[int, Result]:
    findings: dict[tuple, dict] = {}
    for row in con.sql("SELECT * FROM mart.findings").pl().to_dicts():
        findings.setdefault((row["register"], row["household_id"]), {})[row["code"]] = row
    rows = {("roster", r["household_id"]): r for r in con.sql("SELECT * FROM mart.households").pl().to_dicts()}
    rows |= {("application", r["household_id"]): r for r in con.sql("SELECT * FROM mart.applications").pl().to_dicts()}
    residents = con.sql("SELECT person_id, resident_id FROM person_ids JOIN people USING (person_no)").fetchall()
    letters = {person: chr(int(resident[14:17])) for person, resident in residents}
    keys = {number: (case.get("register", "roster"), household_id(number)) for number, case in world.cases}
    return {number: Result(rows[key], findings.get(key, {}), letters) for number, key in keys.items()}


def _date(value: object) -> date:
    return (
        value if isinstance(value, date) else date.fromisoformat(str(value) if len(str(value)) > 7 else f"{value}-01")
    )


def _typed(value: object, sql_type: str) -> object:
    """A value of a case as the column has it: money exact, months by their first day."""
    if value is None:
        return None
    if sql_type == "DATE":
        return _date(value)
    if sql_type.startswith("DECIMAL"):
        return Decimal(str(value)).quantize(Decimal("0.0001" if sql_type.endswith(",4)") else "0.01"))
    return value
