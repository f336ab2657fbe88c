"""`python -m bench.faults [--kills 50] [--seed 1] [--scenario run|publish|feedback|all] [--out FILE]`: prints a table
and writes JSON.

Each kill: a copy of the workspace, `hedui` as a process, SIGKILL at a random moment; then what is to be seen is
compared with the state before and after an undisturbed run, the same command runs again, and everything is compared
once more. Exit code 1 when anything was wrong.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from bench.faults.processes import STAND_INS, prefect_server
from bench.faults.scenarios import Killed, Scenario, prepared

SCENARIOS = ("run", "publish", "feedback")


def killed(
    scenarios: dict[str, Scenario], name: str, kills: int, seed: int, first: int = 0, last: int | None = None
) -> Iterator[Killed]:
    """`kills` attempts, one random moment in each of as many equal parts of the way; those
    from `first` to before `last`."""
    rng = random.Random(f"{seed} {name}")
    moments = [(part + rng.random()) / kills for part in range(kills)]
    rng.shuffle(moments)
    for share in moments[first:last]:
        yield scenarios["run" if name == "publish" else name].attempt(share, rng, publishing=name == "publish")


def summary(name: str, found: list[Killed]) -> str:
    seen = {word: sum(k.showed == word for k in found) for word in ("old", "between", "new")}
    bad, alive = sum(bool(k.wrong) for k in found), sum(not k.was_killed for k in found)
    median = sorted(k.seconds for k in found)[len(found) // 2]
    return (
        f"{name:10} {len(found):5} {alive:6} {seen['old']:5} {seen['between']:8} {seen['new']:5} {median:11.1f} {bad:6}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench.faults", description="Kill runs at random moments and compare what they leave."
    )
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scenario", choices=[*SCENARIOS, "all"], default="all")
    parser.add_argument("--first", type=int, default=0, help="leave the kills before this one to another call")
    parser.add_argument("--last", type=int, help="and those from this one on")
    parser.add_argument(
        "--stages",
        choices=["real", "stand-in"],
        default="real",
        help="stand-in: the small stages that the tests of the flow use; no feedback",
    )
    parser.add_argument("--out", type=Path, help="append the attempts to this JSON file")
    given = parser.parse_args()
    if given.stages == "stand-in":
        os.environ[STAND_INS] = "1"
    names = [
        name
        for name in SCENARIOS
        if given.scenario in (name, "all") and not (name == "feedback" and STAND_INS in os.environ)
    ]
    found: list[Killed] = []
    with tempfile.TemporaryDirectory(prefix="hedui-faults-") as folder, prefect_server():
        scenarios = prepared(Path(folder), names)
        print("scenario   kills  ended   old  between   new  completed s  wrong")
        for name in names:
            own = []
            for attempt in killed(scenarios, name, given.kills, given.seed, given.first, given.last):
                own.append(attempt)
                for what in attempt.wrong:
                    print(f"  {name} at {attempt.moment:.3f}: {what}", file=sys.stderr, flush=True)
            print(summary(name, own), flush=True)
            found += own
    if given.out:
        before = json.loads(given.out.read_text()) if given.out.exists() else []
        given.out.write_text(
            json.dumps(
                [*before, *({**asdict(attempt), "stages": given.stages} for attempt in found)],
                indent=1,
                ensure_ascii=False,
            )
        )
    sys.exit(any(attempt.wrong for attempt in found))


if __name__ == "__main__":
    main()
