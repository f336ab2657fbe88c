"""批次报告: one self-contained HTML page per batch, for a phone as well as a desk: no script, no
network, no clear ID, names as 姓*.

Everything in it comes from the mart tables of the batch; the trend adds the rows of earlier
batches that the flow hands over.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Any

import duckdb
from jinja2 import Environment, FunctionLoader, StrictUndefined

from reports.page import charts
from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row, fetch
from reports.shared.texts import Texts
from reports.statistics import checks
from schemas.masking import mask_name

REPORT = "批次报告"
SHOWN_PER_TOWNSHIP = 300  # households one township may add to the page; its workbook holds them all
TREND_BATCHES = 26
_LISTS = ("exit", "gradual_exit", "adjust", "review", "keep")
_COLOURS = (("红", "red"), ("橙", "orange"), ("黄", "yellow"), ("蓝", "blue"))


def trend(con: duckdb.DuckDBPyConnection, first: int, last: int) -> list[Row]:
    """One row per batch from number `first` to `last` on a connection where mart.<table> resolves."""
    return fetch(con, _text("trend.sql"), first=first, last=last)


def write(batch: BatchFiles) -> None:
    """批次报告.html"""
    number = batch.about["batch_number"]
    rows = [*batch.history, *trend(batch.con, number, number)][-TREND_BATCHES:]
    path = batch.out / f"{REPORT}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_environment().get_template("page.html.j2").render(_content(batch, rows)), encoding="utf-8")
    batch.paths.append(path)


def _text(name: str) -> str:
    return files("reports").joinpath("page", name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FunctionLoader(_text), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"figure": labels.amount, "day": labels.day}
    made.globals |= {"percent": percent}
    return made


def percent(numerator: Any, denominator: Any) -> str:
    """12.5%; a rate without a denominator is not 0."""
    return f"{100 * numerator / denominator:.1f}%" if denominator else "—"


def _content(batch: BatchFiles, rows: Sequence[Row]) -> dict[str, Any]:
    townships = batch.query("page", "townships")
    findings = batch.query_once("statistics", "findings")
    coverage = batch.query_once("statistics", "coverage")
    failed = [check for check in checks.reconcile(batch) if checks.is_failing(check)]
    counted = ("households", *_LISTS, "leads", *(name for _, name in _COLOURS), "applications")
    total = {name: sum(row[name] for row in townships) for name in counted}
    return {
        "about": batch.about | {"kind": labels.said(labels.BATCH_KINDS, batch.about["kind"])},
        "notice": batch.texts.policy_notice,
        "note": labels.NOTE,
        "total": total,
        "lists": [(name, labels.said(labels.LISTS, name)) for name in _LISTS],
        "colours": _COLOURS,
        "urgent": fetch(
            batch.con, "SELECT count(*) AS n FROM mart.leads WHERE batch_id = $id AND is_urgent", id=batch.batch_id
        )[0]["n"],
        "applications": _applications(batch),
        "townships": [
            row | {"bar": charts.stacked([row[name] for name in _LISTS], row["households"])}
            for row in townships
            if row["households"] or row["applications"]
        ],
        "findings": [
            row
            | {
                "title": batch.texts.finding(row["code"]),
                "bar": charts.width(row["households"], max(f["households"] for f in findings)),
            }
            for row in sorted(findings, key=lambda row: (-row["households"], row["code"]))
        ],
        "leads": [
            row | {"bar": charts.stacked([row[name] for _, name in _COLOURS], max(t["leads"] for t in townships))}
            for row in townships
            if row["leads"]
        ],
        "cases": batch.query("page", "cases")[0],
        "departments": _departments(coverage, batch.texts),
        "delivered": sum(bool(row["is_delivered"]) for row in coverage),
        "stale": sum(bool(row["is_stale"]) for row in coverage),
        "datasets": len(coverage),
        "trend": charts.lines(rows, (("flagged", "需处理户"), ("exits", "拟退出户"), ("leads", "线索"))),
        "batches": rows,
        "failed": failed,
        "drill": _drill(batch),
    }


def _applications(batch: BatchFiles) -> list[tuple[str, int]]:
    counted = fetch(
        batch.con,
        "SELECT result, count(*) AS n FROM mart.applications WHERE batch_id = $id GROUP BY result ORDER BY result",
        id=batch.batch_id,
    )
    return [(labels.said(labels.APPLICATION_RESULTS, row["result"]), row["n"]) for row in counted]


def _departments(coverage: Sequence[Row], texts: Texts) -> list[dict[str, Any]]:
    """One entry per department: its datasets, each with what became of it."""
    entries = []
    for name, rows in groupby(coverage, key=lambda row: row["department"]):
        datasets = []
        for row in rows:
            state = "未报送" if not row["is_delivered"] else "已过期" if row["is_stale"] else "已到位"
            datasets.append(row | {"state": state, "title": row["title"]})
        lacking = [row for row in datasets if row["state"] != "已到位"]
        entries.append({"title": texts.department(name), "datasets": datasets, "lacking": lacking})
    return sorted(entries, key=lambda entry: (not entry["lacking"], entry["title"]))


def _drill(batch: BatchFiles) -> list[dict[str, Any]]:
    """Townships, their villages, their households on a list; no ID, the head's surname alone."""
    entries = []
    for township, rows in groupby(batch.query("page", "households"), key=lambda row: row["township"]):
        listed = list(rows)
        shown = [_household(batch, row) for row in listed[:SHOWN_PER_TOWNSHIP]]
        villages = [(village, list(members)) for village, members in groupby(shown, key=lambda row: row["village"])]
        entries.append(
            {"township": township, "count": len(listed), "left": len(listed) - len(shown), "villages": villages}
        )
    return entries


def _household(batch: BatchFiles, row: Row) -> Row:
    findings = [
        {
            "title": batch.texts.coded(finding["code"]),
            "effect": labels.said(labels.EFFECTS, finding["effect"]),
            "state": labels.said(labels.STATES, finding["state"]),
            "value": _value(finding),
        }
        for finding in row["findings"] or ()
    ]
    return row | {
        "head": mask_name(row["head_name"]) or "",
        "list_title": labels.said(labels.LISTS, row["list"]),
        "programme": labels.programme(row["programme"]),
        "suggested": labels.programme(row["suggested_programme"]),
        "findings": findings,
    }


def _value(finding: Row) -> str:
    if finding["value"] is None:
        return ""
    limit = f"，限 {labels.amount(finding['limit_value'])}" if finding["limit_value"] is not None else ""
    return f"{labels.amount(finding['value'])}{limit} {finding['unit'] or ''}".rstrip()
