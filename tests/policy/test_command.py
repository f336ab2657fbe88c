"""hedui policy check|show|diff: what they say, and one line for what is wrong."""

from __future__ import annotations

import pytest

from flows import cli
from flows.batch.lists import policy_notice
from transforms.policy import load

from .conftest import DAY, entries


@pytest.fixture
def hedui(capsys):
    def call(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            cli.main(["policy", *arguments])
        said = capsys.readouterr()
        return ended.value.code, said.out, said.err

    return call


def test_check_says_complete_and_sample(hedui):
    code, out, err = hedui("check", "--as-of", "2026-03-31")
    assert (code, err) == (0, "")
    assert "complete on 2026-03-31" in out
    assert "without clause or source: 0" in out
    assert f"never compared with the document (示例): {len(load('example', DAY).values)}" in out
    assert "示例：这些数值仅供演示" in out


@pytest.mark.parametrize("code", [("national",), ("--policy", "national"), ("national", "--policy", "national")])
def test_the_jurisdiction_is_named_either_way(hedui, code):
    assert "policy national has no value on 2026-03-31" in hedui("check", *code, "--as-of", "2026-03-31")[2]


def test_each_problem_is_told_on_its_own_line(hedui, county, monkeypatch):
    root = county("signals", "monitored: 3\nx: {title: 甲, strength: 7}\n")
    monkeypatch.setattr("transforms.policy.reading.files", lambda _: root)  # the policies that come with hedui
    place = f"{root}/linshan/signals.yaml"
    assert hedui("check", "linshan", "--as-of", "2026-03-31") == (
        1,
        "",
        f"hedui: {place}, monitored: 3 stands here; allowed: a mapping\n"
        f"{place}, x / strength: 7 stands here; allowed: a whole number from 1 to 6\n",
    )


def test_the_notice_counts_what_the_county_answers_for(example, county):
    root = county("parameters", entries("outreach.months", (9, "2025-01-01", None)))
    own = sum(value.jurisdiction == "example" for value in example.values.values())
    assert 0 < own < len(example.values)
    assert f"{own} 项政策参数中有 {own} 项为示例" in policy_notice(example)
    assert f"{own + 1} 项政策参数中有 {own + 1} 项为示例" in policy_notice(load("linshan", DAY, [root]))


def test_check_names_what_is_missing(hedui):
    code, out, err = hedui("check", "--as-of", "2024-12-31")
    assert (code, out, err.count("\n")) == (1, "", 1)
    assert "no value on 2024-12-31 for dibao_standard.urban" in err


def test_show_has_every_value_with_its_clause(hedui):
    code, out, _ = hedui("show", "example", "--as-of", "2026-03-31")
    assert code == 0
    assert (
        "dibao_standard.rural  农村低保标准\n    6600 元/人·年   2025-01-01 起   示例   example\n    示例县农村最低生活保障标准；"
        in out
    )
    assert "review_cycle_months" in out and "A=12,B=6,C=3" in out
    assert "示例：这些数值仅供演示" in out


def test_diff_of_two_dates(hedui):
    code, out, _ = hedui("diff", "2025-12-31", "2026-01-01")
    assert code == 0
    assert [line.partition(":")[0] for line in out.splitlines()[1:]] == ["pension.basic_excluded"]
    assert hedui("diff", "2026-03-01", "2026-03-31")[1].splitlines()[1:] == ["nothing differs"]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Missing command"),
        (("check", "atlantis"), "no known jurisdiction"),
        (("check", "national", "--policy", "atlantis"), "CODE national and --policy atlantis are two jurisdictions"),
        (("show", "--as-of", "soon"), "is no date"),
        (("diff", "2026-01-01"), "Missing argument"),
        (("diff", "2026-01-01", "2026-02-30"), "is no date"),
    ],
)
def test_wrong_use(hedui, arguments, says):
    code, out, err = hedui(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert says in err
