"""What may go when batches grow old, and the proof that it is gone.

Of a batch that is older than the day asked for, and not the newest: what was delivered, as delivered (raw); the cleaned
rows of deliveries that no later batch rests on; the register entries, judgements and lead keys of people whom nothing
that stays names; its folder of lists. What stays: statistics and the masked mart, answers (numbers within them masked),
cases, notice numbers, and every delivery in force for a batch that stays.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from flows.clock import COUNTY_TIME
from flows.custody import long_numbers
from flows.errors import BatchError
from flows.storage import keys
from flows.storage.raw import content_of
from flows.storage.rewrite import copy, rewriting
from flows.storage.workspace import Workspace
from reports import sent_back
from schemas.ddl import quoted
from schemas.free_text import masked_sql
from schemas.macros import define_macros
from schemas.model import Dataset, catalog
from transforms.evidence.facts import deliveries_in_force

_LONG = "[0-9]{11,20}[0-9Xx]?"  # in a text: what looks like an ID, a phone or an account


@dataclass(frozen=True)
class Plan:
    """What would go: batches, deliveries as delivered, deliveries as cleaned rows, people of the register,
    folders and return workbooks."""

    batches: tuple[str, ...]
    as_delivered: int
    cleaned: int
    people: int
    paths: tuple[Path, ...]
    numbers: int

    @property
    def is_empty(self) -> bool:
        return not (self.as_delivered or self.cleaned or self.people or self.paths)


def looked_at(workspace: Workspace, cutoff: date) -> Plan:
    """The plan, with nothing changed."""
    with keys.looking(workspace.core) as con:
        return _planned(con, workspace, cutoff)


def purge(workspace: Workspace, cutoff: date) -> tuple[Plan, dict[str, int]]:
    """Carry the plan out. Returns it, and the rows removed by table. A BatchError when a
    removed number is still found."""
    secret = keys.key()
    with rewriting(workspace, secret, secret) as con:
        plan = _planned(con, workspace, cutoff)
        removed = copy(con, _kept(con))
        _prove_rows(con)
        gone = {number.encode() for (number,) in con.execute("SELECT number FROM gone_numbers").fetchall()}
    for path in plan.paths:
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    _prove_bytes(workspace, gone, is_plain=secret is None)
    return plan, removed


def _planned(con: duckdb.DuckDBPyConnection, workspace: Workspace, cutoff: date) -> Plan:
    """Write the tables old, gone_raw, gone, gone_persons, kept_texts and gone_numbers into the memory of
    `con`; `store` is core.duckdb."""
    con.execute("USE memory")
    define_macros(con)
    con.execute("CREATE TABLE old AS SELECT batch_id, number FROM store.core.batches WHERE as_of < ? AND number < (SELECT max(number) FROM store.core.batches)",
                [cutoff])  # fmt: skip
    _contents(con)
    _people(con, workspace)
    _numbers(con)
    batches = tuple(batch for (batch,) in con.execute("SELECT batch_id FROM old ORDER BY number").fetchall())
    counts = con.execute(
        "SELECT (SELECT count(*) FROM gone_raw), (SELECT count(*) FROM gone), (SELECT count(*) FROM gone_persons), count(*) FROM gone_numbers"
    )
    as_delivered, cleaned, people, numbers = counts.fetchall()[0]
    return Plan(batches, as_delivered, cleaned, people, _paths(workspace, batches, cutoff), numbers)


def _datasets(con: duckdb.DuckDBPyConnection) -> list[Dataset]:
    """Every dataset that core.duckdb holds rows of, those of the counties included. BatchError when nobody can
    say what a table's columns are."""
    from transforms.policy import PolicyError, datasets

    stored = con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = 'store' AND schema_name = 'clean'"
    )
    names = {name for (name,) in stored.fetchall()}
    known = dict(catalog().datasets)
    if names - known.keys():
        for (code,) in con.execute("SELECT DISTINCT jurisdiction FROM store.core.batches ORDER BY ALL").fetchall():
            try:
                known |= datasets(code).datasets
            except PolicyError as error:
                raise BatchError(f"{error}. Nothing was removed") from None
    if odd := sorted(names - known.keys()):
        raise BatchError(
            f"core.duckdb holds rows of {', '.join(odd)}, which no policy of its batches describes; "
            "put the YAML file of that dataset back, then run again. Nothing was removed"
        )
    return [dataset for name, dataset in known.items() if name in names]


