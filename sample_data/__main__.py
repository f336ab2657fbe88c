"""`python -m sample_data --out DIR`: a county as delivered, and beside it what must come out."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sample_data.county import generate
from sample_data.deliver import write_inbox
from sample_data.messy import write_messy
from sample_data.truth import write_truth


def write_county(
    out: Path,
    households: int = 400,
    residents_per_household: int = 4,
    seed: int = 1,
    as_of: date = date(2026, 3, 31),
    messy: bool = False,
) -> None:
    """Write DIR/inbox and DIR/truth. Other files in DIR/inbox would be taken for deliveries, so there must be none."""
    inbox = out / "inbox"
    if inbox.exists() and any(inbox.iterdir()):
        raise FileExistsError(f"{inbox} is not empty; give another --out or remove it first")
    world = generate(households, residents_per_household, seed, as_of)
    places = write_inbox(world, inbox, messy)
    cases, refused = write_messy(world, inbox) if messy else ([], [])
    write_truth(world, places, out / "truth", cases, refused)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m sample_data",
        description="Write a synthetic county: the inbox as delivered, and the truth beside it.",
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--households", type=int, default=400, help="households on the roster")
    parser.add_argument(
        "--residents-per-household", type=int, default=4, help="persons on no roster, per household on it"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--as-of", type=date.fromisoformat, default=date(2026, 3, 31))
    parser.add_argument(
        "--messy",
        action="store_true",
        help="the same county in the forms that careless offices send, and files to be refused",
    )
    given = parser.parse_args()
    try:
        write_county(given.out, given.households, given.residents_per_household, given.seed, given.as_of, given.messy)
    except FileExistsError as problem:
        parser.exit(2, f"{problem}\n")
    print(
        f"{given.out / 'inbox'}: {sum(1 for _ in (given.out / 'inbox').iterdir())} files; what must come out: {given.out / 'truth'}"
    )


if __name__ == "__main__":
    main()
