"""What the report of one household says, as plain rows: nothing here knows of Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from reports.shared import labels
from reports.shared.batch_files import BatchFiles, Row
from reports.shared.texts import Texts

Table = list[tuple[str, ...]]


@dataclass(frozen=True)
class Report:
    """`departments`: (heading, rows of dataset, data date, member, result, points); the first row
    of every table is its header."""

    household: Row
    members: Table
    asked: int
    answered: int
    with_records: int
    departments: Sequence[tuple[str, Table]]
    uncovered: Sequence[str]
    limits: Table
    findings: Table
    conclusion: Sequence[str]


def gather(batch: BatchFiles, key: str) -> list[Report]:
    """One report per register that the household stands in. Raises LookupError when the batch does not know it."""
    households = batch.query("card", "household", key=key)
    if not households:
        raise LookupError(f"批次 {batch.batch_id} 中没有户编号 {key!r}")
    return [_report(batch, row) for row in households]


def _report(batch: BatchFiles, row: Row) -> Report:
    known = {"register": row["register"], "key": row["household_id"]}
    members = batch.query("card", "members", **known)
    names = {member["person_id"]: member["name"] for member in members}
    records: dict[str, list[Row]] = {}
    for record in batch.query("verification", "records", **known):
        records.setdefault(record["dataset"], []).append(record)
    sources = [source for source in batch.query("statistics", "coverage") if _is_asked(batch, source["dataset"])]
    findings = [f for f in batch.query("card", "findings", **known) if f["state"] != "suppressed"]
    return Report(
        household=row,
        members=_members(members),
        asked=len(sources),
        answered=sum(bool(source["is_delivered"]) for source in sources),
        with_records=sum(source["dataset"] in records for source in sources),
        departments=[
            _department(batch.texts.department(name), list(group), records, names)
            for name, group in groupby(sources, key=lambda source: source["department"])
        ],
        uncovered=_uncovered(sources, members, batch.texts),
        limits=_limits(row),
        findings=_findings(batch, findings, names),
        conclusion=_conclusion(batch, row, findings, names),
    )


def _is_asked(batch: BatchFiles, dataset: str) -> bool:
    """Whether the dataset is a source of evidence, not a register or ledger of the county's own."""
    known = batch.texts.catalog.datasets.get(dataset)
    return known is None or known.evidence_sql is not None


def _members(members: Sequence[Row]) -> Table:
    table: Table = [("序号", "姓名", "与户主关系", "证件号码", "年龄", "保障对象", "授权", "备注")]
    for number, member in enumerate(members, start=1):
        age = "" if member["age"] is None else str(member["age"])
        authorised = "—" if member["is_authorised"] is None else "有效" if member["is_authorised"] else "无有效授权"
        said = (
            str(number),
            member["name"] or "",
            labels.said(labels.RELATIONS, member["relation"]),
            member["resident_id_masked"] or "",
            age,
        )
        table.append(
            (*said, "是" if member["is_covered"] else "否", authorised, "已知死亡" if member["is_dead"] else "")
        )
    return table


def _department(
    department: str, sources: Sequence[Row], records: Mapping[str, Sequence[Row]], names: Mapping[str, str]
) -> tuple[str, Table]:
    dates = sorted({source["observed_on"] for source in sources if source["is_delivered"] and source["observed_on"]})
    span = (
        "未报送" if not dates else f"数据截止 {dates[0]}" if len(dates) == 1 else f"数据截止 {dates[0]} 至 {dates[-1]}"
    )
    table: Table = [("数据", "截止日", "成员", "查询结果", "计入情况")]
    for source in sources:
        title = source["title"]
        if not source["is_delivered"]:
            table.append((title, "—", "全体成员", "未查（未报送）", ""))
            continue
        stale = "（数据过期）" if source["is_stale"] else ""
        found = records.get(source["dataset"], ())
        for record in found:
            result = f"{record['records']} 条 [{record['tier']}]{stale}"
            table.append(
                (
                    title,
                    labels.day(source["observed_on"]),
                    names.get(record["person_id"], ""),
                    result,
                    record["arithmetic"] or "",
                )
            )
        if not found:
            table.append((title, labels.day(source["observed_on"]), "全体成员", f"查无{stale}", ""))
    return f"{department}（{span}）", table


def _uncovered(sources: Sequence[Row], members: Sequence[Row], texts: Texts) -> list[str]:
    lines = []
    for source in sources:
        title = f"{texts.department(source['department'])}·{source['title']}"
        if not source["is_delivered"]:
            lines.append(f"{title}：未报送，情况未知，不等于查无")
        elif source["is_stale"]:
            lines.append(f"{title}：数据截止 {labels.day(source['observed_on']) or '不详'}，已过期，只作复核参考")
    lines += [
        f"{member['name']}：没有有效授权，未核查其财产和收入" for member in members if member["is_authorised"] is False
    ]
    return lines


