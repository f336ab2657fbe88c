"""A changed policy over the same evidence: who is gained, lost, moved; nothing changed, nothing listed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from flows.batch.kernels import in_force
from flows.desk.trial import Trial, compared
from flows.errors import BatchError
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.model import catalog
from tests.assess import cases
from tests.assess.pipeline import connect, deliver
from transforms.assess import compare
from transforms.evidence import gather
from transforms.match import register
from transforms.policy import load, with_overrides


def pension(amount: str) -> dict:
    return {"pension": {"who": "A", "category": "employee", "month": "2026-03", "amount": amount}}


# 12 × 580 = 6 960: above 6 600, not above 7 200
HOMES = [
    {"case": "pays too much now", "evidence": [pension("580")]},
    {"case": "on near_dibao", "household": "near_dibao", "evidence": [pension("580")]},
    {"case": "applies", "register": "application", "evidence": [pension("580")]},
    {"case": "keeps its place", "household": {"monthly_benefit": 300}},
    {
        "case": "savings 16 000",
        "evidence": [{"deposit": {"who": "A", "category": "CNY", "amount": 16000, "happened_on": "2026-03-20"}}],
    },
    {
        "case": "near_dibao with a matter to review",
        "household": {"programme": "near_dibao", "household_size": 2},
        "evidence": [pension("580")],
    },
    {"case": "urban", "household": "urban_dibao", "evidence": [pension("580")]},
]


def changes(overrides: dict[str, str]) -> tuple[dict[str, dict], dict]:
    """Changes by the case's words, and the county's sums."""
    (world,) = cases.worlds_of(enumerate(HOMES))
    con, county = connect(), cases.County(world)
    for number, case in world.cases:
        county.add(number, case)
    deliver(con, county.rows, county.delivered)
    batch, before = cases.batch_of(world, 1), load("example", world.as_of)
    gather(con, catalog(), batch, before.count("staleness_days"))
    county.tie(con)
    con.execute("CREATE SCHEMA IF NOT EXISTS mart")
    register(con)
    compare(con, batch, in_force(before), in_force(with_overrides(before, overrides)))
    words = {cases.household_id(number): case["case"] for number, case in world.cases}
    found = {words[row["household_id"]]: row for row in con.sql("FROM changes").pl().to_dicts()}
    return found, con.sql("FROM changes_by_township WHERE township IS NULL").pl().to_dicts()[0]


def test_nothing_changed_nothing_listed() -> None:
    found, sums = changes({"dibao_standard.rural": "6600"})
    assert found == {}
    assert sums["monthly_before"] == sums["monthly_after"] == 0


def test_a_higher_standard() -> None:
    found, sums = changes({"dibao_standard.rural": "7200"})
    told = {case: (row["change"], row["standing_before"], row["standing_after"]) for case, row in found.items()}
    assert told == {
        "pays too much now": ("moved", "near_dibao", "rural_dibao"),  # line 5 suggested near_dibao
        "on near_dibao": ("moved", "near_dibao", "rural_dibao"),
        "applies": ("moved", "near_dibao", "rural_dibao"),
        "keeps its place": ("paid", "rural_dibao", "rural_dibao"),
    }
    assert "near_dibao with a matter to review" not in found  # would need a review first: not counted
    assert "urban" not in found
    assert found["keeps its place"]["monthly_after"] == Decimal("350.00")  # 300 + (7 200 − 6 600) × 1 / 12
    assert found["on near_dibao"]["monthly_after"] == Decimal("20.00")  # (7 200 − 6 960) × 1 / 12
    assert (sums["moved"], sums["moved_persons"]) == (3, 3)


def test_a_lower_standard_loses() -> None:
    found, sums = changes({"financial_cap.dibao": "2.5"})
    assert {case: (row["change"], row["outcome_before"], row["outcome_after"]) for case, row in found.items()} == {
        "savings 16 000": ("gained", "exit", "keep")
    }
    assert (sums["gained"], sums["lost"]) == (1, 0)
    found, sums = changes({"disposable_income_per_capita": "6000", "near_dibao.ratio": "1"})
    assert found["pays too much now"]["change"] == "lost"
    assert found["on near_dibao"]["change"] == "lost"


def test_an_older_core_is_named_in_one_line(tmp_path: Path) -> None:
    core = Workspace(tmp_path).core
    Store(core, tmp_path / "spill").close()
    with duckdb.connect(str(core)) as con:
        con.execute("ALTER TABLE core.core.outcomes DROP COLUMN answer_key")
    policy = load("example", date(2026, 3, 31))
    told = (
        r"older version of hedui or of the policy: it has no core\.outcomes\.answer_key; run one batch with `hedui run`"
    )
    with pytest.raises(BatchError, match=told), compared(tmp_path, Trial(None, policy, policy)):
        pass
