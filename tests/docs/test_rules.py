"""The rule book says what the rules, their headers and the parameters say."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from transforms.assess.rulebook import CLAUSE, header, named_parameters, rulebook
from transforms.assess.stages import own_steps
from transforms.policy import Policy, load, with_overrides

ROOT = Path(__file__).resolve().parents[2]
RULES = {step.name.removeprefix("findings/"): step.sql for step in own_steps() if step.name.startswith("findings/")}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return load("example", dt.date(2026, 3, 31))


def test_the_page_has_not_drifted(policy: Policy) -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rulebook(policy), "run make rules"


@pytest.mark.parametrize("code", RULES)
def test_the_clause_in_the_header_is_that_of_the_policy(policy: Policy, code: str) -> None:
    sql = (ROOT / "transforms" / "assess" / "findings" / f"{code}.sql").read_text(encoding="utf-8")
    said = [line.removeprefix("-- ") for line in header(sql) if line.startswith(f"-- {CLAUSE}")]
    assert said == [f"{CLAUSE}{policy.findings[code].clause} (docs/rules.md#{code.lower()})"]


def test_each_rule_has_a_section_with_its_effect_and_cases(policy: Policy) -> None:
    sections = re.split(r'<a id="(\w\d\d)"></a>', rulebook(policy))[1:]
    told = dict(zip(sections[::2], sections[1::2], strict=True))
    assert list(told) == [code.lower() for code in RULES]
    for code, text in told.items():
        assert re.search(r"^- Effect: (?:exit|review|adjust)", text, re.MULTILINE), code
        assert re.search(r"^- Cases: \S", text, re.MULTILINE), code


def test_another_value_stands_where_it_limits(policy: Policy) -> None:
    page = rulebook(with_overrides(policy, {"rigid_expense.months": "17"}))
    (limit,) = re.findall(r"^- Limits: \[rigid_expense\.months\].*$", page, re.MULTILINE)
    assert limit.endswith(" 17 个月")


def test_a_parameter_is_named_by_a_statement_a_macro_or_a_prefix(policy: Policy) -> None:
    known = policy.definitions
    assert named_parameters("SELECT p('income.months') -- p('minor.age')", known) == ("income.months",)
    assert named_parameters("FROM evidence WHERE says_serious_illness(a, b, c)", known) == ("severe_mental.risk_level",)
    assert named_parameters("FROM evidence JOIN parameters v ON v.id = 'dibao_standard.' || kind", known) == (
        "dibao_standard.urban",
        "dibao_standard.rural",
    )


def test_no_parameter_is_idle(policy: Policy) -> None:
    """Each is named by SQL of the assessment, or by code that asks the policy for it."""
    named = {id for step in own_steps() for id in named_parameters(step.sql, policy.definitions)}
    code = "".join(
        path.read_text(encoding="utf-8") for folder in ("flows", "transforms") for path in (ROOT / folder).rglob("*.py")
    )
    assert [id for id in policy.definitions if id not in named and f'"{id}"' not in code] == []
