"""Notices, publicity, the report of a household, the period's figures: what they say, what they
must never say, what stops them."""

import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import openpyxl
import pytest
from docx import Document

from reports import notices, period, publicity, verification
from reports.shared import documents
from reports.shared.batch_files import open_batch
from tests.reports import builder
from tests.reports.answers import answer_all, two_batches

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
CONTACTS = {"issuer": "示例县民政局", "objection_phone": "0000-1", "objection_terms": "十日内提出异议", "appeal_body": "示例县人民政府",
            "appeal_terms": "六十日内", "document_mark": "示民救告"}  # fmt: skip
DAY = date(2026, 4, 8)


@pytest.fixture
def answered(con):
    answer_all(con)
    return con


def text_of(content):
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def found(con, contacts=CONTACTS):
    return {
        notice.kind: notice
        for notice in notices.gather(con, builder.BATCH, contacts, builder.texts(policy_notice="示例政策"))
    }


def rendered(notice):
    return notices.render(notice, "示民救告〔2026〕7号", DAY, notices.standard_template(notice.kind))


def test_each_notice_says_what_it_must(answered):
    kinds = found(answered)
    told = {kind: notice.household_id for kind, notice in kinds.items()}
    assert told == {"停发告知书": "H001", "减发告知书": "H004", "渐退期告知书": "H003", "不予确认告知书": "A001"}
    for notice in kinds.values():
        assert notice.problem == ""
        text = text_of(rendered(notice))
        needed = (
            "示民救告〔2026〕7号",
            "2026年4月8日",
            "2026年5月",
            "0000-1",
            "十日内提出异议",
            "六十日内",
            "示例县人民政府",
            "第十二条",
            "示例政策",
        )
        for said in (*needed, notice.household_id):
            assert said in text, (notice.kind, said)
        assert "{{" not in text and "{%" not in text
        assert not re.search(r"[0-9]{17}[0-9X]", text)
    assert "2026年4月及以前按每月860.5元照发，自2026年5月起停发" in text_of(rendered(kinds["停发告知书"]))
    assert "核查情况：本人认可 <b>&。" in text_of(rendered(kinds["停发告知书"]))
    assert "自2026年5月至2026年10月仍按每月860.5元发放" in text_of(rendered(kinds["渐退期告知书"]))


@pytest.mark.parametrize(
    "lacking", ["objection_phone", "appeal_body", "appeal_terms", "document_mark", "issuer", "objection_terms"]
)
def test_a_missing_contact_is_named(answered, lacking):
    kinds = found(answered, {**CONTACTS, lacking: ""})
    assert all(lacking in notice.problem for notice in kinds.values())


@pytest.mark.parametrize(
    ("column", "outcome", "says"), [("effective_month", "10", "生效月"), ("grace_until", "13", "渐退期止")]
)
def test_a_missing_field_stops_that_notice_only(answered, column, outcome, says):
    answered.execute(f"UPDATE mart.outcomes SET {column} = NULL WHERE outcome = ? AND register = 'roster'", [outcome])
    stopped = {kind: notice.problem for kind, notice in found(answered).items() if notice.problem}
    assert len(stopped) == 1
    assert says in stopped[notices.KINDS[outcome]]


def test_answers_that_do_not_stand_give_no_notice(answered):
    answered.execute("UPDATE mart.outcomes SET is_current = false")
    assert found(answered) == {}


def test_contradicting_answers_stop_both(answered):
    answered.execute("UPDATE mart.outcomes SET outcome = '13' WHERE case_id = 'C001S10'")
    contradicted = [
        n for n in notices.gather(answered, builder.BATCH, CONTACTS, builder.texts()) if n.household_id == "H001"
    ]
    assert len(contradicted) == 2 and all("同时答复" in notice.problem for notice in contradicted)


def test_the_same_bytes_and_no_clock(answered):
    notice = found(answered)["停发告知书"]
    first = rendered(notice)
    assert rendered(notice) == first
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {(2026, 4, 8, 0, 0, 0)}


