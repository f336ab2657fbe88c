"""One card per person (or lead): the households they belong to, the records tied to them, the leads about them."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.batch_files import BatchFiles


def person_card(batch: BatchFiles, key: str) -> str:
    """The card, or an empty text when the batch does not know the key."""
    households = batch.query("card", "person", key=key)
    matches = batch.query("card", "matches", key=key)
    leads = batch.query("card", "leads", key=key)
    if not (households or matches or leads):
        return ""
    known = (households or leads or [{}])[0]
    who = f"{known.get('name') or ''} {known.get('resident_id_masked') or ''}".strip()
    lines = [
        f"核对证据卡  批次 {batch.batch_id}  基准日 {batch.as_of}",
        f"人员 {key}  {who}".rstrip(),
        "",
        "── 所在家庭",
    ]
    for row in households:
        listed = labels.said(labels.LISTS, row["list"]) or labels.said(labels.APPLICATION_RESULTS, row["result"])
        marks = [labels.said(labels.RELATIONS, row["relation"]), "保障对象" if row["is_covered"] else "非保障对象"]
        marks += ["已知死亡"] if row["is_dead"] else []
        marks += ["未授权"] if row["is_authorised"] is False else []
        place = f"{row['township'] or ''} {row['village'] or ''}".strip()
        said = f"{labels.said(labels.REGISTERS, row['register'])} {row['household_id']}  {place}  {labels.programme(row['programme'])}"
        lines.append(f"  {said}  {'、'.join(mark for mark in marks if mark)}  {listed}".rstrip())
    lines += [] if households else ["  （不在任何在册或申请家庭）"]
    lines += ["", "── 匹配到的记录"]
    for row in matches:
        score = f"，匹配分 {labels.amount(row['score'])}" if row["score"] is not None else ""
        where = labels.place(row["file"], row["sheet"], row["row"])
        lines.append(
            f"  {labels.said(labels.TIERS, row['tier'])}{score}  {row['reason'] or ''}  ← {batch.texts.dataset(row['dataset'])} {where}".rstrip()
        )
    lines += [] if matches else ["  （无）"]
    if leads:
        lines += ["", "── 线索"]
    for row in leads:
        urgent = "，急难" if row["is_urgent"] else ""
        lines.append(
            f"  {row['lead_id']}（{row['colour'] or ''}{urgent}）{batch.texts.signals(row['signals'])}：{row['explanation'] or ''}"
        )
        items = batch.texts.items(row["suggested_items"])
        lines.append(f"    建议：{items or '无'}；{row['authorisation'] or ''}；完成期限 {labels.day(row['due_on'])}")
    return "\n".join(lines)
