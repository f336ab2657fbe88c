"""Findings, signals and the aid catalogue that come with hedui."""

from __future__ import annotations

from reports.shared import labels
from schemas.model import catalog
from transforms.policy import Policy, load

from .conftest import DAY, aid_item

TITLES = dict(
    S01="成员死亡",
    S02="户籍迁出",
    S03="重复享受",
    S04="身份信息不符",
    S05="授权缺失",
    S06="未申报配偶",
    S07="共用账户",
    S08="名册不一致",
    S09="残疾信息变化",
    S10="复核到期",
    S11="城乡身份变化",
    X01="平台预警",
    I01="收入超标准",
    I02="财政供养",
    I03="未申报就业",
    I04="刚性支出到期",
    P01="金融资产超限",
    P02="拥有机动车",
    P03="多套住房",
    P04="非居住用房",
    P05="经营主体",
    P06="需人工核实财产",
    P07="近期购房",
    M01="身份待确认",
)
STRENGTHS = dict(
    severe_disability=2,
    serious_illness=2,
    high_medical_expense=2,
    monitored=2,
    disaster=1,
    hardship_worker=1,
    outreach=1,
    platform_alert=1,
    out_of_school=1,
    many_children=1,
)
PROGRAMMES = {"urban_dibao", "rural_dibao", "tekun", "near_dibao", "rigid_expense"}


def test_findings(example: Policy) -> None:
    assert {code: f.title for code, f in example.findings.items()} == TITLES
    departments = {d.title for d in catalog().departments.values()}
    for finding in example.findings.values():
        assert finding.department_hint in departments
        assert len(finding.check_method) > 15
        assert "《" in finding.clause or "国办发" in finding.clause


def test_signals(example: Policy) -> None:
    assert {s.signal: s.strength for s in example.signals.values()} == STRENGTHS


def test_what_reports_say_without_a_policy_is_what_it_says(example: Policy) -> None:
    assert {code: f.title for code, f in example.findings.items()} == labels.FINDINGS
    assert {s.signal: s.title for s in example.signals.values()} == labels.SIGNALS


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
    assert offered == set(STRENGTHS)


def test_a_county_ends_or_replaces_an_item(county) -> None:
    red = "{for_households: true, for_leads: false, colours: [红]}"
    root = county(
        "catalogue", aid_item("civil_dibao", red) + "  valid_to: 2025-12-31\n" + aid_item("medical_premium", red)
    )
    items = {item.id: item for item in load("linshan", DAY, [root]).catalogue}
    assert "civil_dibao" not in items
    assert items["medical_premium"].department == "甲" and items["medical_premium"].jurisdiction == "linshan"
