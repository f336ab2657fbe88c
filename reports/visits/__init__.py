"""入户工作计划: one workbook per township, one row per visit in risk order; what exceeds the capacity is 顺延, never dropped."""

from __future__ import annotations

import math
from typing import Any

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.texts import Texts, Workload
from reports.shared.workbook import Column

REPORT = "入户工作计划"
PLANNED, DEFERRED = "本批安排", "顺延"
COLUMNS = (
    Column("序号", "int", cap=6),
    Column("村（社区）", cap=14),
    Column("对象", cap=12),
    Column("编号", "code", cap=16),
    Column("户主/姓名", cap=12),
    Column("级别", "code", cap=6),
    Column("所列名单", cap=12),
    Column("困难指数", "number", cap=8),
    Column("疑点或困难信号", cap=36),
    Column("完成期限", "date", cap=12),
    Column("预计工时", "number", cap=8),
    Column("累计工时", "number", cap=8),
    Column("安排", "code", cap=10),
    Column("建议工作日", "code", cap=11),
    Column("走访人", cap=12, is_input=True),
    Column("走访日期", "date", cap=12, is_input=True),
    Column("备注", cap=16, is_input=True),
)
BY_VILLAGE = (
    Column("村（社区）", cap=18),
    Column("走访数", "int", cap=10),
    Column("工时", "number", cap=10),
    Column("其中本批安排", "int", cap=10),
    Column("其中顺延", "int", cap=10),
    Column("最早期限", "date", cap=12),
)
CAPACITY = (Column("项目", cap=18), Column("数值", "number", cap=12), Column("说明", cap=60))
_LISTED = {**labels.LISTS, **labels.APPLICATION_RESULTS, "urgent": "先行救助", "lead": "拟新增线索", "review": "复核"}


def _what(row: Row, texts: Texts) -> str:
    return (
        texts.signals(row["codes"]) if row["is_lead"] else "、".join(texts.coded(code) for code in row["codes"] or ())
    )


def schedule(rows: list[Row], workload: Workload, texts: Texts) -> list[list[Any]]:
    """The visits in risk order with running hours; the working day counts from the batch's first."""
    a_day = workload.staff * workload.hours_per_day
    lines = []
    for number, row in enumerate(rows, start=1):
        hours = workload.hours_per_visit * number
        fits = hours <= workload.capacity + 1e-9
        day = f"第{max(1, math.ceil(hours / a_day - 1e-9))}个工作日" if fits and a_day else ""
        listed = labels.said(_LISTED, row["stands_in"])
        known = [
            row["village"],
            row["subject"],
            row["subject_id"],
            row["name"],
            row["colour"],
            listed,
            row["hardship_index"],
            _what(row, texts),
        ]
        lines.append(
            [number, *known, row["due_on"], workload.hours_per_visit, hours, PLANNED if fits else DEFERRED, day]
        )
    return lines


def _villages(lines: list[list[Any]]) -> list[list[Any]]:
    villages: dict[str, list[list[Any]]] = {}
    for line in lines:
        villages.setdefault(line[1] or labels.UNKNOWN_VILLAGE, []).append(line)
    return [
        [
            village,
            len(visits),
            sum(v[10] for v in visits),
            sum(v[12] == PLANNED for v in visits),
            sum(v[12] == DEFERRED for v in visits),
            min((v[9] for v in visits if v[9]), default=None),
        ]
        for village, visits in sorted(villages.items())
    ]


def _capacity(lines: list[list[Any]], workload: Workload) -> list[list[Any]]:
    said = f"{workload.staff} 人 × 每人每日 {labels.amount(workload.hours_per_day)} 小时 × {workload.working_days} 个工作日"
    deferred = sum(line[12] == DEFERRED for line in lines)
    return [
        ["可用工时", workload.capacity, said],
        [
            "所需工时",
            workload.hours_per_visit * len(lines),
            f"{len(lines)} 次走访 × 每次 {labels.amount(workload.hours_per_visit)} 小时",
        ],
        [
            "本批安排",
            len(lines) - deferred,
            "按风险顺序排入可用工时：先行救助、拟退出和红色线索、拟渐退和橙色线索、拟调整和黄色线索、其余",
        ],
        ["顺延", deferred, "超出可用工时，按原顺序顺延到下一期，仍须在期限内完成或报县级调度"],
    ]


def write(batch: BatchFiles) -> None:
    """乡镇/<乡镇>/入户工作计划_<乡镇>_<batch>.xlsx: the visits, the same by village, and the capacity."""
    for township, rows in batch.by_township(batch.query("visits", "visits")):
        workload = batch.texts.workload
        lines = schedule(rows, workload, batch.texts)
        book = batch.book(f"{township} {REPORT}")
        book.sheet("入户计划", COLUMNS, lines)
        book.sheet("按村汇总", BY_VILLAGE, _villages(lines))
        book.sheet("工时测算", CAPACITY, _capacity(lines, workload))
        batch.save(book, batch.township_path(township, REPORT), REPORT, len(lines), township)
