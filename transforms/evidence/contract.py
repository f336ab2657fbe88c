"""The evidence contract: a dataset's SQL selects columns of evidence from `facts` alone, and gives the
kinds that the dataset proves.

DuckDB itself reads the SQL: it describes it over an empty `facts`, and its parser gives the expression of `kind`. What
the text alone does not tell is looked at when the rows are there, by `refuse_other_kinds`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from schemas.checked import ContractError, not_among, problem
from schemas.macros import define_macros
from schemas.model import Catalog, Dataset, evidence_kinds, tables

SOURCE: Mapping[str, str] = {
    "evidence_id": "BIGINT",
    "dataset": "VARCHAR",
    "file": "VARCHAR",
    "sheet": "VARCHAR",
    "row": "BIGINT",
    "observed_on": "DATE",
    "fact_id": "BIGINT",
}
"""The fields of `source` that every dataset's facts have."""
_OF_THE_BATCH = ("evidence_class", "is_stale")
EVIDENCE_COLUMNS: Mapping[str, str] = {
    c.name: c.type for c in tables("core")["evidence"].columns if c.name not in (*SOURCE, *_OF_THE_BATCH)
}
"""What the SQL of a dataset may select beside `source`: column and type."""
_FUNCTIONS = ("unnest", "range", "generate_series")  # table functions that read nothing from outside
_NUMBER = re.compile(r"^(DECIMAL|DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?\b)")


@dataclass(frozen=True)
class Kinds:
    """What `kind` can be. stated: certainly these; filtered: codes of a column, of which a
    condition may leave some out;
    is_open: it may be anything; may_be_empty: it may be NULL."""

    stated: frozenset[str] = frozenset()
    filtered: frozenset[str] = frozenset()
    is_open: bool = False
    may_be_empty: bool = False

    def __or__(self, other: Kinds) -> Kinds:
        return Kinds(
            self.stated | other.stated,
            self.filtered | other.filtered,
            self.is_open or other.is_open,
            self.may_be_empty or other.may_be_empty,
        )


_OPEN = Kinds(is_open=True, may_be_empty=True)


def refuse_misfits(catalog: Catalog) -> None:
    """ContractError, one line per problem with file and line, when a dataset's SQL does not keep the contract."""
    datasets = [dataset for dataset in catalog.datasets.values() if dataset.evidence_sql]
    with duckdb.connect(config={"threads": "1", "enable_external_access": "false"}) as con:
        problems = [line for dataset in datasets for line in _problems(con, dataset)]
    if problems:
        raise ContractError(*problems)


def refuse_other_kinds(con: DuckDBPyConnection, dataset: Dataset, table: str) -> None:
    """ContractError when the rows just told are of a kind that the dataset does not prove; looked at only
    where its SQL leaves it open."""
    kinds = _of_query(_parsed(con, dataset), dataset, None)
    if not (kinds.is_open or kinds.may_be_empty or kinds.filtered - dataset.proves.keys()):
        return
    odd = f"SELECT kind, count(*) FROM {table} WHERE NOT list_contains($1, kind) OR kind IS NULL GROUP BY kind ORDER BY kind"
    for kind, rows in con.execute(odd, [list(dataset.proves)]).fetchall():
        named = f"kind {kind!r}" if kind in evidence_kinds() else "no kind" if kind is None else "an unknown kind"
        allowed = ", ".join(sorted(dataset.proves))
        raise ContractError(f"{dataset.sql_place}: {rows} rows are of {named}; allowed by `proves`: {allowed}")


def _problems(con: DuckDBPyConnection, dataset: Dataset) -> Iterator[str]:
    columns = ", ".join(f'NULL::{c.sql_type} AS "{c.name}"' for c in dataset.columns.values())
    source = ", ".join(f"'{name}': NULL::{type_}" for name, type_ in SOURCE.items())
    con.execute(f"CREATE OR REPLACE TEMP VIEW facts AS SELECT {columns}, {{{source}}} AS source LIMIT 0")
    query = _parsed(con, dataset)
    outside = _read_from(query)
    for table in outside:
        why = f"it reads {table!r}; allowed: facts, for its rows stay as long as the facts do"
        yield _at(dataset, _line_of(dataset, table), why)
    if outside:
        return
    try:
        selected = _described(con, dataset)
    except duckdb.Error as error:
        why, _, place = str(error).partition("LINE ")
        yield _at(dataset, place.partition(":")[0] or "1", f"DuckDB does not understand it: {' '.join(why.split())}")
        return
    yield from _odd_columns(dataset, selected)
    if "kind" in selected:
        yield from _odd_kinds(dataset, _of_query(query, dataset, None))


