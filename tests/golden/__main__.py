"""`python -m tests.golden --refresh`: write the golden texts anew; look at the diff before committing it."""

from __future__ import annotations

import argparse

from tests.golden import path, texts


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.golden", description="Compare the sample county's results with the committed ones."
    )
    parser.add_argument("--refresh", action="store_true", help="write them anew")
    refresh = parser.parse_args().refresh
    for name, text in texts().items():
        same = path(name).is_file() and path(name).read_text(encoding="utf-8") == text
        if refresh and not same:
            path(name).write_text(text, encoding="utf-8")
        print(
            f"{path(name).name}: {text.count(chr(10)) - 1} rows, {'as committed' if same else 'written' if refresh else 'differs'}"
        )


if __name__ == "__main__":
    main()
