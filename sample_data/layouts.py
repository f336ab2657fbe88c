"""How each dataset is delivered: one layout a dataset; one that is not named here comes plainly. What
is not said is the usual way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Form = Literal["xlsx", "xls", "ods", "parquet", "gb18030", "utf-8-sig", "utf-8", "utf-16"]
Dates = Literal["iso", "slash", "dot", "compact", "chinese", "midnight", "cell"]
Money = Literal["plain", "number", "commas", "sign", "wan", "full_width"]
IdDress = Literal["", "apostrophe", "nbsp", "lower_case"]
WORKBOOKS = ("xlsx", "xls", "ods", "parquet")


@dataclass(frozen=True)
class Layout:
    """One way to deliver. `days` before as_of; `other_headers` are columns under their second accepted spelling;
    `in_wan` are money columns in 万元, the unit in the header; `heading` are rows above the header (merged over
    the table with `is_merged`).

    `careless` puts other texts in the place of headers, `groups` begin headers that are cut into two rows,
    `empty_after` leaves a column empty after so many, `id_dress` is what a program puts on IDs, `no_value` stands in
    empty cells of money, `named` is a title that the file wrongly bears.
    """

    form: Form = "xlsx"
    days: int = 11
    dates: Dates = "iso"
    money: Money = "number"
    bools: tuple[str, str] = ("是", "否")
    other_headers: tuple[str, ...] = ()
    in_wan: tuple[str, ...] = ()
    heading: tuple[str, ...] = ()
    has_footer: bool = False
    has_numbers: bool = False
    by_township: bool = False
    has_hidden_sheet: bool = False
    part_by: str | None = None
    separator: str = ","
    is_merged: bool = False
    careless: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    empty_after: int | None = None
    id_dress: IdDress = ""
    no_value: str | None = None
    named: str | None = None
    has_notes: bool = False

    @property
    def header_rows(self) -> int:
        return 2 if self.groups else 1


PLAIN = Layout()

LAYOUTS: dict[str, Layout] = {
    "roster_households": Layout(days=6, has_numbers=True, dates="compact"),
    "roster_members": Layout(days=6, by_township=True),
    "application_households": Layout(days=5, dates="dot", other_headers=("head_id", "phone", "address")),
    "application_members": Layout(days=5, dates="dot", other_headers=("name", "relation"), bools=("Y", "N")),
    "authorizations": Layout("utf-8-sig", 5, "iso"),
    "exemptions": Layout(days=9, dates="chinese", heading=("澜川县社会救助豁免与一事一议台账",)),
    "outreach": Layout(days=7, dates="cell", other_headers=("village", "channel")),
    "temporary_aid": Layout(days=10, dates="slash", has_footer=True, has_numbers=True),
    "kin_filings": Layout(days=18, dates="dot"),
    "platform_alerts": Layout("utf-8-sig", 8, "midnight", other_headers=("alert_number",)),
    "marriages": Layout("gb18030", 14, "compact"),
    "cremations": Layout(days=12, dates="cell", has_numbers=True),
    "vehicles": Layout(days=11, dates="iso", has_hidden_sheet=True),
    "registry": Layout(days=13, by_township=True),
    "registry_changes": Layout("gb18030", 13, "slash"),
    "real_estate": Layout(
        days=16, dates="slash", heading=("不动产登记信息查询结果",), has_footer=True, other_headers=("status",)
    ),
    "deposits": Layout("utf-8-sig", 9, "iso", "plain", part_by="bank"),
    "deposit_flags": Layout(days=10, dates="compact", bools=("有", "无")),
    "securities_insurance": Layout("utf-8-sig", 15, "slash", "commas", other_headers=("value",)),
    "businesses": Layout(days=17, dates="dot", other_headers=("name",)),
    "pensions": Layout("gb18030", 12, "compact", "plain"),
    "contributions": Layout("utf-8-sig", 12, "iso", "plain"),
    "settlements": Layout("gb18030", 10, "midnight", "plain", other_headers=("settlement_number",)),
    "enrolment": Layout(days=20, dates="cell", other_headers=("status",)),
    "deaths": Layout(
        days=8,
        dates="chinese",
        heading=("澜川县居民死亡医学登记", "填报单位：澜川县疾病预防控制中心"),
        has_footer=True,
        has_numbers=True,
    ),
    "illnesses": Layout(days=8, dates="iso", other_headers=("disease",)),
    "certificates": Layout(days=15, dates="dot"),
    "payroll": Layout(days=14, dates="chinese", has_footer=True, has_numbers=True),
    "subsidies": Layout("gb18030", 14, "slash", "plain"),
    "contracts": Layout(days=16, dates="cell", in_wan=("price",)),
    "public_rental": Layout(days=19, dates="dot"),
    "monitored_households": Layout(
        days=16, dates="slash", heading=("防止返贫动态监测对象信息", "数据截止：{date}"), has_numbers=True
    ),
    "machinery": Layout(days=18, dates="iso", money="sign"),
    "disaster_relief": Layout(days=17, dates="chinese", other_headers=("happened_on",)),
    "work_relief": Layout(days=13, dates="iso", has_footer=True),
    "hardship_workers": Layout(days=20, dates="dot"),
}

# Each bank has its own way.
BANK_LAYOUTS: dict[str, Layout] = {
    "澜川农商银行": Layout("gb18030", 9, "compact", "plain"),
    "北河村镇银行": Layout("xlsx", 10, "cell", "number", other_headers=("balance", "queried_on"), has_numbers=True),
    "西岭商业银行": Layout("utf-8-sig", 12, "slash", "commas", other_headers=("name", "account")),
    "通川储蓄银行": Layout("xlsx", 9, "iso", "number", in_wan=("balance",), heading=("个人账户余额查询结果",)),
}

# The same deliveries as careless offices send them: what they say stays the same to the letter.
MESSY: dict[str, Layout] = LAYOUTS | {
    "authorizations": replace(LAYOUTS["authorizations"], form="utf-8"),
    "registry_changes": replace(LAYOUTS["registry_changes"], form="utf-16"),
    "marriages": replace(LAYOUTS["marriages"], separator="\t", groups=("男方", "女方")),
    "settlements": replace(LAYOUTS["settlements"], separator="|"),
    "platform_alerts": replace(LAYOUTS["platform_alerts"], separator=";"),
    "public_rental": replace(LAYOUTS["public_rental"], form="parquet", dates="cell"),
    "disaster_relief": replace(LAYOUTS["disaster_relief"], form="ods"),
    "hardship_workers": replace(LAYOUTS["hardship_workers"], form="xls"),
    "certificates": replace(LAYOUTS["certificates"], empty_after=2, id_dress="lower_case"),
    "illnesses": replace(LAYOUTS["illnesses"], careless=(("姓名", "姓  名"), ("身份证号", "身份证\n号（必填）"))),
    "temporary_aid": replace(LAYOUTS["temporary_aid"], money="full_width", no_value="—"),
    "roster_members": replace(LAYOUTS["roster_members"], no_value="无"),
    "work_relief": replace(LAYOUTS["work_relief"], money="wan"),
    "machinery": replace(LAYOUTS["machinery"], named="灾害救助"),
    "enrolment": replace(LAYOUTS["enrolment"], id_dress="apostrophe"),
    "deposit_flags": replace(LAYOUTS["deposit_flags"], id_dress="nbsp"),
    "real_estate": replace(LAYOUTS["real_estate"], is_merged=True),
    "vehicles": replace(LAYOUTS["vehicles"], has_notes=True),
}
