"""What a batch shows in the Prefect UI: how far it is, which deliveries it had, what was decided, and where the report
lies. Counts only, no person.

Called outside a flow run, as plain functions, nothing is shown. A server that does not answer costs
the picture, never the batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import copy_context
from pathlib import Path
from uuid import UUID

import duckdb
from prefect.artifacts import create_link_artifact, create_progress_artifact, create_table_artifact
from prefect.client.schemas.actions import ArtifactUpdate
from prefect.context import FlowRunContext
from prefect.logging import get_run_logger

from flows.batch.progress import Watch
from flows.batch.run import Outcome
from flows.storage import published
from reports.shared.labels import LISTS

COVERAGE = """
    SELECT c.department AS "部门", c.title AS "数据", if(c.is_delivered, if(c.is_stale, '已过期', '有效'), '未报送') AS "状态",
           coalesce(c.observed_on::VARCHAR, '') AS "截至", c.files AS "文件", c.rows_read AS "行", c.rows_quarantined AS "隔离行"
    FROM mart.coverage c WHERE c.batch_id = $1 ORDER BY ALL"""
LEFT_OUT = """
    SELECT coalesce(department, '其他') AS "部门", code AS "原因", count(DISTINCT file) AS "文件",
           count(*) FILTER (severity = 'row_quarantined') AS "隔离行", count(*) FILTER (severity = 'file_rejected') AS "退回文件"
    FROM mart.issues WHERE batch_id = $1 AND severity IN ('file_rejected', 'row_quarantined') GROUP BY ALL ORDER BY ALL"""
DECISIONS = """
    SELECT list, count(*) AS households, coalesce(sum(size), 0)::BIGINT AS persons FROM mart.households WHERE batch_id = $1 GROUP BY list"""
LEADS = "SELECT count(*), count(*) FILTER (is_urgent) FROM mart.leads WHERE batch_id = $1"
APPLICATIONS = "SELECT count(*) FROM mart.applications WHERE batch_id = $1"


@contextmanager
def progress() -> Iterator[Watch | None]:
    """What tells the progress artifact of the flow run around us how far the batch is; None outside one.

    The server is told beside the batch, in a thread of its own, and of several news that wait only the latest.
    """
    context = FlowRunContext.get()
    if context is None:
        yield None
        return
    log, around = get_run_logger(), copy_context()
    artifact: UUID | None = None
    latest: tuple[float, str] = (0.0, "开始")

    def tell(news: tuple[float, str]) -> None:
        nonlocal artifact
        if news is not latest:
            return
        share, text = round(news[0] * 100, 1), news[1]
        with suppress(Exception):
            if artifact is None:
                made = create_progress_artifact(share, key="progress", description=text)
                artifact = made if isinstance(made, UUID) else None
            else:
                context.client.update_artifact(artifact, ArtifactUpdate(data=share, description=text))

    with ThreadPoolExecutor(1, "progress") as beside:

        def watch(share: float, text: str) -> None:
            nonlocal latest
            log.info(text)
            latest = (share, text)
            beside.submit(around.run, tell, latest)

        beside.submit(around.run, tell, latest)
        yield watch


def show(outcome: Outcome) -> None:
    """Tables of coverage, of what was left out and of the decisions, and a link to the report page."""
    if FlowRunContext.get() is None:
        return
    batch_id = outcome.batch.batch_id
    with suppress(Exception):
        with published.reading(outcome.workspace) as con:
            coverage, left_out = (_table(con, query, batch_id) for query in (COVERAGE, LEFT_OUT))
            decisions = _decisions(con, batch_id)
        create_table_artifact(coverage, key="coverage", description=f"报送情况，批次 {batch_id}")
        create_table_artifact(
            decisions, key="decisions", description=f"核对结果，批次 {batch_id}，核对日 {outcome.batch.as_of}"
        )
        if left_out:
            create_table_artifact(
                left_out, key="left-out", description=f"未采用的文件和行，批次 {batch_id}；明细见退回单"
            )
    link(outcome.lists / "批次报告.html", "批次报告", "report")


def link(path: Path, text: str, key: str) -> None:
    """A link to a file on this machine, and where it lies."""
    if FlowRunContext.get() is None:
        return
    with suppress(Exception):
        create_link_artifact(path.resolve().as_uri(), link_text=text, key=key, description=f"{text}：{path}")


def _table(con: duckdb.DuckDBPyConnection, query: str, batch_id: str) -> list[dict[str, object]]:
    result = con.execute(query, [batch_id])
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _decisions(con: duckdb.DuckDBPyConnection, batch_id: str) -> list[dict[str, object]]:
    counted = {row["list"]: row for row in _table(con, DECISIONS, batch_id)}
    rows = [
        {"结果": name, "户": counted.get(code, {}).get("households", 0), "人": counted.get(code, {}).get("persons", 0)}
        for code, name in LISTS.items()
    ]
    leads, urgent = con.execute(LEADS, [batch_id]).fetchall()[0]
    applications = con.execute(APPLICATIONS, [batch_id]).fetchall()[0][0]
    return [
        *rows,
        {"结果": "线索", "户": leads, "人": None},
        {"结果": "其中急难", "户": urgent, "人": None},
        {"结果": "申请", "户": applications, "人": None},
    ]
