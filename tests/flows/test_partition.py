"""A partition decided from Parquet alone is decided as the whole batch is."""

import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.batch import ingest
from flows.batch.minimums import refuse_thin
from flows.batch.partition import decide_partition
from flows.batch.run import Order, opened
from flows.errors import BatchError
from schemas import model
from schemas.batch import Batch
from tests.flows.conftest import COUNTY
from transforms.policy import load

AS_OF = date(2026, 3, 31)
pytestmark = pytest.mark.slow


def exported(folder: Path, workspace: Path) -> Batch:
    """The sample county's deliveries as a partition's source."""
    with opened(Order(COUNTY, workspace, AS_OF, "example", "routine", "b1")) as run:
        run.identify()
        assert not ingest.take_in_all(run.store, run.files, run.catalog, lambda *_: None)
        ingest.register_files(run.store, run.batch, run.files)
        refuse_thin(run.store, run.batch, run.catalog)
        named = [("core", name) for name in ("files", "content_issues", "file_issues")] + [
            ("clean", name) for name in run.catalog.datasets
        ]
        for schema, name in named:
            (folder / schema).mkdir(parents=True, exist_ok=True)
            run.con.execute(f"COPY store.{schema}.{name} TO '{folder / schema / name}.parquet' (FORMAT parquet)")
        return run.batch


@pytest.fixture(scope="module")
def partition(tmp_path_factory):
    folder = tmp_path_factory.mktemp("partition")
    batch = exported(folder / "source", folder / "workspace")
    return folder, batch, decide_partition(folder / "source", folder / "target", batch)


def test_it_decides_what_the_batch_decides(partition, county):
    _, batch, target = partition
    published = duckdb.connect(str(county[0] / "hedui.duckdb"), read_only=True)
    whole = published.execute("SELECT batch_id FROM mart.batches").fetchall()[0][0]
    compared = 0
    for name in model.tables("mart"):
        if name == "batches":
            continue
        columns = [c.name for c in model.tables("mart")[name].columns if c.name != "batch_id"]
        listed = ", ".join(f'"{c}"' for c in columns)
        expected = published.execute(f"SELECT {listed} FROM mart.{name} ORDER BY ALL").fetchall()
        text = [tuple(str(value).replace(whole, batch.batch_id) for value in row) for row in expected]
        found = duckdb.sql(f"SELECT {listed} FROM read_parquet('{target}/mart/{name}.parquet') ORDER BY ALL").fetchall()
        assert sorted(tuple(map(str, row)) for row in found) == sorted(text), name
        compared += len(found)
    assert compared > 5_000


def test_twice_gives_the_same_bytes_and_leaves_nothing_else(partition):
    folder, batch, target = partition
    again = decide_partition(folder / "source", folder / "again", batch, memory_limit="1GB")
    files = sorted(path.relative_to(target) for path in target.rglob("*.parquet"))
    assert len(files) > 25
    assert [name for name in files if (again / name).read_bytes() != (target / name).read_bytes()] == []
    assert {path.name for path in folder.iterdir()} == {"source", "workspace", "target", "again"}


def test_a_policy_that_requires_encryption_gets_no_plain_files(partition, tmp_path, monkeypatch):
    folder, batch, _ = partition
    strict = replace(load(batch.jurisdiction, batch.as_of), require_encryption=True)
    monkeypatch.setattr("transforms.policy.load", lambda *_: strict)
    with pytest.raises(BatchError, match="requires encryption, and a partition is plain Parquet"):
        decide_partition(folder / "source", tmp_path / "target", batch)
    assert list(tmp_path.iterdir()) == []


def test_numbers_that_people_typed_are_masked_as_in_the_batch(partition, tmp_path):
    folder, batch, _ = partition
    source = shutil.copytree(folder / "source", tmp_path / "source")
    told, typed = source / "clean" / "outreach.parquet", "990122195003071257"
    duckdb.sql(
        f"COPY (SELECT * REPLACE ('患者证件{typed}，无钱住院' AS hardship) FROM '{told}') TO '{tmp_path / 'told.parquet'}' (FORMAT parquet)"
    )
    shutil.move(tmp_path / "told.parquet", told)
    mart = decide_partition(source, tmp_path / "target", batch) / "mart"
    rows = [str(row) for file in mart.glob("*.parquet") for row in duckdb.sql(f"FROM '{file}'").fetchall()]
    assert any("患者证件990****1257" in row for row in rows)
    assert not [row for row in rows if typed in row]


def test_the_next_batch_goes_on_from_what_it_left(partition):
    folder, batch, target = partition
    for file in (target / "core").iterdir():
        shutil.copy(file, folder / "source" / "core")
    later = replace(batch, batch_id="b2", number=2, as_of=AS_OF + timedelta(days=7))
    following = decide_partition(folder / "source", folder / "next", later)
    first, second = (
        dict(duckdb.sql(f"SELECT case_id, state FROM '{f}/mart/findings.parquet'").fetchall())
        for f in (target, following)
    )
    both = first.keys() & second.keys()
    assert len(both) > 50 and "new" in {first[case] for case in both}
    assert "new" not in {second[case] for case in both}