def _contents(con: duckdb.DuckDBPyConnection) -> None:
    """gone_raw: contents that only old batches delivered (or none). gone: those of them that
    no batch that stays rests on."""
    con.execute("""
        CREATE TABLE kept_files AS SELECT DISTINCT content_id FROM store.core.files WHERE batch_id NOT IN (SELECT batch_id FROM old);
        CREATE TABLE in_use AS FROM kept_files""")
    # A delivery only goes out of force as batches go on: the first batch that stays, and each that
    # follows an old one, sees the most.
    numbers = (
        con.execute("""
        SELECT number FROM store.core.batches WHERE number NOT IN (SELECT number FROM old)
          AND (number = (SELECT min(number) FROM store.core.batches WHERE number NOT IN (SELECT number FROM old))
               OR number - 1 IN (SELECT number FROM old))""").fetchall()
        if _any(con, "old")
        else []
    )
    for (number,) in numbers:
        for dataset in _datasets(con):
            deliveries_in_force(con, dataset, number)
            con.execute("INSERT INTO in_use SELECT content_id FROM in_force")
    con.execute("""
        CREATE TABLE gone_raw AS
        SELECT content_id FROM store.core.contents WHERE content_id NOT IN (FROM kept_files) AND content_id IN (SELECT content_id FROM store.raw.tables);
        CREATE TABLE gone AS SELECT content_id FROM store.core.contents WHERE content_id NOT IN (FROM in_use)""")
    if not _any(con, "old"):
        con.execute("DELETE FROM gone_raw; DELETE FROM gone")


