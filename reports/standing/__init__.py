"""Where the work stands after a batch and the answers to it: what is open, whose data is confirmed by
visits, which terms run out."""

from __future__ import annotations

from importlib.resources import files

import duckdb

from reports.shared.batch_files import Row, fetch


def standing(con: duckdb.DuckDBPyConnection, batch_id: str, name: str) -> list[Row]:
    """The rows of one of `progress`, `codes`, `departments`, `clocks`, `waiting`; each file says its grain."""
    sql = (files("reports") / "standing" / f"{name}.sql").read_text(encoding="utf-8")
    return fetch(con, sql, batch_id=batch_id)