def _described(con: DuckDBPyConnection, dataset: Dataset) -> dict[str, str]:
    """Column and type of what the SQL selects; our macros are defined when it calls a
    function that DuckDB does not know."""
    describe = f"DESCRIBE ({dataset.evidence_sql}\n)"
    try:
        found = con.execute(describe)
    except duckdb.CatalogException:
        define_macros(con)
        found = con.execute(describe)
    return {name: type_ for name, type_, *_ in found.fetchall()}


def _odd_columns(dataset: Dataset, selected: Mapping[str, str]) -> Iterator[str]:
    for name, type_ in selected.items():
        if name != "source" and name not in EVIDENCE_COLUMNS:
            why = f"column {not_among(name, ('source', *EVIDENCE_COLUMNS), 'no column of evidence')}"
            yield _at(dataset, _line_of(dataset, name), why)
        elif not _fits(type_, EVIDENCE_COLUMNS.get(name, "")):
            why = f"column {name!r} is of type {type_}; allowed: {EVIDENCE_COLUMNS[name]}"
            yield _at(dataset, _line_of(dataset, name), why)
    for name in ("source", "kind"):
        if name not in selected:
            yield _at(dataset, "1", f"column {name!r} is missing; select it")


def _fits(type_: str, wanted: str) -> bool:
    """Whether values of a type can stand in a column of evidence without a text being read as a date or a number."""
    if wanted == "DATE":
        return type_.strip('"') in ("DATE", "NULL") or type_.startswith("TIMESTAMP")
    return not wanted.startswith("DECIMAL") or type_.strip('"') == "NULL" or bool(_NUMBER.match(type_))


def _odd_kinds(dataset: Dataset, kinds: Kinds) -> Iterator[str]:
    for kind in sorted(kinds.stated - dataset.proves.keys()):
        why = f"kind {not_among(kind, dataset.proves, f'not among what {dataset.name}.yaml proves')}"
        yield _at(dataset, _line_of(dataset, kind, "kind"), why)
    if not kinds.is_open:
        for kind in sorted(dataset.proves.keys() - kinds.stated - kinds.filtered):
            given = ", ".join(sorted(kinds.stated | kinds.filtered)) or "none"
            why = f"no row of {dataset.name}.sql can be of this kind; it gives: {given}"
            yield problem(dataset.place, ("proves", kind), why)


def _at(dataset: Dataset, line: str, why: str) -> str:
    return f"{dataset.sql_place}, line {line}: {why}"


def _line_of(dataset: Dataset, *words: str) -> str:
    """The number of the first line that says one of the words, the first word first; comments do not count."""
    lines = [line.partition("--")[0] for line in (dataset.evidence_sql or "").splitlines()]
    for word in words:
        said = re.compile(rf"(?i)\b{re.escape(word)}\b")
        for number, line in enumerate(lines, start=1):
            if said.search(line):
                return str(number)
    return "1"


def _parsed(con: DuckDBPyConnection, dataset: Dataset) -> dict[str, Any]:
    """The query as DuckDB's parser sees it; empty where that is no single query, which describing it explains."""
    ((text,),) = con.execute("SELECT json_serialize_sql($1)", [dataset.evidence_sql]).fetchall()
    statements = json.loads(text).get("statements", ())
    return statements[0]["node"] if len(statements) == 1 else {}


def _read_from(node: Any) -> list[str]:
    """The tables and table functions that a parsed query reads, but for `facts`, its own CTEs and
    what only counts or unfolds."""
    named, read = {"facts"}, set()
    for part in _every(node):
        named |= {entry["key"] for entry in part.get("cte_map", {}).get("map", ())}
        if part.get("type") == "BASE_TABLE":
            read.add(part["table_name"])
        elif part.get("type") == "TABLE_FUNCTION" and part["function"]["function_name"] not in _FUNCTIONS:
            read.add(part["function"]["function_name"])
    return sorted(read - named)


