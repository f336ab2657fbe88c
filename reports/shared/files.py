"""The files of a batch, written from the mart tables alone: one after another, the statistics and the page last
because they reconcile the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from reports import applications, leads, page, proposals, pushes, returns, review, statistics, visits
from reports.shared.batch_files import Row, open_batch
from reports.shared.texts import Texts
from schemas.row_keys import RowKeys

REPORTS = (review, proposals, applications, leads, visits, returns, pushes, statistics, page)


def write(
    con: duckdb.DuckDBPyConnection, batch_id: str, out: Path, texts: Texts | None = None, history: Sequence[Row] = (), row_keys: RowKeys | None = None,
    before_each: Callable[[], None] = lambda: None,
) -> list[Path]:  # fmt: skip
    """Write every file of a batch under `out`; `mart.<table>` must resolve on `con`. Returns the paths, sorted.

    `history`: `reports.page.trend` of the batches before this one. `before_each` is called before each report;
    what it raises ends the writing.

    Raises LookupError when mart.batches does not hold the batch.
    """
    batch = open_batch(con, batch_id, Path(out), texts or Texts(), history, row_keys=row_keys)
    for report in REPORTS:
        before_each()
        report.write(batch)
    return sorted(batch.paths)
