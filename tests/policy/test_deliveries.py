"""deliveries.yaml of a jurisdiction: spellings and minimums, inherited, checked when the policy is loaded."""

from __future__ import annotations

import datetime as dt

import pytest

from schemas.local import with_additions
from schemas.model import catalog
from transforms.policy import PolicyError, load

DAY = dt.date(2026, 3, 20)


def test_a_county_adds_spellings(county):
    codes = "  codes:\n    plate_class:\n      '02': [小轿车]\n  minimum: {rows: 10, valid_ids: 0.8}\n"
    root = county("deliveries", f"vehicles:\n  headers:\n    plate_number: [车号]\n{codes}")
    policy = load("linshan", DAY, roots=[root])
    vehicles = with_additions(catalog(), policy.deliveries).datasets["vehicles"]
    assert "车号" in vehicles.columns["plate_number"].headers
    assert "小轿车" in vehicles.columns["plate_class"].codes["02"]
    assert (vehicles.minimum.rows, vehicles.minimum.valid_ids) == (10, 0.8)
    assert load("example", DAY).deliveries == {}


def test_they_are_inherited_and_change_the_version(county):
    root = county("deliveries", "vehicles:\n  headers:\n    plate_number: [车号]\n")
    child = root / "dongcun"
    child.mkdir()
    (child / "jurisdiction.yaml").write_text("code: dongcun\ntitle: 东村\ninherits: linshan\n", encoding="utf-8")
    before = load("dongcun", DAY, roots=[root]).version
    (child / "deliveries.yaml").write_text("vehicles:\n  headers:\n    plate_number: [牌照]\n", encoding="utf-8")
    policy = load("dongcun", DAY, roots=[root])
    assert policy.deliveries == {"vehicles": {"headers": {"plate_number": ["车号", "牌照"]}}}
    assert policy.version != before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("planes: {headers: {name: [x]}}\n", "deliveries.yaml, planes: there is no such dataset"),
        ("vehicles: {headers: {colour: [x]}}\n", "deliveries.yaml, vehicles: there is no column 'colour'"),
        ("vehicles: {codes: {status: {sold: [x]}}}\n", "there is no code 'sold'"),
        ("vehicles: {spellings: {}}\n", "vehicles / spellings: unknown key; allowed: codes, headers, minimum"),
        ("vehicles: {headers: {name: 姓氏}}\n", "deliveries.yaml, vehicles / headers / name: "),
        ("vehicles: {minimum: {valid_ids: 80}}\n", "a share from 0 to 1"),
    ],
)
def test_what_is_wrong_is_one_line(county, text, why):
    root = county("deliveries", text)
    with pytest.raises(PolicyError, match=why) as refused:
        load("linshan", DAY, roots=[root])
    assert "\n" not in str(refused.value)
