"""Progress on a terminal, silence everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager


class Progress:
    """One line per stage with its elapsed time, on standard error when that is a terminal."""

    def __init__(self) -> None:
        self._bars = None
        self._open = ExitStack()

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
            from rich.progress import Progress as Bars

            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
            self._bars = self._open.enter_context(Bars(*columns, console=Console(stderr=True)))
        return self

    def __exit__(self, *exc: object) -> None:
        self._open.close()

    @contextmanager
    def stage(self, title: str, total: int = 1) -> Iterator[Callable[[], None]]:
        """A stage of `total` steps; yields the function that counts one step done."""
        if self._bars is None:
            yield lambda: None
            return
        task = self._bars.add_task(title, total=total)
        yield lambda: self._bars.advance(task)
        self._bars.update(task, completed=total)
        self._bars.stop_task(task)
