"""hedui status: batches, open cases, and what was delivered."""

from __future__ import annotations

import duckdb

from flows.commands import options
from flows.desk import asked
from flows.storage import published

CLOCKS = {
    "death": "死亡处理",
    "grace": "渐退期届满",
    "exemption": "豁免到期",
    "authorisation": "授权到期",
    "certificate": "残疾证到期",
}
CONSEQUENCES = {
    "confirmed_exit": "确认退出", "reduction": "调减", "increase": "增发", "grace": "渐退", "exemption": "豁免", "declared": "已申报",
    "refuted": "不属实", "source_error": "来源错误", "other_aid": "转其他救助", "adjudication": "一事一议", "unverified": "无法核实或逾期",
    "withdrawal": "自愿退出", "death_or_move": "死亡或迁出",
}  # fmt: skip
SHOWN = 10


def command(workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE) -> int:
    """List batches, progress, terms that run out, stale datasets. Also whose data visits confirm."""
    with published.reading(workspace) as con:
        asked.say_whether_plain()
        print("Batches 批次")
        listed = "SELECT batch_number, batch_id, kind, as_of, households, finished_at FROM mart.batches ORDER BY batch_number"
        for row in con.execute(listed).fetchall():
            print("  {:>4}  {:<24} {:<8} as of {}  households {:>7}  finished {}".format(*row))
        latest = asked.chosen_batch(con, None)
        _progress(con, latest)
        _rates(con, latest)
        _clocks(con, latest)
        print("Deliveries 报送")
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
    return 0


def _rate(part: int, whole: int) -> str:
    return f"{part} of {whole} = {part / whole:.0%}" if whole else "-"


def _progress(con: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    from reports.standing import standing

    *townships, county = standing(con, batch_id, "progress")
    print(
        f"Cases 预警 of {batch_id}: open 待办 {county['open']} (returned unverified 无法核实 {county['returned']}), overdue 逾期 {county['overdue']}, "
        f"closed 办结 {county['closed']}, completion 办结率 {_rate(county['closed'], county['asked'])}, next due {county['next_due'] or '-'}"
    )
    for row in townships:
        print(
            f"  {row['township']}: open {row['open']}, overdue {row['overdue']}, completion {_rate(row['closed'], row['asked'])}"
        )
    told = ", ".join(
        f"{CONSEQUENCES[row['consequence']]} {row['subjects']}" for row in standing(con, batch_id, "waiting")
    )
    print(f"Answers 答复 (households or leads): {told or 'none yet'}")


def _rates(con: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    from reports.shared import labels
    from reports.standing import standing

    codes, departments = standing(con, batch_id, "codes"), standing(con, batch_id, "departments")
    if codes:
        print("Confirmed by visits 属实率, per finding")
        texts = asked.wording(con, batch_id)
    for row in codes:
        rate = _rate(row["confirmed"], row["confirmed"] + row["refuted"])
        print(f"  {texts.coded(row['code'])}: {rate}, other answers {row['others']}")
    if departments:
        print("Confirmed by visits 属实率, per department whose data it was")
    for row in departments:
        rate = _rate(row["confirmed"], row["confirmed"] + row["refuted"])
        print(
            f"  {labels.department(row['department'])}: {rate}, refuted 不属实 {row['refuted']}, source errors 来源错误 {row['source_errors']}"
        )


def _clocks(con: duckdb.DuckDBPyConnection, batch_id: str) -> None:
    from reports.standing import standing

    rows = standing(con, batch_id, "clocks")
    print(f"Clocks 期限 that run out: {len(rows)}")
    for clock, title in CLOCKS.items():
        ends = [row for row in rows if row["clock"] == clock]
        if ends:
            named = ", ".join(
                f"{row['household_id']} {row['ends_on']}{' 已过期' if row['is_over'] else ''}" for row in ends[:SHOWN]
            )
            print(f"  {title} {len(ends)}: {named}{', …' if len(ends) > SHOWN else ''}")
