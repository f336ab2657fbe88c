"""Dates, inheritance and the refusals of a policy file: each one line that says where and why."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pytest

from transforms.policy import PolicyError, available, gaps, load, with_overrides

from .conftest import DAY, aid_item, entries

RURAL = "dibao_standard.rural"


def refusal(root: Path, day: dt.date = DAY, code: str = "linshan") -> str:
    with pytest.raises(PolicyError) as caught:
        load(code, day, [root])
    message = str(caught.value)
    assert "\n" not in message
    return message


def test_a_day_without_value_names_parameter_division_and_date(county) -> None:
    root = county("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: national\n")
    text = (Path(__file__).parents[2] / "policies/example/parameters.yaml").read_text(encoding="utf-8")
    ended = re.sub(
        rf"({re.escape(RURAL)}:\n  - value: 6600\n    valid_from: 2025-01-01\n)", r"\1    valid_to: 2025-12-31\n", text
    )
    assert ended != text
    county("parameters", ended)
    assert load("linshan", dt.date(2025, 12, 31), [root]).number(RURAL) == 6600
    assert gaps("linshan", DAY, [root]) == (RURAL,)
    message = refusal(root)
    for part in (RURAL, "linshan", "临山县", "2026-03-20"):
        assert part in message
    assert "urban" not in message


def test_before_the_first_entry_nothing_is_decided() -> None:
    with pytest.raises(PolicyError, match=r"example \(示例县\).*dibao_standard\.urban.*2024-12-31"):
        load("example", dt.date(2024, 12, 31))


def test_unknown_jurisdiction_lists_those_available(county) -> None:
    root = county("parameters", "")
    assert available([root]) == ("example", "linshan", "national")
    assert (
        refusal(root, code="nowhere")
        == "there is no policy for jurisdiction 'nowhere'; available: example, linshan, national"
    )
    county("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: mars\n")
    assert "'mars', which linshan inherits from" in refusal(root)


def test_child_wins_where_it_covers_the_day_else_the_parent(county) -> None:
    root = county("parameters", entries(RURAL, (7000, "2025-07-01", "2025-12-31"), (7300.50, "2026-07-01", None)))
    on = {
        day: load("linshan", dt.date.fromisoformat(day), [root])[RURAL]
        for day in ("2025-06-30", "2025-07-01", "2026-03-20", "2026-07-01")
    }
    assert [v.number for v in on.values()] == [6600, 7000, 6600, Decimal("7300.5")]
    assert [v.jurisdiction for v in on.values()] == ["example", "linshan", "example", "linshan"]
    assert load("linshan", DAY, [root]).lineage == ("linshan", "example", "national")


def test_a_gap_is_allowed_and_asking_within_it_raises(county) -> None:
    root = county("definitions", "local.fee: {title: 本地参数, kind: number, required: false}\n")
    county("parameters", entries("local.fee", (1, "2025-01-01", "2025-06-30"), (2, "2026-06-01", None)))
    assert load("linshan", dt.date(2025, 6, 30), [root]).number("local.fee") == 1
    policy = load("linshan", DAY, [root])
    assert "local.fee" not in policy
    with pytest.raises(PolicyError, match=r"linshan \(临山县\): parameter local\.fee .* no value on 2026-03-20"):
        policy["local.fee"]


def test_overlap_names_the_parameter(county) -> None:
    root = county("parameters", entries(RURAL, (7000, "2025-07-01", None), (7300, "2026-07-01", None)))
    assert re.search(
        r"linshan/parameters\.yaml: the periods of dibao_standard\.rural overlap.*valid_to: 2026-06-30", refusal(root)
    )
    county("parameters", entries(RURAL, (7000, "2025-07-01", "2025-07-31"), (7300, "2025-07-31", None)))
    assert "overlap" in refusal(root)
    county("parameters", entries(RURAL, (7000, "2025-07-01", "2025-06-30")))
    assert "ends (2025-06-30) before it begins" in refusal(root)


def test_contacts_and_texts_are_inherited(county) -> None:
    root = county(
        "jurisdiction", "code: linshan\ntitle: 临山县\ninherits: example\ncontacts: {objection_phone: 0000-7654321}\n"
    )
    county("findings", "S01: {title: 成员死亡, clause: 临山县条款, check_method: 临山县办法, status: 示例}\n")
    county("signals", "monitored: {title: 监测对象, strength: 3}\n")
    policy = load("linshan", DAY, [root])
    told = [policy.contacts[line] for line in ("objection_phone", "appeal_body", "hotline")]
    assert told == ["0000-7654321", "示例县人民政府", "12345"]
    assert policy.findings["S01"].clause == "临山县条款" and policy.findings["S02"].title == "户籍迁出"
    assert policy.signals["monitored"].strength == 3 and len(policy.signals) == 10


def test_the_class_of_a_finding_belongs_to_the_rule(county) -> None:
    entry = "{title: 甲, clause: 乙, check_method: 丙, status: 示例%s}\n"
    root = county("findings", "P01: " + entry % "" + "P02: " + entry % ", class: property")
    policy = load("linshan", DAY, [root])
    assert [policy.findings[code].subject for code in ("P01", "P02", "I01", "S01")] == [
        "property",
        "property",
        "income",
        "status",
    ]
    county("findings", "P01: " + entry % ", class: other")
    assert re.search(r"linshan/findings\.yaml, P01 / class: other differs from property, .* remove this", refusal(root))
    county("findings", "P98: " + entry % "")
    assert re.search(r"linshan/findings\.yaml, P98: class is missing; say whether .*property", refusal(root))
    county("findings", "P98: " + entry % ", class: propety")
    assert re.search(r"P98 / class: 'propety' is not one of .*'property'", refusal(root))


def test_encryption_asked_for_by_a_parent_binds(county, tmp_path: Path) -> None:
    assert not load("example", DAY).require_encryption
    root = county("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: example\nrequire_encryption: true\n")
    (tmp_path / "qu").mkdir()
    (tmp_path / "qu/jurisdiction.yaml").write_text(
        "code: qu\ntitle: 临山区\ninherits: linshan\nrequire_encryption: false\n", encoding="utf-8"
    )
    assert load("qu", DAY, [root]).require_encryption


def test_a_root_may_be_the_countys_own_folder(county) -> None:
    root = county("parameters", entries(RURAL, (7000, "2025-07-01", None)))
    assert load("linshan", DAY, [root / "linshan"]).number(RURAL) == 7000


def test_the_first_root_wins(county, tmp_path: Path) -> None:
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "jurisdiction.yaml").write_text(
        "code: example\ntitle: 另一个示例县\ninherits: national\n", encoding="utf-8"
    )
    assert "另一个示例县" in refusal(county("parameters", ""), code="example")


def test_circles_and_misnamed_folders(county) -> None:
    assert "comes back to linshan" in refusal(
        county("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: linshan\n")
    )
    assert "code is 'linshan2' but the folder is 'linshan'" in refusal(
        county("jurisdiction", "code: linshan2\ntitle: 临山县\n")
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a.b: !!python/object/apply:os.system [echo]\n", r"line 1: the tag .* is not allowed"),
        ("a.b: !!str 7\n", r"the tag .* is not allowed"),
        ("a.b: ! 7\n", r"the tag '!' is not allowed"),
        ("a.b: &x [1]\nc.d: *x\n", "anchors and aliases are not allowed"),
        ("a.b: 1\na.b: 2\n", "line 2: 'a.b' stands twice"),
        ("a.b: [1\n", "no readable YAML"),
        ("[a, b]: 1\n", "a key must be a plain word"),
        ("- 1\n", "not of type 'object'"),
        (
            "dibao_standart.rural: [{value: 1, valid_from: 2025-01-01, clause: 甲, source: 乙, status: 示例}]\n",
            "no parameter 'dibao_standart.rural'",
        ),
        (
            entries(RURAL, ("七千", "2025-07-01", None)),
            r"dibao_standard\.rural / 0 / value: '七千' is not of type 'number'",
        ),
        (entries(RURAL, (-1, "2025-07-01", None)), r"value: -1 is less than the minimum of 0"),
        (entries(RURAL, ("true", "2025-07-01", None)), r"not of type 'number'"),
        (entries("staleness_days", (4.5, "2025-07-01", None)), r"not of type 'integer'"),
        (entries("rigid_expense.share", (60, "2025-07-01", None)), r"60 is more than 1"),
        (entries("vehicle.exempt_one_for", ("[dibao]", "2025-07-01", None)), "dibao is not among urban_dibao"),
        (
            entries("pension.basic_excluded", ("yes", "2025-07-01", None)),
            r"'yes' is not of type 'boolean' \(expected: true or false\)",
        ),
        (
            entries(RURAL, (7000, "2025-02-30", None)),
            r"dibao_standard\.rural / 0 / valid_from: '2025-02-30' is not a 'date'",
        ),
        (entries(RURAL, (7000, "2025-7-1", None)), r"expected: a date like 2025-01-01"),
        (entries(RURAL, (7000, "2025-07-01", None)).replace("示例", "已核实"), "'checked_on' is a required property"),
        (entries(RURAL, (7000, "2025-07-01", None)).replace("clause", "clauze"), "clauze"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(county, text: str, why: str) -> None:
    message = refusal(county("parameters", text))
    assert re.search(r"linshan/parameters\.yaml", message)
    assert re.search(why, message), message


def test_plate_classes_need_no_quotes(county) -> None:
    root = county("parameters", entries("vehicle.exempt_plate_classes", ("[07, 08]", "2025-07-01", None)))
    message = refusal(county("parameters", entries("vehicle.exempt_plate_classes", ("[13]", "2025-07-01", None))))
    assert "13 is not of type 'string'" in message
    county("parameters", entries("vehicle.exempt_plate_classes", ("[07, 08]", "2025-07-01", None)))
    assert load("linshan", DAY, [root]).words("vehicle.exempt_plate_classes") == ("07", "08")


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("{for_households: true, for_leads: false, any_of_signals: [hunger]}", "hunger is no signal"),
        ("{for_households: false, for_leads: false, colours: [红]}", "nobody could ever get it"),
        ("{for_households: true, for_leads: false}", "no condition is given"),
        (
            "{for_households: true, for_leads: false, programmes: [dibao]}",
            "x / when / programmes / 0: 'dibao' is not one of",
        ),
        ("{for_households: true, for_leads: false, minimum: {height: 1}}", "height"),
        ("{for_households: true, for_leads: false, formula: 1 < 2}", "formula"),
    ],
)
def test_a_bad_condition_is_refused(county, when: str, why: str) -> None:
    message = refusal(county("catalogue", aid_item("x", when)))
    assert "linshan/catalogue.yaml" in message and why in message


def test_overrides(example) -> None:
    set_to = {
        RURAL: "7200",
        "vehicle.exempt_uses": "disabled,commercial",
        "pension.basic_excluded": "否",
        "review_cycle_months": "A=6,default=3",
    }
    changed = with_overrides(example, set_to)
    assert (changed.number(RURAL), changed[RURAL].status, example.number(RURAL)) == (7200, "试算", 6600)
    assert changed.words("vehicle.exempt_uses") == ("disabled", "commercial")
    assert changed.flag("pension.basic_excluded") is False
    assert (changed.cycle("review_cycle_months"), changed.number("review_cycle_months")) == ({"A": 6}, 3)
    assert changed.version.startswith(f"{example.version}+") and with_overrides(example, {}) is example


@pytest.mark.parametrize(
    ("id", "text", "why"),
    [
        ("dibao_standard.rura", "1", "did you mean dibao_standard.rural"),
        (RURAL, "lots", "'lots' is no number"),
        (RURAL, "-5", "less than the minimum"),
        (RURAL, "NaN", "'NaN' is no number"),
        ("staleness_days", "1.5", "not of type 'integer'"),
        ("rigid_expense.share", "60", "60 is more than 1"),
        ("pension.basic_excluded", "maybe", "neither true nor false"),
        ("vehicle.exempt_one_for", "dibao", "is not among"),
        ("review_cycle_months", "A=12", "has no default"),
    ],
)
def test_overrides_are_checked(example, id: str, text: str, why: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(why)):
        with_overrides(example, {id: text})
