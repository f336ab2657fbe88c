"""The lineage of the product is whole and true: no SQL file outside it, and the tables and
columns that a batch really has."""

from __future__ import annotations

import importlib
from xml.etree import ElementTree

import pytest

from flows.desk.lineage import LISTED, LISTED_TITLES, NO_NODES, lineage
from flows.desk.lineage_page import page
from schemas.model import tables
from tests.assess.pipeline import assessed
from tests.assess.random_county import AS_OF, random_county
from tests.flows.conftest import ROOT
from tests.flows.test_cli import hedui

PACKAGES = ("flows", "reports", "transforms", "schemas", "policies", "sample_data")


def test_every_sql_file_is_in_the_graph_or_named_as_an_exception():
    written = {str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.sql")}
    assert len(written) > 150
    told = {maker.file for maker in lineage().makers}
    assert {file for file in written - told if not file.startswith(tuple(NO_NODES))} == set()
    assert told & NO_NODES.keys() == set()


def test_every_file_of_the_graph_is_there():
    assert {maker.file for maker in lineage().makers if not (ROOT / maker.file).is_file()} == set()


def test_the_page_has_not_drifted():
    assert (ROOT / "docs" / "lineage.md").read_text(encoding="utf-8") == page(), "run make lineage"


def test_a_report_is_called_what_it_calls_itself():
    for folder, titles in LISTED.items():
        said = vars(importlib.import_module(f"reports.{folder}"))
        own = said["REPORTS"].values() if "REPORTS" in said else [said["REPORT"]] if "REPORT" in said else titles
        assert tuple(own) == titles, folder
    assert {folder for folder in LISTED if not list((ROOT / "reports" / folder).glob("*.sql"))} == set()


def test_what_nobody_makes_is_delivered_or_kept():
    for table in lineage().tables:
        if not lineage().made_by(table):
            assert table.startswith("store.core.") or "_" in table or table in ("policies", "schemas/departments"), (
                table
            )
            assert not table.startswith(("mart.", "clean.", "temp.")), table


def test_every_list_goes_back_to_a_delivery_and_every_delivery_comes_to_a_list():
    deliveries = {
        name for maker in lineage().makers if maker.chapter == "deliveries" for name in lineage().reads(maker)
    }
    assert len(deliveries) > 30
    for title in LISTED_TITLES - {"退回单"}:  # which tells of files, whatever dataset they are
        assert deliveries & set(lineage().above(title)), title
    for name in deliveries:
        assert LISTED_TITLES & set(lineage().below(name)), name


@pytest.fixture(scope="module")
def batch():
    """The tables of an assessed batch, with their columns, as DuckDB has them."""
    con = assessed(random_county(3), AS_OF)
    found: dict[str, list[str]] = {}
    for schema, table, column in con.execute(
        "SELECT schema_name, table_name, column_name FROM duckdb_columns() WHERE database_name = 'batch' ORDER BY ALL"
    ).fetchall():
        found.setdefault(table if schema == "main" else f"{schema}.{table}", []).append(column)
    return found


def test_what_a_batch_has_is_in_the_graph(batch):
    """So that what is said of steps in Python is true."""
    assert len(batch) > 50
    assert {table for table in batch if not lineage().made_by(table)} <= {"match_reasons", "match_rejects"}


def test_columns_are_those_that_duckdb_gives_the_tables(batch):
    told = {table: sorted(lineage().columns_of(table)) for table in batch}
    wrong = {table: set(told[table]) ^ set(columns) for table, columns in batch.items() if told[table] != columns}
    assert wrong == {}


def test_every_column_of_mart_has_an_expression():
    python = {"mart.batches", "mart.match_people", "mart.match_households", "mart.match_places", "mart.match_grades"}
    for table in (*tables("mart").values(), *tables("stored").values()):
        name = f"mart.{table.name}"
        missing = {column.name for column in table.columns if not list(lineage().expressions((name, column.name)))}
        assert missing == set() or name in python, name


class TestCommand:
    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ("mart.households", ["transforms/assess/mart/households.sql", "公安_机动车", "reports/review/review.sql", "复核清单"]),
            ("Households", ["mart.households   (also: households)"]),
            ("people/dead", ["transforms/assess/people/dead.sql", "transforms/assess/findings/S01.sql"]),
            ("transforms/match/sql/weighed.sql", ["temp.weighed", "temp.close_candidates"]),
            ("clean.vehicles", ["schemas/departments/public_security/vehicles.sql   → evidence"]),
            ("机动车", ["clean.vehicles", "公安_机动车"]),
            ("公安_机动车", ["clean.vehicles"]),
            ("evidence", ["one row per", "schemas/departments/public_security/vehicles.sql", "member_evidence"]),
            ("复核清单", ["reports/review/review.sql", "mart.findings"]),
        ],
    )  # fmt: skip
    def test_a_table(self, capsys, asked, says):
        code, out, err = hedui(capsys, "lineage", asked)
        assert (code, err) == (0, "")
        assert [text for text in says if text not in out] == []

    def test_a_column_is_followed_to_the_delivery(self, capsys):
        code, out, _ = hedui(capsys, "lineage", "households.income_assessed")
        assert code == 0
        assert "t.assessed AS income_assessed" in out
        for file in ("assess/mart/households.sql:", "assess/totals/totals.sql:", "assess/totals/pension.sql:"):
            assert f"transforms/{file}" in out
        assert "clean.pensions.amount" in out
        assert "reports/review/review.sql   → 复核清单" in out
        assert "further back" in out
        assert len(hedui(capsys, "lineage", "households.income_assessed", "--depth", 2)[1]) < len(out)

    @pytest.mark.parametrize("asked", ["mart.households", "households.income_assessed", "clean.vehicles", "policies"])
    def test_the_picture_is_xml_and_no_box_lies_on_another(self, capsys, tmp_path, asked):
        file = tmp_path / "way.svg"
        assert hedui(capsys, "lineage", asked, "--svg", file)[0] == 0
        drawn = ElementTree.fromstring(file.read_text(encoding="utf-8"))
        rects = drawn.findall(".//{http://www.w3.org/2000/svg}rect")
        boxes = [tuple(float(rect.get(name)) for name in ("x", "y", "width", "height")) for rect in rects]
        assert len(boxes) > 2
        assert sum(rect.get("class") == "asked" for rect in rects) == 1
        for number, (x, y, width, height) in enumerate(boxes):
            for other_x, other_y, other_width, other_height in boxes[:number]:
                apart_x = x >= other_x + other_width or other_x >= x + width
                assert apart_x or y >= other_y + other_height or other_y >= y + height

    @pytest.mark.parametrize(
        ("asked", "says"),
        [
            ("housholds", "nearest: households"),
            ("households.income_asessed", "nearest: income_assessed"),
            ("复核名单", "nearest: 复核清单"),
            ("x'; DROP TABLE x; --", "is no table, column, dataset or list"),
            ("", "is no table, column, dataset or list"),
            ("../../etc/passwd", "is no table, column, dataset or list"),
        ],
    )  # fmt: skip
    def test_an_unknown_name(self, capsys, asked, says):
        code, out, err = hedui(capsys, "lineage", asked)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert says in err

    def test_a_picture_that_cannot_be_written(self, capsys, tmp_path):
        for wrong in (tmp_path / "way.png", tmp_path / "nowhere" / "way.svg"):
            code, _, err = hedui(capsys, "lineage", "evidence", "--svg", wrong)
            assert (code, err.count("\n")) == (2, 1)
            assert "--svg" in err