@pytest.mark.parametrize("line", [
    "{{ ''.__class__.__mro__ }}", "{{ facts.append(1) }}", "{{ telephone }}", "{% for %}", "{{ facts.__init__.__globals__ }}",
])  # fmt: skip
def test_a_template_can_neither_reach_out_nor_be_misspelt(line):
    document = Document()
    document.add_paragraph(line)
    content = documents.settled(document, DAY)
    with pytest.raises(documents.TemplateProblem):
        documents.render(content, {"facts": ["张三"]}, DAY)
    with pytest.raises(documents.TemplateProblem, match=r"no \.docx"):
        documents.render(b"PK no zip", {}, DAY)


def sheets(paths):
    for path in paths:
        for sheet in openpyxl.load_workbook(path).worksheets:
            yield path, sheet


def published(con, tmp_path, standing=False):
    batch = open_batch(con, builder.BATCH, tmp_path, builder.texts())
    clock = publicity.Clock.of(date(2026, 4, 8), 7)
    return {
        kind: publicity.write(batch, kind, rows, clock, CONTACTS)
        for kind, rows in publicity.gather(batch, standing, 18).items()
    }


def test_publicity_of_answers_that_stand(answered, tmp_path):
    kinds = published(answered, tmp_path)
    assert {kind: [path.parent.name for path in paths] for kind, paths in kinds.items()} == {
        "停发公示": ["城关镇"], "继续保障公示": ["城关镇", "河西乡"], "新增公示": ["城关镇", "河西乡"],
    }  # fmt: skip
    sheet = openpyxl.load_workbook(kinds["停发公示"][0])["东街村"]
    assert [cell.value for cell in sheet[2]] == ["户主1", "东街村", "农村低保", 2, 860.5, None]
    assert "2026-04-08 至 2026-04-14" in sheet.oddHeader.center.text
    long = published(answered, tmp_path / "standing", standing=True)
    assert list(long) == ["长期公示"]
    names = {
        row[0].value
        for path, sheet in sheets(long["长期公示"])
        if sheet.title != "说明"
        for row in sheet.iter_rows(min_row=2)
    }
    assert names == {f"户主{number}" for number in range(2, 10)}


def test_nothing_but_the_whitelist_leaves(answered, tmp_path):
    answered.execute("UPDATE mart.members SET age = 15 WHERE household_id = 'H008' AND relation = 'head'")
    answered.execute(
        "UPDATE mart.households SET is_kin_filed = true, head_name = '欧阳小明' WHERE household_id = 'H008'"
    )
    answered.execute("UPDATE mart.members SET age = NULL WHERE household_id = 'H003' AND relation = 'head'")
    paths = [
        path
        for standing in (False, True)
        for group in published(answered, tmp_path / str(standing), standing).values()
        for path in group
    ]
    names = set()
    for path, sheet in sheets(paths):
        cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not [text for text in cells if re.search(r"[0-9]{6}\*|H0[0-9]{2}|P0[0-9]{2}|重病|拥有机动车", text)], (
            path
        )
        if sheet.title != "说明":
            assert sheet.max_column == 6
            names |= {row[0].value for row in sheet.iter_rows(min_row=2)}
    assert "欧阳*" in names and "户*" in names and "欧阳小明" not in names and "户主3" not in names


def test_a_household_with_an_unanswered_case_is_not_published(answered, tmp_path):
    answered.execute("UPDATE mart.cases SET state = 'sent' WHERE case_id = 'C008X01'")
    assert "河西乡" not in [path.parent.name for path in published(answered, tmp_path)["继续保障公示"]]


def report(con, key, print_number=1):
    batch = open_batch(con, builder.BATCH, None, builder.texts(policy_notice="示例政策"))
    return [verification.render(batch, made, CONTACTS, print_number, DAY) for made in verification.gather(batch, key)]


