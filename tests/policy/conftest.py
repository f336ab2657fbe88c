"""A county of our own beside the policies that come with hedui."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from transforms.policy import Policy, load

DAY = dt.date(2026, 3, 20)


@pytest.fixture(scope="session")
def example() -> Policy:
    return load("example", DAY)


@pytest.fixture
def county(tmp_path: Path):
    """write(stem, text) puts a file into the county `linshan`, which inherits from `example`;
    gives the root to load from."""
    folder = tmp_path / "linshan"
    folder.mkdir()

    def write(stem: str, text: str) -> Path:
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    write("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: example\n")
    return write


def entries(id: str, *periods: tuple[object, str, str | None]) -> str:
    """A parameters.yaml with one parameter: (value, valid_from, valid_to) each."""
    lines = [f"{id}:"]
    for value, first, last in periods:
        end = f", valid_to: {last}" if last else ""
        lines.append(
            f"  - {{value: {value}, valid_from: {first}{end}, clause: 临山县文件第一条, source: 临山县文件, status: 示例}}"
        )
    return "\n".join(lines) + "\n"


def aid_item(id: str, when: str) -> str:
    """One entry of a catalogue.yaml with that `when` (flow YAML)."""
    texts = (
        "department",
        "item",
        "basis",
        "conditions",
        "procedure",
        "authority",
        "funding",
        "payment_time",
        "standard",
    )
    return (
        f"{id}:\n" + "".join(f"  {k}: 甲\n" for k in texts) + f"  when: {when}\n  materials: [身份证]\n  status: 示例\n"
    )
