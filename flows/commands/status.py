"""hedui status: batches, open cases, and what was delivered."""

from __future__ import annotations

from flows.commands import options


def command(workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE) -> int:
    """List the batches, the open cases of the latest one, and datasets that are missing or stale."""
    con = options.published(workspace)
    try:
        options.say_whether_plain()
        print("Batches 批次")
        listed = "SELECT batch_number, batch_id, kind, as_of, households, finished_at FROM mart.batches ORDER BY batch_number"
        for row in con.execute(listed).fetchall():
            print("  {:>4}  {:<24} {:<8} as of {}  households {:>7}  finished {}".format(*row))
        latest = options.chosen_batch(con, None)
        cases = con.execute(
            """
            SELECT count(*) FILTER (state <> 'closed'), count(*) FILTER (state = 'closed'), count(*), count(*) FILTER (is_overdue),
                   min(due_on) FILTER (state <> 'closed')
            FROM mart.cases WHERE batch_id = ?
            """,
            [latest],
        ).fetchall()[0]
        print(f"Cases 预警 of {latest}: open {cases[0]}, closed {cases[1]} of {cases[2]}, overdue 逾期 {cases[3]}, next due {cases[4] or '-'}")
        lacking = con.execute(
            """
            SELECT title, is_delivered, observed_on FROM mart.coverage
            WHERE batch_id = ? AND (NOT is_delivered OR is_stale) ORDER BY department, title
            """,
            [latest],
        ).fetchall()
        for title, is_delivered, observed_on in lacking:
            print(f"  {title}: {f'stale, last observed {observed_on}' if is_delivered else 'not delivered'}")
        if not lacking:
            print("  every dataset is delivered and up to date")
    finally:
        con.close()
    return 0
