"""`python -m bench.matching --seed 11 --seed 12 --seed 13 --times 5 --out results.json`: counties made, contenders run,
figures as a table and as JSON.

Each contender runs in a process of its own, with the machine to itself. `--quick` is a tenth of
everything, once, in under a minute.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.matching import quality
from bench.matching.report import table
from bench.matching.splink_model import sounds_of
from bench.matching.world import Size, build

MEMORY = "200MB"  # hedui's DuckDB; Splink and the exact join are not limited


def _run(name: str, county: Path, result: Path, model: Path | None = None, memory: str = "") -> dict:
    command = [
        sys.executable,
        "-m",
        "bench.matching.contenders",
        name,
        str(county),
        str(result),
        str(model or ""),
        memory,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def _median(runs: list[dict]) -> dict:
    return {key: statistics.median(run[key] for run in runs) for key in runs[0]}


def measure(seed: int, size: Size, folder: Path, times: int, with_splink: bool, memory: str) -> dict:
    """One county: quality and speed of every contender."""
    county = folder / f"county_{seed}.duckdb"
    build(county, seed, size)
    figures: dict = {"seed": seed, "size": vars(size)}
    result = {name: folder / f"{name}_{seed}.duckdb" for name in ("exact", "hedui", "splink")}
    figures["speed"] = {
        "exact": _median([_run("exact", county, result["exact"]) for _ in range(times)]),
        "hedui": _median([_run("hedui", county, result["hedui"], memory=memory) for _ in range(times)]),
    }
    if with_splink:
        figures["speed"]["pinyin for splink"] = _median(
            [_run("pinyin", county, folder / "pinyin.duckdb", sounds_of(county)) for _ in range(times)]
        )
        model, cold = folder / f"model_{seed}.json", []
        for _ in range(max(1, times // 2)):
            model.unlink(missing_ok=True)
            cold.append(_run("splink", county, result["splink"], model))
        figures["speed"]["splink cold"] = _median(cold)
        figures["speed"]["splink warm"] = _median(
            [_run("splink", county, result["splink"], model) for _ in range(times)]
        )
    figures["exact"] = quality.measures(quality.judged(county, result["exact"]))
    figures["hedui"] = quality.of_hedui(quality.judged(county, result["hedui"]))
    if with_splink:
        con = quality.judged(county, result["splink"])
        figures["splink"] = best = quality.best_threshold(con)
        con.execute("UPDATE judged SET tied = false, ok = false WHERE score < $1", [best["threshold"]])
        figures["splink"] |= {"by_damage": quality.by_damage(con), "by_adversary": quality.by_adversary(con)}
    for file in (county, sounds_of(county), *result.values()):
        file.unlink(missing_ok=True)
    return figures


def main() -> None:
    ask = argparse.ArgumentParser(prog="python -m bench.matching", description=__doc__)
    ask.add_argument("--seed", type=int, action="append", help="may be given several times; 11, 12, 13 when left out")
    ask.add_argument("--damage", type=float, default=0.04, help="share of damaged rows")
    ask.add_argument("--rows", type=int, default=1_000_000)
    ask.add_argument("--residents", type=int, default=500_000)
    ask.add_argument("--roster", type=int, default=50_000)
    ask.add_argument("--registered", action="store_true", help="the registry is delivered too: every resident is known")
    ask.add_argument("--times", type=int, default=1, help="runs per contender; medians are reported")
    ask.add_argument("--memory", default=MEMORY, help="DuckDB's memory limit for hedui")
    ask.add_argument("--no-splink", action="store_true")
    ask.add_argument("--quick", action="store_true", help="a tenth of the size, one seed, without Splink")
    ask.add_argument("--out", type=Path, help="write the figures to this JSON file")
    given = ask.parse_args()
    part = 10 if given.quick else 1
    size = Size(
        given.residents // part,
        given.roster // part,
        given.rows // part,
        damage=given.damage,
        is_registered=given.registered,
    )
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in given.seed or ([11] if given.quick else [11, 12, 13]):
            found.append(
                measure(seed, size, Path(folder), given.times, not (given.no_splink or given.quick), given.memory)
            )
            print(table(found[-1]), flush=True)
    sure = [t for f in found for t in f["hedui"]["tiers"] if t["tier"] in ("T1", "T2")]
    links, wrong = sum(t["links"] for t in sure), sum(t["wrong"] for t in sure)
    bound = quality.lower_bound(links - wrong, links)
    print(f"T1+T2 pooled: {links} links, {wrong} wrong, lower 95 % bound of precision {bound:.6f}")
    if given.out:
        given.out.write_text(
            json.dumps(
                {"runs": found, "pooled_T1_T2": {"links": links, "wrong": wrong, "lower_bound": bound}}, indent=1
            ),
            encoding="utf-8",
        )


if __name__ == "__main__":
    main()
