"""What reaches the disk for good, and what is gone from it for good: overwritten before
the disk gets the space back."""

from __future__ import annotations

import os
from pathlib import Path

_ZEROS = bytes(1 << 20)


def sync(path: Path) -> None:
    """Have the kernel write a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def overwrite(handle: int) -> None:
    """Zeros over the whole of an open file, written to the disk."""
    size = os.fstat(handle).st_size
    for start in range(0, size, len(_ZEROS)):
        os.pwrite(handle, _ZEROS[: min(len(_ZEROS), size - start)], start)
    os.fsync(handle)


def forget(database: Path) -> None:
    """Delete a database file and its log, if they are there."""
    for file in (database, database.with_name(f"{database.name}.wal")):
        if file.exists():
            handle = os.open(file, os.O_WRONLY)
            try:
                overwrite(handle)
            finally:
                os.close(handle)
            file.unlink()
