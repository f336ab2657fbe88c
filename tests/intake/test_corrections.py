"""Corrections: what a file of them may say, what they do to a delivery, and how one that does not fit is refused."""

from __future__ import annotations

import polars as pl
import pytest

from tests.intake.deliveries import CATALOG, VEHICLE, VEHICLE_HEADER, csv_bytes, problems_of, sums_hold, xlsx_bytes
from transforms.intake import CorrectionError, take_in
from transforms.intake.corrections import read_corrections

NAME = "公安_机动车_20260320.csv"
ENTRY = {
    **{"dataset": "机动车", "file": NAME, "row": "3", "column": "号牌种类", "expect": "飞机", "value": "小型汽车"},
    **{"reason": "车管所电话更正", "reporter": "公安局 数据员"},
}
OTHER = ["李四", "622827199001011248", "飞机", "甘M2", "2020-03-01", "正常"]
TABLE = [VEHICLE_HEADER, VEHICLE, OTHER, ["王五", *VEHICLE[1:3], "甘M3", *VEHICLE[4:]]]


def corrections(*entries: dict[str, str]):
    lines = ["- " + "\n  ".join(f"{key}: {value}" for key, value in entry.items()) for entry in entries]
    return read_corrections("更正_20260327.yaml", "\n".join(lines).encode(), CATALOG)


def taken(*entries: dict[str, str], table=TABLE):
    return take_in(NAME, csv_bytes(table), CATALOG, corrections(*entries))


def test_a_quarantined_row_is_mended():
    assert take_in(NAME, csv_bytes(TABLE), CATALOG).rows_quarantined == 1
    intake = taken(ENTRY)
    assert (intake.rows_read, intake.rows_accepted, intake.rows_quarantined) == (3, 3, 0)
    assert intake.clean.filter(pl.col("row") == 3)["plate_class"].to_list() == ["02"]
    issue = problems_of(intake).to_dicts()
    assert [(i["row"], i["column_name"], i["value_masked"], i["code"], i["severity"]) for i in issue] == [
        (3, "plate_class", "飞机", "corrected", "warning")
    ]
    assert all(
        text in issue[0]["message"]
        for text in ("飞机", "小型汽车", "车管所电话更正", "公安局 数据员", "更正_20260327.yaml")
    )
    assert intake.tables[0].cells[1] == OTHER  # as delivered
    assert sums_hold(intake)


def test_a_dropped_row_is_accounted_for():
    entry = {k: v for k, v in ENTRY.items() if k != "value"} | {"drop": "true"}
    intake = taken(entry)
    assert (intake.rows_read, intake.rows_accepted, intake.rows_quarantined) == (3, 2, 1)
    assert problems_of(intake).select("row", "code", "severity").rows() == [(3, "dropped", "row_quarantined")]
    assert sums_hold(intake)


def test_an_empty_cell_is_filled_and_a_value_taken_away():
    table = [VEHICLE_HEADER, [*VEHICLE[:4], "", "正常"], VEHICLE]
    fill = ENTRY | {"row": "2", "column": "初次登记日期", "expect": '""', "value": "2020-03-01"}
    clear = ENTRY | {"row": "3", "column": "注册日期", "expect": "2020-03-01", "value": '""'}
    assert [str(day) for day in taken(fill, clear, table=table).clean["first_registered_on"]] == ["2020-03-01", "None"]


def test_personal_values_are_masked():
    entry = ENTRY | {"column": "身份证明号码", "expect": "622827199001011248", "value": "62282719900101123X"}
    message = problems_of(taken(entry))["message"][0]
    assert "19900101" not in message and "622827********1248" in message


