"""What a piece of work costs: wall and CPU seconds and peak memory, in a process of its own and per stage inside it."""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flows.batch.progress import Progress, Step

ROOT = Path(__file__).resolve().parents[2]


def peak_mb() -> float:
    """The most memory this process has held since `forget_peak`; ru_maxrss would begin with what
    the parent held when it forked."""
    (peak,) = re.findall(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(peak) / 1024


def forget_peak() -> None:
    """Let the kernel count the peak anew from what is held now."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


@contextmanager
def taken(into: dict[str, Any]) -> Iterator[None]:
    """Write what the body took as seconds, cpu_seconds and peak_mb."""
    forget_peak()
    wall, cpu = time.perf_counter(), cpu_seconds()
    yield
    into |= {
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(cpu_seconds() - cpu, 2),
        "peak_mb": round(peak_mb()),
    }


class Stages(Progress):
    """The progress of a run that keeps, per stage, what it took."""

    def __init__(self, *told: Any) -> None:
        super().__init__(*told)
        self.found: dict[str, dict[str, float]] = {}

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[Step]:
        with super().stage(title, total) as step, taken(self.found.setdefault(title, {})):
            yield step


def child(module: str, what: str, **arguments: object) -> dict[str, Any]:
    """The figures that `python -m module --child what` prints as its last line. Its own
    complaints go to our standard error."""
    command = [sys.executable, "-m", module, "--child", what, json.dumps(arguments, default=str)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"bench: the measure {what} ended with {done.returncode}; what it said stands above")
    return json.loads(done.stdout.splitlines()[-1])
