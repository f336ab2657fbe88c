"""The type errors of the folders that are not clean yet: `python -m tests.ratchet`; their number may only fall.

`typing-baseline.txt` has one line per folder: its name, the errors that mypy finds in it. The other folders are
clean and stay so by `make lint`.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

BASELINE = Path(__file__).with_name("typing-baseline.txt")
ERROR = re.compile(r"^([^/\s:]+)/[^:]+:\d+: error: ", re.MULTILINE)


class CheckerFailed(RuntimeError):
    """mypy could not check; the text is what it said."""


def allowed() -> dict[str, int]:
    """Folder → errors that it may have."""
    lines = BASELINE.read_text(encoding="utf-8").splitlines()
    return {folder: int(number) for folder, number in map(str.split, lines)}


def errors_in(said: str) -> Counter[str]:
    """Folder → errors in what mypy said."""
    return Counter(ERROR.findall(said))


def complaints(before: Mapping[str, int], now: Mapping[str, int]) -> list[str]:
    """One line per folder whose number is not the one written down."""
    told = []
    for folder, most in before.items():
        found = now.get(folder, 0)
        if found > most:
            told.append(
                f"{folder}: {found} type errors, {most} are allowed; run `mypy {folder}` and correct those of your change"
            )
        elif found < most:
            told.append(
                f"{folder}: {found} type errors, {most} are written down; "
                f"write {found} into tests/{BASELINE.name}, so that it never rises again"
            )
    return told


def checked(folders: list[str]) -> str:
    """What mypy says about the folders."""
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--no-pretty", *folders], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        raise CheckerFailed(done.stdout + done.stderr)
    return done.stdout


def main() -> int:
    before = allowed()
    told = complaints(before, errors_in(checked(list(before))))
    print("\n".join(told) or "type errors: " + ", ".join(f"{folder} {number}" for folder, number in before.items()))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
