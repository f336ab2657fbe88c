"""入户工作计划: one workbook per township, one row per visit in risk order; what exceeds the
capacity is 顺延, never dropped."""

from __future__ import annotations

import math
from itertools import groupby

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.columns import Column
from reports.shared.list_columns import NUMBER
from reports.shared.texts import Workload

REPORT = "入户工作计划"
PLANNED, DEFERRED = "本批安排", "顺延"
_LISTED = {**labels.LISTS, **labels.APPLICATION_RESULTS, "urgent": "先行救助", "lead": "拟新增线索", "review": "复核"}


def _what(row: Row, batch: BatchFiles) -> str:
    if row["is_lead"]:
        return batch.texts.signals(row["codes"])
    return "、".join(batch.texts.coded(code) for code in row["codes"] or ())


COLUMNS = (
    NUMBER,
    Column("村（社区）", cap=14, of="village"),
    Column("对象", cap=12, of="subject"),
    Column("编号", "code", cap=16, of="subject_id"),
    Column("户主/姓名", cap=12, of="name"),
    Column("级别", "code", cap=6, of="colour"),
    Column("所列名单", cap=12, of="stands_in", wording=_LISTED),
    Column("困难指数", "number", cap=8, of="hardship_index"),
    Column("疑点或困难信号", cap=36, of=_what),
    Column("完成期限", "date", cap=12, of="due_on"),
    Column("预计工时", "number", cap=8, of="hours"),
    Column("累计工时", "number", cap=8, of="running_hours"),
    Column("安排", "code", cap=10, of="placed"),
    Column("建议工作日", "code", cap=11, of="working_day"),
    Column("走访人", cap=12, is_input=True),
    Column("走访日期", "date", cap=12, is_input=True),
    Column("备注", cap=16, is_input=True),
)
BY_VILLAGE = (
    Column("村（社区）", cap=18, of="village"),
    Column("走访数", "int", cap=10, of="visits"),
    Column("工时", "number", cap=10, of="hours"),
    Column("其中本批安排", "int", cap=10, of=PLANNED),
    Column("其中顺延", "int", cap=10, of=DEFERRED),
    Column("最早期限", "date", cap=12, of="due_on"),
)
CAPACITY = (
    Column("项目", cap=18, of="item"),
    Column("数值", "number", cap=12, of="figure"),
    Column("说明", cap=60, of="meaning"),
)


def schedule(rows: list[Row], workload: Workload) -> list[Row]:
    """The visits in risk order with running hours; the working day counts from the batch's first."""
    a_day = workload.staff * workload.hours_per_day
    visits = []
    for number, row in enumerate(rows, start=1):
        hours = workload.hours_per_visit * number
        fits = hours <= workload.capacity + 1e-9
        day = f"第{max(1, math.ceil(hours / a_day - 1e-9))}个工作日" if fits and a_day else ""
        placed = PLANNED if fits else DEFERRED
        visits.append({**row, "hours": workload.hours_per_visit, "running_hours": hours, "placed": placed, "working_day": day})  # fmt: skip
    return visits


def _villages(visits: list[Row]) -> list[Row]:
    def village(row: Row) -> str:
        return row["village"] or labels.UNKNOWN_VILLAGE

    grouped = [(name, list(members)) for name, members in groupby(sorted(visits, key=village), key=village)]
    return [
        {
            "village": name,
            "visits": len(members),
            "hours": sum(row["hours"] for row in members),
            **{placed: sum(row["placed"] == placed for row in members) for placed in (PLANNED, DEFERRED)},
            "due_on": min((row["due_on"] for row in members if row["due_on"]), default=None),
        }
        for name, members in grouped
    ]


def _capacity(visits: list[Row], workload: Workload) -> list[Row]:
    a_visit, a_day = labels.amount(workload.hours_per_visit), labels.amount(workload.hours_per_day)
    deferred = sum(row["placed"] == DEFERRED for row in visits)
    said = {
        "可用工时": (workload.capacity, f"{workload.staff} 人 × 每人每日 {a_day} 小时 × {workload.working_days} 个工作日"),
        "所需工时": (workload.hours_per_visit * len(visits), f"{len(visits)} 次走访 × 每次 {a_visit} 小时"),
        PLANNED: (len(visits) - deferred, "按风险顺序排入可用工时：先行救助、拟退出和红色线索、拟渐退和橙色线索、拟调整和黄色线索、其余"),
        DEFERRED: (deferred, "超出可用工时，按原顺序顺延到下一期，仍须在期限内完成或报县级调度"),
    }  # fmt: skip
    return [{"item": item, "figure": figure, "meaning": meaning} for item, (figure, meaning) in said.items()]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/入户工作计划_<乡镇>_<batch>.xlsx: the visits, the same by village, and the capacity."""
    workload = batch.texts.workload
    for township, rows in batch.by_township(batch.query("visits", "visits")):
        visits = schedule(rows, workload)
        book = batch.book(f"{township} {REPORT}")
        book.sheet("入户计划", COLUMNS, visits, batch)
        book.sheet("按村汇总", BY_VILLAGE, _villages(visits))
        book.sheet("工时测算", CAPACITY, _capacity(visits, workload))
        batch.save(book, batch.township_path(township, REPORT), REPORT, len(visits), township)
