"""hedui doctor holds everything against everything before there is data: each slip is told in one line."""

from __future__ import annotations

import shutil
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from flows.commands.doctor import command
from flows.desk.rehearsal import rehearse
from flows.errors import known_refusal
from reports.shared.columns import Column, ColumnSlip
from transforms.assess import rules
from transforms.policy import load
from transforms.scheduler import StepError

DAY = date(2026, 3, 31)


@pytest.fixture
def sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The SQL of the assessment, to be spoilt."""
    copy = shutil.copytree(Path(str(files("transforms.assess"))), tmp_path / "assess")
    monkeypatch.setattr(rules, "SQL", copy)
    return copy


def slip(sql: Path, file: str, right: str, wrong: str) -> None:
    text = (sql / file).read_text(encoding="utf-8")
    assert right in text
    (sql / file).write_text(text.replace(right, wrong), encoding="utf-8")


@pytest.mark.parametrize(
    ("file", "right", "wrong", "told"),
    [
        ("findings/P01.sql", "FROM totals t", "FROM total t", "Table with name total does not exist"),
        ("findings/P01.sql", "t.financial_assets AS value", "t.financial_asset AS value", "financial_asset"),
        ("totals/subsidy.sql", "FROM living_evidence", "FRM living_evidence", "what a statement reads cannot be told"),
    ],
)
def test_a_statement_that_does_not_fit_is_told_with_its_file(sql: Path, file: str, right: str, wrong: str, told: str):
    slip(sql, file, right, wrong)
    with pytest.raises(ValueError, match=told) as refused:
        rehearse(load("example", DAY), DAY)
    if isinstance(refused.value, StepError):
        assert str(refused.value).startswith(f"{file}: DuckDB does not understand it: ")
        assert "\n" not in str(refused.value)
        assert known_refusal(refused.value)


def test_an_effect_that_there_is_not_is_told_without_data(sql: Path):
    slip(sql, "findings/P02.sql", "'exit'", "'exitt'")
    with pytest.raises(rules.RuleError, match=r"findings/P02\.sql, line [0-9]+: 'exitt' is no effect; allowed: exit,"):
        rules.check(load("example", DAY))


def test_a_rule_without_cases_is_told(sql: Path):
    (sql / "findings" / "P02.cases.yaml").unlink()
    with pytest.raises(rules.RuleError, match=r"findings/P02\.cases\.yaml is missing; write households"):
        rules.check(load("example", DAY))


def test_doctor_says_that_all_fits(capsys: pytest.CaptureFixture[str], tmp_path: Path):
    assert command(workspace=tmp_path / "none", as_of="2026-03-31", policy="example") == 0
    out = capsys.readouterr().out
    assert "rehearsal         a batch without deliveries went through" in out
    assert not (tmp_path / "none").exists()


def test_a_slip_in_a_column_is_told_as_it_stands():
    with pytest.raises(ColumnSlip) as refused:
        Column("户数", of="sizes").values([{"size": 1}], None, "城关镇 复核清单, sheet 东街村")
    assert known_refusal(refused.value)
    assert str(refused.value).endswith("asks for 'sizes', which its rows do not have; name one of: size")
