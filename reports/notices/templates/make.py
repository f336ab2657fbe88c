"""Write the templates of the notices: `python -m reports.notices.templates.make`. A county edits
copies of them in WPS or Word.

Fields stand in double braces; a line with {%p … %} alone begins or ends a part that is repeated or left out.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt, RGBColor

from reports.shared.documents import set_typeface, settled

_OPENING = "{{ township }}{{ village }} {{ head_name }}（户编号 {{ household_id }}，证件号码 {{ head_id_masked }}）："
_FACTS = (
    "经{{ as_of }}家庭经济状况核对{% if checked_on %}和{{ checked_on }}核查{% endif %}，认定事实如下：",
    "{%p for fact in facts %}", "{{ loop.index }}．{{ fact }}。", "{%p endfor %}",
)  # fmt: skip
_REMEDIES = (
    "对以上内容有异议的，{{ objection_terms }}。异议电话：{{ objection_phone }}{% if office %}，受理单位：{{ office }}{% endif %}"
    "{% if address %}，地址：{{ address }}{% endif %}{% if office_hours %}（{{ office_hours }}）{% endif %}。",
    "不服本决定的，可以{{ appeal_terms }}向{{ appeal_body }}申请行政复议"
    "{% if court and litigation_terms %}，也可以{{ litigation_terms }}向{{ court }}提起行政诉讼{% endif %}。",
)
BODIES = {
    "停发告知书": (
        "你户现享受{{ programme }}待遇，保障{{ covered }}人。", *_FACTS,
        "依据：{{ clauses }}。{{ reason }}。",
        "决定自{{ effective_month }}起停发你户{{ programme }}待遇。{{ benefit }}。",
        "{%p if suggested_programme %}", "你户可以申请{{ suggested_programme }}认定，请与村（社区）或者乡镇联系。", "{%p endif %}",
    ),
    "减发告知书": (
        "你户现享受{{ programme }}待遇，保障{{ covered }}人。", *_FACTS,
        "依据：{{ clauses }}。{{ reason }}。",
        "决定自{{ effective_month }}起调整你户{{ programme }}待遇。{{ benefit }}。",
    ),
    "渐退期告知书": (
        "你户现享受{{ programme }}待遇，保障{{ covered }}人。", *_FACTS,
        "依据：{{ clauses }}。{{ reason }}。",
        "渐退期自{{ effective_month }}起，至{{ grace_until }}止。渐退期内待遇：{{ benefit }}。",
        "渐退期内家庭情况再有变化的，请及时告知村（社区）或者乡镇。",
    ),
    "不予确认告知书": (
        "你户申请的{{ programme }}已经审核。", *_FACTS,
        "依据：{{ clauses }}。{{ reason }}。",
        "本决定自{{ effective_month }}起生效。{{ benefit }}。",
        "{%p if suggested_programme %}", "你户可以申请{{ suggested_programme }}认定，请与村（社区）或者乡镇联系。", "{%p endif %}",
    ),
}  # fmt: skip


def _add(
    document: Paper,
    text: str,
    size: float,
    align: WD_ALIGN_PARAGRAPH,
    bold: bool = False,
    indent: bool = False,
    after: float = 0,
    colour: str = "",
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after, form.line_spacing = (
        Pt(0),
        Pt(after),
        Pt(14 if size < 12 else 23 if size < 20 else 32),
    )
    form.first_line_indent = Pt(2 * size) if indent else None
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(size), bold
    set_typeface(run, "FangSong", "黑体" if bold else "仿宋")
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour)


def make(kind: str) -> bytes:
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Cm(2.2),
        Cm(1.8),
        Cm(2.6),
        Cm(2.4),
    )
    centre, left, right = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT
    _add(document, "{%p if sample_notice %}", 10.5, centre)
    _add(document, "（{{ sample_notice }}）", 9, centre, colour="C00000")
    _add(document, "{%p endif %}", 10.5, centre)
    _add(document, "{{ issuer }}", 18, centre, bold=True)
    _add(document, kind, 22, centre, bold=True, after=4)
    _add(document, "{{ number }}", 14, centre, after=10)
    _add(document, _OPENING, 14, left)
    for line in (*BODIES[kind], *_REMEDIES):
        _add(document, line, 14, left, indent=True)
    _add(document, "{{ issuer }}（印章）", 14, right, after=0)
    _add(document, "{{ date }}", 14, right, after=14)
    _add(document, "受送达人（签名）：__________　送达人：__________　送达日期：____年__月__日", 10.5, left)
    _add(
        document,
        "家庭经济状况核对结果仅供社会救助审核使用。户编号、核对批次：{{ household_id }}、{{ batch_id }}",
        9,
        left,
        colour="595959",
    )
    return settled(document, date(2026, 1, 1))


if __name__ == "__main__":
    for name in BODIES:
        Path(__file__).with_name(f"{name}.docx").write_bytes(make(name))
