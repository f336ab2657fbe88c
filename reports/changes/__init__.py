"""政策试算: one workbook over what a changed policy would change: sums per township, the households, the
parameters and what is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import duckdb

from reports.shared import labels
from reports.shared.batch_files import Row, fetch
from reports.shared.columns import Column
from reports.shared.list_columns import NUMBER
from reports.shared.texts import Texts
from reports.shared.workbook import Book

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
_OUTCOMES = {"roster": labels.LISTS, "application": labels.APPLICATION_RESULTS}


def _outcome(side: str) -> Callable[[Row, Texts], str]:
    return lambda row, _: labels.said(_OUTCOMES[row["register"]], row[f"outcome_{side}"])


def _standing(row: Row, side: str) -> str:
    return labels.said(labels.PROGRAMMES, row[f"standing_{side}"]) or "无"


def _reasons(side: str) -> Callable[[Row, Texts], str]:
    return lambda row, texts: "、".join(texts.coded(code) for code in row[f"reasons_{side}"] or ())


SUMS = (
    Column("乡镇", cap=16, of="township", wording=lambda township: township or "全县"),
    Column("新纳入户", "int", of="gained"),
    Column("新纳入人", "int", of="gained_persons"),
    Column("不再符合户", "int", of="lost"),
    Column("不再符合人", "int", of="lost_persons"),
    Column("转换类型户", "int", of="moved"),
    Column("转换类型人", "int", of="moved_persons"),
    Column("名单变化户", "int", of="listed"),
    Column("名单变化人", "int", of="listed_persons"),
    Column("原月金额", "money", of="monthly_before"),
    Column("新月金额", "money", of="monthly_after"),
    Column("增减", "money", of=lambda row, _: row["monthly_after"] - row["monthly_before"]),
)
LISTED = (
    NUMBER,
    Column("变化", cap=10, of=lambda row, _: CHANGES[row["change"]]),
    Column("乡镇", cap=12, of="township"),
    Column("村（社区）", cap=12, of="village"),
    Column("户编号", "code", cap=16, of="household_id"),
    Column("户主", cap=10, of="head_name"),
    Column("证件号码", "code", cap=20, of="head_id_masked"),
    Column("名册", cap=10, of="register", wording=labels.REGISTERS),
    Column("人数", "int", cap=6, of="persons"),
    Column("现类型", cap=14, of="programme", wording=labels.programme),
    Column("原结论", cap=10, of=_outcome("before")),
    Column("原应享类型", cap=14, of=lambda row, _: _standing(row, "before")),
    Column("新结论", cap=10, of=_outcome("after")),
    Column("新应享类型", cap=14, of=lambda row, _: _standing(row, "after")),
    Column("原疑点", cap=20, of=_reasons("before")),
    Column("新疑点", cap=20, of=_reasons("after")),
    Column("原月金额", "money", of="monthly_before"),
    Column("新月金额", "money", of="monthly_after"),
)
CHANGED = (
    Column("参数", "code", cap=28, of="id"),
    Column("名称", cap=24, of="title"),
    Column("原值", cap=20, of="before"),
    Column("试算值", cap=20, of="after"),
    Column("单位", cap=16, of="unit"),
    Column("原依据", cap=46, of="clause"),
    Column("原状态", cap=8, of="status"),
)


def rows(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    """The rows of `reports/changes/<name>.sql`: by_township (the county last) or changes."""
    return fetch(con, files("reports").joinpath("changes", f"{name}.sql").read_text(encoding="utf-8"))


def named(row: Row, side: str) -> str:
    """What a household is on one side ("before", "after"): its outcome and the programme it would have."""
    return f"{labels.said(_OUTCOMES[row['register']], row[f'outcome_{side}'])}/{_standing(row, side)}"


def write(
    con: duckdb.DuckDBPyConnection,
    path: Path,
    title: str,
    as_of: date,
    parameters: Sequence[Row],
    texts: Texts,
    notes: Sequence[str] = (),
) -> Path:
    """The workbook from tables `changes` and `changes_by_township` of `con`. parameters: one row
    each, with the fields of CHANGED."""
    book = Book(f"{REPORT} {title}", as_of, "试算结果，不作为任何家庭的处理依据；" + "；".join(notes))
    book.sheet("汇总", SUMS, rows(con, "by_township"))
    book.sheet("家庭名单", LISTED, rows(con, "changes"), texts)
    book.sheet("参数", CHANGED, parameters)
    book.sheet("口径", (Column("说明", cap=110, of="text"),), [{"text": text} for text in (*COUNTED, *notes)])
    return book.save(path)
