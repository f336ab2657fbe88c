"""What a query's columns are made of, given the columns of its tables."""

from __future__ import annotations

import pytest

from transforms.columns import Columns
from transforms.statements import trees

TABLES = {"a": ("id", "x", "y"), "b": ("id", "z"), "mart.a": ("id", "w")}


def columns(sql):
    (tree,) = trees([sql])
    return Columns(sql, tree, lambda table: TABLES.get(table, ()))


def made_of(sql, column):
    """The columns of all expressions of one column, as texts."""
    return {".".join(read) for told in columns(sql).expressions(column) for read in told.reads}


MADE = [
    ("SELECT x AS n FROM a", {"a.x"}),
    ('select A."X" + z as N from A, b', {"a.x", "b.z"}),
    ("SELECT w AS n FROM a, mart.a m", {"mart.a.w"}),
    ("FROM a SELECT coalesce(x, 0) AS n", {"a.x"}),
    ("SELECT n FROM (SELECT x AS n FROM a) q", {"a.x"}),
    ("WITH q AS (SELECT x AS n FROM a) SELECT q.* FROM q", {"a.x"}),
    ("WITH q(n) AS (SELECT y FROM a) FROM q", {"a.y"}),
    ("WITH a AS (SELECT y AS n FROM a) FROM a", {"a.y"}),
    ("WITH q AS (FROM a), r AS (SELECT x AS n FROM q) SELECT n FROM r", {"a.x"}),
    ("SELECT x AS n FROM a UNION ALL SELECT z FROM b", {"a.x", "b.z"}),
    ("SELECT 1 AS m, x AS n FROM a UNION ALL BY NAME SELECT z AS n, 2 AS m FROM b", {"a.x", "b.z"}),
    ("SELECT x AS first, first + 1 AS n FROM a", {"a.x"}),
    ("SELECT (SELECT max(z) FROM b WHERE b.id = a.y) AS n FROM a", {"b.z", "b.id", "a.y"}),
    ("SELECT l.n FROM a, LATERAL (SELECT z + a.x AS n FROM b) l", {"b.z", "a.x"}),
    ("SELECT id AS n FROM a JOIN b USING (id)", {"a.id", "b.id"}),
    ("WITH RECURSIVE r AS (SELECT x AS n FROM a UNION ALL SELECT n + z FROM r, b) FROM r", {"a.x", "b.z"}),
    ("SELECT sum(x) OVER (PARTITION BY y) AS n FROM a", {"a.x", "a.y"}),
    ("SELECT 1 AS n FROM a WHERE x > 0", set()),
    ("SELECT list_filter([1], e -> e > x) AS n FROM a", {"a.x"}),
    ("SELECT x.part AS n FROM a", {"a.x"}),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "reads"), MADE)
def test_made_of(sql, reads):
    assert "n" in columns(sql).names()
    assert made_of(sql, "n") == reads


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("FROM a", ("id", "x", "y")),
        ("SELECT b.*, a.* EXCLUDE (x) FROM a, b", ("id", "z", "y")),
        ("SELECT * FROM nobody_knows", ()),
        ("SELECT * REPLACE (1 AS x), max(z) AS n FROM a, b", ("id", "x", "y", "z", "n")),
    ],
)
def test_names(sql, names):
    assert columns(sql).names() == names


def test_where_an_expression_stands():
    sql = """-- 表头，中文
CREATE TABLE mart.t AS
WITH q AS (SELECT x FROM a WHERE y IN (1, 2))
SELECT '名单' AS title, -- x AS n, FROM
       CASE WHEN x IS DISTINCT FROM (SELECT z FROM b) THEN round(x, 2) -- half
            ELSE 0 END AS n,
       x
FROM q
"""
    (title,), (n,), (x,) = (list(columns(sql).expressions(name)) for name in ("title", "n", "x"))
    assert (title.line, title.text) == (4, "'名单' AS title")
    assert (n.line, n.text) == (5, "CASE WHEN x IS DISTINCT FROM (SELECT z FROM b) THEN round(x, 2) ELSE 0 END AS n")
    assert (x.line, x.text) == (7, "x")


def test_a_star_leads_to_where_a_subquery_makes_the_column():
    (told,) = columns("SELECT 1 AS m, * FROM (\nWITH q AS (\nSELECT x + 1 AS n FROM a)\nFROM q)").expressions("n")
    assert (told.line, told.text) == (3, "x + 1 AS n")
    (told,) = columns("SELECT 1 AS m,\na.* FROM a").expressions("x")
    assert (told.line, told.text) == (2, "a.*")


def test_read_tells_conditions_too():
    sql = "WITH q AS (SELECT x FROM a WHERE y = 1) SELECT q.x FROM q SEMI JOIN b ON b.id = q.x ORDER BY q.x"
    assert columns(sql).read() == {("a", "x"), ("a", "y"), ("b", "id")}
