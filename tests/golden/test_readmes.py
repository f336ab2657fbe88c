"""The figures that the READMEs tell of the catalogue and the sample county are those of today."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from reports.shared.labels import APPLICATION_RESULTS, LISTS
from schemas.model import catalog
from tests.golden import path

ROOT = Path(__file__).parents[2]


def rows(name: str) -> list[dict[str, str]]:
    with path(name).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


def figures() -> dict[str, list[str]]:
    """File -> the texts that must stand in it."""
    departments, datasets = len(catalog().departments), len(catalog().datasets)
    outcomes = Counter((row["register"], row["outcome"]) for row in rows("decisions"))
    households, applications = (
        sum(count for (register, _), count in outcomes.items() if register == name)
        for name in ("roster", "application")
    )
    (persons,) = (row["persons"] for row in rows("statistics") if row["scope"] == "county" and row["measure"] == "人数")
    by_list = ", ".join(f"{code} {title} {outcomes['roster', code]}" for code, title in LISTS.items())
    by_result = ", ".join(f"{code} {t} {outcomes['application', code]}" for code, t in APPLICATION_RESULTS.items())
    urgent = Counter(row["is_urgent"] for row in rows("leads"))
    summary = [
        f"{datasets} of {datasets} datasets in force",
        f"{households} with {persons} persons: {by_list}",
        f"{urgent.total()}, of them urgent 急难 {urgent['True']}",
        f"{applications}: {by_result}",
    ]
    return {
        "README.md": [f"{departments} departments", *summary],
        "README.zh-CN.md": [f"{departments} 个部门", *summary],
        "sample_data/README.md": [f"All {datasets} datasets", f"--households {households}"],
    }


@pytest.mark.parametrize("file", figures())
def test_figures(file: str) -> None:
    """The summary is that of `make demo`; a department, a dataset or a rule more changes it."""
    said = " ".join((ROOT / file).read_text(encoding="utf-8").split())
    missing = [text for text in figures()[file] if text not in said]
    assert not missing, f"{file} tells other figures than the catalogue and tests/golden; edit it to say: {missing}"
