"""What the small mart becomes: answers come back, and an earlier batch stands before it."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb

from tests.reports import builder


def answer(
    con: duckdb.DuckDBPyConnection,
    case: str | None,
    household: str,
    code: str | None,
    outcome: str,
    sequence: int = 1,
    **values: Any,
) -> None:
    """One answer that stands; its case is closed."""
    row = {"register": "roster", "subject": "case", "list_row": "case", "is_current": True, "outcome_on": date(2026, 4, 3),
           "effective_month": date(2026, 5, 1), "after_batch": 2} | values  # fmt: skip
    builder.insert(
        con, "outcomes", sequence=sequence, case_id=case, household_id=household, code=code, outcome=outcome, **row
    )
    con.execute("UPDATE mart.cases SET state = 'closed', outcome = ? WHERE case_id = ?", [outcome, case])


def answer_all(con: duckdb.DuckDBPyConnection) -> None:
    """10 for H001, 13 for H003, 11 for H004, 31 for H008, and the application A001 not confirmed."""
    answer(con, "C001P02", "H001", "P02", "10", situation="本人认可 <b>&")
    answer(con, "C001S10", "H001", "S10", "21", 2)
    answer(con, "C003I01", "H003", "I01", "13", 3, grace_until=date(2026, 10, 31))
    answer(con, "C004S01", "H004", "S01", "11", 4)
    answer(con, "C008X01", "H008", "X01", "31", 5)
    answer(con, None, "A001", None, "10", 6, register="application", subject="application", list_row="application")


def two_batches(con: duckdb.DuckDBPyConnection) -> None:
    """The earlier batch had H001–H008 and H010; H009 is new, H010 has gone, H002 has moved."""
    con.execute("CREATE TEMP TABLE before AS FROM mart.households WHERE household_id <> 'H009'")
    con.execute("INSERT INTO before SELECT * REPLACE ('H010' AS household_id) FROM before WHERE household_id = 'H008'")
    con.execute("INSERT INTO mart.households SELECT * REPLACE (? AS batch_id) FROM before", [builder.EARLIER])
    con.execute(
        "UPDATE mart.households SET township = '河西乡' WHERE household_id = 'H002' AND batch_id = ?", [builder.EARLIER]
    )
    kept = "FROM mart.members WHERE register = 'roster' AND household_id <> 'H009'"
    con.execute(f"INSERT INTO mart.members SELECT * REPLACE (? AS batch_id) {kept}", [builder.EARLIER])
    con.execute("UPDATE mart.batches SET households = 9, persons = 27 WHERE batch_id = ?", [builder.EARLIER])