def test_report_of_a_household(con):
    (content,) = report(con, "H001", 3)
    text = text_of(content)
    for said in ("社会救助家庭经济状况核对报告", "H001", "共查询 2 个数据来源，1 个已反馈，其中 1 个有该户成员的记录", "卫健（未报送）", "死亡信息：未报送",
                 "公安（数据截止 2026-03-20）", "1 条 [T1]", "核对结论：拟退出", "第十二条", "第 3 次出具", "示例县民政局（盖章）",
                 "2026年4月8日"):  # fmt: skip
        assert said in text, said
    assert "622827********002X" in text and not re.search(r"[0-9]{17}[0-9X]", text)
    assert report(con, "H001", 3) == [content]
    assert "核对结论：拟不符合" in text_of(report(con, "A001")[0])
    with pytest.raises(LookupError):
        report(con, "H999")


def test_report_names_who_was_not_authorised(con):
    con.execute("UPDATE mart.members SET is_authorised = false, name = '配偶' WHERE person_id = 'P0011'")
    assert "配偶：没有有效授权" in text_of(report(con, "H001")[0])


def test_period_counts_households_once(answered):
    two_batches(answered)
    made = period.gather(answered)
    assert made.failed == []
    assert (
        made.count("核对户次", "户次"),
        made.count("在册户、人", "户"),
        made.count("核对人次", "人次"),
        made.count("在册户、人", "人"),
    ) == (19, 10, 55, 27)
    assert sum(made.count("在册户、人", "户", township) for township in made.townships) == 11  # H002 has moved
    assert (
        made.count("确认退出", "户"),
        made.count("确认退出", "人"),
        made.count("不予确认", "户"),
        made.count("给予渐退", "户"),
    ) == (1, 3, 1, 1)
    assert "2 批次、19 户次、55 人次，涉及在册 10 户、27 人" in period.sentence(made)
    assert "不予确认和停发 2 户、7 人" in period.sentence(made)
    assert all(denominator or rate is None for _, denominator, rate in map(made.rate, period.RATES))
    moved = {row["township"]: row for row in made.movements}
    assert [moved["河西乡"][f"{name}_households"] for name in ("opening", "in", "out", "closing")] == [3, 1, 2, 2]


def test_period_is_chosen_by_assessment_date(answered):
    two_batches(answered)
    assert [row["batch_id"] for row in period.gather(answered, last=date(2026, 3, 14)).batches] == [builder.EARLIER]
    with pytest.raises(LookupError):
        period.gather(answered, first=date(2027, 1, 1))


def test_a_failed_reconciliation_shows(answered, tmp_path):
    two_batches(answered)
    answered.execute("UPDATE mart.batches SET households = 8 WHERE batch_id = ?", [builder.EARLIER])
    made = period.gather(answered)
    assert {row["item"] for row in made.failed} == {"各批次登记的核对户数之和＝户表行数", "期初名册户数＝首批登记户数"}
    book = openpyxl.load_workbook(period.save(made, tmp_path / "x.xlsx"))
    assert book.sheetnames == ["全县", "按乡镇", "期初期末", "批次", "勾稽", "说明"]
    assert book["勾稽"].sheet_properties.tabColor.rgb == "FFFF0000"


def test_exits_that_still_draw_aid_fail_visibly(answered):
    two_batches(answered)
    answered.execute("UPDATE mart.outcomes SET effective_month = '2026-01-01' WHERE case_id = 'C001P02'")
    assert [(row["left"], row["right"]) for row in period.gather(answered).failed] == [(0, 1)]


@pytest.mark.slow
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_papers_open_in_an_office_program(answered, tmp_path):
    papers = {kind: rendered(notice) for kind, notice in found(answered).items()} | {
        "核对报告": report(answered, "H001")[0]
    }
    for name, content in papers.items():
        (tmp_path / f"{name}.docx").write_bytes(content)
    lists = [path for paths in published(answered, tmp_path / "out").values() for path in paths]
    subprocess.run(
        [OFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf",
         *(tmp_path / f"{name}.docx" for name in papers), *lists],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    made = {path.stem: path.read_bytes() for path in (tmp_path / "pdf").glob("*.pdf")}
    assert made.keys() == set(papers) | {path.stem for path in lists}
    assert all(content.startswith(b"%PDF") and len(content) > 5_000 for content in made.values())