def _people(con: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """kept_texts: every text of a cleaned row that stays. gone_persons: register entries that neither such a text
    nor a batch that stays names."""
    con.execute("CREATE TABLE kept_texts (text VARCHAR)")
    for dataset in _datasets(con):
        for column in dataset.columns.values():
            if column.sql_type == "VARCHAR" and column.personal != "none":
                con.execute(
                    f'INSERT INTO kept_texts SELECT DISTINCT "{column.name}" FROM store.clean."{dataset.name}" WHERE content_id NOT IN (FROM gone)'
                )
    con.execute(f"""
        CREATE TABLE kept_ids AS
        WITH numbers AS (SELECT DISTINCT upper(unnest(regexp_extract_all(text, '{_LONG}'))) AS n FROM kept_texts)
        SELECT n AS id FROM numbers UNION SELECT full_id(n) FROM (FROM numbers WHERE length(n) = 15) UNION SELECT text FROM kept_texts;
        ATTACH {quoted(str(workspace.published))} AS published (READ_ONLY);
        CREATE TABLE kept_persons AS
        SELECT DISTINCT person_id FROM (
            SELECT batch_id, person_id FROM published.mart.members UNION ALL SELECT batch_id, person_id FROM published.mart.matches
            UNION ALL SELECT batch_id, person_id FROM published.mart.leads UNION ALL SELECT batch_id, person_id FROM published.mart.findings)
        WHERE batch_id NOT IN (SELECT batch_id FROM old);
        CREATE TABLE kept_leads AS SELECT DISTINCT lead_id FROM published.mart.leads WHERE batch_id NOT IN (SELECT batch_id FROM old);
        DETACH published;
        CREATE TABLE gone_persons AS
        SELECT person_id FROM store.core.persons p
        WHERE resident_id IS NOT NULL AND EXISTS (FROM old) AND resident_id NOT IN (SELECT id FROM kept_ids WHERE id IS NOT NULL)
          AND person_id NOT IN (SELECT person_id FROM kept_persons WHERE person_id IS NOT NULL)""")


def _numbers(con: duckdb.DuckDBPyConnection) -> None:
    """gone_numbers: the IDs, phones and accounts that stand in nothing but what goes."""
    con.execute("CREATE TABLE gone_texts (text VARCHAR)")
    con.execute(
        "INSERT INTO gone_texts SELECT resident_id FROM store.core.persons WHERE person_id IN (FROM gone_persons)"
    )
    con.execute(
        "INSERT INTO kept_texts SELECT resident_id FROM store.core.persons WHERE person_id NOT IN (FROM gone_persons)"
    )
    for dataset in _datasets(con):
        texts = ", ".join(f'"{column.name}"' for column in dataset.columns.values() if column.sql_type == "VARCHAR")
        rows = f'SELECT DISTINCT unnest([{texts}]) FROM store.clean."{dataset.name}"'
        con.execute(f"INSERT INTO gone_texts {rows} WHERE content_id IN (FROM gone)")
        con.execute(f"INSERT INTO kept_texts {rows} WHERE content_id NOT IN (FROM gone)")
    for where, table in (("IN", "gone_texts"), ("NOT IN", "kept_texts")):
        contents = con.execute(
            f"SELECT DISTINCT content_id FROM store.raw.contents WHERE content_id {where} (FROM gone_raw)"
        ).fetchall()
        con.execute("USE store")
        delivered = (
            run.decode().upper()
            for (content_id,) in contents
            for run in long_numbers.found_in(content_of(con, content_id))
        )
        found = sorted({run for run in delivered if long_numbers.names_someone(run)})
        con.execute("USE memory")
        con.execute(f"INSERT INTO {table} SELECT unnest(?::VARCHAR[])", [found])
    runs = f"SELECT DISTINCT upper(unnest(regexp_extract_all(text, '{_LONG}'))) AS number FROM"
    con.execute(f"CREATE TABLE gone_numbers AS ({runs} gone_texts) EXCEPT ({runs} kept_texts)")


def _kept(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """For every table that loses rows or values: the SELECT of what stays."""
    kept = {
        f'clean."{dataset.name}"': f'FROM store.clean."{dataset.name}" WHERE content_id NOT IN (FROM memory.gone)'
        for dataset in _datasets(con)
    }
    kept |= {
        f'raw."{name}"': f"FROM store.raw.{name} WHERE content_id NOT IN (FROM memory.gone_raw)"
        for name in ("tables", "contents")
    }
    kept |= {
        f'core."{name}"': f"FROM store.core.{name} WHERE content_id NOT IN (FROM memory.gone)"
        for name in ("contents", "content_issues")
    }
    old = "(SELECT batch_id FROM memory.old)"
    typed = ("situation", "evidence", "opinion", "remark", "checkers")
    replaced = ", ".join(
        f"CASE WHEN answered_batch_id IN {old} THEN {masked_sql(c)} ELSE {c} END AS {c}" for c in typed
    )
    goes = "person_id IN (FROM memory.gone_persons)"
    columns = ", ".join(
        f"CASE WHEN NOT {goes} THEN {c} END AS {c}" for c in ("resident_id", "name", "birth_date", "hukou_number")
    )
    known = "SELECT text FROM memory.kept_texts WHERE text IS NOT NULL"
    return (
        kept
        | {
            'core."files"': f"FROM store.core.files WHERE NOT (batch_id IN {old} AND content_id IN (FROM memory.gone))",
            'core."file_issues"': f"FROM store.core.file_issues WHERE batch_id NOT IN {old}",
            # The number of a person stays given, so that it is never given again.
            'core."persons"': f"SELECT * REPLACE ({columns}) FROM store.core.persons",
            'core."judgements"': f"FROM store.core.judgements WHERE resident_id IN ({known}) AND (id_text = '' OR id_text IS NULL OR id_text IN ({known}))",
            'core."lead_ids"': """
            SELECT * REPLACE (CASE WHEN NOT starts_with(lead_key, 'outreach:') OR lead_id IN (FROM memory.kept_leads) OR lead_key IN (
                SELECT concat_ws('|', 'outreach:' || coalesce(name, ''), coalesce(village, ''), coalesce(phone, ''))
                FROM store.clean.outreach WHERE content_id NOT IN (FROM memory.gone)) THEN lead_key END AS lead_key)
            FROM store.core.lead_ids""",
            'core."outcomes"': f"SELECT * REPLACE ({replaced}) FROM store.core.outcomes",
        }
        if _any(con, "memory.old")
        else {}
    )


def _prove_rows(con: duckdb.DuckDBPyConnection) -> None:
    """No column of the new core.duckdb holds one of the numbers."""
    columns = con.execute("""SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE database_name = 'fresh' AND data_type LIKE 'VARCHAR%' ORDER BY ALL""").fetchall()  # fmt: skip
    for schema, table, column in columns:
        found = con.execute(f"""
            SELECT count(*) FROM memory.gone_numbers
            SEMI JOIN (SELECT DISTINCT upper(unnest(regexp_extract_all("{column}"::VARCHAR, '{_LONG}'))) AS number FROM fresh.{schema}."{table}") USING (number)
            """).fetchall()[0][0]
        if found:
            raise BatchError(
                f"{found} of the numbers to be removed still stand in {schema}.{table}.{column}; nothing was changed. Report this line"
            )


def _prove_bytes(workspace: Workspace, gone: set[bytes], is_plain: bool) -> None:
    """No file of the workspace holds one of the numbers, inside workbooks and papers too. An encrypted
    core.duckdb was proven by its rows."""
    for path in sorted(workspace.root.rglob("*")):
        if (
            path.is_file()
            and not path.is_symlink()
            and (is_plain or path != workspace.core)
            and long_numbers.are_in(path.read_bytes(), gone)
        ):
            raise BatchError(
                f"{path} still holds a number that was removed elsewhere; look at it, delete it when it may go, and run this again"
            )


def _paths(workspace: Workspace, batches: tuple[str, ...], cutoff: date) -> tuple[Path, ...]:
    folders = [workspace.out_of(batch) for batch in batches if workspace.out_of(batch).is_dir()]
    files = (path for path in (workspace.out / sent_back.FOLDER).rglob("*") if path.is_file())
    older = [path for path in files if datetime.fromtimestamp(path.stat().st_mtime, COUNTY_TIME).date() < cutoff]
    return (*folders, *sorted(older))


def _any(con: duckdb.DuckDBPyConnection, table: str) -> bool:
    return bool(con.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())
