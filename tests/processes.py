"""Other processes as tests use them: none outlives its test, and none is waited for without end."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.flows.conftest import ROOT

BUSY = 503  # what a Prefect server says while its database is being written to; Prefect's own client asks again too


@contextmanager
def started(command: Sequence[object], **options: Any) -> Iterator[subprocess.Popen]:
    """A process that is killed when the body ends, however it ends. `Popen` by itself waits for it, though nobody may be left to end it."""
    with subprocess.Popen([str(word) for word in command], cwd=ROOT, **options) as process:
        try:
            yield process
        finally:
            process.kill()


def ask(address: str, data: object = None, patience: float = 60) -> Any:
    """What a Prefect server answers at this address of its API, to JSON where `data` is given."""
    request = Request(address, None if data is None else json.dumps(data).encode(), {"content-type": "application/json"})
    deadline = time.monotonic() + patience
    while True:
        try:
            with urlopen(request, timeout=30) as response:
                return json.load(response)
        except HTTPError as refusal:
            if refusal.code != BUSY or time.monotonic() > deadline:
                raise
        time.sleep(0.5)
