"""`python -m bench.batch [--scale S] [--only CASE ...] [--out FILE]`: prints a table and writes
JSON. See docs/performance.md."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import date
from pathlib import Path

from bench.batch import baseline, both_ways, cases
from bench.batch.measure import ROOT


def _child(what: str, given: dict) -> dict:
    given = {name: Path(value) if name in ("inbox", "workspace") else value for name, value in given.items()}
    if what == "baseline":
        return baseline.baseline(**given)
    if what == "batch":
        from bench.batch.plain import (
            batch as measured,
        )  # imports Prefect, which the others must not have done before they begin
    else:
        measured = getattr(both_ways, what)
    return measured(**given | {"as_of": date.fromisoformat(given["as_of"])})


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.batch", description="A whole batch against merely reading the same files."
    )
    parser.add_argument("--scale", type=float, default=1.0, help="share of the county's size; 0.01 takes three minutes")
    parser.add_argument("--only", nargs="*", choices=list(cases.CASES), help="these cases, and what they need")
    parser.add_argument(
        "--turns", type=int, default=3, help="times that the small cases are measured; the medians count"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--data", type=Path, default=ROOT / "workspace" / "bench", help="where the made counties are kept"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "bench" / "results" / "batch.json")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(_child(given.child[0], json.loads(given.child[1]))))
        return
    found = cases.measure(given.data, given.seed, given.scale, given.only or list(cases.CASES), given.turns)
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    print(cases.table(found["cases"]))
    if given.scale != 1:
        print(
            f"\nThe bars are for the whole county; at --scale {given.scale:g} what a batch costs at least outweighs what its rows cost.",
            file=sys.stderr,
        )
    print(f"\n{found['machine']}; written to {given.out}", file=sys.stderr)


if __name__ == "__main__":
    main()
