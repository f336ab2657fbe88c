"""The workbooks of townships and departments."""

import hashlib

import openpyxl
import pytest

from reports import Workload, write
from schemas.row_keys import RowKeys
from tests.reports import builder
from tests.reports.builder import BATCH

REVIEW_COLUMNS = [
    "序号",
    "批次号",
    "预警编号",
    "预警级别",
    "村（社区）",
    "户编号",
    "户主",
    "证件号码",
    "家庭人口",
    "保障人口",
    "救助类型",
    "月保障金",
    "涉及成员",
    "与户主关系",
    "疑点代码",
    "疑点类型",
    "疑点说明",
    "依据",
    "匹配等级",
    "是否首次",
    "上次结论",
    "建议核查方式",
    "完成期限",
    "核查方式",
    "核查日期",
    "核查人1",
    "核查人2",
    "现场情况",
    "结果代码",
    "豁免类型",
    "豁免到期",
    "佐证材料",
    "家庭意见",
    "生效月",
    "备注",
]


def open_list(out, report, township="城关镇"):
    return openpyxl.load_workbook(out / "乡镇" / township / f"{report}_{township}_{BATCH}.xlsx")


def rows_of(sheet):
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(header, line, strict=True)) for line in lines]


def all_rows(book):
    return [row for sheet in book for row in rows_of(sheet)]


def test_review_columns_are_those_of_the_contract(written):
    book = open_list(written, "复核清单")
    assert book.sheetnames == ["东街村", "西街村"]
    for sheet in book:
        assert [cell.value for cell in sheet[1]] == [*REVIEW_COLUMNS, "核对码"]


def test_every_household_that_is_not_keep_stands_in_review_in_risk_order(written):
    rows = rows_of(open_list(written, "复核清单")["东街村"])
    assert [(r["户编号"], r["疑点代码"]) for r in rows] == [
        ("H006", None),
        ("H001", "P02"),
        ("H001", "S10"),
        ("H004", "S01"),
        ("H002", "S06"),
    ]
    bare = rows[0]
    assert bare["疑点类型"] == "拟退出" and "第5行" in bare["疑点说明"]
    assert [r["序号"] for r in rows] == [1, 2, 3, 4, 5]


def test_review_row_says_who_what_and_what_was_answered_before(written):
    row = rows_of(open_list(written, "复核清单")["东街村"])[1]
    assert row["预警编号"] == "C001P02"
    assert (row["涉及成员"], row["与户主关系"], row["救助类型"], row["匹配等级"]) == ("户主1", "户主", "农村低保", "T1")
    assert (row["是否首次"], row["上次结论"]) == ("重复", "31 不属实-已过户或注销（2026-03-12）")
    assert row["完成期限"].date() == builder.DUE
    assert rows_of(open_list(written, "复核清单")["东街村"])[4]["涉及成员"] == "配偶2"


def test_later_batches_do_not_speak(con, tmp_path):
    builder.insert(con, "batches", batch_id="2026W13", batch_number=3, as_of=builder.date(2026, 3, 27))
    builder.insert(
        con,
        "cases",
        batch_id="2026W13",
        case_id="C001P02",
        register="roster",
        household_id="H001",
        code="P02",
        outcome="10",
        outcome_on=builder.date(2026, 3, 26),
    )
    write(con, BATCH, tmp_path)
    assert rows_of(open_list(tmp_path, "复核清单")["东街村"])[1]["上次结论"].startswith("31")


def test_drop_downs_and_dates(written):
    sheet = open_list(written, "复核清单")["东街村"]
    rules = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            rules[sheet.cell(1, area.min_col).value] = (rule, area)
    assert rules["核查方式"][0].formula1 == '"入户,电话,邻里走访,数据比对"'
    codes = rules["结果代码"][0].formula1.strip('"').split(",")
    assert len(codes) == 15 and codes[0] == "10 属实-不再符合"
    assert rules["豁免类型"][0].formula1.strip('"').split(",")[-1] == "其他"
    assert rules["家庭意见"][0].formula1 == '"认可,有异议"'
    assert rules["核查日期"][0].type == rules["豁免到期"][0].type == "date"
    assert (rules["核查日期"][1].min_row, rules["核查日期"][1].max_row) == (2, sheet.max_row)
    month = REVIEW_COLUMNS.index("生效月") + 1
    assert sheet.cell(2, month).number_format == "@"


