"""The workspace folder: where things lie, and the lock that lets one run at a time write to it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TextIO

from flows.clock import COUNTY_TIME
from flows.errors import BatchError, UsageError

POLL = 0.5
"""Seconds between two tries to get a workspace that another run holds."""


class Workspace:
    """Paths of one workspace; see docs/architecture.md."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.core = root / "core.duckdb"
        self.evidence = root / "evidence.duckdb"  # what earlier batches gathered; can be deleted at any time
        self.published = root / "hedui.duckdb"
        self.out = root / "out"
        self.work = root / "work"
        self.spill = self.work / "spill"
        self.timings = root / ".timings.json"

    def out_of(self, batch_id: str) -> Path:
        return self.out / batch_id

    def work_of(self, batch_id: str) -> Path:
        return self.work / batch_id

    def create(self) -> None:
        """Make the folders. Others of this machine may reach hedui.duckdb; clear values, in work/ and
        core.duckdb, are the owner's alone."""
        if self.root.exists() and not self.root.is_dir():
            raise UsageError(f"--workspace {self.root}: this is a file, not a folder")
        try:
            if not self.root.exists():
                self.root.mkdir(parents=True)
                self.root.chmod(0o755)
            self.out.mkdir(exist_ok=True)
            self.work.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise UsageError(
                f"--workspace {self.root}: cannot be written ({error.strerror}); choose another folder"
            ) from None

    def clear_work(self, keep: Collection[Path] = ()) -> None:
        """Empty work/, but for these folders."""
        for left in self.work.iterdir():
            if left not in keep:
                shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink()

    @contextmanager
    def writer(self, wait: float = 0, say: Callable[[str], None] | None = None) -> Iterator[None]:
        """Hold the workspace for one writing run. While another holds it, wait that many seconds, having said so once;
        then a BatchError names the holder.

        The kernel frees the lock when its holder ends, however it ends, so a kill leaves no stale lock behind.
        """
        self.create()
        try:
            held = (self.root / ".lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise UsageError(
                f"--workspace {self.root}: cannot be written ({error.strerror}); choose another folder"
            ) from None
        with held as lock:
            self._take(lock, wait, say)
            lock.seek(0)
            lock.truncate()
            json.dump({"pid": os.getpid(), "since": datetime.now(COUNTY_TIME).isoformat(timespec="seconds")}, lock)
            lock.flush()
            yield

    def _take(self, lock: TextIO, wait: float, say: Callable[[str], None] | None) -> None:
        until = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                held = f"workspace {self.root} is in use by another run ({_holder(lock)})"
            left = until - time.monotonic()
            if left <= 0:
                waited = f"; waited {wait / 60:g} min for it" if wait else ""
                raise BatchError(f"{held}{waited}; wait until it ends, or use another workspace")
            if say is not None:
                say(f"{held}; waiting for it up to {wait / 60:g} min")
                say = None
            time.sleep(min(left, POLL))

    def refuse_if_held(self) -> None:
        """Say at once what `writer` would say later, before anything slow starts."""
        with self.writer():
            pass


def _holder(lock: TextIO) -> str:
    lock.seek(0)
    with suppress(ValueError, TypeError, KeyError):
        held = json.load(lock)
        return f"pid {int(held['pid'])}, since {datetime.fromisoformat(held['since']).isoformat(sep=' ')}"
    return "it has just started"
