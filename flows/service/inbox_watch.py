"""When the deliveries in an inbox are complete: nothing has changed for a while, or a marker says so.

A marker is a file `X.csv.done` or `X.done` beside `X.csv`, or a file `.done` for all files of its folder and below; it
counts for files that have not changed since. Markers are no deliveries.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.storage.inbox import MARKER

Look = tuple[int, int]  # size and modification time in nanoseconds


@dataclass(frozen=True)
class Snapshot:
    """The files of an inbox by their path in it, and those that a marker vouches for."""

    files: Mapping[str, Look] = field(default_factory=dict)
    vouched: frozenset[str] = frozenset()


def look(inbox: Path) -> Snapshot:
    """The inbox as it is now; what vanishes meanwhile is not there."""
    files: dict[str, Look] = {}
    markers: dict[str, int] = {}
    for folder, folders, names in os.walk(inbox):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(folder, name)
            try:
                found = path.lstat()
            except OSError:
                continue
            inside = path.relative_to(inbox).as_posix()
            if name.endswith(MARKER):
                markers[inside] = found.st_mtime_ns
            elif not name.startswith("."):
                files[inside] = (found.st_size, found.st_mtime_ns)
    return Snapshot(
        files,
        frozenset(
            name for name, (_, changed) in files.items() if any(markers.get(m, -1) >= changed for m in _markers(name))
        ),
    )


def _markers(name: str) -> list[str]:
    """Where a marker for this file may lie."""
    path = Path(name)
    return [
        f"{name}{MARKER}",
        path.with_suffix(MARKER).as_posix(),
        *((folder / MARKER).as_posix() for folder in path.parents),
    ]


class Watcher:
    """Tells from looks at an inbox, and the time of each, when a batch is due. `settle`: seconds
    in which nothing may change."""

    def __init__(self, settle: float) -> None:
        self._settle = settle
        self._last = Snapshot()
        self._changed_at = 0.0
        self._done: Mapping[str, Look] = {}

    def is_due(self, now: Snapshot, at: float) -> bool:
        """Whether the inbox holds something new, and it is complete."""
        if now.files != self._last.files:
            self._changed_at = at
        self._last = now
        new = {name for name, seen in now.files.items() if self._done.get(name) != seen}
        return bool(new) and (new <= now.vouched or at - self._changed_at >= self._settle)

    def done(self, taken: Snapshot) -> None:
        """What is in the inbox has been dealt with."""
        self._done = taken.files
