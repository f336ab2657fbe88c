"""Hand-computed tiny counties: the oracle itself must be right before it judges others.
Numbers in comments are by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from fractions import Fraction as Fr

import pytest

from . import assess_county, parameters
from .facts import canonical_id, check_digit, is_valid_id, minus_months
from .household import kinds_with_levels

AS_OF = date(2026, 3, 31)
SEEN = date(2026, 3, 20)
ALL = [  # every dataset the tests touch counts as delivered
    "deaths",
    "cremations",
    "registry_changes",
    "registry",
    "marriages",
    "certificates",
    "illnesses",
    "deposits",
    "deposit_flags",
    "securities_insurance",
    "vehicles",
    "real_estate",
    "contracts",
    "businesses",
    "machinery",
    "pensions",
    "payroll",
    "work_relief",
    "subsidies",
    "contributions",
    "settlements",
    "enrolment",
    "monitored_households",
    "disaster_relief",
    "hardship_workers",
    "outreach",
    "platform_alerts",
]


def rid(birth: str, seq: int) -> str:
    text = f"622827{birth}{seq:03d}"
    return text + check_digit(text)


ZHANG, WANG, SON = rid("19700101", 1), rid("19720202", 2), rid("20150505", 3)


class Case:
    """A county under construction; `add` ties each party to its own ID at T1 unless told otherwise."""

    def __init__(self):
        self.rows, self.ties, self.conflicts, self.n = {}, {}, {}, 1
        self.delivered = dict.fromkeys(ALL, SEEN)
        self.as_of = AS_OF

    def add(self, dataset, tie="own", tier="T1", tie2=None, observed_on=SEEN, **values):
        self.n += 1
        row = {"file": f"{dataset}.csv", "sheet": "", "row": self.n, "observed_on": observed_on, **values}
        self.rows.setdefault(dataset, []).append(row)
        own = values.get("resident_id") or (values.get("certificate_number") or "")[:18] or None
        person = own if tie == "own" else tie
        if person:
            self.ties[(dataset, row["file"], "", self.n, 1)] = (person, tier)
        if tie2:
            self.ties[(dataset, row["file"], "", self.n, 2)] = (tie2, "T1")
        return (dataset, row["file"], "", self.n, 1)

    def household(self, members, programme="rural_dibao", hid="H1", register="roster", **values):
        values = {
            "household_size": len(members),
            "covered_size": len(members),
            "started_month": date(2026, 1, 1),
            **values,
        }
        self.add(f"{register}_households", None, household_id=hid, head_name="甲", head_id=members[0], programme=programme,
                 benefit_class="A类", township="镇", village="村", **values)  # fmt: skip
        for i, r in enumerate(members):
            self.add(f"{register}_members", None, household_id=hid, head_id=members[0], name="甲", resident_id=r,
                     relation="head" if i == 0 else "spouse", is_covered=None, labour="full")  # fmt: skip
        return self

    def car(self, owner, number="A1", **kw):
        return self.add("vehicles", **{"resident_id": owner, "plate_class": "02", "plate_number": number, "use": "private",
                                       "status": "active", **kw})  # fmt: skip

    def deposit(self, owner, balance, account="1", **kw):
        return self.add("deposits", **{"resident_id": owner, "bank": "农行", "account": account, "balance": D(balance),
                                       "currency": None, "queried_on": SEEN, **kw})  # fmt: skip

    def pension(self, owner, amount, month=date(2026, 3, 1), scheme="employee", basic=None, status="paid", **kw):
        return self.add("pensions", resident_id=owner, scheme=scheme, month=month, amount=D(amount),
                        basic_amount=None if basic is None else D(basic), status=status, **kw)  # fmt: skip

    def settle(self, owner, amount, number="S1", day=date(2026, 1, 5)):
        return self.add(
            "settlements", resident_id=owner, settlement_number=number, settled_on=day, out_of_pocket=D(amount)
        )

    def run(self):
        return assess_county(
            self.rows, self.ties, self.conflicts, self.delivered, self.as_of, parameters.at(self.as_of)
        )

    def home(self, hid="H1"):
        return self.run().households[hid]


def effects(home):
    return {c: f.effect for c, f in home.findings.items()}


def test_ids_dates_parameters():
    assert is_valid_id("11010519491231002X") and not is_valid_id("110105194912310021")
    assert canonical_id("110105491231002") == "11010519491231002X"
    assert minus_months(date(2024, 2, 29), 12) == date(2023, 2, 28)
    assert minus_months(date(2026, 8, 31), 6) == date(2026, 2, 28)
    with pytest.raises(parameters.MissingParameter):
        parameters.at(date(2024, 12, 31))
    assert kinds_with_levels({"kinds": "视力一级;肢体三级", "level": "四级"}) == [("视力", 1), ("肢体", 3)]
    assert kinds_with_levels({"kinds": "智力", "level": "3"}) == [("智力", 3)]


def test_nothing_found_is_keep():
    home = Case().household([ZHANG, WANG]).home()
    assert (home.list, home.line, home.reasons, home.is_complete) == ("keep", 9, [], True)
    assert home.per_capita == 0 and home.financial_cap == 26400  # 2 x 6 600 x 2
    assert home.index.income == 40 and home.index.colour == "橙"


@pytest.mark.parametrize(("balance", "raised"), [("13200.00", False), ("13200.01", True)])
def test_p01_limit(balance, raised):
    """One person, rural: cap 2 x 6 600 x 1 = 13 200."""
    case = Case().household([ZHANG])
    case.deposit(ZHANG, balance)
    home = case.home()
    assert ("P01" in home.findings) == raised
    assert (home.list, home.line) == (("exit", 2) if raised else ("keep", 9))


def test_joint_account_counts_once_and_newest_wins():
    """Two holders of one account: 20 000 (older) then 14 000 (newer) = 14 000, below 26 400."""
    case = Case().household([ZHANG, WANG])
    case.deposit(ZHANG, "20000", queried_on=date(2026, 3, 1))
    case.deposit(WANG, "14000")
    case.add("securities_insurance", resident_id=ZHANG, product="accident_insurance", institution="x", value=D(99999))
    home = case.home()
    assert home.financial_assets == 14000 and home.list == "keep"


@pytest.mark.parametrize(
    ("amount", "line", "list_"), [("550.00", 9, "keep"), ("550.01", 5, "exit"), ("825.00", 6, "exit")]
)
def test_i01_lines(amount, line, list_):
    """12 x 550 = 6 600 = standard; 550.01 is above; 12 x 825 = 9 900 = 1.5 x standard is no longer below the ratio."""
    case = Case().household([ZHANG])
    case.pension(ZHANG, amount)
    home = case.home()
    assert (home.line, home.list) == (line, list_)
    assert home.suggested_programme == ("near_dibao" if line == 5 else None)
    assert home.verified == 12 * D(amount)


def test_line3_and_line4():
    """Pension 7 200. Medical 599.99 leaves 6 600.01: exit; 600 leaves 6 600 = standard: review (line 3)."""
    for medical, line in (("599.99", 5), ("600", 3)):
        case = Case().household([ZHANG])
        case.pension(ZHANG, "600")
        case.settle(ZHANG, "1000")
        case.settle(ZHANG, str(D(medical) - 1000), "S1")  # same number, negative: nets off, does not replace
        home = case.home()
        assert home.medical_out_of_pocket == D(medical) and home.line == line
    case = Case().household([ZHANG])
    case.add("payroll", resident_id=ZHANG, position="public_welfare_post", gross_pay=D(600), month=date(2025, 12, 1))
    home = case.home()  # December is 3 whole months before March
    assert (home.list, home.line, home.suggested_programme) == ("gradual_exit", 4, "near_dibao")
    case.rows["payroll"][0]["month"] = date(2025, 11, 1)
    assert case.home().fiscal_pay == 0


def test_unknown_settlements_save_from_lines_4_and_5_only():
    for amount, line in (("600", 7), ("900", 6)):  # 10 800 >= 9 900: line 3 could never hold
        case = Case().household([ZHANG])
        case.pension(ZHANG, amount)
        case.delivered["settlements"] = SEEN - timedelta(days=60)
        home = case.home()
        assert home.line == line and effects(home)["I01"] == ("review" if line == 7 else "exit")


def test_declared_alone_is_review_and_delivered_size_divides():
    """Declared 14 000 / max(2, 1) = 7 000 > 6 600, verified 0: review. 13 200 / 2 = 6 600 is not above."""
    case = Case().household([ZHANG, WANG], declared_annual_income=D(14000))
    case.add("deaths", resident_id=WANG, died_on=date(2026, 2, 1))
    home = case.home()
    assert home.size == 1 and home.per_capita == 7000 and home.assessed == 14000
    assert effects(home) == {"I01": "review", "S01": "adjust"} and home.line == 7
    case.rows["roster_households"][0]["declared_annual_income"] = D(13200)
    home = case.home()
    assert (home.list, home.line) == ("adjust", 8)


def test_all_covered_dead_is_exit_only_on_fresh_certain_evidence():
    case = Case().household([ZHANG])
    key = case.add("deaths", resident_id=ZHANG, died_on=AS_OF)
    home = case.home()
    assert (home.list, home.line, home.size, home.per_capita) == ("exit", 1, 0, None)
    case.delivered["deaths"] = AS_OF - timedelta(days=46)
    assert (case.home().line, effects(case.home())) == (7, {"S01": "review"})
    case.delivered["deaths"] = AS_OF - timedelta(days=45)
    assert case.home().line == 1
    case.ties[key] = (ZHANG, "T3")
    home = case.home()
    assert (home.line, home.size, home.findings["M01"].names) == (7, 1, {"S01"})
    case.ties[key] = (ZHANG, "T1")
    case.rows["deaths"][0]["died_on"] = AS_OF + timedelta(days=1)
    assert case.home().line == 9


def test_arrears_month_is_no_rate():
    """Months 500, 500, latest 751 > 1.5 x 500: review; 750 is not more: exit."""
    for latest, line in (("751", 7), ("750", 5)):
        case = Case().household([ZHANG])
        case.pension(ZHANG, "500", date(2026, 1, 1))
        case.pension(ZHANG, "500", date(2026, 2, 1))
        case.pension(ZHANG, latest)
        assert case.home().line == line


def test_pension_and_pay_rules():
    """resident 700 - 200 basic = 500 x 12 = 6 000; retired pay 300 x 12 against institution 200 x 12: 3 600 counts."""
    case = Case().household([ZHANG])
    case.pension(ZHANG, "700", scheme="resident", basic="200")
    case.pension(ZHANG, "200", scheme="institution")
    case.add("payroll", resident_id=ZHANG, position="retired", gross_pay=D(300), month=date(2026, 3, 1))
    case.add("subsidies", resident_id=ZHANG, item="高龄津贴", amount=D(500), paid_on=AS_OF)
    case.add("subsidies", resident_id=ZHANG, item="耕地补贴", amount=D(70), paid_on=date(2025, 4, 1))
    case.add("subsidies", resident_id=ZHANG, item="耕地补贴", amount=D(80), paid_on=date(2025, 3, 31))  # outside
    home = case.home()
    assert (home.pension, home.fiscal_pay, home.subsidy, home.verified) == (6000, 3600, 70, 9670)
    assert "I02" in home.findings


def test_one_car_and_near_dibao():
    """P02 alone, severe member, near_dibao clean: suggested near_dibao and that person.
    Unknown certificates: not clean."""
    case = Case().household([ZHANG, WANG])
    case.car(ZHANG)
    home = case.home()
    assert (home.line, home.suggested_programme) == (2, None)
    case.add(
        "certificates", certificate_number=WANG + "41", kinds="肢体", level="二级", valid_until=AS_OF, status="valid"
    )
    home = case.home()
    assert (home.line, home.suggested_programme, home.suggested_person) == (2, "near_dibao", {WANG})
    for programme, stale, line in (("near_dibao", False, 9), ("near_dibao", True, 9)):
        case.rows["roster_households"][0]["programme"] = programme
        case.delivered["certificates"] = SEEN - timedelta(days=90) if stale else SEEN
        assert case.home().line == line
    case.rows["certificates"].clear()  # stale and silent: the exemption could hold
    assert (case.home().line, effects(case.home())) == (7, {"P02": "review"})
    case.car(WANG, "A2")  # one of two could be exempt, the other not
    assert case.home().line == 2


def test_t3_car_is_m01_and_exemption_silences():
    case = Case().household([ZHANG])
    case.car(ZHANG, tier="T3")
    home = case.home()
    assert (home.list, home.vehicles, home.reasons, home.findings["M01"].names) == ("review", 0, ["M01"], {"P02"})
    case = Case().household([ZHANG])
    case.car(ZHANG)
    case.add("exemptions", None, household_id="H1", finding_code="P02", approved_on=AS_OF, valid_until=AS_OF)
    home = case.home()
    assert (home.list, home.reasons, home.findings["P02"].is_exempted) == ("keep", [], True)


@pytest.mark.parametrize(("area", "raised"), [("40", False), ("40.01", True)])
def test_second_dwelling(area, raised):
    """Two persons: 40 + area against 2 x 40 = 80; the contract at a known place is no third unit."""
    case = Case().household([ZHANG, WANG])
    for unit, a in (("U1", "40"), ("U2", area)):
        case.add("real_estate", resident_id=ZHANG, unit_number=unit, location=f"东街 {unit}", floor_area_sqm=D(a),
                 use="dwelling", status="current")  # fmt: skip
    case.add("real_estate", resident_id=WANG, unit_number="U1", location="东街 U1", floor_area_sqm=D(40), use="dwelling",
             status="current")  # fmt: skip
    case.add("contracts", resident_id=WANG, contract_number="C1", location="东街Ｕ１", signed_on=AS_OF, status="active",
             purpose="market")  # fmt: skip
    home = case.home()
    assert home.dwellings == 2 and ("P03" in home.findings) == raised and "P07" in home.findings
    assert home.line == (2 if raised else 7)


def test_authorisation():
    """WANG unsigned: her car is not used; S05 asks for a review. Without the dataset everyone counts as authorised."""
    case = Case().household([ZHANG, WANG])
    case.car(WANG)
    case.add("authorizations", resident_id=ZHANG, signed_on=AS_OF, valid_until=None)
    assert case.home().line == 2
    case.delivered["authorizations"] = SEEN
    home = case.home()
    assert (home.reasons, home.line, home.is_complete) == (["S05"], 7, False)


def test_roster_rules():
    case = Case().household([ZHANG, WANG], bank_account="6228").household([SON, WANG], hid="H2", bank_account="6228")
    case.household(
        [rid("19800101", 9)], "near_dibao", "H3", started_month=date(2025, 3, 1), household_size=2, covered_size=3
    )
    county = case.run()
    assert county.households["H1"].reasons == ["S03", "S07"] == county.households["H2"].reasons
    assert county.households["H3"].reasons == ["S08", "S10"]  # 12 months >= A 12
    case.add("registry", resident_id=ZHANG, name="乙", hukou_number="K", hukou_kind="urban")
    case.conflicts[case.add("registry", None, resident_id=SON, name="丙", hukou_number="K", hukou_kind="urban")] = SON
    county = case.run()
    assert county.households["H1"].reasons == ["S03", "S07", "S11"]
    assert county.households["H1"].suggested_programme == "urban_dibao"
    assert county.households["H2"].reasons == ["S03", "S04", "S07"]


def test_spouse():
    case = Case().household([ZHANG])
    case.add(
        "marriages", tie=ZHANG, tie2=WANG, male_id=ZHANG, female_id=WANG, event="marriage", event_on=date(2020, 1, 1)
    )
    assert case.home().reasons == ["S06"]
    death = case.add("deaths", resident_id=WANG, died_on=date(2021, 1, 1))
    assert case.home().reasons == []
    case.ties[death] = (WANG, "T3")
    assert case.home().reasons == ["S06"]
    case.add(
        "marriages", tie=ZHANG, tie2=WANG, male_id=ZHANG, female_id=WANG, event="divorce", event_on=date(2020, 1, 2)
    )
    assert case.home().reasons == []


def test_index():
    """Two members, per capita 3 000 / 2 = 1 500: 40 x (1 - 1/16) = 37.5; severe 2 + school 1 = 3/6: 12.5; son idle: 10;
    medical 300 / 3 000: 1.5. Sum 61.5: red."""
    case = Case().household([ZHANG, SON], declared_annual_income=D(3000))
    case.add("registry", resident_id=SON, name="丙", hukou_number="K", hukou_kind="rural")
    case.add(
        "certificates", certificate_number=ZHANG + "41", kinds="精神三级", level=None, valid_until=None, status="valid"
    )
    case.settle(ZHANG, "300")
    index = case.home().index
    assert index.kinds == ["out_of_school", "severe_disability"]
    assert (index.income, index.signals, index.labour, index.medical) == (Fr(75, 2), Fr(25, 2), 10, Fr(3, 2))
    assert index.colour == "红"


def test_applications():
    """Car: near_dibao with a sick member is clean. Income 30 000 a year: near_dibao bars, rigid too (> 24 000)."""
    case = Case().household([ZHANG], "rural_dibao", register="application")
    case.car(ZHANG)
    app = case.run().applications["H1"]
    assert (app.result, app.suggested_programme) == ("ineligible", None)
    case.add("illnesses", resident_id=ZHANG, kind="severe_mental", risk_level=3, diagnosed_on=SEEN)
    app = case.run().applications["H1"]
    assert (app.result, app.suggested_programme) == ("ineligible", "near_dibao")
    case = Case().household([ZHANG], "rural_dibao", register="application")
    case.pension(ZHANG, "1000")  # 12 000 > 9 900: not near_dibao; medical 7 200 = 0.6 x 12 000 is not above the share
    for medical, suggested in (("7200", None), ("7200.01", "rigid_expense")):
        case.rows.pop("settlements", None)
        case.settle(ZHANG, medical)
        app = case.run().applications["H1"]
        assert (app.result, app.suggested_programme) == ("ineligible", suggested)


def test_leads():
    case = Case().household([ZHANG])
    case.add("registry", resident_id=WANG, name="王", hukou_number="K1")
    case.add("registry", resident_id=SON, name="丙", hukou_number="K1")
    case.settle(WANG, "20000")
    leads = case.run().leads
    assert set(leads) == {("hukou", "K1")}
    assert (leads[("hukou", "K1")].signals, leads[("hukou", "K1")].colour) == (
        ["high_medical_expense", "out_of_school"],
        "橙",
    )
    case.add("payroll", resident_id=WANG, position="civil_servant", gross_pay=D(9), month=date(2026, 3, 1))
    leads = case.run().leads
    assert (leads[("hukou", "K1")].signals, leads[("hukou", "K1")].colour) == (["out_of_school"], "蓝")
    for urgent in (False, True):
        case.add(
            "outreach", None, name="李", resident_id=None, village="村", phone="1", is_urgent=urgent, reported_on=AS_OF
        )
    case.add("outreach", None, name="李", resident_id=None, village="村", phone="2", is_urgent=True,
             reported_on=date(2025, 9, 30))  # fmt: skip
    lead = case.run().leads
    assert set(lead) == {("hukou", "K1"), ("outreach", ("李", "村", "1"))}
    assert lead[("outreach", ("李", "村", "1"))].colour == "红"
    # three children, nobody listed; then one of the hukou is on a roster
    case = Case().household([ZHANG])
    for i in range(3):
        case.add("registry", resident_id=rid("20100101", 20 + i), name="童", hukou_number="K2")
    case.delivered["enrolment"] = None
    assert case.run().leads[("hukou", "K2")].signals == ["many_children"]
    case.add("registry", resident_id=ZHANG, name="甲", hukou_number="K2")
    assert case.run().leads == {}
