"""The evidence card of a household, an application, a person, a lead."""

import pytest

from reports.card import render
from tests.reports import builder
from tests.reports.builder import BATCH


def test_household(con):
    card = render(con, BATCH, "H003", builder.texts())
    for said in (
        "在册家庭 H003",
        "配偶 配偶3 622827********007X",
        "养老金（年）：合计 16 000",
        "计入 16 000  16000 元  [T1]  ← 养老金 人社_养老金_202603.xlsx，工作表 Sheet1，第 4 行",
        "人均年收入 8 000 元；年保障标准 6 600 元，超过",
        "I01 收入超标准（拟退出，首次，T1 证号姓名一致，权威来源）",
        "依据：《示例县最低生活保障办法》第十二条第（二）项",
        "证据 [T1]  ← 机动车 公安_机动车_20260320.xlsx，工作表 城关镇，第 12 行",
        "名单：拟渐退",
        "判定：第4行",
        "建议转入：低保边缘家庭",
        "卫健·死亡信息：未报送",
    ):
        assert said in card


def test_application(con):
    card = render(con, BATCH, "A001", builder.texts())
    assert "新申请家庭 A001" in card and "核对结果：拟不符合" in card and "I01 收入超标准（拟不符合" in card


def test_person_and_lead(con):
    card = render(con, BATCH, "P0010")
    assert "在册家庭 H001" in card and "T1 证号姓名一致，匹配分 1  证号一致，姓名一致  ← 机动车" in card
    assert (
        "L001（橙）高额医疗费用、重病（重特大疾病或严重精神障碍）"
        in render(con, BATCH, "Q001", builder.texts())
        == render(con, BATCH, "Q001", builder.texts())
    )


def test_unknown_key_and_terminal_escapes(con):
    with pytest.raises(LookupError, match="H999"):
        render(con, BATCH, "H999")
    con.execute("UPDATE mart.households SET head_name = ? WHERE household_id = 'H001'", ["\x1b[31m红"])
    assert "\x1b" not in render(con, BATCH, "H001")
