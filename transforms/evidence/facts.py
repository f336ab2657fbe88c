"""One row per fact and holder: rows with an equal, complete key are one fact.

The newest row of a fact gives its values: own query date first, then the file's date, the later batch, the file name
and the row. Every holder that any of its rows names stays linked, cited by its own newest row. A key with an empty
part, or none, merges only rows equal in all columns.
Source: header of the dataset contract (`keeps`, `mode`, `sender`).
"""

from __future__ import annotations

from collections.abc import Mapping

from duckdb import DuckDBPyConnection

from schemas.ddl import quoted
from schemas.model import QUERIED_ON, Dataset
from transforms.evidence.statements import run

# Each is a file of sql/. Rows stay where they are: only their places are sorted, and only rows whose key
# occurs twice are compared whole.
PLACED = (
    "places",  # where the rows in force stand
    "keyed",  # the key of the fact that each row tells
    "suspects",  # rows that may tell the fact of another row
)
MERGED = (
    "compared",  # which of them do, and which is the newest
    "numbered",  # the rows that stay
    "fact_values",  # what a fact of several holders says
)

# Most datasets have no suspects: then nothing is compared, and the empty table stands for
# what comparing would have found.
COMPARED = {
    "superseded": "(SELECT clean_row, place_no FROM compared WHERE age > 1)",
    "fact_values": "fact_values",
}
NOT_COMPARED = {
    "superseded": "suspects",
    "fact_values": "(SELECT clean_row AS evidence_id, clean_row AS fact_id FROM suspects)",
}

HOLDER_EXTRAS = (
    "former_name",
    "birth_date",
    "phone",
    "address",
    "guardian_id",
    "guardian_name",
    "hukou_number",
    "township",
    "village",
)


def deliveries_in_force(con: DuckDBPyConnection, dataset: Dataset, batch_number: int) -> None:
    """One row per content, file and sender of the dataset that counts for the batch, as table `in_force`."""
    values = {
        "dataset": dataset.name,
        "batch_number": batch_number,
        "has_senders": dataset.sender_column is not None,
        "is_snapshot": dataset.mode == "snapshot",
    }
    run(con, "in_force", _pieces(dataset), values)


def facts(con: DuckDBPyConnection, dataset: Dataset, first_id: int, more: Mapping[str, str]) -> tuple[int, int]:
    """Define the view `facts`: the dataset's columns and `source`, a struct of (evidence_id, dataset, file,
    sheet, row, observed_on, fact_id).

    more: further fields of `source`, name to SQL text over the dataset's columns. Returns (rows accepted, rows kept).
    evidence_id counts on from first_id in the order of file, sheet and row; fact_id is the least
    of the fact. Needs `in_force`.
    """
    pieces = _pieces(dataset)
    for stage in PLACED:
        run(con, stage, pieces)
    ((has_suspects,),) = con.execute("SELECT count(*) > 0 FROM suspects").fetchall()
    pieces |= COMPARED if has_suspects else NOT_COMPARED
    for stage in MERGED if has_suspects else ("numbered",):
        run(con, stage, pieces, {"first_id": first_id})
    fields = {"dataset": quoted(dataset.name), **more}
    run(
        con,
        "facts",
        pieces
        | {
            "values": _values(dataset, has_suspects),
            "fields": ", ".join(f'"{name}" := {text}' for name, text in fields.items()),
        },
    )
    ((accepted, kept),) = con.execute("SELECT (SELECT count(*) FROM keyed), (SELECT count(*) FROM numbered)").fetchall()
    return accepted, kept


def _pieces(dataset: Dataset) -> dict[str, str]:
    """SQL texts that depend on the dataset's contract, by the name that sql/ gives them; `c`
    is a clean row, `p` its place."""
    sender, observed_on = "''", "p.observed_on"
    if dataset.sender_column:
        sender = f"coalesce(c.\"{dataset.sender_column}\", '')"
    if QUERIED_ON in dataset.columns:
        observed_on = f'coalesce(c."{QUERIED_ON}", p.observed_on)'
    return {
        "dataset": dataset.name,
        "clean": f'store.clean."{dataset.name}"',
        "sender": sender,
        "observed_on": observed_on,
        "columns": ", ".join(f'c."{c}"' for c in dataset.columns),
        "columns_by_name": ", ".join(f'"{c}" := "{c}"' for c in dataset.columns),
        "key_hash": _key(dataset, "hash({})"),
        "fact_key": _key(dataset, "concat_ws(chr(31), {})"),
        "fact_and_holder": ", ".join(["fact_key", *(f'"{c}"' for c in _naming_columns(dataset))]),
    }


def _keys(dataset: Dataset) -> list[tuple[str, str]]:
    """SQL texts (condition, comma-separated parts) of a row's fact key: the first that holds counts; the
    last, the whole row, always does."""
    keys = []
    for key in dataset.keeps:
        parts = [f'sign("{k.removesuffix(".sign")}")' if k.endswith(".sign") else f'"{k}"' for k in key]
        keys.append((" AND ".join(f"{p} IS NOT NULL" for p in parts), ", ".join(f"{p}::VARCHAR" for p in parts)))
    return [*keys, ("true", ", ".join(f'coalesce("{c}"::VARCHAR, chr(30))' for c in dataset.columns))]


def _key(dataset: Dataset, form: str) -> str:
    """SQL text of a row's fact key in a form: `concat_ws(chr(31), {})`, exact, or `hash({})`, equal for equal keys."""
    cases = [
        f"WHEN {holds} THEN {form.format(f'{number}, {parts}')}" for number, (holds, parts) in enumerate(_keys(dataset))
    ]
    return f"CASE {' '.join(cases)} END"


def _naming_columns(dataset: Dataset) -> list[str]:
    """The columns by which two rows of one fact name different holders: IDs and names; none where
    the key itself holds the IDs."""
    ids = {c for party in dataset.parties for c in party.id_columns}
    keyed = {c for key in dataset.keeps for c in key}
    if dataset.parties and all(party.id_column in keyed for party in dataset.parties):
        return []
    return [c for c in dataset.columns if c in ids or c in {party.name_column for party in dataset.parties}]


def _holder_columns(dataset: Dataset) -> list[str]:
    """The columns that describe a holder rather than the fact, in catalog order."""
    naming = _naming_columns(dataset)
    return [c for c in dataset.columns if c in naming or (naming and c in HOLDER_EXTRAS)]


def _values(dataset: Dataset, has_suspects: bool) -> str:
    """SQL text of the dataset's columns; where a fact has several holders, its newest values, but of each
    holder what its own row says."""
    own = _holder_columns(dataset) if has_suspects else dataset.columns
    return ", ".join(
        f'c."{c}"' if c in own else f'CASE WHEN w.newest IS NULL THEN c."{c}" ELSE w.newest."{c}" END AS "{c}"'
        for c in dataset.columns
    )
