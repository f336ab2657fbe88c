"""Each citation of a page, in code, SQL, YAML, tests and docs, leads to a file and an anchor that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bench", "docs", "flows", "policies", "reports", "sample_data", "schemas", "tests", "transforms")
KINDS = {".py", ".sql", ".yaml", ".md", ".json", ".toml"}
CITED = re.compile(r"\bdocs/([\w./-]+\.md)(?:#([\w.-]*\w))?")
LINKED = re.compile(r"\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]+))?\)")
BY_NUMBER = re.compile(r"\b(?:[Ss]ections?|[Pp]rinciples?) \d")
ELSEWHERE = {
    True: re.compile(r"(?<![\w/\-\[(])(?:[Pp]olicy|outputs|matching)\.md"),  # in Markdown a page links its neighbours
    False: re.compile(r"(?<![\w/-])(?:[Pp]olicy|outputs|matching)\.md"),
}


def pages() -> list[Path]:
    """Every text that people write; the delivered county aside, and the words of
    docs/rules.md, which is read itself."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in KINDS]
    found += [path for path in ROOT.iterdir() if path.suffix in KINDS or path.name == "Makefile"]
    aside = (ROOT / "sample_data" / "county", ROOT / "transforms" / "assess" / "rulebook.md")
    return sorted(path for path in found if not any(path.is_relative_to(place) for place in aside))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Explicit anchors, and those that headings have on a forge."""
    text = page.read_text(encoding="utf-8")
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return frozenset(slugs | set(re.findall(r'<a id="([^"]+)">', text)))


def broken(page: Path, text: str) -> Iterator[str]:
    """Each citation of `text`, which stands in `page`, that leads nowhere."""
    targets = [(found, ROOT / "docs" / found[1], found[2]) for found in CITED.finditer(text)]
    if page.suffix == ".md":
        for found in LINKED.finditer(text):
            targets.append((found, (page.parent / found[1]).resolve() if found[1] else page, found[2]))
    for found, target, anchor in targets:
        if not target.exists() or (anchor and anchor not in anchors(target)):
            yield found[0]
    for pattern in (BY_NUMBER, ELSEWHERE[page.suffix == ".md"]):
        yield from (found[0] for found in pattern.finditer(text))


@pytest.mark.parametrize("folder", [*FOLDERS, "."])
def test_each_citation_leads_somewhere(folder: str) -> None:
    own = [
        page for page in pages() if page.relative_to(ROOT).parts[0] == folder or (folder == "." and page.parent == ROOT)
    ]
    assert own
    lost = {str(page.relative_to(ROOT)): found for page in own if (found := [*broken(page, page.read_text("utf-8"))])}
    assert lost == {}, "cite a page of docs/ and an anchor in it, as docs/rules.md and #totals"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.sql", "-- See docs/rules" + ".md#no-such-rule."),
        ("a.py", "# docs/no-such-page" + ".md"),
        ("a.py", "# see section" + " 4"),
        ("a.yaml", "# (outputs" + ".md)"),
        ("a.md", "[there](rules" + ".md#nowhere)"),
        ("a.md", "[there](nowhere" + ".md)"),
    ],
)
def test_a_citation_that_leads_nowhere_is_told(name: str, text: str) -> None:
    assert len([*broken(ROOT / "docs" / name, text)]) == 1


def test_a_citation_that_leads_somewhere_is_not() -> None:
    assert [*broken(ROOT / "a.sql", "-- docs/rules.md#totals, docs/rules.md#income.months. docs/matching.md")] == []
