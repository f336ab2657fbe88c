"""What a statement reads and makes, however it is written; DuckDB's binder, which the
product does not ask, is the judge."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.statements import head, look_at, made_by, read_by

READS = [
    ("FROM a", {"a"}),
    ("from a, b", {"a", "b"}),
    ('select * from "A" join "b c" using (x)', {"a", "b c"}),
    ("SELECT * FROM main.a SEMI JOIN steps.b USING (x) ANTI JOIN temp.c USING (x)", {"a", "b", "c"}),
    ("SELECT * FROM mart.a, store.core.b", {"mart.a", "store.core.b"}),
    ("SELECT 1 WHERE EXISTS (FROM a) AND 2 IN (SELECT x FROM b) AND 3 = (SELECT max(x) FROM c)", {"a", "b", "c"}),
    ("FROM a, LATERAL (SELECT * FROM b WHERE b.x = a.x) l", {"a", "b"}),
    ("FROM a, range(3), (VALUES (1)) v(x), unnest([1])", {"a"}),
    ("WITH c AS (FROM a) FROM c, b", {"a", "b"}),
    ("WITH a AS (FROM a) FROM a", {"a"}),
    ("WITH c AS (FROM b), b AS (SELECT 1) FROM b, c", {"b"}),
    ("WITH c AS (SELECT 1), d AS (FROM C) FROM d", set()),
    ("WITH c AS (SELECT 1) FROM main.c", {"c"}),
    ("SELECT (WITH c AS (FROM a) SELECT max(x) FROM c) FROM c", {"a", "c"}),
    ("WITH RECURSIVE r AS (FROM a UNION ALL SELECT r.* FROM r JOIN b USING (x)) FROM r", {"a", "b"}),
    ("FROM a UNION ALL BY NAME SELECT x FROM b EXCEPT FROM c", {"a", "b", "c"}),
    ("SELECT extract(year FROM d), 'FROM c', trim(LEADING 'x' FROM e) -- FROM b\nFROM a /* , z */", {"a"}),
    ("SELECT max(x) FILTER (WHERE y IS DISTINCT FROM z) FROM a", {"a"}),
    ("SELECT sum(x) OVER (ORDER BY (SELECT max(y) FROM b)) FROM a", {"a", "b"}),
    ("DESCRIBE a", {"a"}),
    ("  -- nothing\n ; ", set()),
    ("VALUES (1)", set()),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "reads"), READS)
def test_reads(sql, reads):
    assert read_by(sql) == reads
    assert read_by(f"CREATE TABLE made AS {sql}" if reads else sql) == reads


MAKES = [
    ("CREATE OR REPLACE TABLE steps.t AS ", "t", False),
    ("create temp table T as\n", "t", True),
    ('CREATE OR REPLACE TEMPORARY VIEW "a ""b"".c" AS(', 'a "b".c', True),
    ("-- FROM x\n/* CREATE TABLE y AS */ CREATE\n-- made\nVIEW mart . t (a, \"b c\") AS ", "mart.t", False),
    ("CREATE TABLE IF NOT EXISTS t AS ", "t", False),
    ('CREATE TABLE "t"AS ', "t", False),
    ("CREATE VIEW tAS(a)AS ", "tas", False),
    ("INSERT INTO store.core.t BY NAME ", "store.core.t", False),
    ("insert into t(a, b) ", "t", False),
    ("INSERT INTO t (", "t", False),
    ("INSERT INTO t BY POSITION ", "t", False),
    ("", None, False),
]  # fmt: skip


@pytest.mark.parametrize(("written", "makes", "is_temporary"), MAKES)
@pytest.mark.parametrize("query", ["SELECT x FROM a", "WITH q AS (FROM a) FROM q", "FROM a"])
def test_makes(written, makes, is_temporary, query):
    sql = f"{written}{query}{')' * written.count('(') if written.endswith('(') else ''};"
    assert (made_by(sql), head(sql).is_temporary, read_by(sql)) == (makes, is_temporary, {"a"})


@pytest.mark.parametrize("sql", ["DELETE FROM a", "UPDATE a SET x = 1", "SELEKT 1", "CREATE TABLE a (x INTEGER)"])
def test_what_is_no_query_is_refused(sql):
    with pytest.raises(ValueError, match="cannot be told"):
        read_by(sql)


def test_many_at_once_are_as_one_after_another():
    look_at(f"{sql} -- together" for sql, _ in READS)
    for sql, reads in READS:
        assert read_by(f"{sql} -- together") == reads


NAMES = st.sampled_from("abc")


@st.composite
def queries(draw, depth: int = 3) -> str:
    """Queries over tables a, b and c, whose CTEs take these names too; each CTE is used, for
    DuckDB passes over the others."""
    if depth == 0:
        return f"SELECT x FROM {draw(NAMES)}"
    inner = queries(depth - 1)
    taken = draw(st.lists(NAMES, max_size=2, unique=True))
    named = ", ".join(f"{name} AS ({draw(inner)})" for name in taken)
    body = draw(
        st.sampled_from([
            "SELECT x FROM {0}", "FROM {0} SELECT x", "SELECT p.x FROM {0} p, ({2}) q", "SELECT x FROM ({2}) q",
            "SELECT x FROM {0} WHERE x IN ({2})", "SELECT p.x FROM {0} p JOIN main.{1} q ON p.x = q.x",
            "({2}) UNION ALL SELECT x FROM {0}", "SELECT (SELECT max(x) FROM ({2}) q) AS x FROM {0}",
            "select \"{0}\".X from \"{0}\"", "SELECT p.x FROM {0} p, LATERAL (SELECT p.x FROM {1}) q",
        ])
    )  # fmt: skip
    query = body.format(draw(NAMES), draw(NAMES), draw(inner))
    used = " AND ".join(f"w.x IN (FROM {name})" for name in taken)
    return f"WITH {named} SELECT w.x FROM ({query}) w WHERE {used}" if taken else query


@given(sql=queries())
@settings(max_examples=200, deadline=None)
def test_reads_what_duckdb_itself_finds_when_it_binds_the_query(sql):
    with duckdb.connect() as con:
        for name in "abc":
            con.execute(f"CREATE TABLE {name} (x INTEGER)")
        assert read_by(sql) == {name.strip('"').removeprefix("main.") for name in con.get_table_names(sql)}
