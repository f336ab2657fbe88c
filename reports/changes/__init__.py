"""政策试算: one workbook over what a changed policy would change: sums per township, the households, the parameters and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb

from reports.shared import labels
from reports.shared.batch_files import Row, fetch
from reports.shared.texts import Texts
from reports.shared.workbook import Book, Column

REPORT = "政策试算"
CHANGES = {"gained": "新纳入", "lost": "不再符合", "moved": "类型转换", "listed": "名单变化", "paid": "金额变化"}
COUNTED = (
    "两次试算使用同一批次已入库的数据和同一套规则，只换参数；不重新读取文件，不改变任何已发布的结果",
    "在册家庭：不在拟退出、拟渐退名单的，保持原类型；在名单上的，按建议转入类型，无建议的为不再符合",
    "新申请家庭：拟符合的为所申请类型，拟不符合的按建议转入类型，需核查的暂不计入",
    "低保边缘、刚性支出困难家庭：按申请低保再核一次，拟符合的计为可转入低保；有复核疑点的暂不计入",
    "未在册也未申请的线索没有核对授权和收入申报，不计入",
    "人数为在世保障对象",
    "月金额：继续享受城乡低保的，原月保障金加（新标准−原标准）×人数÷12；转入低保的，（标准−人均年收入）×人数÷12；"
    "特困供养按原金额；其余为 0。合计只含有变化的家庭，仅为估算",
)
SUMS = (
    Column("乡镇", cap=16),
    Column("新纳入户", "int"),
    Column("新纳入人", "int"),
    Column("不再符合户", "int"),
    Column("不再符合人", "int"),
    Column("转换类型户", "int"),
    Column("转换类型人", "int"),
    Column("名单变化户", "int"),
    Column("名单变化人", "int"),
    Column("原月金额", "money"),
    Column("新月金额", "money"),
    Column("增减", "money"),
)
LISTED = (
    Column("序号", "int", cap=6),
    Column("变化", cap=10),
    Column("乡镇", cap=12),
    Column("村（社区）", cap=12),
    Column("户编号", "code", cap=16),
    Column("户主", cap=10),
    Column("证件号码", "code", cap=20),
    Column("名册", cap=10),
    Column("人数", "int", cap=6),
    Column("现类型", cap=14),
    Column("原结论", cap=10),
    Column("原应享类型", cap=14),
    Column("新结论", cap=10),
    Column("新应享类型", cap=14),
    Column("原疑点", cap=20),
    Column("新疑点", cap=20),
    Column("原月金额", "money"),
    Column("新月金额", "money"),
)
CHANGED = (
    Column("参数", "code", cap=28),
    Column("名称", cap=24),
    Column("原值", cap=20),
    Column("试算值", cap=20),
    Column("单位", cap=16),
    Column("原依据", cap=46),
    Column("原状态", cap=8),
)
_OUTCOMES = {"roster": labels.LISTS, "application": labels.APPLICATION_RESULTS}


def rows(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """The rows of `reports/changes/<name>.sql`: by_township (the county last) or changes."""
    return fetch(con, files("reports").joinpath("changes", f"{name}.sql").read_text(encoding="utf-8"))


def named(row: Row, side: str) -> str:
    """What a household is on one side ("before", "after"): its outcome and the programme it would have."""
    standing = labels.said(labels.PROGRAMMES, row[f"standing_{side}"]) or "无"
    return f"{labels.said(_OUTCOMES[row['register']], row[f'outcome_{side}'])}/{standing}"


def _line(number: int, row: Row, texts: Texts) -> list:
    outcomes = _OUTCOMES[row["register"]]
    before, after = (
        [labels.said(outcomes, row[f"outcome_{s}"]), labels.said(labels.PROGRAMMES, row[f"standing_{s}"]) or "无"]
        for s in ("before", "after")
    )
    reasons = ["、".join(texts.coded(code) for code in row[f"reasons_{s}"] or ()) for s in ("before", "after")]
    about = [
        row["township"],
        row["village"],
        row["household_id"],
        row["head_name"],
        row["head_id_masked"],
        labels.said(labels.REGISTERS, row["register"]),
    ]
    programme = labels.said(labels.PROGRAMMES, row["programme"])
    return [
        number,
        CHANGES[row["change"]],
        *about,
        row["persons"],
        programme,
        *before,
        *after,
        *reasons,
        row["monthly_before"],
        row["monthly_after"],
    ]


def write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    title: str,
    as_of: date,
    parameters: Iterable[Sequence],
    texts: Texts,
    notes: Sequence[str] = (),
) -> Path:
    """The workbook from tables `changes` and `changes_by_township` of `con`. parameters: (id, title, before, after, unit, clause, status)."""
    book = Book(f"{REPORT} {title}", as_of, "试算结果，不作为任何家庭的处理依据；" + "；".join(notes))
    book.sheet("汇总", SUMS, [_sums(row) for row in rows(con, "by_township")])
    book.sheet(
        "家庭名单", LISTED, [_line(number, row, texts) for number, row in enumerate(rows(con, "changes"), start=1)]
    )
    book.sheet("参数", CHANGED, parameters)
    book.sheet("口径", (Column("说明", cap=110),), [[text] for text in (*COUNTED, *notes)])
    return book.save(path)


def _sums(row: Mapping) -> list:
    kinds = ("gained", "lost", "moved", "listed")
    counts = [row[name] for kind in kinds for name in (kind, f"{kind}_persons")]
    return [
        row["township"] or "全县",
        *counts,
        row["monthly_before"],
        row["monthly_after"],
        row["monthly_after"] - row["monthly_before"],
    ]
