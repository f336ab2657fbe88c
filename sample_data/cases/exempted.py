"""The exemption ledger (policy 4, end): a valid entry makes a finding `exempted`, an expired one does nothing."""

from __future__ import annotations

from sample_data import facts
from sample_data.cases import case, rare
from sample_data.world import World


@case
def car_exempted(w: World) -> None:
    """P02 exempted by 谋生车辆 of the ledger: keep."""
    home = w.expect(w.household("couple"), "keep", exempted=("P02",))
    facts.vehicle(w, home.head, use="commercial")
    facts.exemption(w, home.household_id, "P02", "谋生车辆")


@rare
def car_exemption_expired(w: World) -> None:
    """P02 stands: the entry ended before as_of."""
    home = w.expect(w.household("couple"), "exit", "P02")
    facts.vehicle(w, home.head)
    facts.exemption(
        w, home.household_id, "P02", "康复必需车辆", approved_on=w.days_ago(500), valid_until=w.days_ago(30, 60)
    )


@rare
def everything_exempted(w: World) -> None:
    """P01 and X01 exempted by an entry for 全部: keep."""
    home = w.expect(w.household("couple"), "keep", exempted=("P01", "X01"))
    facts.deposit(w, home.head, 60_000, currency="人民币")
    facts.platform_alert(w, home.head)
    facts.exemption(w, home.household_id, "全部", "一事一议")


@rare
def another_code_exempted(w: World) -> None:
    """P02 exempted, S06 is not: line 7, review."""
    home = w.expect(w.household("single"), "review", "S06", exempted=("P02",))
    other = w.stranger(not home.head.is_male, 50)
    couple = (home.head, other) if home.head.is_male else (other, home.head)
    facts.marriage(w, *couple, event_on=w.days_ago(200))
    facts.vehicle(w, home.head)
    facts.exemption(w, home.household_id, "P02", "谋生车辆")
