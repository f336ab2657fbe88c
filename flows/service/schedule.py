"""The flows that Prefect runs by the clock, and their deployments: the weekly run, the daily lead
run, the monthly statistics.

What a person may change is a parameter, with its explanation in the Prefect UI; paths and codes only.
Times are those of Asia/Shanghai.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

from prefect import Flow, flow, runtime
from prefect.schedules import Cron
from prefect.states import Completed, State
from prefect.types.entrypoint import EntrypointType
from pydantic import Field

from flows.batch import artifacts
from flows.batch.run import Order, Outcome
from flows.batch.verify import FLOW, decide
from flows.clock import today
from flows.custody.audit import Audit
from flows.desk import asked
from flows.errors import BatchError, UsageError, explained, known_refusal
from flows.storage import published
from flows.storage.workspace import Workspace
from schemas.batch import Kind

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment

ZONE = "Asia/Shanghai"
Minutes = Annotated[int, Field(ge=0, le=24 * 60)]


class _OneLine(logging.Filter):
    """An error of ours says all in its one line; the lines of code that Prefect logs
    below it tell an officer nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None and known_refusal(record.exc_info[1]):
            record.exc_info = None
        return True


for _name in ("prefect.flow_runs", "prefect.task_runs"):
    logging.getLogger(_name).addFilter(_OneLine())


def _run_name() -> str:
    asked = runtime.flow_run.parameters
    words = (
        runtime.flow_run.flow_name.removeprefix("hedui "),
        asked.get("policy"),
        asked.get("as_of") or asked.get("month") or today(),
    )
    return " ".join(str(word) for word in words if word)


@flow(name="hedui weekly run", flow_run_name=_run_name, **FLOW)
def weekly(
    inbox: str, workspace: str, policy: str = "example", kind: Kind = "routine", as_of: date | None = None, wait_minutes: Minutes = 120, force: bool = False
) -> State:  # fmt: skip
    """每周核对：读取收件夹，比对、评估、出名单。

    Args:
        inbox: 收件夹：各部门报送文件所在的文件夹（服务器上的完整路径）。
        workspace: 工作区文件夹（服务器上的完整路径）；名单写在其中的 out 下。
        policy: 政策代码，即 policies 下的目录名。
        kind: 批次类型：routine 动态常核，review 在保复核，entry 逢进必核。
        as_of: 核对日；留空为运行当天（北京时间）。
        wait_minutes: 工作区被占用时最多等待多少分钟。
        force: 从头开始：重新读取所有文件，不接着上次中断的地方做。
    """
    return _told(decide(_order(inbox, workspace, policy, kind, as_of, wait_minutes, force)))


@flow(name="hedui daily lead run", flow_run_name=_run_name, **FLOW)
def daily_leads(
    inbox: str, workspace: str, policy: str = "example", kind: Kind = "entry", as_of: date | None = None, wait_minutes: Minutes = 60, always: bool = False
) -> State:  # fmt: skip
    """每日线索：收件夹有新报送时跑一个批次，急难线索当天进入先行救助名单（24 小时内办理）；没有新报送则不跑。

    Args:
        inbox: 收件夹：各部门报送文件所在的文件夹（服务器上的完整路径）。
        workspace: 工作区文件夹（服务器上的完整路径）；名单写在其中的 out 下。
        policy: 政策代码，即 policies 下的目录名。
        kind: 批次类型：routine 动态常核，review 在保复核，entry 逢进必核。
        as_of: 核对日；留空为运行当天（北京时间）。
        wait_minutes: 工作区被占用时最多等待多少分钟。
        always: 没有新报送也跑。
    """
    order = _order(inbox, workspace, policy, kind, as_of, wait_minutes)
    if not always and published.holds(order.workspace, order.inbox):
        return Completed(name="Nothing new", message="收件夹自上一批次以来没有变化，未运行")
    return _told(decide(order))


