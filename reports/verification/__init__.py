"""核对报告: the paper report of one household, in the layout that offices know, IDs masked. Made on
demand; its prints are counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from reports.shared import labels
from reports.shared.batch_files import BatchFiles
from reports.shared.documents import chinese_day, printable, set_typeface, settled
from reports.verification.content import Report, gather, notes, number_of

__all__ = ["Report", "gather", "number_of", "render"]

_WIDTH = 17.0  # cm between the margins
_CENTRE, _LEFT, _RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
_APPLYING = "新申请核对"


def render(
    batch: BatchFiles, report: Report, contacts: Mapping[str, str], print_number: int, printed_on: date
) -> bytes:
    """The report as a Word document."""
    row = report.household
    paper = _paper(f"{number_of(batch, report)}　第 {print_number} 次出具")
    if batch.texts.policy_notice:
        _line(paper, f"（{batch.texts.policy_notice}）", 9, _CENTRE, colour="C00000")
    _line(paper, "社会救助家庭经济状况核对报告", 20, _CENTRE, bold=True, after=4)
    _line(paper, f"编号：{number_of(batch, report)}", 10.5, _CENTRE, after=6)

    _heading(paper, "一、基本情况")
    place = f"{row['township'] or ''} {row['village'] or ''}".strip()
    people = f"家庭人口 {labels.amount(row['size'])} 人，保障人口 {labels.amount(row['covered'])} 人"
    is_applying = row["register"] == "application"
    aid = (
        f"{people}，申请日期 {labels.day(row['applied_on'])}"
        if is_applying
        else f"{people}，月保障金 {labels.amount(row['monthly_benefit'])} 元"
    )
    _table(paper, (2.6, 5.9, 2.6, 5.9), [
        ("核对类型", _APPLYING if is_applying else labels.said(labels.BATCH_KINDS, batch.about["kind"]), "救助类型", labels.programme(row["programme"])),
        ("核对基准日", batch.as_of.isoformat(), "批次", batch.batch_id),
        ("户编号", row["household_id"], "住址", place),
        ("户主", row["head_name"] or "", "证件号码", row["head_id_masked"] or ""),
        ("人口和待遇", aid, "政策版本", batch.about["policy_version"] or ""),
    ], has_header=False, titles=(0, 2))  # fmt: skip

    _heading(paper, "二、家庭成员")
    _table(paper, (1.1, 2.2, 2.2, 4.3, 1.2, 1.7, 2.3, 2.0), report.members)

    _heading(paper, "三、查询情况")
    standing = sum(line[-1] != "已豁免" for line in report.findings[1:])
    asked = f"共查询 {report.asked} 个数据来源，{report.answered} 个已反馈，其中 {report.with_records} 个有该户成员的记录；形成疑点 {standing} 条。"
    _line(paper, asked, 10.5, _LEFT)
    for heading, rows in report.departments:
        _line(paper, heading, 10.5, _LEFT, bold=True, before=4, keep=True)
        _table(paper, (2.8, 2.3, 2.0, 3.2, 6.7), rows)

    _heading(paper, "四、未覆盖的来源和原因")
    for text in report.uncovered or ("没有：各来源均已反馈且在有效期内，成员均有有效授权。",):
        _line(paper, text, 10.5, _LEFT)

    _heading(paper, "五、合计与标准限额")
    _table(paper, (4.4, 4.6, 5.6, 2.4), report.limits)

    _heading(paper, "六、疑点和依据")
    if len(report.findings) > 1:
        _table(paper, (1.3, 2.1, 1.8, 5.6, 4.6, 1.6), report.findings)
    else:
        _line(paper, "未见疑点。", 10.5, _LEFT)

    _heading(paper, "七、结论")
    for text in report.conclusion:
        _line(paper, text, 10.5, _LEFT)

    _heading(paper, "八、说明")
    for number, text in enumerate(notes(contacts, print_number, printed_on), start=1):
        _line(paper, f"{number}．{text}", 9.5, _LEFT)
    _line(
        paper,
        f"{contacts.get('office') or contacts.get('issuer') or '核对机构'}（盖章）",
        12,
        _RIGHT,
        before=22,
        keep=True,
    )
    _line(paper, chinese_day(printed_on), 12, _RIGHT)
    return settled(paper, printed_on)


def _paper(footer: str) -> Paper:
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = _CENTRE
    _run(paragraph, footer, 8)
    return paper


def _run(paragraph: Paragraph, text: str, size: float, bold: bool = False, colour: str = "") -> None:
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold = Pt(size), bold
    set_typeface(run, "SimSun", "宋体")
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def _line(
    paper: Paper,
    text: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 2,
    colour: str = "",
    keep: bool = False,
) -> None:
    paragraph = paper.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.keep_with_next = Pt(before), Pt(after), keep
    _run(paragraph, text, size, bold, colour)


def _heading(paper: Paper, text: str) -> None:
    _line(paper, text, 12, _LEFT, bold=True, before=8, after=3, keep=True)


def _shade(cell: _Cell, colour: str) -> None:
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._element.get_or_add_tcPr().append(fill)


def _table(
    paper: Paper,
    widths: Sequence[float],
    rows: Sequence[Sequence[str]],
    *,
    has_header: bool = True,
    titles: Sequence[int] = (),
) -> None:
    """A table with lines; a header row is repeated on every page, and no row is torn apart."""
    scale = _WIDTH / sum(widths)
    table = paper.add_table(rows=len(rows), cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width * scale)
    for number, (line, values) in enumerate(zip(table.rows, rows, strict=True)):
        properties = line._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        is_header = has_header and number == 0
        if is_header:
            properties.append(OxmlElement("w:tblHeader"))
        for index, (cell, value) in enumerate(zip(line.cells, values, strict=True)):
            cell.width = Cm(widths[index] * scale)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
            is_title = is_header or index in titles
            _run(paragraph, value, 9, bold=is_title)
            if is_title:
                _shade(cell, "E8EDF3")
