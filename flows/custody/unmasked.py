"""The published tables with full IDs in place of the masked ones, for those who asked with a reason.

The clear ID of a member is the register's, shown only where its mask is the one that was
published; any other stays masked.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.ddl import quoted
from schemas.macros import define_macros
from schemas.model import tables

_REGISTER = """
    CREATE TABLE register AS
    SELECT person_id, resident_id AS clear, mask_id(resident_id) AS masked FROM store.core.persons WHERE length(resident_id) >= 15
"""
_OF_PERSON = """
    CREATE VIEW mart.{table} AS
    SELECT t.* REPLACE (coalesce(r.clear, t.resident_id_masked) AS resident_id_masked)
    FROM published.mart.{table} t LEFT JOIN register r ON r.person_id = t.person_id AND r.masked = t.resident_id_masked
"""
# The head is named by a masked ID alone: the member of the same household whose ID has that mask.
_OF_HEAD = """
    CREATE VIEW mart.{table} AS
    WITH heads AS (
        SELECT m.batch_id, m.household_id, r.masked, min(r.clear) AS clear
        FROM published.mart.members m JOIN register r ON r.person_id = m.person_id AND r.masked = m.resident_id_masked
        WHERE m.register = '{register}' GROUP BY ALL HAVING count(DISTINCT r.clear) = 1
    )
    SELECT t.* REPLACE (coalesce(h.clear, t.head_id_masked) AS head_id_masked)
    FROM published.mart.{table} t
    LEFT JOIN heads h ON h.batch_id = t.batch_id AND h.household_id = t.household_id AND h.masked = t.head_id_masked
"""


@contextmanager
def unmasked_mart(store: Store, workspace: Workspace) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on which schema mart says full IDs. Everything of it stays in memory."""
    con = store.con.cursor()
    try:
        con.execute("USE memory")
        define_macros(con)
        con.execute(f"ATTACH {quoted(str(workspace.published))} AS published (READ_ONLY)")
        con.execute(_REGISTER)
        con.execute("CREATE SCHEMA mart")
        for name in tables("mart"):
            if name in ("members", "leads"):
                con.execute(_OF_PERSON.format(table=name))
            elif name in ("households", "applications"):
                con.execute(_OF_HEAD.format(table=name, register="roster" if name == "households" else "application"))
            else:
                con.execute(f'CREATE VIEW mart."{name}" AS FROM published.mart."{name}"')
        yield con
    finally:
        con.execute("DROP SCHEMA IF EXISTS memory.mart CASCADE")
        con.execute("DROP TABLE IF EXISTS memory.register")
        con.execute("DETACH DATABASE IF EXISTS published")
        con.close()