@flow(name="hedui monthly statistics", flow_run_name=_run_name, **FLOW)
def monthly_statistics(workspace: str, month: str | None = None) -> State:
    """每月统计：把一个月内各批次的数字合在一起，写成带勾稽的工作簿。

    Args:
        workspace: 工作区文件夹（服务器上的完整路径）。
        month: 统计月份，写成 2026-03；留空为上个月。
    """
    from reports import period

    with explained("the statistics"):
        first, last = month_of(month)
        try:
            with published.reading(Path(workspace)) as con:
                found = period.gather(con, first, last)
        except LookupError:
            return Completed(name="No batch", message=f"{first:%Y-%m} 没有批次，未出统计")
        home = Workspace(Path(workspace))
        path = home.out / "月度统计" / f"月度统计_{first:%Y%m}.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        Audit(home).record("stats", "exported", about={"from": first, "to": last, "batches": len(found.batches)})
        period.save(found, path)
        artifacts.link(path, "月度统计", "statistics")
        if found.failed:
            raise BatchError(
                f"{len(found.failed)} of {len(found.checks)} reconciliations 勾稽 fail; see sheet 勾稽 of {path}"
            )
        return Completed(message=f"勾稽 {len(found.checks)} 项全部通过；{path}")


def month_of(text: str | None) -> tuple[date, date]:
    """First and last day of a month as 2026-03; of the month before this one when left out."""
    try:
        first = (
            date.fromisoformat(f"{text}-01") if text else (today().replace(day=1) - timedelta(days=1)).replace(day=1)
        )
    except ValueError:
        raise UsageError(f"month {text!r} is no month; write it as 2026-03") from None
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _order(
    inbox: str, workspace: str, policy: str, kind: Kind, as_of: date | None, wait_minutes: int, force: bool = False
) -> Order:
    """The order for a run by the clock, its values checked as the command line checks them."""
    os.umask(0o077)
    folder = asked.readable_inbox(Path(inbox))
    asked.outside(Path(workspace), folder)
    return Order(
        folder, Path(workspace), as_of or today(), asked.known_policy(policy), kind, None, force, wait_minutes * 60
    )


def _told(outcome: Outcome) -> State:
    leads = "SELECT count(*), count(*) FILTER (is_urgent) FROM mart.leads WHERE batch_id = ?"
    households = "SELECT count(*) FROM mart.households WHERE batch_id = ? AND list <> 'keep'"
    with published.reading(outcome.workspace) as con:
        count, urgent = con.execute(leads, [outcome.batch.batch_id]).fetchall()[0]
        listed = con.execute(households, [outcome.batch.batch_id]).fetchall()[0][0]
    found = f"列入名单 {listed} 户，线索 {count} 条，其中急难 {urgent} 条（24 小时内先行救助）"
    return Completed(message=f"批次 {outcome.batch.batch_id}：{found}；名单在 {outcome.lists}")


@dataclass(frozen=True)
class Plan:
    """A deployment: its name, its flow, when it runs, and which of the common parameters it takes."""

    name: str
    flow: Flow[..., Any]
    cron: str
    description: str
    takes: tuple[str, ...] = ("inbox", "workspace", "policy")


PLANS = (
    Plan("weekly", weekly, "0 20 * * 5", "每周核对（默认周五 20:00）"),
    Plan("daily-leads", daily_leads, "30 6 * * *", "每日线索（默认每天 06:30，有新报送才跑）"),
    Plan(
        "monthly-statistics",
        monthly_statistics,
        "0 7 1 * *",
        "每月统计（默认每月 1 日 07:00，统计上个月）",
        ("workspace",),
    ),
)


def deployments(parameters: dict[str, str], crons: dict[str, str], paused: bool = False) -> list[RunnerDeployment]:
    """The three deployments with the paths and policy of this machine. `crons` replaces the times of the plans named.

    Prefect's own limit of runs is left unset: a run that dies with its machine would hold it for ever. What lets one
    run at a time write is the workspace's lock, which the kernel frees.
    """
    return [cast("RunnerDeployment", _deployment(plan, parameters, crons, paused)) for plan in PLANS]


def _deployment(plan: Plan, parameters: dict[str, str], crons: dict[str, str], paused: bool) -> object:
    return plan.flow.to_deployment(
        plan.name,
        schedule=Cron(crons.get(plan.name) or plan.cron, timezone=ZONE),
        description=plan.description,
        tags=["hedui"],
        paused=paused,
        parameters={name: parameters[name] for name in plan.takes},
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
