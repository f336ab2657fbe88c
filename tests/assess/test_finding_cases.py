"""Every case of every `transforms/assess/findings/<code>.cases.yaml` through evidence and assessment; the words
of a case stand in cases.py."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cache
from importlib.resources import files

import pytest
import yaml

from tests.assess import cases
from transforms.assess.rules import findings

FINDINGS = findings()
EXPECTED = {"effect", "value", "limit", "state", "person", "says"}


@cache
def written() -> tuple[tuple[str, dict], ...]:
    """(code, case) of every cases file, in the order of the codes."""
    folder = files("transforms.assess") / "findings"
    return tuple(
        (code, case)
        for code in FINDINGS
        for case in yaml.safe_load((folder / f"{code}.cases.yaml").read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize(("code", "case"), written(), ids=[f"{code} {case['case']}" for code, case in written()])
def test_case(code: str, case: dict, outcome: Callable[[dict], cases.Result]) -> None:
    result, expected = outcome(case), case["expect"]
    finding = result.findings.get(code)
    if expected == "nothing":
        assert finding is None, finding
        return
    assert finding is not None, f"{code} is not raised"
    assert expected.keys() <= EXPECTED
    for name in ("effect", "state"):
        if name in expected:
            assert finding[name] == expected[name]
    for name, column in (("value", "value"), ("limit", "limit_value")):
        if name in expected:
            assert finding[column] == Decimal(str(expected[name]))
    if "person" in expected:
        assert result.letters[finding["person_id"]] == expected["person"]
    for words in [expected["says"]] if isinstance(expected.get("says"), str) else expected.get("says", ()):
        assert words in finding["explanation"]
    assert finding["clause"], "every finding cites its clause"
    parts = finding["explanation"].split("；")
    assert len({*parts}) == len(parts), "an explanation says nothing twice"


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_has_cases_of_both_kinds(code: str) -> None:
    own = [case["expect"] for c, case in written() if c == code]
    assert "nothing" in own
    assert any(expected != "nothing" for expected in own)


@pytest.mark.parametrize("code", FINDINGS)
def test_every_finding_can_be_exempted(code: str) -> None:
    """docs/rules.md#exemptions: an entry approved_on ≤ as_of ≤ valid_until turns the finding into `exempted`."""
    states = {
        case["expect"].get("state")
        for c, case in written()
        if c == code and "exemptions" in case and case["expect"] != "nothing"
    }
    assert "exempted" in states
