"""The three things that are killed, each with a workspace before it, the command, and the
moments at which it is killed."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from bench.faults import county, state
from bench.faults.processes import finish, kill_when

AS_OF = ("2026-03-24", "2026-03-31")


@dataclass(frozen=True)
class Killed:
    """One attempt: how far it came, whether it was killed there, what was wrong, and what its completion took."""

    scenario: str
    moment: float  # share of the CPU time of an undisturbed run; of the publication in the scenario publish
    was_killed: bool
    showed: str  # old, new, or mixed: the published tables new, the lists not yet
    wrong: tuple[str, ...]
    seconds: float


class Scenario:
    """A command over a prepared workspace; `expected` is what it leaves when nothing disturbs it."""

    def __init__(self, name: str, folder: Path, before: Path, arguments: Callable[[Path], list[object]]) -> None:
        self.name, self.folder, self.before, self.arguments = name, folder, before, arguments
        self.said = folder / f"{name}.said"
        undisturbed = self._copy()
        self.code, self.cpu, self.seconds = finish(arguments(undisturbed), self.said)
        if self.code not in (0, 3):
            raise RuntimeError(f"{name} does not end well undisturbed: {self.said.read_text()}")
        self.old, self.new = state.shown(before), state.shown(undisturbed)
        self.held = state.held(undisturbed)
        if self.old == self.new:
            raise RuntimeError(f"{name} changes nothing: it cannot show whether a kill is survived")

    def _copy(self) -> Path:
        target = self.folder / f"{self.name}-workspace"
        shutil.rmtree(target, ignore_errors=True)
        return shutil.copytree(self.before, target)

    def attempt(self, share: float, rng: random.Random, publishing: bool = False) -> Killed:
        """Kill one run at a share of its way, look at what it left, run it again, and
        compare with the undisturbed one."""
        workspace = self._copy()
        since: list[float] = []

        def is_time(taken: float) -> bool:
            if not publishing:
                return taken >= share * self.cpu
            if not since and any(workspace.glob("work/*/hedui.duckdb")):
                since.append(taken)
            return bool(since) and taken - since[0] >= share * PUBLICATION

        was_killed = kill_when(self.arguments(workspace), self.said, is_time, rng)
        showed, wrong = self._after(workspace)
        code, _, seconds = finish(self.arguments(workspace), self.said)
        wrong += self._completed(workspace, code)
        return Killed(self.name if not publishing else "publish", share, was_killed, showed, tuple(wrong), seconds)

    def _after(self, workspace: Path) -> tuple[str, list[str]]:
        """What others see right after the kill: each part old or new, whole; new lists never before new tables."""
        seen, wrong = (
            state.shown(workspace),
            [f"half-written batch {name}" for name in state.broken_manifests(workspace / "out")],
        )
        mart = "old" if seen.mart == self.old.mart else "new" if seen.mart == self.new.mart else "other"
        lists = "old" if seen.lists == self.old.lists else "new" if seen.lists == self.new.lists else "other"
        if mart == "other":
            changed = [
                name for name in seen.mart if seen.mart[name] not in (self.old.mart.get(name), self.new.mart.get(name))
            ]
            wrong.append(f"published tables neither old nor new: {changed}")
        if lists == "other" and self.name != "feedback":  # return workbooks come one by one, each whole
            wrong.append("lists neither old nor new")
        if mart == "old" and lists == "new":
            wrong.append("lists before their tables")
        if self.name == "feedback" and set(seen.lists.items()) - set(self.old.lists.items()) - set(
            self.new.lists.items()
        ):
            wrong.append("a file in out/ is neither old nor new")
        return mart if mart == lists else "between", wrong

    def _completed(self, workspace: Path, code: int) -> list[str]:
        wrong = [] if code in (self.code, 0, 3) else [f"the next run ends with {code}: {self.said.read_text()[-300:]}"]
        seen, held = state.shown(workspace), state.held(workspace)
        wrong += [f"{name} differs" for name in self.new.mart if seen.mart.get(name) != self.new.mart[name]]
        wrong += [f"{name} differs" for name in self.held if held.get(name) != self.held[name]]
        wrong += [
            f"list {name} differs"
            for name in sorted({*seen.lists, *self.new.lists})
            if seen.lists.get(name) != self.new.lists.get(name)
        ]
        wrong += [f"left behind: {name}" for name in state.leftovers(workspace)]
        audited, *_ = finish(["audit", "verify", "--workspace", workspace], self.said)
        return wrong + ([] if audited == 0 else [f"audit: {self.said.read_text()[-300:]}"])


PUBLICATION = 0.4
"""CPU seconds from the first byte of the new hedui.duckdb to the end, roughly; moments
after the end are as good as any."""


def prepared(folder: Path, wanted: Collection[str]) -> dict[str, Scenario]:
    """run: the second week after the first. feedback: the answers to the first week's
    lists, some rows to be sent back."""
    inboxes = [county.write(folder / f"week{week}", week) for week in (1, 2)]
    first = folder / "first"

    def run(workspace: Path, week: int) -> list[object]:
        return [
            "run",
            "--inbox",
            inboxes[week - 1],
            "--workspace",
            workspace,
            "--as-of",
            AS_OF[week - 1],
            "--batch",
            f"w{week}",
        ]

    code, *_ = finish(run(first, 1), folder / "first.said")
    if code not in (0, 3):
        raise RuntimeError(f"the first week does not end well: {(folder / 'first.said').read_text()}")
    made = {}
    if {"run", "publish"} & set(wanted):
        made["run"] = Scenario("run", folder, first, lambda workspace: run(workspace, 2))
    if "feedback" in wanted:
        returned = county.answer(first / "out" / "w1", folder / "returned")
        made["feedback"] = Scenario(
            "feedback", folder, first, lambda workspace: ["feedback", returned, "--workspace", workspace]
        )
    return made
