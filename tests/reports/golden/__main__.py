"""`python -m tests.reports.golden --refresh`: write the golden text of the lists anew; look at
the diff before committing it."""

from __future__ import annotations

import argparse

from tests.reports import golden


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.reports.golden",
        description="Compare the lists of the small mart with the committed text.",
    )
    parser.add_argument("--refresh", action="store_true", help="write it anew")
    refresh, text = parser.parse_args().refresh, golden.text()
    same = golden.COMMITTED.is_file() and golden.COMMITTED.read_text(encoding="utf-8") == text
    if refresh and not same:
        golden.COMMITTED.write_text(text, encoding="utf-8")
    print(f"{golden.COMMITTED.name}: {'as committed' if same else 'written' if refresh else 'differs'}")


if __name__ == "__main__":
    main()
