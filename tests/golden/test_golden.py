"""The sample county gives what it gave when somebody last looked."""

from __future__ import annotations

from difflib import unified_diff

import pytest

from tests.golden import QUERIES, path, texts

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def now() -> dict[str, str]:
    return texts()


@pytest.mark.parametrize("name", QUERIES)
def test_as_committed(now: dict[str, str], name: str) -> None:
    committed = path(name).read_text(encoding="utf-8")
    changed = list(unified_diff(committed.splitlines(), now[name].splitlines(), "committed", "now", lineterm="", n=0))
    assert not changed, "\n".join(
        [*changed[:40], "if this is meant: python -m tests.golden --refresh, and review the diff"]
    )
