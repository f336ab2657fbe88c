"""Chinese wording of every closed set that a report prints, one table a set; `said` looks a value up and
keeps an unknown one as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from schemas.model import catalog
from schemas.outcomes import RESULTS

PROGRAMMES = {
    "urban_dibao": "城市低保",
    "rural_dibao": "农村低保",
    "dibao": "低保",
    "tekun": "特困供养",
    "near_dibao": "低保边缘家庭",
    "rigid_expense": "刚性支出困难家庭",
    "temporary_aid": "临时救助",
}
LISTS = {"keep": "保持", "review": "复核", "exit": "拟退出", "gradual_exit": "拟渐退", "adjust": "拟调整"}
APPLICATION_RESULTS = {"eligible": "拟符合", "review": "需核查", "ineligible": "拟不符合"}
STATES = {"new": "首次", "repeated": "重复", "worsened": "加重", "suppressed": "已答复不再提示", "exempted": "豁免"}
CASE_STATES = {"open": "待下发", "sent": "已下发", "returned": "已反馈", "closed": "已办结"}
EFFECTS = {"exit": "拟退出", "adjust": "拟调整", "review": "复核"}
EVIDENCE_CLASSES = {"verified": "权威来源", "indicative": "线索来源"}
REGISTERS = {"roster": "在册家庭", "application": "新申请家庭"}
BATCH_KINDS = {"routine": "动态常核", "review": "在保复核", "entry": "逢进必核"}
SEVERITIES = {"file_rejected": "整份退回", "row_quarantined": "该行未采用", "warning": "提醒"}
COVERAGE = {"found": "查到", "none": "查无", "not_queried": "未查询"}
SCOPES = {"county": "全县", "township": "乡镇", "village": "村（社区）", "department": "部门"}
TIERS = {"T1": "T1 证号姓名一致", "T2": "T2 证号一致姓名异写", "T3": "T3 待核实", "T4": "T4 身份待确认"}
RELATIONS = {
    "head": "户主",
    "spouse": "配偶",
    "child": "子女",
    "parent": "父母",
    "child_in_law": "女婿或儿媳",
    "sibling": "兄弟姐妹",
    "grandparent": "（外）祖父母",
    "grandchild": "（外）孙子女",
    "other": "其他",
}
TOTALS = {
    "pension": "养老金（年）",
    "fiscal_pay": "财政供养工资（年）",
    "work_relief": "以工代赈报酬（近12个月）",
    "subsidy": "补贴（近12个月，已剔除不计入项目）",
    "verified": "核实年收入",
    "assessed": "认定年收入",
    "per_capita": "人均年收入",
    "financial_assets": "金融资产",
    "dwellings": "住房（套）",
    "commercial_properties": "非居住用房（套）",
    "vehicles": "机动车（辆）",
    "medical_out_of_pocket": "自付医疗费（近12个月）",
    "education_fees": "年学费",
}
# The lines of docs/rules.md#decision, in officials' words.
DECISION_LINES = {
    1: "第1行：成员死亡后已无在世保障对象",
    2: "第2行：财产超过规定（金融资产、机动车、住房、非居住用房之一）",
    3: "第3行：收入超标准但低于边缘线，扣除自付医疗费后仍不高于标准，先复核",
    4: "第4行：收入超标准但低于边缘线，且有务工就业性收入，给予渐退",
    5: "第5行：收入超标准但低于边缘线，建议转低保边缘",
    6: "第6行：收入高于规定上限",
    7: "第7行：有需要核查的疑点",
    8: "第8行：成员死亡，尚有在世保障对象",
    9: "第9行：未见应处理的疑点",
}
CHECK_METHODS = ("入户", "电话", "邻里走访", "数据比对")
EXEMPTION_KINDS = ("谋生车辆", "康复必需车辆", "售房款一年内", "救助金存款", "一事一议", "其他")
FAMILY_OPINIONS = ("认可", "有异议")
PUSH_RESULTS = ("已办理", "办理中", "不符合条件", "本人放弃", "无法联系")

UNKNOWN_TOWNSHIP = "未知乡镇"
UNKNOWN_VILLAGE = "未知村"
UNKNOWN_DEPARTMENT = "未识别"
NOTE = "核对结果仅为建议，须经入户核查、由经办机构决定；查无不等于未查"


def said(table: Mapping, value: object) -> str:
    """The Chinese wording of a value; an unknown value stands as it is, none is empty."""
    if value is None:
        return ""
    return str(table.get(value, value))


def result(code: str | None) -> str:
    """An outcome code as townships see it: "10 属实-不再符合"."""
    return f"{code} {RESULTS[code]}" if code in RESULTS else (code or "")


def result_choices() -> tuple[str, ...]:
    return tuple(result(code) for code in RESULTS)


def programme(value: str | None) -> str:
    return said(PROGRAMMES, value)


def yes_no(value: bool | None) -> str:
    return "" if value is None else ("是" if value else "否")


def department(value: str | None) -> str:
    """The title of a department's identifier; officials' own words stand as they are; none is 未识别."""
    name = (value or "").strip()
    known = catalog().departments.get(name)
    return known.title if known else (name or UNKNOWN_DEPARTMENT)


def total(value: str) -> str:
    return said(TOTALS, value.removeprefix("income."))


def amount(value: Decimal | float | int | None) -> str:
    """A figure without idle zeros and with thousands apart: 12 600.5; none is 未知."""
    if value is None:
        return "未知"
    text = f"{Decimal(str(value)):,.2f}".rstrip("0").rstrip(".")
    return text.replace(",", " ")


def day(value: date | None) -> str:
    return value.isoformat() if value else ""


def place(file: str | None, sheet: str | None, row: int | None) -> str:
    """Where a source row stands: "公安_机动车.xlsx，工作表 城关镇，第 12 行"."""
    parts = [file or "", f"工作表 {sheet}" if sheet else "", f"第 {row} 行" if row is not None else ""]
    return "，".join(p for p in parts if p)
