"""批次统计 and its self-checks."""

import openpyxl
import pytest

from reports import write
from reports.statistics import measures
from tests.reports import builder
from tests.reports.builder import BATCH
from tests.reports.test_lists import rows_of


def statistics(out):
    return openpyxl.load_workbook(out / f"批次统计_{BATCH}.xlsx")


def test_sheets_and_rates(written):
    book = statistics(written)
    assert book.sheetnames == ["总览", "按乡镇", "按村", "按部门", "疑点", "线索", "数据到位", "勾稽", "说明"]
    rate = next(r for r in rows_of(book["总览"]) if r["指标"] == "检出率")
    assert (rate["户数"], rate["比率口径"], rate["分子"], rate["分母"]) == (None, "疑点户÷核对户", 6, 9) and rate[
        "比率"
    ] == pytest.approx(6 / 9)
    assert rows_of(book["按部门"])[0]["部门"] == "公安"
    found = next(r for r in rows_of(book["疑点"]) if r["疑点代码"] == "P02")
    assert (found["疑点条数"], found["豁免"], found["重复"], found["分子（疑点户数）"], found["分母（核对户数）"]) == (
        2,
        1,
        1,
        2,
        9,
    )
    assert any(
        r["项目"] == "重病（重特大疾病或严重精神障碍）" and r["分子（线索数）"] == 3 and r["分母（全部线索）"] == 4
        for r in rows_of(book["线索"])
    )
    late = next(r for r in rows_of(book["数据到位"]) if r["数据集"] == "死亡信息")
    assert (late["是否已报送"], late["查询结果"]) == ("否", "未查询")


def test_measures_stand_in_the_order_of_the_work_with_the_counts_they_have():
    def row(measure, amount=None, denominator=None):
        return {"scope_name": "全县", "measure": measure, "households": 4, "household_times": 0, "persons": 9, "person_times": 0,
                "amount": amount, "denominator": denominator}  # fmt: skip

    rows = measures.in_order(
        [row("新的指标", 5), row("线索·红"), row("办结率", 1, 8), row("保障金", 1200), row("户数")]
    )
    assert [one["measure"] for one in rows] == ["户数", "保障金", "办结率", "线索·红", "新的指标"]
    shown = [measures.figures(one) for one in rows]
    counts = ("households", "household_times", "persons", "person_times", "amount", "unit")
    assert [[one[name] for name in counts] for one in shown] == [
        [4, None, 9, None, None, ""], [4, None, 9, None, 1200, "元/月"], [None] * 5 + [""], [4, None, None, None, None, ""], [4, 0, 9, 0, 5, ""],
    ]  # fmt: skip
    rates = [[one[name] for name in ("made_of", "numerator", "denominator")] for one in shown]
    assert rates[2] == ["已办结÷已下发或已答复的预警", 1, 8] and rates[0] == [None] * 3


def test_a_clean_batch_passes_every_check(written):
    lines = rows_of(statistics(written)["勾稽"])
    assert len(lines) >= 12
    assert [line["检查项"] for line in lines if line["结论"] != "通过"] == []


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        (
            "UPDATE mart.coverage SET rows_accepted = 96 WHERE dataset = 'vehicles'",
            "读取行数＝采用行数＋隔离行数：机动车",
        ),
        ("UPDATE mart.households SET list = NULL WHERE household_id = 'H005'", "各名单户数之和"),
        ("UPDATE mart.households SET township = '' WHERE household_id = 'H005'", "有乡镇归属的户数"),
        ("UPDATE mart.households SET size = 4 WHERE household_id = 'H005'", "各户在世人口之和"),
        ("UPDATE mart.findings SET household_id = 'H999' WHERE finding_id = 'F002S06'", "在册疑点所属户均在户表"),
        ("DELETE FROM mart.cases WHERE case_id = 'C002S06'", "每条在册待处理疑点都有预警编号"),
        ("UPDATE mart.matches SET person_id = 'Z'", "匹配到户的人员均为该户成员"),
        ("UPDATE mart.households SET hardship_index = 99 WHERE household_id = 'H001'", "困难指数"),
        ("UPDATE mart.households SET income_verified = 1 WHERE household_id = 'H001'", "核实年收入＝收入明细行之和"),
        ("DELETE FROM mart.households WHERE household_id = 'H009'", "在册成员所属户均在户表"),
        (
            "UPDATE mart.stats SET households = 8 WHERE scope = 'county' AND measure = '核对户次'",
            "统计表：各乡镇“核对户次”",
        ),
        ("UPDATE mart.issues SET severity = 'unknown' WHERE \"row\" = 4", "文件行数＝表行数：退回单"),
    ],
)
def test_a_check_fails_visibly(con, tmp_path, tampering, said):
    con.execute(tampering)
    write(con, BATCH, tmp_path)
    sheet = statistics(tmp_path)["勾稽"]
    failing = [row for row in sheet.iter_rows(min_row=2) if row[5].value == "不通过"]
    assert any(row[1].value.startswith(said) for row in failing), [row[1].value for row in failing]
    assert all(row[4].value != 0 and row[5].fill.bgColor.rgb and row[5].font.color.rgb == "FF9C0006" for row in failing)
    assert sheet.sheet_properties.tabColor.rgb == "FFFF0000"


def test_a_batch_without_rows_still_has_its_statistics(con, tmp_path):
    builder.insert(con, "batches", batch_id="empty", batch_number=9, as_of=builder.AS_OF)
    assert [p.name for p in write(con, "empty", tmp_path)] == ["批次报告.html", "批次统计_empty.xlsx"]
