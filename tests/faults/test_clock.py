"""Clocks that jump, between batches and within one, and files from other centuries: order comes from
numbers, never from the clock."""

import os
from datetime import date, datetime

import pytest

from flows.batch import publish
from flows.batch.verify import verify_batch
from flows.storage.inbox import SETTLE, listed
from tests.flows.conftest import stand_ins  # noqa: F401 - a fixture
from tests.flows.test_run import mart


@pytest.mark.slow
def test_the_clock_jumps_between_batches_and_within_one(stand_ins, prefect_server, inbox, tmp_path, monkeypatch):  # noqa: F811
    workspace = tmp_path / "workspace"
    clocks = {
        "one": [datetime(2026, 4, 1, 9), datetime(2026, 4, 1, 8)],
        "two": [datetime(2019, 1, 1)],
        "three": [datetime(2099, 1, 1), datetime(1999, 1, 1)],
    }
    for batch, times in clocks.items():
        ticks = iter(times)
        last = times[-1]
        monkeypatch.setattr(publish, "now", lambda ticks=ticks, last=last: next(ticks, last))
        verify_batch(str(inbox), str(workspace), date(2026, 3, 31), "example", "routine", batch)
    assert mart(workspace, "SELECT batch_id, batch_number FROM mart.batches ORDER BY batch_number") == [
        ("one", 1),
        ("two", 2),
        ("three", 3),
    ]
    assert mart(workspace, "SELECT batch_id, count(*) FROM mart.households GROUP BY 1 ORDER BY 1") == [
        ("one", 2),
        ("three", 2),
        ("two", 2),
    ]
    assert sorted(path.name for path in (workspace / "out").iterdir()) == ["one", "three", "two"]


@pytest.mark.parametrize("seconds", [-1, -(2**31), 2**33, 10**12])
def test_files_from_another_century(tmp_path, seconds):
    """A stick that was written by a machine with a dead clock: the file is read, and its date
    is one that a calendar knows."""
    file = tmp_path / "a.csv"
    file.write_text("x")
    try:
        os.utime(file, (seconds, seconds))
    except OverflowError:
        pytest.skip("this disk knows no such time")
    (entry,) = listed(tmp_path, settle=SETTLE)
    assert entry.refusal is None
    assert date(1900, 1, 1) < entry.modified_on <= date(9999, 12, 31)