def _every(node: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(node, dict):
        yield node
        node = list(node.values())
    if isinstance(node, list):
        for part in node:
            yield from _every(part)


def _of_query(node: Mapping[str, Any], dataset: Dataset, place: int | None) -> Kinds:
    """What the column `kind` of a query can be. place: where it stands, when another
    query gives it its name (UNION)."""
    if node["type"] == "SET_OPERATION_NODE" and node["setop_type"] in ("UNION", "UNION_BY_NAME"):
        by_place = _place_of_kind(node) if node["setop_type"] == "UNION" and place is None else place
        return _of_query(node["left"], dataset, by_place) | _of_query(node["right"], dataset, by_place)
    if node["type"] != "SELECT_NODE":
        return _OPEN
    place = _place_of_kind(node) if place is None else place
    selected = node["select_list"]
    if place is None or place >= len(selected) or any(e["class"] == "STAR" for e in selected[:place]):
        return _OPEN
    source = node["from_table"]
    is_facts = source["type"] == "BASE_TABLE" and source["table_name"] == "facts"
    found = _given(selected[place], dataset if is_facts else None, {})
    if any(node[condition] for condition in ("where_clause", "having", "qualify")):
        coded = frozenset(c for column in dataset.columns.values() for c in column.codes) - _constants(selected[place])
        found = replace(found, stated=found.stated - coded, filtered=found.filtered | (found.stated & coded))
    return found


def _place_of_kind(node: Mapping[str, Any]) -> int | None:
    while node["type"] == "SET_OPERATION_NODE":
        node = node["left"]
    for place, expression in enumerate(node.get("select_list", ())):
        if (expression["alias"] or expression.get("column_names", [""])[-1]) == "kind":
            return place
    return None


def _constants(expression: Any) -> frozenset[str]:
    return frozenset(p["value"]["value"] for p in _every(expression) if p.get("class") == "CONSTANT" and not p["value"]["is_null"])  # fmt: skip


def _given(expression: Mapping[str, Any], dataset: Dataset | None, told_apart: Mapping[str, frozenset[str]]) -> Kinds:
    """What an expression can be. told_apart: column -> codes that an earlier branch of a CASE took."""
    kind = expression["class"]
    if kind == "CONSTANT":
        value = expression["value"]
        return Kinds(may_be_empty=True) if value["is_null"] else Kinds(frozenset([str(value["value"])]))
    if kind == "CAST":
        return _given(expression["child"], dataset, told_apart)
    if kind == "OPERATOR" and expression["type"] == "OPERATOR_COALESCE":
        children = [_given(child, dataset, told_apart) for child in expression["children"]]
        return replace(_together(children), may_be_empty=all(child.may_be_empty for child in children))
    if kind == "COLUMN_REF":
        column = dataset.columns.get(expression["column_names"][-1]) if dataset else None
        if column is None or not column.codes:
            return _OPEN
        codes = frozenset(column.codes) - told_apart.get(column.name, frozenset())
        return Kinds(codes, may_be_empty=not column.required)
    if kind == "CASE":
        return _given_by_case(expression, dataset, told_apart)
    return _OPEN


def _given_by_case(case: Mapping[str, Any], dataset: Dataset | None, told_apart: Mapping[str, frozenset[str]]) -> Kinds:
    branches = []
    for check in case["case_checks"]:
        column, codes = _told_apart_by(check["when_expr"])
        taken = check["then_expr"]
        if column and taken["class"] == "COLUMN_REF" and taken["column_names"][-1] == column:
            branches.append(Kinds(codes))
        else:
            branches.append(_given(taken, dataset, told_apart))
        told_apart = {**told_apart, column: told_apart.get(column, frozenset()) | codes}
    return _together([*branches, _given(case["else_expr"], dataset, told_apart)])


def _told_apart_by(condition: Mapping[str, Any]) -> tuple[str, frozenset[str]]:
    """(column, codes) of `column = 'code'` and `column IN ('code', …)`; ("", none) of another condition."""
    if condition["type"] == "COMPARE_EQUAL":
        subject, codes = condition["left"], [condition["right"]]
    elif condition["type"] == "COMPARE_IN":
        subject, *codes = condition["children"]
    else:
        return "", frozenset()
    if subject["class"] != "COLUMN_REF" or any(code["class"] != "CONSTANT" for code in codes):
        return "", frozenset()
    return subject["column_names"][-1], frozenset(str(code["value"].get("value")) for code in codes)


def _together(found: Sequence[Kinds]) -> Kinds:
    whole = Kinds()
    for one in found:
        whole |= one
    return whole
