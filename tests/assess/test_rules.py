"""A slip in a rule is told in one line, and a rule that is new leads somewhere: nothing falls silently to "keep"."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from tests.assess import cases
from transforms import policy as policies
from transforms.assess import RuleError, check_rules, rules
from transforms.assess.stages import CHAPTERS

RULE = """
SELECT 'certain' AS scenario, household_no, programme, 1 AS value, NULL AS limit_value, '项' AS unit, {effect} AS effect,
       head_person_no AS person_no, []::BIGINT[] AS evidence_ids, source, '示例' AS explanation
FROM households WHERE village = '{code}'
"""
# class and effect of a rule that nobody has heard of, the list its household is on, and what becomes of an application
UNHEARD_OF = {
    "P08": ("property", "exit", "exit", "ineligible"),
    "P09": ("property", "adjust", "review", "review"),
    "I05": ("income", "exit", "review", "ineligible"),  # line 3: no income at all
    "I06": ("income", "adjust", "review", "review"),
    "S98": ("status", "exit", "review", "review"),
    "S99": ("status", "adjust", "review", "review"),
    "X02": ("other", "exit", "review", "review"),
    "X03": (None, "exit", "review", "review"),
}


@pytest.fixture
def sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the SQL of the assessment, which the assessment then reads."""
    copy = tmp_path / "assess"
    shutil.copytree(Path(str(files("transforms.assess"))), copy, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    monkeypatch.setattr(rules, "SQL", copy)
    return copy


@pytest.fixture
def example() -> policies.Policy:
    return policies.load("example", cases.AS_OF)


def with_texts(policy: policies.Policy, **subjects: str) -> policies.Policy:
    """The policy with texts of further findings, by code their class."""
    more = {code: replace(policy.findings["P01"], code=code, subject=subject) for code, subject in subjects.items()}
    return replace(policy, findings={**policy.findings, **more})


def refusal(policy: policies.Policy) -> str:
    with pytest.raises(RuleError) as caught:
        check_rules(policy)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_rules_cases_and_texts_are_of_the_same_codes() -> None:
    folder = files("transforms.assess") / "findings"
    stems = {
        kind: {file.name.removesuffix(kind) for file in folder.iterdir() if file.name.endswith(kind)}
        for kind in (".sql", ".cases.yaml")
    }
    assert stems[".sql"] == stems[".cases.yaml"] == set(rules.findings()) == set(policies.called("national")[0])


def test_every_file_of_a_chapter_is_a_step_of_it() -> None:
    """But the one that is needed before the first step."""
    for _, folder, names in CHAPTERS:
        there = {f.name.removesuffix(".sql") for f in (rules.SQL / folder).iterdir() if f.name.endswith(".sql")}
        assert there - {"known_kinds"} == set(names or rules.findings()), folder


def test_a_rule_that_asks_what_others_raised_comes_after_them(sql: Path) -> None:
    (sql / "findings/A01.sql").write_text("SELECT * FROM raised", encoding="utf-8")
    assert rules.findings()[-2:] == ("A01", "M01")


def test_a_rule_without_text_and_a_text_without_rule(sql: Path, example: policies.Policy) -> None:
    check_rules(example)
    (sql / "findings/P08.sql").write_text(RULE.format(code="P08", effect="'exit'"), encoding="utf-8")
    (sql / "findings/P08.cases.yaml").touch()
    assert re.search(r"findings/P08\.sql has no entry .* policy example; add P08 to .*findings\.yaml", refusal(example))
    check_rules(with_texts(example, P08="property"))
    (sql / "findings/P08.sql").unlink()
    assert re.search(
        r"names P08, but there is no .*findings/P08\.sql; add", refusal(with_texts(example, P08="property"))
    )


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("p('dwelling.max_unit')", r"no parameter with a number; did you mean dwelling\.max_units"),
        ("p( 'vehicle.exempt_uses' )", "'vehicle.exempt_uses', which is no parameter with a number"),
        ("words('vehicle.exempt_use')", r"no parameter with words; did you mean vehicle\.exempt_uses"),
        ("is_known('vehicel')", "no kind of evidence; did you mean vehicle"),
        ("is_delivered('authorisations')", "no dataset; did you mean authorizations"),
        ("kind = 'pensions'", "'pensions' is no kind of evidence; did you mean pension"),
        ("e.kind NOT IN (\n  'pension', -- one a line\n  'fiscalpay'\n)", r"line 5: 'fiscalpay' is no kind"),
        ("e.total = 'vehicle'", "'vehicle' is no total; did you mean vehicles"),
        ("signal IN ('serious_ilness')", "is no signal; did you mean serious_illness"),
        ("p('unheard')", "known are .*dibao_standard.urban"),
    ],
)
def test_a_misspelt_name(sql: Path, example: policies.Policy, asked: str, why: str) -> None:
    (sql / "totals/vehicles.sql").write_text(
        f"-- p('none') is not asked here\nSELECT 'vehicles' AS total\nWHERE {asked}\n", "utf-8"
    )
    message = refusal(example)
    assert message.startswith("transforms/assess/totals/vehicles.sql, line ")
    assert ("line 3: " in message) is ("\n" not in asked)
    assert re.search(why, message), message


