"""How a batch gets on: per stage its rows, rows a second and the time left. Bars on a terminal, else plain
lines, both on standard error.

The time left is told from how long each stage took in the workspace's last batch, and within the deliveries
from the bytes still to be read.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

PLAN = {
    "Inbox and policy 收件": 1, "Deliveries 报送": 30, "Evidence 证据": 15, "Matching 比对": 10, "Assessment 评估": 15,
    "Lists 名单": 12, "Warehouse 数据库": 4, "Publishing 发布": 1,
}  # fmt: skip
"""The stages in order, with the share of the time that each is taken for while the
workspace's own times are not known."""
ASIDE = "Warehouse 数据库"
"""Built while the lists are written, which end after it: it adds nothing to the time left."""
NEWS_EVERY = 5.0  # seconds between two reports within a stage

Watch = Callable[[float, str], None]  # the share of the batch that is done, 0 to 1, and what is going on


class Step:
    """A stage in progress. `total` and what `advance` adds to it are in one unit (bytes); rows are for people."""

    def __init__(self, title: str, total: int | None, news: Callable[[Step], None]) -> None:
        self.title = title
        self.total = total
        self.done = 0
        self.rows = 0
        self._news = news
        self._since = self._told = time.monotonic()
        self._lock = threading.Lock()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._since

    @property
    def share(self) -> float | None:
        return min(1.0, self.done / self.total) if self.total else None

    def advance(self, done: int, rows: int = 0) -> None:
        """Count a part of the stage done; called from several threads."""
        with self._lock:
            self.done += done
            self.rows += rows
            if time.monotonic() - self._told < NEWS_EVERY:
                return
            self._told = time.monotonic()
        self._news(self)

    def told(self) -> str:
        return f"{_count(self.rows)} rows in {_duration(self.seconds)} ({_count(int(self.rows / max(self.seconds, 0.001)))} rows/s)" if self.rows \
            else _duration(self.seconds)  # fmt: skip


class Progress:
    """Tells how the stages of one batch get on. `timings`: a file with the seconds of the last
    batch; `watch` is told as well."""

    def __init__(self, timings: Path, watch: Watch | None = None) -> None:
        self._timings = timings
        self._watch = watch
        self._usual = _read(timings)
        self._took: dict[str, float] = {}
        self._kept: set[str] = set()
        self._running: dict[str, Step] = {}
        self._bars: Any = None  # rich, imported on a terminal only
        self._open = ExitStack()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            told = TextColumn("{task.fields[told]}")
            columns: tuple[Any, ...] = (
                SpinnerColumn(),
                TextColumn("{task.description}"),
                BarColumn(8),
                TimeElapsedColumn(),
                told,
            )  # 80 columns
            self._bars = self._open.enter_context(Bars(*columns, console=Console(stderr=True)))
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    def say(self, text: str) -> None:
        """Something an officer should know while the batch runs."""
        if self._bars is not None:
            self._bars.console.print(text, markup=False, highlight=False)
        else:
            _print(text)
        self._show(text)

    @contextmanager
    def stage(self, title: str, total: int | None = None) -> Iterator[Step]:
        """A stage of PLAN; `total` when its parts can be counted."""
        bar = self._bars.add_task(title, total=total or None, told="") if self._bars is not None else None

        def news(step: Step) -> None:
            left = self._left(step)
            if bar is None:
                _print(f"{title}: {step.told()}{left}")
            else:
                told = (
                    step.told()
                    if title in self._took
                    else f"{step.told() if step.rows else ''}{left}".removeprefix(", ")
                )
                self._bars.update(bar, completed=step.done, told=told)
            self._show(f"{title}: {step.told()}{left}", step)

        step = Step(title, total, news)
        if bar is not None:
            self._bars.update(bar, told=self._left(step).removeprefix(", "))
        self._running[title] = step
        self._show(title, step)
        yield step
        self._took[title] = self._running.pop(title).seconds
        step.done = step.total or 0
        news(step)
        if bar is not None:
            self._bars.update(bar, total=1, completed=1)
            self._bars.stop_task(bar)

    def kept(self, title: str) -> None:
        """A stage that an earlier run finished."""
        self._took[title] = self._usual.get(title, 0)
        self._kept.add(title)
        self.say(f"{title}: kept from the run that was cut off")

    def finish(self) -> None:
        """The batch is published: its times are what the next one is measured by. A file that cannot be
        written costs the estimate only."""
        took = self._usual | {
            title: round(seconds, 2) for title, seconds in self._took.items() if title not in self._kept
        }
        with suppress(OSError):
            self._timings.write_text(json.dumps(took, ensure_ascii=False), encoding="utf-8")

    def _left(self, step: Step) -> str:
        """How long the batch will take from here, where that can be told."""
        running = {step.title: step} | self._running
        later = [title for title in PLAN if title not in self._took and title not in running and title != ASIDE]
        if any(title not in self._usual for title in later):
            return ""
        own = max(0.0 if title in self._took else self._own(now) for title, now in running.items())
        left = own + sum(self._usual[title] for title in later)
        return f", about {_duration(max(1, round(left)))} left" if later or own else ""

    def _own(self, step: Step) -> float:
        """How long a stage that runs will still take."""
        return (
            step.seconds * (1 / step.share - 1)
            if step.share
            else max(0.0, self._usual.get(step.title, 0) - step.seconds)
        )

    def _show(self, text: str, step: Step | None = None) -> None:
        if self._watch is None:
            return
        is_usual = PLAN.keys() <= self._usual.keys() and sum(self._usual.values()) > 0
        shares: Mapping[str, float] = self._usual if is_usual else PLAN
        done = sum(shares[title] for title in PLAN if title in self._took)
        if step is not None and step.title not in self._took:
            done += shares.get(step.title, 0) * (step.share or 0)
        self._watch(min(1.0, done / sum(shares[title] for title in PLAN)), text)


def _read(timings: Path) -> dict[str, float]:
    with suppress(OSError, ValueError, AttributeError):
        return {
            str(title): float(seconds) for title, seconds in json.loads(timings.read_text(encoding="utf-8")).items()
        }
    return {}


def _print(line: str) -> None:
    """One write, so that lines of two stages at work do not run into each other."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _count(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds} s" if isinstance(seconds, int) else f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
