"""Every list as text, written from the small mart: a column and its values a line, reviewed as a diff. A column that is
added, moved, renamed, or takes another's value shows.

`python -m tests.reports.golden --refresh` writes it anew.
"""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import duckdb
import openpyxl
import polars as pl

import reports
from reports import Workload, changes, match_queue, period, publicity, sent_back
from reports.shared.batch_files import open_batch
from tests.reports import answers, builder

COMMITTED = Path(__file__).with_name("lists.csv")
DAY = date(2026, 4, 8)


def text() -> str:
    """CSV, one row per column of a kind of sheet: report, place of the column, title, and its values
    over all sheets of the kind."""
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder))
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(["report", "place", "title", "values"])
        for (report, *titles), rows in _tables(Path(folder)).items():
            for place, title in enumerate(titles):
                lines.writerow([report, place + 1, title, " | ".join(_shown(row[place]) for row in rows)])
        return out.getvalue()


def _tables(folder: Path) -> dict[tuple[str, ...], list[tuple]]:
    """(report, title, title …) → the rows below these titles, whichever sheet they stand on."""
    tables: dict[tuple[str, ...], list[tuple]] = {}
    for path in sorted(folder.rglob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            titles, *rows = sheet.iter_rows(values_only=True)
            tables.setdefault((path.name.split("_")[0].removesuffix(".xlsx"), *titles), []).extend(rows)
    return tables


def _shown(value: object) -> str:
    return "" if value is None else str(value).replace("\n", "⏎").removesuffix(" 00:00:00")


def write(folder: Path) -> None:
    """Every workbook with lists below `folder`: those of the batch first, then those of the answered batch."""
    with builder.build() as con:
        texts = builder.texts(
            item_titles={"医疗救助": "城乡医疗救助"}, workload=Workload(staff=1, hours_per_day=6, working_days=1)
        )  # so little that most visits are put off
        reports.write(con, builder.BATCH, folder / "batch", texts)
        answers.answer_all(con)
        batch = open_batch(con, builder.BATCH, folder / "publicity", builder.texts())
        clock, contacts = publicity.Clock.of(DAY, 7), {"issuer": "示例县民政局"}
        for is_standing in (False, True):
            for kind, rows in publicity.gather(batch, is_standing, 18).items():
                publicity.write(batch, kind, rows, clock, contacts)
        _tried(con, folder)
        answers.two_batches(con)
        con.execute("UPDATE mart.batches SET households = 8 WHERE batch_number = 1")  # so that a reconciliation fails
        period.save(period.gather(con), folder / "社会救助核对统计.xlsx")
    match_queue.book(pairs(), {"name": "姓名相同", "id": "证号相近"}, DAY).save(folder / "匹配复核表.xlsx")
    problem = {"row": 3, "pair_id": "K1", "judgement": "对", "judged_by": "王", "judged_on": "2026-04-01"}
    match_queue.write_returned(
        pl.DataFrame([problem | {"problem": "判断只能填三种"}]), folder / "匹配复核退回.xlsx", DAY
    )
    filled = {"退回原因": "上次的原因", "户主": "户主1", "核查方式": "入户", "结果代码": "99", "备注": "无人"}
    line = sent_back.Line(
        "下发.xlsx", "城关镇", ("结果代码不认识", "缺核查人"), "东街村", 7, "钥", tuple(filled.items())
    )
    sent_back.write([line], folder, DAY)


def pairs() -> pl.DataFrame:
    """Two pairs of core.match_queue that somebody should judge."""
    first = {
        "pair_id": "K1", "raised": True, "tier": "T3", "score": 4.126, "reason": "姓名一致，证号差一位", "parts": ["name=2.5", "id=1.6"],
        "id_text": "990101197001011234", "name": "张建国", "birth_date": date(1970, 1, 1), "phone": "19900000001", "address": "东街1号",
        "resident_id": "990101197001021235", "person_name": "张建囯", "household_ids": ["H001", "H002"], "source_rows": ["车辆.xlsx/s/2"],
    }  # fmt: skip
    return pl.DataFrame([first, first | {"pair_id": "K2", "raised": None, "tier": "T4", "score": None, "parts": []}])


def _tried(con: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The workbook of a policy tried on the mart, with households that change in every way."""
    first = {
        "register": "roster", "household_id": "H001", "township": "城关镇", "village": "东街村", "head_name": "户主1", "head_id_masked": "62****1X",
        "programme": "rural_dibao", "persons": 2, "standing_before": "near_dibao", "standing_after": None, "outcome_before": "exit",
        "outcome_after": "review", "reasons_before": ["P02", "S10"], "reasons_after": ["P03"], "monthly_before": Decimal("100.50"),
        "monthly_after": Decimal("40.25"), "change": "lost",
    }  # fmt: skip
    applied = {
        "register": "application",
        "household_id": "A001",
        "outcome_before": "ineligible",
        "outcome_after": "eligible",
    }
    rows = [{**first, **applied, "persons": 5, "standing_before": None, "standing_after": "dibao", "change": "gained"}]
    for change, number, persons in (("lost", 2, 3), ("moved", 3, 4), ("listed", 4, 6)):
        rows += [first | {"household_id": f"H{change}{n}", "persons": persons, "change": change} for n in range(number)]
    con.register("tried", pl.DataFrame(rows).to_arrow())
    con.execute("CREATE TABLE changes AS FROM tried")
    con.execute((files("transforms.assess") / "trial" / "by_township.sql").read_text(encoding="utf-8"))
    parameter = {
        "id": "dibao_standard.rural",
        "title": "农村低保标准",
        "before": "6600",
        "after": "7200",
        "unit": "元/年",
        "clause": "第五条",
    }
    changes.write(
        con, folder / "政策试算.xlsx", "示例", DAY, [parameter | {"status": "verified"}], builder.texts(), ["示例政策"]
    )
