"""Findings, signals and the aid catalogue that come with hedui."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from schemas.model import catalog
from transforms.policy import Policy, load
from transforms.policy.reading import SCHEMAS

from .conftest import DAY, aid_item

PROGRAMMES = {"urban_dibao", "rural_dibao", "tekun", "near_dibao", "rigid_expense"}


def test_findings(example: Policy) -> None:
    departments = {d.title for d in catalog().departments.values()}
    for finding in example.findings.values():
        assert finding.department_hint in departments
        assert len(finding.check_method) > 15
        assert "《" in finding.clause or "国办发" in finding.clause


def test_catalogue_is_wide_enough(example: Policy) -> None:
    assert len(example.catalogue) >= 25
    assert len({item.department for item in example.catalogue}) >= 12
    ids = [item.id for item in example.catalogue]
    assert ids == sorted(set(ids))
    assert len({(item.department, item.item) for item in example.catalogue}) == len(ids)


def test_every_condition_speaks_of_what_is_known(example: Policy) -> None:
    for item in example.catalogue:
        assert {*item.when.any_of_signals, *item.when.all_of_signals} <= set(example.signals)
        assert set(item.when.programmes) <= PROGRAMMES
        if item.when.programmes:
            assert item.when.for_households
        if item.when.for_leads:
            assert not set(item.when.bounds), "a lead has no totals"


def test_every_signal_leads_somewhere(example: Policy) -> None:
    offered = {
        s
        for item in example.catalogue
        if item.when.for_leads
        for s in (*item.when.any_of_signals, *item.when.all_of_signals)
    }
    assert offered == set(example.signals)


def test_a_county_ends_or_replaces_an_item(county) -> None:
    red = "{for_households: true, for_leads: false, colours: [红]}"
    root = county(
        "catalogue", aid_item("civil_dibao", red) + "  valid_to: 2025-12-31\n" + aid_item("medical_premium", red)
    )
    items = {item.id: item for item in load("linshan", DAY, [root]).catalogue}
    assert "civil_dibao" not in items
    assert items["medical_premium"].department == "甲" and items["medical_premium"].jurisdiction == "linshan"


@pytest.mark.parametrize("name", SCHEMAS.values())
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(json.loads((files("schemas") / name).read_text(encoding="utf-8")))
