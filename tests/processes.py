"""Other processes as tests use them: none outlives its test, and none is waited for without end."""

from __future__ import annotations

import atexit
import json
import multiprocessing
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from bench.faults.processes import PRELOADED
from flows import cli

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180
BUSY = 503  # what a Prefect server says while its database is being written to; Prefect's own client asks again too


@contextmanager
def started(command: Sequence[object], **options: Any) -> Iterator[subprocess.Popen]:
    """A process that is killed when the body ends, however it ends. `Popen` by itself waits for it, though
    nobody may be left to end it."""
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def ask(address: str, data: object = None, patience: float = 60) -> Any:
    """What a Prefect server answers at this address of its API, to JSON where `data` is given."""
    request = Request(
        address, None if data is None else json.dumps(data).encode(), {"content-type": "application/json"}
    )
    deadline = time.monotonic() + patience
    while True:
        try:
            with urlopen(request, timeout=30) as response:
                return json.load(response)
        except HTTPError as refusal:
            if refusal.code != BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.5)


class Hedui:
    """`hedui` as a process of its own, with its output, exit code and signals, forked from one
    that has the libraries loaded.

    Loading them takes three times as long as a small batch. That they load, and that nothing hangs on the order of sets
    (a fork has its parent's hash seed), is for the tests that start `python -m flows.cli` anew. `main`: another
    program, which takes its arguments as a list.
    """

    def __init__(
        self, arguments: Sequence[object], environment: Mapping[str, str], main: Callable[[list[str]], None] = cli.main
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(PRELOADED)
        self._said = tempfile.TemporaryDirectory(prefix="hedui-said-")
        given = main, [str(word) for word in arguments], dict(environment), self._said.name
        self._process = context.Process(target=_run, args=given, daemon=True)  # none outlives its parent
        with mock.patch.dict(
            os.environ, {"PREFECT_API_URL": environment["PREFECT_API_URL"]}
        ):  # for the first of them: Prefect reads its settings once
            self._process.start()
        self.pid = self._process.pid

    def __enter__(self) -> Hedui:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._process.join(PATIENCE)

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self._process.kill()

    def communicate(self, timeout: float = PATIENCE) -> tuple[str, str]:
        """Standard output and standard error, once it has ended; it is killed when it does not end in time."""
        self._process.join(timeout)
        if self.returncode is None:
            self.kill()
            raise subprocess.TimeoutExpired("hedui", timeout, *self._read())
        return self._read()

    def _read(self) -> tuple[str, str]:
        said = Path(self._said.name)
        return (said / "out").read_text(encoding="utf-8"), (said / "err").read_text(encoding="utf-8")


def _run(main: Callable[[list[str]], None], arguments: list[str], environment: dict[str, str], said: str) -> None:
    for number, name in enumerate(("out", "err"), start=1):
        os.dup2(os.open(f"{said}/{name}", os.O_WRONLY | os.O_CREAT), number)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    try:
        main(arguments)
    finally:
        atexit._run_exitfuncs()  # as a program ends; multiprocessing leaves them out
