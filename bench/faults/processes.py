"""`hedui` as a process that can be killed: forked from one that has the libraries loaded, so that a run costs what it
does and not what loading takes."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

PRELOADED = [
    "flows.cli",
    "flows.batch.verify",
    "transforms.intake",
    "transforms.assess",
    "transforms.match",
    "transforms.feedback",
    "transforms.evidence",
    "transforms.policy",
    "reports.shared.files",
    "reports.shared.manifest",
    "bench.faults.processes",
    *(
        "prefect.flow_engine",
        "prefect.task_engine",
        "fastapi",
        "pandera.polars",
        "pandera.backends.polars.builtin_checks",
        "pyarrow.dataset",
    ),
]
"""What a batch loads, and the libraries that others load for it only when it is under way."""
TICK = os.sysconf("SC_CLK_TCK")
LONGEST = 600
STAND_INS = "HEDUI_FAULTS_STAND_INS"


@contextmanager
def prefect_server() -> Iterator[None]:
    """A Prefect server of our own, unless one is named in the environment."""
    import flows  # noqa: F401 - sets Prefect's settings before Prefect is imported

    if "PREFECT_API_URL" in os.environ:
        yield
        return
    from prefect.settings import PREFECT_API_URL
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=300):
        os.environ["PREFECT_API_URL"] = PREFECT_API_URL.value()
        try:
            yield
        finally:
            del os.environ["PREFECT_API_URL"]


def _hedui(arguments: Sequence[str], said: str, with_stand_ins: bool) -> None:
    out = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(out, 1)
    os.dup2(out, 2)
    if with_stand_ins:
        import sys

        from tests.flows import fake_stages

        sys.modules.update(fake_stages.modules())
    from flows.cli import main

    main(list(arguments))


def start(arguments: Sequence[object], said: Path) -> BaseProcess:
    """Start `hedui` with these arguments; its output goes to the file `said`.

    With the variable `STAND_INS` set, with the small stages that the tests of the flow use.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    process = context.Process(target=_hedui, args=([str(a) for a in arguments], str(said), STAND_INS in os.environ))
    process.start()
    return process


def cpu(process: BaseProcess) -> float | None:
    """CPU seconds that a process has taken; None when it has ended."""
    try:
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else (int(fields[11]) + int(fields[12])) / TICK


def finish(arguments: Sequence[object], said: Path) -> tuple[int, float, float]:
    """Run to the end: exit code, CPU seconds, seconds."""
    begun, taken = time.monotonic(), 0.0
    process = start(arguments, said)
    while process.is_alive() and time.monotonic() - begun < LONGEST:
        taken = cpu(process) or taken
        time.sleep(0.005)
    process.join(0)
    if process.exitcode is None:
        process.kill()
        process.join()
        return -signal.SIGKILL, taken, time.monotonic() - begun
    return process.exitcode, taken, time.monotonic() - begun


def kill_when(arguments: Sequence[object], said: Path, is_time: Callable[[float], bool], rng: random.Random) -> bool:
    """Start, and kill as soon as `is_time` (of the CPU seconds taken) says so, a few random milliseconds
    later. False when it ended before."""
    begun, process = time.monotonic(), start(arguments, said)
    try:
        while (taken := cpu(process)) is not None:
            if is_time(taken):
                time.sleep(rng.uniform(0, 0.02))  # finer than the kernel's clock ticks
                break
            if time.monotonic() - begun > LONGEST:
                raise TimeoutError(f"hedui has not come to its moment in {LONGEST} s: {said.read_text()[-300:]}")
            time.sleep(0.003)
    finally:
        process.kill()
        process.join()
    return process.exitcode == -signal.SIGKILL