def test_the_default_of_a_cycle_may_be_asked_for(sql: Path, example: policies.Policy) -> None:
    (sql / "totals/vehicles.sql").write_text(
        "SELECT 'vehicles' AS total WHERE p('review_cycle_months.default')", "utf-8"
    )
    check_rules(example)
    (sql / "totals/vehicles.sql").write_text("SELECT 'vehicles' AS total WHERE p('staleness_days.default')", "utf-8")
    assert "did you mean staleness_days" in refusal(example)


def assessed(monkeypatch: pytest.MonkeyPatch, subjects: dict[str, str], homes: list[dict]) -> list[cases.Result]:
    """The homes under a policy that has texts of further findings."""
    load = policies.load
    monkeypatch.setattr(cases.policies, "load", lambda code, as_of: with_texts(load(code, as_of), **subjects))
    return cases.run(homes)


def home(village: str, register: str = "roster", as_of: date = cases.AS_OF) -> dict:
    return {"case": village, "register": register, "household": {"village": village}, "as_of": as_of}


def test_a_finding_that_nobody_has_heard_of_never_ends_as_keep(sql: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for code, (_, effect, _, _) in UNHEARD_OF.items():
        (sql / f"findings/{code}.sql").write_text(RULE.format(code=code, effect=f"'{effect}'"), encoding="utf-8")
    subjects = {code: subject for code, (subject, *_) in UNHEARD_OF.items() if subject}
    codes = (*UNHEARD_OF, "nothing")
    found = assessed(monkeypatch, subjects, [home(code, kind) for kind in ("roster", "application") for code in codes])
    rows = [result.row for result in found]
    on_roster, applying = rows[: len(codes)], rows[len(codes) :]
    assert [row["list"] for row in on_roster] == [*(list_ for _, _, list_, _ in UNHEARD_OF.values()), "keep"]
    assert [row["result"] for row in applying] == [*(result for *_, result in UNHEARD_OF.values()), "eligible"]


@pytest.mark.parametrize("effect", ["'exti'", "NULL"])
def test_an_effect_that_there_is_not(sql: Path, monkeypatch: pytest.MonkeyPatch, effect: str) -> None:
    (sql / "findings/P08.sql").write_text(RULE.format(code="P08", effect=effect), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        assessed(monkeypatch, {"P08": "property"}, [home("P08")])
    assert str(caught.value) == (
        "transforms/assess/findings/P08.sql raises a finding with an effect that is none of exit, adjust, review; "
        "correct the column effect, then run again"
    )


def test_a_finding_that_changes_nothing_decides_nothing(sql: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Decisions that lost what leads to a review."""
    file = sql / "decide/decisions.sql"
    whole = file.read_text(encoding="utf-8")
    holed = re.sub(r"ELSE 'review'(\s+END AS leads_to)", r"ELSE 'nothing'\1", whole)
    assert holed != whole
    file.write_text(holed, encoding="utf-8")
    (sql / "findings/X02.sql").write_text(RULE.format(code="X02", effect="'exit'"), encoding="utf-8")
    with pytest.raises(RuleError) as caught:
        assessed(monkeypatch, {"X02": "other"}, [home("X02"), home("X02", "application"), home("nothing")])
    assert re.fullmatch(
        r"a finding that nobody answered .*: X02 \(2 households\); .*decisions\.sql .*", str(caught.value)
    )
