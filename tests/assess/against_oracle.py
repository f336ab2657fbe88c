"""Compare one assessed county with the independent oracle; differences come back as readable lines."""

from __future__ import annotations

from decimal import Decimal

import duckdb

from tests.assess.random_county import RandomCounty
from tests.oracle import assess_county, parameters

MONEY = ("financial_assets", "medical_out_of_pocket", "education_fees", "standard")
COUNTS = (
    "size",
    "covered",
    "vehicles",
    "dwellings",
    "commercial_properties",
    "is_complete",
    "list",
    "suggested_programme",
    "reasons",
)


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict]:
    return con.sql(query).pl().to_dicts()


def differences(con: duckdb.DuckDBPyConnection, county: RandomCounty, as_of) -> list[str]:
    """One line per household, application or lead and field in which product and oracle disagree."""
    truth = assess_county(county.rows, county.ties, county.conflicts, county.delivered, as_of, parameters.at(as_of))
    found: list[str] = []

    def compare(who: str, field: str, ours, theirs) -> None:
        if ours != theirs:
            found.append(f"{who} {field}: product {ours!r}, oracle {theirs!r}")

    effects: dict[tuple, dict] = {}
    for row in _rows(con, "SELECT register, household_id, code, effect, state FROM mart.findings"):
        effects.setdefault((row["register"], row["household_id"]), {})[row["code"]] = (
            row["effect"],
            row["state"] == "exempted",
        )
    resident = dict(con.sql("SELECT person_id, resident_id FROM person_ids JOIN people USING (person_no)").fetchall())
    ((twice,),) = con.sql("SELECT count(*) - count(DISTINCT known_no) FROM member_states").fetchall()
    compare("members", "rows too many", twice, 0)
    ours = {r["household_id"]: r for r in _rows(con, "SELECT * FROM mart.households")}
    compare("roster", "households", sorted(ours), sorted(truth.households))
    for key, expected in truth.households.items():
        row = ours[key]
        _compare_common(compare, key, row, expected, effects.get(("roster", key), {}))
        for name in COUNTS:
            theirs = getattr(expected, name)
            compare(key, name, row[name], sorted(theirs) if name == "reasons" else theirs)
        compare(key, "line", row["decided_by"], expected.line)
        for name in MONEY:
            compare(key, name, row[name], Decimal(getattr(expected, name)).quantize(Decimal("0.01")))
        compare(key, "income_assessed", row["income_assessed"], expected.assessed)
        compare(key, "income_verified", row["income_verified"], expected.verified)
        compare(key, "financial_cap", row["financial_cap"], Decimal(expected.financial_cap).quantize(Decimal("0.01")))
        if row["suggested_person"] is not None or expected.suggested_person:
            compare(key, "suggested_person", resident.get(row["suggested_person"]) in expected.suggested_person, True)
        for part in ("income", "signals", "labour", "medical"):
            if abs(row[f"index_{part}"] - float(getattr(expected.index, part))) > 0.001:
                found.append(
                    f"{key} index_{part}: product {row[f'index_{part}']}, oracle {float(getattr(expected.index, part))}"
                )
        compare(key, "colour", row["colour"], expected.index.colour)
        if expected.per_capita is not None:
            compare(key, "per_capita", abs(float(row["income_per_capita"]) - float(expected.per_capita)) < 0.006, True)
    ours = {r["household_id"]: r for r in _rows(con, "SELECT * FROM mart.applications")}
    compare("applications", "households", sorted(ours), sorted(truth.applications))
    for key, expected in truth.applications.items():
        _compare_common(compare, key, ours[key], expected, effects.get(("application", key), {}))
        for name in ("result", "suggested_programme", "is_complete"):
            compare(key, name, ours[key][name], getattr(expected, name))
    _compare_leads(con, compare, truth, resident)
    return found


def _compare_common(compare, key: str, row: dict, expected, findings: dict) -> None:
    compare(key, "findings", sorted(findings), sorted(expected.findings))
    for code in findings.keys() & expected.findings.keys():
        theirs = expected.findings[code]
        compare(key, f"{code} effect, exempted", findings[code], (theirs.effect, theirs.is_exempted))


def _compare_leads(con: duckdb.DuckDBPyConnection, compare, truth, resident: dict[str, str]) -> None:
    ours = {}
    for row in _rows(con, "SELECT l.*, k.lead_key FROM mart.leads l JOIN lead_list k USING (lead_id)"):
        kind, _, rest = row["lead_key"].partition(":")
        key = (
            ("hukou", rest)
            if kind == "hukou"
            else ("person", resident[rest])
            if kind == "person"
            else ("outreach", tuple(rest.split("|")))
        )
        ours[key] = row
    theirs = {(k[0], tuple(v or "" for v in k[1])) if k[0] == "outreach" else k: v for k, v in truth.leads.items()}
    compare("leads", "keys", sorted(ours, key=str), sorted(theirs, key=str))
    for key in ours.keys() & theirs.keys():
        compare(f"lead {key}", "signals", ours[key]["signals"], sorted(theirs[key].signals))
        compare(f"lead {key}", "colour", ours[key]["colour"], theirs[key].colour)
        compare(f"lead {key}", "is_urgent", ours[key]["is_urgent"], theirs[key].is_urgent)