def _limits(row: Row) -> Table:
    def against(
        title: str, value: Decimal | None, limit_title: str, limit: Decimal | None, unit: str
    ) -> tuple[str, ...]:
        told = "未知" if value is None else f"{labels.amount(value)} {unit}"
        over = "" if value is None or limit is None else "高于" if value > limit else "不高于"
        return title, told, f"{limit_title} {labels.amount(limit)} {unit}" if limit is not None else "", over

    table: Table = [("项目", "核对值", "标准或限额", "比较")]
    if row["register"] == "roster":
        table += [
            ("申报年收入", f"{labels.amount(row['income_declared'])} 元", "", ""),
            ("核实年收入", f"{labels.amount(row['income_verified'])} 元", "", ""),
            ("认定年收入（取高）", f"{labels.amount(row['income_assessed'])} 元", "", ""),
        ]
    table.append(against("人均年收入", row["income_per_capita"], "年保障标准", row["standard"], "元"))
    table.append(against("金融资产", row["financial_assets"], "限额", row["financial_cap"], "元"))
    if row["register"] == "roster":
        table += [
            ("机动车", f"{labels.amount(row['vehicles'])} 辆", "", ""),
            ("住房", f"{labels.amount(row['dwellings'])} 套", "", ""),
            ("非居住用房", f"{labels.amount(row['commercial_properties'])} 套", "", ""),
            ("近12个月自付医疗费", f"{labels.amount(row['medical_out_of_pocket'])} 元", "", ""),
            ("年学费", f"{labels.amount(row['education_fees'])} 元", "", ""),
        ]
    return table


def _findings(batch: BatchFiles, findings: Sequence[Row], names: Mapping[str, str]) -> Table:
    table: Table = [("代码", "类型", "成员", "说明", "依据", "作用")]
    for finding in findings:
        effect = "已豁免" if finding["state"] == "exempted" else labels.said(labels.EFFECTS, finding["effect"])
        clause = batch.texts.clause(finding["code"], finding["clause"]) or "未载明"
        table.append(
            (
                finding["code"],
                batch.texts.finding(finding["code"]),
                names.get(finding["person_id"], "全户"),
                finding["explanation"] or "",
                clause,
                effect,
            )
        )
    return table


def _conclusion(batch: BatchFiles, row: Row, findings: Sequence[Row], names: Mapping[str, str]) -> list[str]:
    if row["register"] == "roster":
        lines = [f"核对结论：{labels.said(labels.LISTS, row['decision'])}。"]
        if row["decided_by"] is not None:
            lines.append(f"判定：{labels.said(labels.DECISION_LINES, row['decided_by']).partition('：')[2]}。")
        lines += ["该户处于渐退期内。"] if row["is_in_grace"] else []
    else:
        lines = [f"核对结论：{labels.said(labels.APPLICATION_RESULTS, row['decision'])}。"]
    clauses = dict.fromkeys(batch.texts.clause(f["code"], f["clause"]) for f in findings if f["state"] != "exempted")
    cited = "；".join(clause for clause in clauses if clause)
    lines += [f"依据：{cited}。"] if cited else []
    if row["suggested_programme"]:
        alone = f"，{names[row['suggested_person']]}可按单人保申请" if row["suggested_person"] in names else ""
        lines.append(f"建议：转入{labels.programme(row['suggested_programme'])}{alone}。")
    if row["is_complete"] is False:
        lines.append("部分数据来源未到位、过期或者成员未授权，本结论以已到位的数据为限。")
    return lines


def number_of(batch: BatchFiles, report: Report) -> str:
    """核对报告编号: batch number and household; a household of an application bears an S."""
    kind = "S" if report.household["register"] == "application" else ""
    return f"{batch.as_of:%Y}核报{batch.about['batch_number']:04d}-{kind}{report.household['household_id']}"


def notes(contacts: Mapping[str, str], print_number: int, printed_on: date) -> list[str]:
    phone = f"（电话 {contacts['objection_phone']}）" if contacts.get("objection_phone") else ""
    objection = (
        contacts.get("objection_terms", "").replace("本告知书", "本报告")
        or "对核对结果有异议的，可以在规定期限内向乡镇人民政府（街道办事处）提出"
    )
    return [
        f"异议：{objection}{phone}。",
        "用途：本报告仅供社会救助审核确认使用，不作其他用途，不得复制、外传。",
        "性质：数据来自各部门报送，以数据截止日为准；核对结果是建议，须经入户核查、由经办机构决定。查无不等于未查。",
        "匹配等级：T1 证号姓名一致，T2 证号一致姓名异写，T3、T4 待核实，不计入合计。",
        f"本报告为第 {print_number} 次出具，出具日期 {printed_on.isoformat()}。",
    ]