def test_a_sheet_is_named_where_there_are_several():
    content = xlsx_bytes({"城关镇": TABLE, "太平镇": [row if i != 1 else OTHER for i, row in enumerate(TABLE)]})
    with pytest.raises(CorrectionError, match="no such table; its sheets: 城关镇, 太平镇"):
        take_in("公安_机动车.xlsx", content, CATALOG, corrections(ENTRY))
    intake = take_in("公安_机动车.xlsx", content, CATALOG, corrections(ENTRY | {"sheet": "太平镇"}))
    assert problems_of(intake).select("sheet", "code").sort("sheet", "code").rows() == [
        ("城关镇", "unknown_code"), ("太平镇", "corrected"), ("太平镇", "unknown_code")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"expect": "火箭"}, "no longer holds what the correction expects"),
        ({"row": "9"}, "no such data row"),
        ({"row": "1"}, "no such data row"),
        ({"column": "使用性质"}, "no such column"),
        ({"dataset": "户籍人口", "column": "姓名"}, "the file is vehicles, not registry"),
        ({"sheet": "乙"}, "no such table"),
    ],
)
def test_one_that_does_not_fit_is_refused(change, why):
    with pytest.raises(CorrectionError, match=why) as refused:
        taken(ENTRY | change)
    text = str(refused.value)
    assert text.startswith("更正_20260327.yaml, entry 1 (公安_机动车_20260320.csv") and "\n" not in text
    assert "飞机" not in text and "火箭" not in text


def test_a_file_that_is_rejected_cannot_be_corrected():
    with pytest.raises(CorrectionError, match=r"not accepted \(empty_file\)"):
        take_in(NAME, b"", CATALOG, corrections(ENTRY))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "a list of corrections"),
        ("a: [", "no readable YAML"),
        ("- &a x\n- *a\n", "anchors and aliases"),
        ("- !!python/object/apply:os.system [x]\n", "first entry: allowed: a mapping"),
        ("- {dataset: 机动车, dataset: 机动车}\n", "no readable YAML"),
        ("- {dataset: 机动车}\n", "first entry / file: this key is missing; .*reporter: this key is missing"),
        ("- dataset：机动车\n  file: a.csv\n", "line 1: the full-width colon ： stands where : belongs"),
        ("\xff", "a list of corrections"),
    ],
)
def test_what_is_no_correction_file(text, why):
    with pytest.raises(CorrectionError, match=why) as refused:
        read_corrections("更正.yaml", text.encode(), CATALOG)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"dataset": "飞机"}, "no such dataset"),
        ({"column": "颜色"}, "机动车 has no such column; known: 姓名"),
        ({"row": "第三行"}, "first entry / row: allowed: the row as the spreadsheet shows it"),
        ({"reason": "甲"}, "first entry / reason: allowed: at least two characters"),
        ({"drop": "true"}, "either value or drop"),
        ({"drop": "yes"}, "first entry / drop: allowed: true"),
        ({"remark": "张三 62282719900101123X"}, r"unknown key; allowed: column, dataset, .*value$"),
    ],
)
def test_an_entry_that_is_wrong(change, why):
    with pytest.raises(CorrectionError, match=why) as refused:
        corrections(ENTRY | change)
    assert "62282719900101123X" not in str(refused.value)


def test_all_that_is_wrong_is_told_at_once():
    wrong = ENTRY | {"row": "三", "reporter": "甲", "colum": "张三", "张三 62282719900101123X": "x"}
    with pytest.raises(CorrectionError) as refused:
        corrections(ENTRY, {key: value for key, value in wrong.items() if key != "expect"})
    told = [line.removeprefix("更正_20260327.yaml, second entry") for line in refused.value.args]
    assert [line.partition(":")[0] for line in told] == [" / colum", "", " / row", " / expect", " / reporter"]
    assert told[0].endswith("(did you mean column?)")
    assert "张三" not in str(refused.value)


def test_two_entries_about_one_cell():
    drop = {k: v for k, v in ENTRY.items() if k != "value"} | {"drop": "true"}
    for pair in ((ENTRY, ENTRY), (ENTRY, drop), (drop, ENTRY), (drop, drop)):
        with pytest.raises(CorrectionError, match=r"entry 2 .*keep one of them"):
            corrections(*pair)
    assert len(corrections(ENTRY, ENTRY | {"column": "姓名", "expect": "李四", "value": "李思"})) == 2
