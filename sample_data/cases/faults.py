"""Rows that intake must quarantine: a required value is missing, no code, no date, no number. None
of them is about a recipient."""

from __future__ import annotations

from sample_data import facts
from sample_data.cases import case
from sample_data.damage import Verbatim
from sample_data.world import World


@case
def faulty_rows(w: World) -> None:
    """docs/reliability.md#a-bad-file-never-ends-a-batch: a row with a required column empty, an unknown code,
    an impossible date or number is quarantined. Planted once.
    """
    if w.faults:
        return

    def someone():
        return w.family("single")[0]

    bad = Verbatim
    missing, code, day, number = "required value missing", "unknown code", "impossible date", "impossible number"
    w.fault(facts.vehicle(w, someone(), plate_class=bad("飞行器")), "plate_class", code)
    w.fault(facts.vehicle(w, someone(), plate_number=None), "plate_number", missing)
    w.fault(facts.death(w, someone(), died_on=bad("2026-02-30")), "died_on", day)
    w.fault(facts.pension(w, someone(), 1_500, months=1, month=bad("2026-13"))[0], "month", day)
    w.fault(facts.deposit(w, someone(), bad("不详")), "balance", number)
    w.fault(facts.settlement(w, someone(), 0, out_of_pocket=bad("12..5")), "out_of_pocket", number)
    w.fault(facts.business(w, someone(), status=bad("待定")), "status", code)
    w.fault(facts.marriage(w, someone(), someone(), event=bad("订婚")), "event", code)
    w.fault(facts.real_estate(w, someone(), floor_area_sqm=bad("一百")), "floor_area_sqm", number)
    w.fault(facts.subsidy(w, someone(), "耕地地力保护补贴", 300, paid_on=bad("2025-11-31")), "paid_on", day)
    w.fault(facts.payroll(w, someone(), bad("临时工"), 2_000, months=1)[0], "position", code)
    w.fault(facts.contract(w, someone(), signed_on=bad("2026-02-30")), "signed_on", day)
    w.fault(facts.illness(w, someone(), disease=None), "disease", missing)
    w.fault(facts.outreach(w, someone(), hardship=bad("—")), "hardship", missing)


@case
def impossible_date_in_an_optional_column(w: World) -> None:
    """The column is not required: the value becomes empty with a warning, the row stands, P02: exit."""
    home = w.expect(w.household("couple"), "exit", "P02")
    facts.vehicle(w, home.head, first_registered_on=Verbatim("2026-02-30"))
