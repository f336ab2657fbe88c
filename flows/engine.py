"""The temporary Prefect server of a run on a machine without one: it must not outlive the run.

Prefect ends it at exit; a killed run has no exit. A small shell waits on a pipe whose other end only this process holds, and
ends the server when the pipe closes, however this process ended.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_WAIT_THEN_END = 'read _; kill "$0" 2>/dev/null'


@contextmanager
def tethered_server() -> Iterator[None]:
    """While a flow runs: tie Prefect's temporary server, if it starts one, to the life of this process."""
    over = threading.Event()
    watcher = threading.Thread(target=_tether, args=(over,), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()


def _tether(over: threading.Event) -> None:
    from prefect.server.api.server import SubprocessASGIServer

    while not over.wait(0.05):
        for server in list(getattr(SubprocessASGIServer, "_instances", {}).values()):
            process = getattr(server, "server_process", None)
            if process is not None:
                with suppress(OSError):  # no shell: the server then ends with a regular exit only
                    _KEPT.append(
                        subprocess.Popen(
                            ["/bin/sh", "-c", _WAIT_THEN_END, str(process.pid)],
                            stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                        )
                    )  # fmt: skip
                return


_KEPT: list[subprocess.Popen] = []  # holds the pipes open until this process ends
