"""The Prefect server that a run reports to: the configured one, else one that answers on this
machine, else a temporary one.

A temporary server is started before Prefect is imported here, so that both load at the same time; otherwise the run
would wait for it. It must not outlive the run, which when killed has no exit: a small shell waits on a pipe whose other
end only this process holds, and ends the server when the pipe closes, however this process ended.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from flows.errors import BatchError

VARIABLE = "PREFECT_API_URL"
LOCAL = "http://127.0.0.1:4200/api"
STARTING = "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"
_TEMPORARY = {
    "PREFECT_UI_ENABLED": "0",
    "PREFECT__SERVER_EPHEMERAL": "1",
    "PREFECT__SERVER_FINAL": "1",
}  # as Prefect starts its own
_WAIT_THEN_END = 'read _; kill "$0" 2>/dev/null'


def configured() -> str | None:
    """The address of the server that Prefect is set up for: from the environment, else from its active profile."""
    if os.environ.get(VARIABLE):
        return os.environ[VARIABLE]
    home = Path(os.environ.get("PREFECT_HOME") or Path.home() / ".prefect")
    try:
        profiles = tomllib.loads((home / "profiles.toml").read_text(encoding="utf-8"))
        return profiles["profiles"][os.environ.get("PREFECT_PROFILE") or profiles["active"]].get(VARIABLE)
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def answers(address: str, timeout: float = 2) -> bool:
    """Whether a Prefect server is healthy at this address."""
    try:
        with build_opener(ProxyHandler({})).open(f"{address.rstrip('/')}/health", timeout=timeout) as response:
            return response.read(16).strip() == b"true"
    except (URLError, OSError, ValueError):
        return False


def found() -> str | None:
    """A server that is there: the configured one, or one on this machine. A BatchError when the
    configured one does not answer."""
    address = configured()
    if address is None:
        return LOCAL if answers(LOCAL, 0.5) else None
    if not answers(address, 10):
        raise BatchError(
            f"the Prefect server at {address} does not answer; start it, or unset {VARIABLE} to work with a temporary one"
        )
    return address


@contextmanager
def server() -> Iterator[Callable[[], None]]:
    """A server for the flow that is called inside; yields the function that waits until it is
    ready. Import Prefect only inside."""
    if "prefect" in sys.modules:  # its settings are read already: it looks after itself
        yield lambda: None
        return
    address = found()
    if address is not None:
        os.environ[VARIABLE] = address
        yield lambda: None
        return
    with _temporary() as ready:
        yield ready


def _folder_of(package: str) -> Path:
    """Where an installed package lies; it is not imported."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise BatchError(f"{package} is not installed; set hedui up again")
    return Path(spec.origin).parent


@contextmanager
def _temporary() -> Iterator[Callable[[], None]]:
    port = _free_port()
    command = [
        sys.executable, "-m", "uvicorn", "--app-dir", str(_folder_of("prefect")), "--factory", "prefect.server.api.server:create_app",
        "--host", "127.0.0.1", "--port", str(port), "--log-level", "error", "--lifespan", "on",
    ]  # fmt: skip
    process = subprocess.Popen(
        command,
        env=os.environ | _TEMPORARY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    tether = tied(process)
    address = f"http://127.0.0.1:{port}/api"

    def ready() -> None:
        until = time.monotonic() + float(os.environ.get(STARTING) or 120)
        while not answers(address):
            if process.poll() is not None or time.monotonic() > until:
                raise BatchError(
                    "the temporary Prefect server did not start; see `hedui doctor`, or start one yourself (docs/operation.md)"
                )
            time.sleep(0.1)

    os.environ[VARIABLE] = address
    try:
        yield ready
    finally:
        process.terminate()  # it writes down what is left by itself
        untie(tether)
        del os.environ[VARIABLE]


def tied(process: subprocess.Popen) -> subprocess.Popen:
    """The shell that ends a process of ours when this process ends, however it ends. Keep it as long."""
    return subprocess.Popen(
        ["/bin/sh", "-c", _WAIT_THEN_END, str(process.pid)],
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def untie(tether: subprocess.Popen) -> None:
    """Let the shell go that `tied` gave: what it would end has ended."""
    if tether.stdin is not None:
        tether.stdin.close()


def _free_port() -> int:
    with suppress(OSError), socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
    raise BatchError(
        "no port is free on 127.0.0.1 for the temporary Prefect server; start one yourself (docs/operation.md)"
    )
