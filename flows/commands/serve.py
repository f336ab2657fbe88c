"""hedui serve and hedui deploy: the weekly run, the daily lead run and the monthly statistics by the clock."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from flows import PREFECT
from flows.commands import options
from flows.desk import asked
from flows.errors import BatchError, UsageError
from flows.service import engine

InboxOption = Annotated[Path, typer.Option("--inbox", metavar="DIR", help="Folder with the departments' files.")]
WeeklyOption = Annotated[
    str | None, typer.Option("--weekly", metavar="CRON", help="When the weekly run starts; Friday 20:00 when left out.")
]
DailyOption = Annotated[
    str | None, typer.Option("--daily", metavar="CRON", help="When the daily lead run starts; 06:30 when left out.")
]
MonthlyOption = Annotated[
    str | None,
    typer.Option("--monthly", metavar="CRON", help="When the monthly statistics start; the 1st, 07:00, when left out."),
]
PausedOption = Annotated[
    bool, typer.Option("--paused", help="Register the schedules, but switch them on in the Prefect UI.")
]
_SERVED = {
    "PREFECT_LOGGING_LEVEL": "INFO",
    "PREFECT_LOGGING_TO_API_ENABLED": "true",
}  # the log of a run stands in the Prefect UI
_CRON = re.compile(r"\s*[0-9A-Za-z*/,#?-]+(\s+[0-9A-Za-z*/,#?-]+){4}\s*")
_NO_CRON = "is no cron time; write minute, hour, day, month, weekday, as '0 20 * * 5'"
PORT = 4200
AT_ONCE = 2  # runs at a time; the statistics only read, and of two that write one waits


def serve(
    inbox: InboxOption,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    weekly: WeeklyOption = None,
    daily: DailyOption = None,
    monthly: MonthlyOption = None,
    paused: PausedOption = False,
    with_server: Annotated[
        bool, typer.Option("--with-server", help=f"Start the Prefect server too, on port {PORT} of this machine.")
    ] = False,
) -> int:
    """Run the schedules on this machine until Ctrl-C. Needs a Prefect server, which --with-server starts."""
    parameters, crons = _parameters(inbox, workspace, policy), _crons(weekly, daily, monthly)
    asked.say_whether_plain()
    with _server(with_server) as address:
        _speak(address)
        from prefect import serve as keep_serving

        from flows.service.schedule import deployments

        made = deployments(parameters, _checked(crons), paused)
        print(
            f"Serving 每周核对, 每日线索, 每月统计; the Prefect UI: {address.removesuffix('/api')}; end with Ctrl-C",
            flush=True,
        )
        try:
            keep_serving(*made, limit=AT_ONCE, print_starting_message=False, pause_on_shutdown=False)
        finally:
            print("Ended; what falls due from now on is made up when `hedui serve` runs again", flush=True)
    return 0


def deploy(
    inbox: InboxOption,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    pool: Annotated[
        str,
        typer.Option(
            "--pool", metavar="NAME", help="The work pool; a process pool is made when there is none of this name."
        ),
    ] = "hedui",
    weekly: WeeklyOption = None,
    daily: DailyOption = None,
    monthly: MonthlyOption = None,
    paused: PausedOption = False,
) -> int:
    """Register the schedules with a Prefect server. Workers run them: prefect worker start --pool NAME."""
    parameters, crons = _parameters(inbox, workspace, policy), _crons(weekly, daily, monthly)
    with _server(False) as address:
        _speak(address)
        from prefect import get_client
        from prefect.client.schemas.actions import WorkPoolCreate
        from prefect.exceptions import ObjectNotFound

        from flows.service.schedule import deployments

        with get_client(sync_client=True) as client:
            try:
                client.read_work_pool(pool)
            except ObjectNotFound:
                client.create_work_pool(
                    WorkPoolCreate(name=pool, type="process", description="核对：在装有 hedui 的机器上运行")
                )
        for deployment in deployments(parameters, _checked(crons), paused):
            deployment.apply(work_pool_name=pool)
            print(f"Registered {deployment.flow_name}/{deployment.name} in work pool {pool}")
    print(f"Start a worker where hedui is installed: PREFECT_API_URL={address} prefect worker start --pool {pool}")
    return 0


def _parameters(inbox: Path, workspace: Path, policy: str) -> dict[str, str]:
    asked.readable_inbox(inbox)
    asked.outside(workspace, inbox)
    return {
        "inbox": str(inbox.resolve()),
        "workspace": str(workspace.resolve()),
        "policy": asked.known_policy(policy),
    }


def _crons(weekly: str | None, daily: str | None, monthly: str | None) -> dict[str, str]:
    given = {"weekly": weekly, "daily-leads": daily, "monthly-statistics": monthly}
    for option, cron in zip(("--weekly", "--daily", "--monthly"), given.values(), strict=True):
        if cron is not None and not _CRON.fullmatch(cron):
            raise UsageError(f"{option} {cron!r} {_NO_CRON}")
    return {name: cron for name, cron in given.items() if cron is not None}


def _checked(crons: dict[str, str]) -> dict[str, str]:
    """The same times, as Prefect reads them."""
    from prefect.client.schemas.schedules import CronSchedule

    for name, cron in crons.items():
        try:
            CronSchedule(cron=cron)
        except ValueError:
            raise UsageError(f"--{name.partition('-')[0]} {cron!r} {_NO_CRON}") from None
    return crons


@contextmanager
def _server(with_server: bool) -> Iterator[str]:
    """The address of the server to register with."""
    address = (
        engine.found()
        if not with_server or engine.configured()
        else (engine.LOCAL if engine.answers(engine.LOCAL, 0.5) else None)
    )
    if address is not None:
        yield address
        return
    if not with_server:
        raise BatchError(
            "no Prefect server answers on this machine; start one with `hedui serve --with-server …`, or as docs/operation.md says"
        )
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(PORT)]
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    tether = engine.tied(process)
    try:
        until = time.monotonic() + 120
        while not engine.answers(engine.LOCAL):
            if process.poll() is not None or time.monotonic() > until:
                raise BatchError(
                    f"the Prefect server did not start on port {PORT}; is the port in use by another program?"
                )
            time.sleep(0.2)
        yield engine.LOCAL
    finally:
        process.terminate()
        process.wait(timeout=30)
        engine.untie(tether)


def _speak(address: str) -> None:
    """Settings of the runs that are served, before Prefect is imported; what was set outside wins."""
    os.environ[engine.VARIABLE] = address
    for name, value in _SERVED.items():
        if os.environ.get(name) == PREFECT[name]:
            os.environ[name] = value
