"""A small mart by hand: two townships, every list, an application, leads, issues and plans.
Tests change single rows of it.

Every field has its own value, so that a column that shows another's is seen (tests/reports/golden).
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from reports import Texts
from schemas import ddl
from schemas.model import tables
from transforms.policy import called

BATCH = "2026W12-01"
EARLIER = "2026W11-01"
AS_OF = date(2026, 3, 20)
DUE = date(2026, 4, 3)
ID = "622827********{:03d}X"


def texts(**given: Any) -> Texts:
    """The titles that every county inherits, and what a test says besides."""
    findings, signals = called("national")
    return Texts(
        finding_titles={code: finding.title for code, finding in findings.items()},
        signal_titles={name: signal.title for name, signal in signals.items()},
        **given,
    )


def insert(con: duckdb.DuckDBPyConnection, table: str, **values: Any) -> None:
    """One row; columns not named stay empty; batch_id is the batch unless given."""
    row = {"batch_id": BATCH, **values}
    names = ", ".join(f'"{name}"' for name in row)
    con.execute(f'INSERT INTO mart."{table}" ({names}) VALUES ({", ".join("?" * len(row))})', list(row.values()))


def household(con: duckdb.DuckDBPyConnection, number: int, **values: Any) -> None:
    """A household of three living members, two of them covered, with totals that reconcile."""
    income = Decimal(values.pop("income", 0))
    assets = Decimal(values.pop("assets", 0))
    row = {
        "household_id": f"H{number:03d}",
        "programme": "rural_dibao",
        "township": "城关镇",
        "village": "东街村",
        "head_name": f"户主{number}",
        "head_id_masked": ID.format(number),
        "size": 3,
        "covered": 2,
        "monthly_benefit": Decimal("860.50"),
        "income_declared": Decimal(0),
        "income_verified": income,
        "income_assessed": income,
        "income_per_capita": income / 2,
        "standard": Decimal(6600),
        "financial_assets": assets,
        "financial_cap": Decimal(26400),
        "vehicles": 0,
        "dwellings": 1,
        "commercial_properties": 0,
        "medical_out_of_pocket": Decimal(0),
        "education_fees": Decimal(0),
        "hardship_index": 40.0,
        "index_income": 30.0,
        "index_signals": 10.0,
        "index_labour": 0.0,
        "index_medical": 0.0,
        "signals": ["serious_illness"],
        "colour": "橙",
        "list": "keep",
        "decided_by": 9,
        "is_complete": True,
        "is_in_grace": False,
        "reasons": [],
    } | values
    insert(con, "households", **row)
    named = (
        ("head", row["head_name"], number * 2),
        ("spouse", f"配偶{number}", number * 2 + 1),
        ("child", f"子女{number}", 300 + number),
    )
    for place, (relation, name, at) in enumerate(named):
        member(con, row["household_id"], f"P{number:03d}{place}", name, relation, at, is_covered=relation != "child")
    for total, amount in (("income.pension", income), ("financial_assets", assets)):
        if amount:
            insert(
                con,
                "total_rows",
                register="roster",
                household_id=row["household_id"],
                total=total,
                person_id=f"P{number:03d}0",
                evidence_id=number * 10,
                counted=amount,
                arithmetic=f"{amount} 元",
                tier="T1",
                dataset="pensions",
                file="人社_养老金_202603.xlsx",
                sheet="Sheet1",
                row=number + 1,
            )


def member(
    con: duckdb.DuckDBPyConnection, household_id: str, person_id: str, name: str, relation: str, row: int, **values: Any
) -> None:
    known = {
        "register": "roster",
        "is_covered": True,
        "is_dead": False,
        "is_authorised": True,
        "age": 52,
        "row": row,
    } | values
    insert(
        con,
        "members",
        household_id=household_id,
        person_id=person_id,
        name=name,
        relation=relation,
        resident_id_masked=ID.format(row),
        file="民政_救助人员_202603.xlsx",
        sheet="人员",
        **known,
    )


def finding(con: duckdb.DuckDBPyConnection, number: int, code: str, **values: Any) -> None:
    """A finding of household `number` about its head, with its case and one evidence row."""
    key = f"F{number:03d}{code}"
    row = {
        "finding_id": key,
        "register": "roster",
        "household_id": f"H{number:03d}",
        "person_id": f"P{number:03d}0",
        "code": code,
        "effect": "review",
        "tier": "T1",
        "evidence_class": "verified",
        "clause": "《示例县最低生活保障办法》第十二条第（二）项",
        "explanation": f"{code} 的说明：核对值 1 辆，限值 0 辆，机动车 甘M12345 轻型货车 2021-05-06 初次登记，状态正常",
        "value": Decimal(1),
        "limit_value": Decimal(0),
        "unit": "辆",
        "dataset": "vehicles",
        "file": "公安_机动车_20260320.xlsx",
        "sheet": "城关镇",
        "row": 12,
        "observed_on": AS_OF,
        "state": "new",
        "case_id": f"C{number:03d}{code}",
    } | values
    insert(con, "findings", **row)
    source = {name: row[name] for name in ("finding_id", "person_id", "tier", "dataset", "file", "sheet", "row")}
    insert(con, "finding_rows", evidence_id=number * 100, **source)
    known = {name: row[name] for name in ("case_id", "register", "household_id", "code")}
    insert(con, "cases", opened_in=BATCH, state="open", due_on=DUE, is_overdue=False, **known)


def lead(con: duckdb.DuckDBPyConnection, number: int, **values: Any) -> None:
    row = {
        "lead_id": f"L{number:03d}",
        "person_id": f"Q{number:03d}",
        "name": f"线索{number}",
        "resident_id_masked": ID.format(500 + number),
        "phone_masked": "139****0001",
        "township": "城关镇",
        "village": "东街村",
        "colour": "橙",
        "is_urgent": False,
        "is_identity_confirmed": True,
        "signals": ["high_medical_expense", "serious_illness"],
        "explanation": "近12个月自付医疗费 32 450 元（≥ 20 000 元），2026-01-15 确诊恶性肿瘤",
        "suggested_items": ["临时救助", "医疗救助"],
        "hardship_index": 55.0,
        "authorisation": "待授权",
        "due_on": DUE,
    } | values
    insert(con, "leads", **row)
    insert(
        con,
        "lead_rows",
        lead_id=row["lead_id"],
        signal=row["signals"][0],
        evidence_id=number,
        person_id=row["person_id"],
        tier="T1",
    )


def _issues(con: duckdb.DuckDBPyConnection) -> None:
    quarantined = {
        "department": "public_security",
        "dataset": "vehicles",
        "sheet": "城关镇",
        "severity": "row_quarantined",
    }
    for row in (30, 4, 17):
        insert(
            con,
            "issues",
            **quarantined,
            file="公安_机动车_20260320.xlsx",
            row=row,
            column_name="first_registered_on",
            value_masked="2026-02-30",
            code="bad_date",
            message="初次登记日期“2026-02-30”不是日期",
            fix="请核对该行日期后重新报送，写作 2026-02-28 的形式",
        )
    reading = {"department": "public_security", "dataset": "vehicles", "severity": "warning", "code": "reading"}
    insert(con, "issues", **reading, file="公安_机动车_20260320.xlsx", message="表头在第 2 行")
    insert(
        con,
        "issues",
        file="未知文件.csv",
        code="unknown_dataset",
        severity="file_rejected",
        message="表头不属于任何已登记的数据集",
        fix="请按模板重新报送",
    )


def _coverage(con: duckdb.DuckDBPyConnection) -> None:
    known = {"department": "public_security", "files": 1, "rows_merged": 1, "observed_on": AS_OF}
    insert(
        con,
        "coverage",
        **known,
        dataset="vehicles",
        title="机动车",
        is_delivered=True,
        delivered_in=BATCH,
        rows_read=100,
        rows_accepted=97,
        rows_quarantined=3,
        is_stale=False,
        coverage="found",
    )
    insert(
        con,
        "coverage",
        department="health",
        dataset="deaths",
        title="死亡信息",
        is_delivered=False,
        files=0,
        is_stale=False,
        coverage="not_queried",
    )


def _stats(con: duckdb.DuckDBPyConnection) -> None:
    for scope, name, households, found in (
        ("county", "全县", 9, 6),
        ("township", "城关镇", 7, 5),
        ("township", "河西乡", 2, 1),
    ):
        insert(
            con,
            "stats",
            scope=scope,
            scope_name=name,
            measure="核对户次",
            households=households,
            household_times=households,
            persons=3 * households,
        )
        insert(
            con,
            "stats",
            scope=scope,
            scope_name=name,
            measure="检出率",
            households=found,
            denominator=Decimal(households),
        )
    applied = {"measure": "申请", "households": 21, "household_times": 22, "persons": 43, "person_times": 44}
    insert(con, "stats", scope="county", scope_name="全县", **applied)
    insert(con, "stats", scope="village", scope_name="东街村", **applied)
    aid = {"measure": "保障金", "households": 31, "persons": 62, "amount": Decimal("7744.50")}
    insert(con, "stats", scope="county", scope_name="全县", **aid)
    insert(
        con,
        "stats",
        scope="department",
        scope_name="public_security",
        measure="命中数",
        persons=3,
        amount=Decimal(3),
        denominator=Decimal(18),
    )


def build() -> duckdb.DuckDBPyConnection:
    """Nine roster households (H001–H009), one application (A001), four leads, four issues, two plans."""
    con = duckdb.connect()
    con.execute("CREATE SCHEMA mart")
    for table in tables("mart").values():
        con.execute(ddl.create(table, "mart"))
    about = {
        "kind": "routine",
        "jurisdiction": "example",
        "policy_version": "example-2026.1",
        "inputs_sha256": "ab" * 32,
        "status": "done",
    }
    insert(con, "batches", batch_id=EARLIER, batch_number=1, as_of=date(2026, 3, 13), **about)
    times = {"started_at": datetime(2026, 3, 20), "finished_at": datetime(2026, 3, 20)}
    insert(con, "batches", batch_number=2, as_of=AS_OF, households=9, persons=27, **times, **about)

    household(
        con,
        1,
        list="exit",
        decided_by=2,
        reasons=["P02", "S10"],
        suggested_programme="near_dibao",
        suggested_person="P0011",
        hardship_index=20.0,
        index_income=10.0,
    )
    finding(con, 1, "P02", effect="exit", state="repeated")
    finding(con, 1, "S10", tier=None, explanation="距上次复核 14 个月，周期 12 个月", clause=None)
    household(con, 2, list="review", decided_by=7, reasons=["S06"], hardship_index=80.0, index_income=70.0, colour="红")
    finding(con, 2, "S06", person_id="P0021", state="worsened")
    household(
        con,
        3,
        list="gradual_exit",
        decided_by=4,
        reasons=["I01"],
        income="16000",
        suggested_programme="near_dibao",
        village="西街村",
    )
    finding(con, 3, "I01", effect="exit", state="new")
    household(con, 4, list="adjust", decided_by=8, reasons=["S01"], hardship_index=50.0, index_income=40.0)
    finding(con, 4, "S01", effect="adjust", state="repeated")
    household(con, 5)
    household(con, 6, list="exit", decided_by=5)  # its only finding is exempted: still one row
    finding(con, 6, "P02", effect="exit", state="exempted")
    household(con, 7, list="keep")
    finding(con, 7, "P05", state="suppressed")
    finding(con, 7, "P05", state="suppressed", finding_id="F007P05b", person_id="P0071")
    household(con, 8, township="河西乡", village="河口村", list="review", decided_by=7, reasons=["X01"])
    finding(con, 8, "X01")
    household(con, 9, township="河西乡", village="河口村", assets="1200.50")
    insert(con, "cases", batch_id=EARLIER, case_id="C001P02", register="roster", household_id="H001", code="P02", state="returned",
           outcome="31", outcome_on=date(2026, 3, 12))  # fmt: skip

    applying = {
        "programme": "rural_dibao",
        "township": "城关镇",
        "village": "东街村",
        "head_name": "申请人",
        "head_id_masked": ID.format(900),
    }
    insert(con, "applications", household_id="A001", **applying, applied_on=date(2026, 3, 1), size=4, covered=3, result="ineligible",
           income_per_capita=Decimal(12000), standard=Decimal(6600), suggested_programme="near_dibao", reasons=["I01"],
           hardship_index=12.5, financial_assets=Decimal(30500), financial_cap=Decimal(26400), is_complete=True)  # fmt: skip
    for place, (relation, name) in enumerate(
        (("head", "申请人"), ("spouse", "申请配偶"), ("child", "申请子女"), ("parent", "申请父"))
    ):
        covered = {"register": "application", "is_covered": relation != "parent"}
        member(con, "A001", f"P900{place}", name, relation, 900 + place, **covered)
    finding(con, 900, "I01", register="application", household_id="A001", person_id="P9000", effect="exit")

    lead(con, 1)
    lead(con, 2, colour="红", is_urgent=True, village="西街村")
    lead(con, 3, township=None, village=None, is_identity_confirmed=False, colour="黄")
    lead(con, 4, township="河西乡", village="河口村", colour="蓝", signals=["outreach"])
    match = {"dataset": "vehicles", "file": "公安_机动车_20260320.xlsx", "sheet": "城关镇", "row": 12}
    insert(
        con,
        "matches",
        evidence_id=100,
        party=1,
        person_id="P0010",
        household_id="H001",
        tier="T1",
        score=1.0,
        reason="证号一致，姓名一致",
        **match,
    )
    plan = {
        "item": "医疗救助",
        "reason": "serious_illness",
        "basis": "示例县医疗救助办法第五条",
        "papers": "身份证、诊断证明",
        "due_on": date(2026, 3, 23),
    }
    insert(con, "plans", lead_id="L001", department="medical_insurance", **plan)
    insert(con, "plans", household_id="H002", department="医疗互助会", **plan)
    _issues(con)
    _coverage(con)
    _stats(con)
    return con
