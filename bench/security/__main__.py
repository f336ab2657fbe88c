"""python -m bench.security --inbox DIR [--rounds 3]: the same batch without and with a key, in turn, each in a
process and a workspace of its own.

Prints one line per run and the ratio of the medians, of wall time and of processor time. The flow runs without
Prefect's engine, whose start-up would hide a part of the difference.
"""

from __future__ import annotations

import argparse
import os
import resource
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BATCH = """
import sys
from datetime import date
from pathlib import Path
from tests.security.batches import batch
batch(Path(sys.argv[1]), Path(sys.argv[2]), date(2026, 3, 31))
"""


def measured(inbox: Path, key: Path | None) -> tuple[float, float, float]:
    """Wall seconds, processor seconds and size of core.duckdb in MB of one batch."""
    environment = {name: value for name, value in os.environ.items() if name != "HEDUI_KEY_FILE"} | (
        {"HEDUI_KEY_FILE": str(key)} if key else {}
    )
    with tempfile.TemporaryDirectory() as folder:
        before, began = _used(), time.monotonic()
        subprocess.run(
            [sys.executable, "-c", BATCH, str(inbox), f"{folder}/workspace"],
            env=environment,
            check=True,
            capture_output=True,
        )
        return time.monotonic() - began, _used() - before, Path(folder, "workspace", "core.duckdb").stat().st_size / 1e6


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.security", description="A batch without and with a key.")
    parser.add_argument("--inbox", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder, "key")
        key.write_text(secrets.token_urlsafe(32), encoding="ascii")
        key.chmod(0o600)
        found: dict[str, list[tuple[float, float, float]]] = {"plain": [], "encrypted": []}
        for _ in range(asked.rounds):
            for name, used in (("plain", None), ("encrypted", key)):
                wall, processor, size = measured(asked.inbox, used)
                found[name].append((wall, processor, size))
                print(
                    f"{name:<10} {wall:6.1f} s wall, {processor:6.1f} s processor, core.duckdb {size:.1f} MB",
                    flush=True,
                )
    for position, title in ((0, "wall"), (1, "processor")):
        plain, encrypted = (statistics.median(run[position] for run in found[name]) for name in ("plain", "encrypted"))
        print(f"{title}: {encrypted / plain:.2f} times")


if __name__ == "__main__":
    main()
