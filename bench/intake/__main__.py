"""`python -m bench.intake [--out FILE]`: prints and writes, as JSON, time and memory of taking files in.

Every measure is a process of its own, so that its peak memory is its own; ours and the plain one
take turns, the medians count.
Bars: time at most 3 times that of the plain reading; peak at most 4 times the larger of file size and 300 MB; no
growth with the number of files.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.intake.deliveries import write_csv, write_xlsx

MB = 1024 * 1024
TIME_BAR, MEMORY_BAR, MEMORY_FLOOR_MB, GROWTH_BAR = 3.0, 4.0, 300, 1.15
TURNS = 3


def plain(path: Path) -> None:
    """Read one file with polars into strings, and do nothing else."""
    import polars as pl

    if path.suffix == ".csv":
        frame = pl.read_csv(path, encoding="gb18030", infer_schema=False)
    else:
        frame = pl.read_excel(path, engine="calamine", infer_schema_length=0)
    assert all(dtype == pl.String for dtype in frame.dtypes), frame.schema


def ours(path: Path) -> None:
    """Take one file in: read, recognise, type, validate."""
    from schemas.model import catalog
    from transforms.intake import take_in

    intake = take_in(path.name, path.read_bytes(), catalog())
    assert intake.disposition == "accepted" and intake.rows_quarantined == 0, intake.issues


def each(folder: Path) -> None:
    """Take every file of a folder in, one after the other, and keep nothing."""
    for path in sorted(folder.iterdir()):
        ours(path)


def stored(folder: Path) -> None:
    """Take every file of a folder in, one after the other, into a store of its own."""
    from flows.batch.ingest import take_in_all
    from flows.storage.inbox import listed
    from flows.storage.store import Store
    from schemas.model import catalog

    with tempfile.TemporaryDirectory() as workspace:
        store = Store(Path(workspace) / "core.duckdb", Path(workspace) / "spill")
        assert not take_in_all(store, listed(folder), catalog(), lambda *_: None)
        store.close()


MEASURES = {"plain": plain, "ours": ours, "each": each, "stored": stored}


def measure(what: str, path: Path) -> tuple[float, float]:
    """Seconds and peak MB of one measure, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.intake", "--measure", what, str(path)], capture_output=True, text=True, check=True
    )
    seconds, peak = done.stdout.split()
    return float(seconds), float(peak)


def _measured(what: str, path: Path) -> None:
    """Imports and the first small file are not counted: what is measured is reading, on either side."""
    with tempfile.TemporaryDirectory() as name:
        small = Path(name) / path.name
        if path.is_file():
            (write_csv if path.suffix == ".csv" else write_xlsx)(small, 3)
            MEASURES[what](small)
    started = time.perf_counter()
    MEASURES[what](path)
    print(time.perf_counter() - started, _peak_mb())


def _peak_mb() -> float:
    """Of this process alone; ru_maxrss would begin with what the parent held when it forked."""
    (peak,) = re.findall(r"VmHWM:\s+([0-9]+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(peak) / 1024


def compare(path: Path) -> dict[str, object]:
    """Ours against plain on one file."""
    runs = [(measure("plain", path), measure("ours", path)) for _ in range(TURNS)]
    base, own = (statistics.median(run[side][0] for run in runs) for side in (0, 1))
    size, peak = path.stat().st_size / MB, max(run[1][1] for run in runs)
    limit = MEMORY_BAR * max(size, MEMORY_FLOOR_MB)
    return {
        "file_mb": round(size, 1), "plain_seconds": round(base, 2), "ours_seconds": round(own, 2), "ratio": round(own / base, 2),
        "plain_peak_mb": round(max(run[0][1] for run in runs)), "peak_mb": round(peak), "peak_limit_mb": round(limit),
        "holds": own / base <= TIME_BAR and peak <= limit,
    }  # fmt: skip


def growth(folder: Path, rows: int, counts: dict[str, tuple[int, int]]) -> dict[str, object]:
    """Peak memory with few and with many files of one size: each taken in by itself, and through the
    store, whose cache fills up first."""
    most = max(many for _, many in counts.values())
    for number in range(most):
        write_csv(folder / f"财政_一卡通补贴_{number:03}.csv", rows, seed=number)
    found: dict[str, object] = {"rows_per_file": rows}
    growths = []
    for what, pair in counts.items():
        peaks = []
        for count in pair:
            inbox = folder / f"{what}{count}"
            inbox.mkdir()
            for number in range(count):
                file = folder / f"财政_一卡通补贴_{number:03}.csv"
                (inbox / file.name).hardlink_to(file)
            peaks.append(measure(what, inbox)[1])
            found[f"{what}_peak_mb_{count}_files"] = round(peaks[-1])
        growths.append(peaks[1] / peaks[0])
        found[f"{what}_growth"] = round(growths[-1], 2)
    return found | {"holds": max(growths) <= GROWTH_BAR}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.intake")
    parser.add_argument("--csv-rows", type=int, default=1_000_000)
    parser.add_argument("--xlsx-rows", type=int, default=200_000)
    parser.add_argument("--out", type=Path, default=Path("bench/results/intake.json"))
    parser.add_argument("--measure", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.measure:
        _measured(given.measure[0], Path(given.measure[1]))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_csv(folder / "财政_一卡通补贴_20260320.csv", given.csv_rows)
        write_xlsx(folder / "银行_银行存款_20260320.xlsx", given.xlsx_rows)
        found = {
            "csv_gb18030": {"rows": given.csv_rows} | compare(folder / "财政_一卡通补贴_20260320.csv"),
            "xlsx": {"rows": given.xlsx_rows} | compare(folder / "银行_银行存款_20260320.xlsx"),
            "number_of_files": growth(folder, given.csv_rows // 50, {"each": (10, 120), "stored": (10, 40)}),
        }
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