def test_look_of_every_sheet(written):
    for path in written.rglob("*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            assert sheet.freeze_panes == "A2", path
            assert sheet.auto_filter.ref
            assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
            assert (
                sheet.page_setup.fitToHeight == 0 or sheet.page_setup.scale >= 60
            )  # one page wide, or two of a size that can be read
            assert sheet.print_title_rows == "$1:$1"
            assert "&P" in sheet.oddFooter.right.text
            assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_what_hedui_wrote_is_locked_and_what_comes_back_is_open(written):
    for report in ("复核清单", "拟退出名单", "拟新增线索", "申请核对结果", "先行救助"):
        sheet = open_list(written, report).worksheets[0]
        header = [cell.value for cell in sheet[1]]
        allowed = sheet.protection
        assert allowed.sheet and not allowed.password
        assert not (
            allowed.sort or allowed.autoFilter or allowed.formatColumns or allowed.insertColumns
        )  # these are prohibitions
        assert [
            title for title, cell in zip(header, sheet[2], strict=True) if not cell.protection.locked
        ] == REVIEW_COLUMNS[-12:]
        assert all(cell.protection.locked for cell in sheet[1])
        assert header[-1] == "核对码" and sheet.column_dimensions[sheet.cell(1, len(header)).column_letter].hidden
        assert sheet.auto_filter.ref == f"A1:{sheet.cell(sheet.max_row, len(header)).coordinate}"
        assert "签字" in sheet.oddFooter.left.text


def test_every_row_has_its_own_key_and_no_other_workspace_can_read_it(written):
    signed, other = RowKeys(""), RowKeys("another")
    rows = [
        row
        for report in ("复核清单", "拟退出名单", "拟调整名单", "渐退名单")
        for row in all_rows(open_list(written, report))
    ]
    read = [signed.read(row["核对码"]) for row in rows]
    assert [(key.batch_id, key.subject_id) for key in read] == [
        (BATCH, row["预警编号"] if key.kind == "C" else row["户编号"]) for key, row in zip(read, rows, strict=True)
    ]
    assert {other.read(row["核对码"]) for row in rows} == {None}
    assert not any(name in row["核对码"] for row in rows for name in ("户主", "甘M"))


@pytest.mark.parametrize(
    "change",
    [
        lambda k: k[:-1],
        lambda k: k.replace("C001", "C002"),
        lambda k: k.replace("|C|", "|H|"),
        lambda k: "",
        lambda k: "||||",
    ],
)
def test_a_changed_key_is_none(change):
    key = RowKeys("s").sign("C", "b", "C001")
    assert RowKeys("s").read(f" {key} ").subject_id == "C001"
    assert RowKeys("s").read(change(key)) is None


def test_a_township_sees_its_own_households_only(written):
    for path in (written / "乡镇").rglob("*.xlsx"):
        text = " ".join(
            str(cell.value) for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row
        )
        other = (
            ("H008", "L004", "河口村") if path.parent.name != "河西乡" else ("H001", "H002", "L001", "A001", "东街村")
        )
        assert not any(word in text for word in other), path


def test_an_empty_list_is_not_written(written):
    names = {path.name.split("_")[0] for path in (written / "乡镇" / "河西乡").iterdir()}
    assert names == {"复核清单", "拟新增线索", "入户工作计划"}
    assert not (written / "部门" / "卫健").exists()


def test_proposals(written):
    exits = all_rows(open_list(written, "拟退出名单"))
    assert {r["户编号"] for r in exits} == {"H001", "H006"}
    first = next(r for r in exits if r["户编号"] == "H001")
    assert first["疑点代码"] == "P02、S10" and first["疑点说明"].startswith("1. [P02]")
    assert (first["建议"], first["建议转入类型"], first["建议单人保对象"]) == ("拟退出", "低保边缘家庭", "配偶1")
    assert all_rows(open_list(written, "渐退名单"))[0]["户编号"] == "H003"
    assert all_rows(open_list(written, "拟调整名单"))[0]["户编号"] == "H004"
    assert list(first)[-13:] == [*REVIEW_COLUMNS[-12:], "核对码"]
    sheet = open_list(written, "拟退出名单").active
    assert "建议" in sheet.oddHeader.center.text and "仅为建议" in sheet.oddFooter.left.text


def test_leads_and_urgent_ones(written):
    book = open_list(written, "拟新增线索")
    assert book.sheetnames == ["东街村", "西街村"]
    assert rows_of(book["东街村"])[0]["困难信号"] == "高额医疗费用、重病（重特大疾病或严重精神障碍）"
    urgent = all_rows(open_list(written, "先行救助"))
    assert [(r["线索编号"], r["办理时限"]) for r in urgent] == [("L002", "24小时内")]
    lost = open_list(written, "拟新增线索", "未知乡镇")
    assert lost.sheetnames == ["未知村"] and rows_of(lost.active)[0]["身份是否确认"] == "身份待确认"


def test_applications(written):
    row = all_rows(open_list(written, "申请核对结果"))[0]
    assert (row["核对结果"], row["疑点代码"], row["建议转入类型"]) == ("拟不符合", "I01", "低保边缘家庭")


def test_visits_that_do_not_fit_are_deferred_not_dropped(con, tmp_path):
    write(
        con,
        BATCH,
        tmp_path,
        builder.texts(workload=Workload(hours_per_visit=3, staff=1, hours_per_day=6, working_days=1)),
    )
    book = open_list(tmp_path, "入户工作计划")
    visits = rows_of(book["入户计划"])
    assert [v["编号"] for v in visits] == ["L002", "H006", "H001", "A001", "L001", "H003", "H004", "H002"]
    assert [v["安排"] for v in visits] == ["本批安排"] * 2 + ["顺延"] * 6
    assert [r["数值"] for r in rows_of(book["工时测算"])] == [6, 24, 2, 6]
    assert sum(r["走访数"] for r in rows_of(book["按村汇总"])) == 8


def test_return_slips(written):
    book = openpyxl.load_workbook(written / "部门" / "公安" / f"退回单_公安_{BATCH}.xlsx")
    lines = rows_of(book["明细"])
    assert [r["行号"] for r in lines] == [4, 17, 30]
    summary = rows_of(book["汇总"])
    assert [(r["条数"], r["正确格式示例"], r["列"]) for r in summary] == [(3, "2026-03-20", "初次登记日期")]
    assert (written / "部门" / "未识别" / f"退回单_未识别_{BATCH}.xlsx").is_file()


def test_push_lists(written):
    path = written / "部门" / "医保" / f"推送清单_医保_{BATCH}.xlsx"
    assert [(r["编号"], r["乡镇"], r["救助事项"], r["适用原因"]) for r in all_rows(openpyxl.load_workbook(path))] == [
        ("L001", "城关镇", "医疗救助", "重病（重特大疾病或严重精神障碍）")
    ]
    other = all_rows(openpyxl.load_workbook(written / "部门" / "医疗互助会" / f"推送清单_医疗互助会_{BATCH}.xlsx"))
    assert [(r["编号"], r["户主/姓名"]) for r in other] == [("H002", "户主2")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd|' /C calc'!A0", "@x", "-2+3", "http://example.org", "{=1+1}", "00123", "_x0041_", "a\x07b"]
)
def test_input_text_stays_text(con, tmp_path, text):
    con.execute("UPDATE mart.findings SET explanation = ? WHERE finding_id = 'F001P02'", [text])
    con.execute("UPDATE mart.households SET head_name = ? WHERE household_id = 'H001'", [text])
    con.execute("UPDATE mart.issues SET value_masked = ?", [text])
    write(con, BATCH, tmp_path)
    row = open_list(tmp_path, "复核清单")["东街村"][3]
    for cell in (row[6], row[16]):
        assert cell.data_type == "s" and cell.hyperlink is None
    # openpyxl leaves XML escapes of control characters as they stand
    assert row[6].value.replace("_x005F_", "_").replace("_x0007_", "\x07") == text


def test_overlong_text_is_cut_and_says_so(con, tmp_path):
    con.execute("UPDATE mart.findings SET explanation = repeat('长', 40000) WHERE finding_id = 'F001P02'")
    write(con, BATCH, tmp_path)
    text = rows_of(open_list(tmp_path, "复核清单")["东街村"])[1]["疑点说明"]
    assert len(text) <= 32767 and text.endswith("…（已截断）")


def test_names_that_would_fall_together(con, tmp_path):
    for number, (township, village) in enumerate(
        [("a/b", "v:1"), ("a:b", "v?1"), ("A/B", "V*1"), ("..", "con"), ("CON", "'x'"), ("a/b", "v/1")], start=100
    ):
        builder.household(con, number, township=township, village=village, list="review", decided_by=7)
    written = write(con, BATCH, tmp_path)
    folders = [p.name for p in (tmp_path / "乡镇").iterdir()]
    assert len({f.casefold() for f in folders}) == len(folders) == 8  # five new ones beside 城关镇, 河西乡, 未知乡镇
    assert all(p.resolve().is_relative_to(tmp_path.resolve()) for p in written)
    assert sum("复核清单" in p.name for p in written) == 7


def test_same_inputs_give_the_same_bytes(con, tmp_path):
    def digests(folder):
        return {
            p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in write(con, BATCH, folder)
        }

    first = digests(tmp_path / "a")
    with builder.build() as other:
        second = {
            p.relative_to(tmp_path / "b").as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
            for p in write(other, BATCH, tmp_path / "b")
        }
    assert first == second


def test_an_unknown_batch_says_so(con, tmp_path):
    with pytest.raises(LookupError, match=r"mart\.batches"):
        write(con, "none", tmp_path)


def test_what_is_called_before_each_report_can_end_the_writing(con, tmp_path):
    def once():
        if any(tmp_path.rglob("*.xlsx")):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(con, BATCH, tmp_path, before_each=once)
    assert {path.name.partition("_")[0] for path in tmp_path.rglob("*.xlsx")} == {"复核清单"}
