"""The columns that a township fills in, the same twelve on every list (docs/rules.md#answers)."""

from __future__ import annotations

from reports.shared import labels
from reports.shared.workbook import Column

FEEDBACK = (
    Column("核查方式", cap=7, choices=labels.CHECK_METHODS, is_input=True),
    Column("核查日期", "date", cap=11, is_input=True),
    Column("核查人1", cap=7, is_input=True),
    Column("核查人2", cap=7, is_input=True),
    Column("现场情况", cap=14, is_input=True),
    Column(
        "结果代码",
        cap=10,
        choices=labels.result_choices(),
        is_input=True,
        hint="20 须填豁免类型和豁免到期；13 须填生效月（渐退期起）和豁免到期（渐退期止），一般不超过 6 个月",
    ),
    Column("豁免类型", cap=8, choices=labels.EXEMPTION_KINDS, is_input=True),
    Column("豁免到期", "date", cap=11, hint="结果代码 20：豁免到期日；结果代码 13：渐退期的最后一日", is_input=True),
    Column("佐证材料", cap=8, is_input=True),
    Column("家庭意见", cap=7, choices=labels.FAMILY_OPINIONS, is_input=True),
    Column("生效月", "month", cap=8, hint="填写年月，例如 2026-04；结果代码 13：渐退期从该月 1 日起", is_input=True),
    Column("备注", cap=9, is_input=True),
)
