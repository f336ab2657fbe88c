"""A dataset that somebody adds to the catalogue, and to nothing of the sample: it arrives, is
read, and nothing else changes."""

from __future__ import annotations

import pytest

from sample_data import deliver, plain
from sample_data.county import generate
from schemas.model import catalog
from tests.intake.deliveries import sums_hold
from transforms.intake import take_in


def test_every_dataset_can_come_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """All of them as if nobody had written a layout or facts: each type of column gets values that intake takes."""
    world = generate(60, 1)
    for rows in world.tables.values():
        rows.clear()
    for module in (plain, deliver):
        monkeypatch.setattr(module, "LAYOUTS", {})
    plain.fill(world, seed=1)
    deliveries = deliver.plan(world)
    assert [delivery.dataset for delivery in deliveries] == list(catalog().datasets)
    for delivery in deliveries:
        intake = take_in(delivery.name, deliver.content(delivery), catalog())
        assert (intake.disposition, intake.dataset) == ("accepted", delivery.dataset), intake.issues
        assert len(intake.clean) == plain.ROWS and sums_hold(intake), intake.issues.to_dicts()


def test_its_rows_move_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = generate(60, 1)
    monkeypatch.delitem(plain.LAYOUTS, "machinery")
    monkeypatch.delitem(plain.LAYOUTS, "vehicles")
    both = generate(60, 1)
    monkeypatch.undo()
    monkeypatch.delitem(plain.LAYOUTS, "vehicles")
    one = generate(60, 1)
    for name, rows in usual.tables.items():
        more = plain.ROWS if name in ("machinery", "vehicles") else 0
        assert both.tables[name][: len(rows)] == rows and len(both.tables[name]) == len(rows) + more, name
    assert one.tables["vehicles"] == both.tables["vehicles"]
