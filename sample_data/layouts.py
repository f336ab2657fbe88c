"""How each dataset is delivered: one layout a dataset. What is not said is the usual way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Form = Literal["xlsx", "gb18030", "utf-8-sig"]
Dates = Literal["iso", "slash", "dot", "compact", "chinese", "midnight", "cell"]
Money = Literal["plain", "number", "commas", "sign"]


@dataclass(frozen=True)
class Layout:
    """One way to deliver. `days` before as_of; `other_headers` are columns under their second accepted spelling;
    `in_wan` are money columns in 万元, the unit in the header; `heading` are rows above the header."""

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
    "real_estate": Layout(days=16, dates="slash", heading=("不动产登记信息查询结果",), has_footer=True, other_headers=("status",)),
    "deposits": Layout("utf-8-sig", 9, "iso", "plain", part_by="bank"),
    "deposit_flags": Layout(days=10, dates="compact", bools=("有", "无")),
    "securities_insurance": Layout("utf-8-sig", 15, "slash", "commas", other_headers=("value",)),
    "businesses": Layout(days=17, dates="dot", other_headers=("name",)),
    "pensions": Layout("gb18030", 12, "compact", "plain"),
    "contributions": Layout("utf-8-sig", 12, "iso", "plain"),
    "settlements": Layout("gb18030", 10, "midnight", "plain", other_headers=("settlement_number",)),
    "enrolment": Layout(days=20, dates="cell", other_headers=("status",)),
    "deaths": Layout(
        days=8, dates="chinese", heading=("澜川县居民死亡医学登记", "填报单位：澜川县疾病预防控制中心"), has_footer=True, has_numbers=True
    ),
    "illnesses": Layout(days=8, dates="iso", other_headers=("disease",)),
    "certificates": Layout(days=15, dates="dot"),
    "payroll": Layout(days=14, dates="chinese", has_footer=True, has_numbers=True),
    "subsidies": Layout("gb18030", 14, "slash", "plain"),
    "contracts": Layout(days=16, dates="cell", in_wan=("price",)),
    "public_rental": Layout(days=19, dates="dot"),
    "monitored_households": Layout(days=16, dates="slash", heading=("防止返贫动态监测对象信息", "数据截止：{date}"), has_numbers=True),
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
