"""One card per household of a register."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"── {title}", *(lines or ["  （无）"])]


def _source(batch: BatchFiles, row: Row) -> str:
    where = labels.place(row["file"], row["sheet"], row["row"])
    return f"{batch.texts.dataset(row['dataset'])} {where}".strip()


def missing_sources(batch: BatchFiles) -> list[str]:
    """Sources not delivered or stale: what they would say is unknown, not absent."""
    lines = []
    for row in batch.query("statistics", "coverage"):
        name = f"{batch.texts.department(row['department'])}·{row['title']}"
        if not row["is_delivered"]:
            lines.append(f"  {name}：未报送，情况未知（不等于查无）")
        elif row["is_stale"]:
            lines.append(f"  {name}：数据截止 {labels.day(row['observed_on']) or '不详'}，已过期，疑点只作复核")
        elif row["coverage"] == "not_queried":
            lines.append(f"  {name}：未查询，情况未知（不等于查无）")
    return lines


def _members(batch: BatchFiles, row: Row) -> list[str]:
    lines = []
    for member in batch.query("card", "members", register=row["register"], key=row["household_id"]):
        marks = ["保障对象" if member["is_covered"] else "非保障对象"]
        marks += ["已知死亡"] if member["is_dead"] else []
        marks += [] if member["is_authorised"] or member["is_authorised"] is None else ["未授权（不核查其财产收入）"]
        age = f"{member['age']}岁" if member["age"] is not None else "年龄不详"
        who = f"{labels.said(labels.RELATIONS, member['relation'])} {member['name']} {member['resident_id_masked'] or ''} {age}"
        where = labels.place(member["file"], member["sheet"], member["row"])
        lines.append(f"  {who}  {'、'.join(marks)}  [{member['person_id']}]" + (f"  ← {where}" if where else ""))
    return lines


def _limits(row: Row) -> list[str]:
    def against(title: str, value: Decimal | None, limit_title: str, limit: Decimal | None, unit: str) -> str:
        over = "" if value is None or limit is None else ("，超过" if value > limit else "，未超过")
        return f"  {title} {labels.amount(value)} {unit}；{limit_title} {labels.amount(limit)} {unit}{over}"

    lines = []
    if row["register"] == "roster":
        lines.append(
            f"  申报年收入 {labels.amount(row['income_declared'])} 元，核实年收入 {labels.amount(row['income_verified'])} 元，"
            f"认定年收入（取高） {labels.amount(row['income_assessed'])} 元"
        )
    lines.append(against("人均年收入", row["income_per_capita"], "年保障标准", row["standard"], "元"))
    lines.append(against("金融资产", row["financial_assets"], "限额", row["financial_cap"], "元"))
    if row["register"] == "roster":
        lines.append(
            f"  机动车 {labels.amount(row['vehicles'])} 辆，住房 {labels.amount(row['dwellings'])} 套，"
            f"非居住用房 {labels.amount(row['commercial_properties'])} 套"
        )
        lines.append(
            f"  近12个月自付医疗费 {labels.amount(row['medical_out_of_pocket'])} 元，年学费 {labels.amount(row['education_fees'])} 元"
        )
    return lines


def _totals(batch: BatchFiles, row: Row) -> list[str]:
    lines = []
    rows = batch.query("card", "totals", register=row["register"], key=row["household_id"])
    for total, counted in groupby(rows, key=lambda r: r["total"]):
        parts = list(counted)
        lines.append(f"  {labels.total(total)}：合计 {labels.amount(sum((p['counted'] or 0) for p in parts))}")
        for part in parts:
            said = part["arithmetic"] or labels.amount(part["counted"])
            lines.append(
                f"    计入 {labels.amount(part['counted'])}  {said}  [{part['tier'] or '—'}]  ← {_source(batch, part)}"
            )
    return lines


def _findings(batch: BatchFiles, row: Row) -> list[str]:
    rests_on: dict[str, list[Row]] = {}
    for source in batch.query("card", "finding_rows", register=row["register"], key=row["household_id"]):
        rests_on.setdefault(source["finding_id"], []).append(source)
    lines = []
    for finding in batch.query("card", "findings", register=row["register"], key=row["household_id"]):
        effects = labels.EFFECTS if row["register"] == "roster" else {**labels.EFFECTS, "exit": "拟不符合"}
        state, effect = labels.said(labels.STATES, finding["state"]), labels.said(effects, finding["effect"])
        kind = labels.said(labels.EVIDENCE_CLASSES, finding["evidence_class"])
        marks = "，".join(mark for mark in (effect, state, labels.said(labels.TIERS, finding["tier"]), kind) if mark)
        lines.append(f"  {batch.texts.coded(finding['code'])}（{marks}）")
        if finding["explanation"]:
            lines.append(f"    说明：{finding['explanation']}")
        if finding["value"] is not None or finding["limit_value"] is not None:
            unit = finding["unit"] or ""
            lines.append(
                f"    核对值 {labels.amount(finding['value'])} {unit}，限值 {labels.amount(finding['limit_value'])} {unit}".rstrip()
            )
        lines.append(f"    依据：{batch.texts.clause(finding['code'], finding['clause']) or '未载明'}")
        if finding["case_id"]:
            due = f"，完成期限 {finding['due_on']}" if finding["due_on"] else ""
            last = (
                f"，上次结论 {labels.result(finding['outcome'])} {labels.day(finding['outcome_on'])}".rstrip()
                if finding["outcome"]
                else ""
            )
            lines.append(
                f"    预警编号 {finding['case_id']}，{labels.said(labels.CASE_STATES, finding['case_state']) or '状态不详'}{due}{last}"
            )
        sources = rests_on.get(finding["finding_id"]) or ([finding] if finding["file"] else [])
        lines += [f"    证据 [{source['tier'] or '—'}]  ← {_source(batch, source)}" for source in sources]
    return lines


def _decision(batch: BatchFiles, row: Row, names: dict[str, str]) -> list[str]:
    if row["register"] == "roster":
        lines = [f"  名单：{labels.said(labels.LISTS, row['decision'])}"]
        lines += (
            [f"  判定：{labels.said(labels.DECISION_LINES, row['decided_by'])}"]
            if row["decided_by"] is not None
            else []
        )
        lines += ["  处于渐退期内"] if row["is_in_grace"] else []
    else:
        lines = [f"  核对结果：{labels.said(labels.APPLICATION_RESULTS, row['decision'])}"]
    if row["suggested_programme"]:
        lines.append(f"  建议转入：{labels.programme(row['suggested_programme'])}")
    if row["suggested_person"]:
        lines.append(f"  建议单人保：{names.get(row['suggested_person'], '')} [{row['suggested_person']}]")
    lines.append(f"  信息是否齐全：{labels.yes_no(row['is_complete']) or '不详'}")
    lines.append(f"  {labels.NOTE}")
    return lines


def _index(batch: BatchFiles, row: Row) -> list[str]:
    if row["hardship_index"] is None:
        return []
    titles = {"income": "收入", "signals": "困难信号", "labour": "劳动力", "medical": "医疗"}
    parts = [f"{title} {labels.amount(row[f'index_{name}'])}" for name, title in titles.items()]
    sum_of = f"＝{' ＋ '.join(parts)}" if row["index_income"] is not None else ""
    signals = batch.texts.signals(row["signals"])
    return [f"  困难指数 {labels.amount(row['hardship_index'])}{sum_of}" + (f"；信号：{signals}" if signals else "")]


def household_card(batch: BatchFiles, row: Row) -> str:
    """The card of one row of `household.sql`."""
    members = batch.query("card", "members", register=row["register"], key=row["household_id"])
    names = {member["person_id"]: member["name"] for member in members}
    colour = f"  三色：{row['colour']}" if row["colour"] else ""
    facts = f"家庭人口 {labels.amount(row['size'])}，保障人口 {labels.amount(row['covered'])}"
    if row["register"] == "roster":
        facts += f"，月保障金 {labels.amount(row['monthly_benefit'])} 元"
    elif row["applied_on"]:
        facts += f"，申请日期 {row['applied_on']}"
    lines = [
        f"核对证据卡  批次 {batch.batch_id}  基准日 {batch.as_of}  政策版本 {batch.about['policy_version'] or ''}".rstrip(),
        f"{labels.said(labels.REGISTERS, row['register'])} {row['household_id']}  {row['township'] or ''} {row['village'] or ''}  "
        f"户主 {row['head_name'] or ''} {row['head_id_masked'] or ''}".rstrip(),
        f"{labels.programme(row['programme'])}  {facts}{colour}",
    ]
    lines += _section("家庭成员", _members(batch, row))
    lines += _section("核对结果与限额", _limits(row) + _index(batch, row))
    lines += _section("各项合计及来源", _totals(batch, row))
    lines += _section("疑点", _findings(batch, row))
    lines += _section("判定", _decision(batch, row, names))
    lines += _section("缺少或过期的数据来源", missing_sources(batch))
    return "\n".join(lines)
