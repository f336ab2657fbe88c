"""Every delivered row ends in exactly one place, whatever the files hold: accepted, merged,
quarantined, or inside a rejected file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.batch import ingest
from flows.storage.inbox import listed
from flows.storage.store import Store
from schemas.model import catalog
from tests.flows.conftest import make_batch
from tests.intake.deliveries import canonical, csv_bytes, file_name, xlsx_bytes
from transforms.evidence import gather

pytestmark = pytest.mark.slow
DATASETS = [
    catalog().datasets[name]
    for name in ("vehicles", "subsidies", "deposits", "roster_households", "marriages", "exemptions", "deaths")
]
PEOPLE = ("roster_households", "roster_members", "application_households", "application_members", "registry")
GATHERED = replace(
    catalog(), datasets={name: catalog().datasets[name] for name in {*PEOPLE, *(dataset.name for dataset in DATASETS)}}
)
"""What may have been delivered, and whom evidence can be about."""
BAD = st.sampled_from(["", "无", "飞机", "2026-02-30", "12..5", "—", "0", "张三", '"', "１２"])


@st.composite
def files(draw):
    """One file: dataset, ending, rows as delivered, and whether it is cut short."""
    dataset = draw(st.sampled_from(DATASETS))
    header, *whole = canonical(dataset, 3)[0]
    rows = []
    for _ in range(draw(st.integers(0, 8))):
        row = list(draw(st.sampled_from(whole)))
        for at in draw(st.lists(st.integers(0, len(row) - 1), max_size=2)):
            row[at] = draw(BAD)
        rows.append(row)
    return dataset, draw(st.sampled_from(["csv", "xlsx"])), [header, *rows], draw(st.booleans()) and draw(st.booleans())


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(files(), min_size=1, max_size=5))
def test_every_row_ends_in_one_place(delivered):
    with tempfile.TemporaryDirectory() as name:
        inbox = Path(name) / "inbox"
        inbox.mkdir()
        written = {}
        for number, (dataset, ending, lines, is_cut) in enumerate(delivered):
            content = csv_bytes(lines, "gb18030") if ending == "csv" else xlsx_bytes({"甲": lines})
            file = file_name(dataset, ending).replace("_2026", f"_{number}_2026")
            (inbox / file).write_bytes(content[: len(content) // 2] if is_cut and ending == "xlsx" else content)
            written[file] = [
                at for at, row in enumerate(lines, start=1) if at > 1 and any(cell.strip() for cell in row)
            ]
        store = Store(Path(name) / "core.duckdb", Path(name) / "spill")
        try:
            _account(store, inbox, written, Path(name))
        finally:
            store.close()


def _account(store: Store, inbox: Path, written: dict[str, list[int]], folder: Path) -> None:
    assert ingest.take_in_all(store, listed(inbox), catalog(), lambda *_: None) == {}
    ingest.register_files(store, make_batch(), listed(inbox))
    found = store.rows(
        "SELECT file, dataset, disposition, rows_read, rows_accepted, rows_quarantined, content_id FROM core.files"
    )
    assert {file for file, *_ in found} == written.keys()
    for file, dataset, disposition, read, accepted, quarantined, content_id in found:
        issues = store.rows("SELECT sheet, row, severity FROM core.content_issues WHERE content_id = ?", [content_id])
        refused = {row for _, row, severity in issues if severity == "row_quarantined"}
        if disposition == "rejected":
            assert [severity for *_, severity in issues] == ["file_rejected"] and read == 0
            continue
        kept = [row for (row,) in store.rows(f'SELECT row FROM clean."{dataset}" WHERE content_id = ?', [content_id])]
        assert len(kept) == len(set(kept)) == accepted and len(refused) == quarantined
        assert not set(kept) & refused
        assert sorted({*kept, *refused}) == written[file] and read == len(written[file])
    store.attach_batch(folder / "batch.duckdb")
    gather(store.con, GATHERED, make_batch(), 45)
    for dataset, read, accepted, quarantined, merged in store.con.execute(
        "SELECT dataset, rows_read, rows_accepted, rows_quarantined, rows_merged FROM coverage"
    ).fetchall():
        own = [f for f in found if f[1] == dataset and f[2] == "accepted"]
        assert (read, accepted, quarantined) == tuple(sum(f[at] for f in own) for at in (3, 4, 5))
        assert read == accepted + quarantined
        table = (
            "evidence WHERE dataset = $d"
            if catalog().datasets[dataset].evidence_sql
            else f"\"ledger_{dataset}\" WHERE $d <> ''"
        )
        left = store.con.execute(f"SELECT count(*) FROM {table}", {"d": dataset}).fetchall()[0][0]
        assert left == accepted - merged, dataset
