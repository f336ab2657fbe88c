"""Word documents: rendered from a county's template in a sandbox, or built; either way the same
content gives the same bytes."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.run import Run
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

CAPTION_BYTES = 20_000_000  # no template of a county comes near this
UNPACKED_BYTES = 200_000_000


class TemplateProblem(ValueError):
    """A template that cannot be used; one line that names what is wrong in it, never a value of a household."""


class _Sandbox(ImmutableSandboxedEnvironment):
    """Neither calls nor changes anything, and does not calculate either: `'a' * 10000000000` would
    be enough to end the program."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"{operator} is not allowed")


def set_typeface(run: Run, latin: str, eastern: str) -> None:
    """The faces of a run; Word asks for that of Chinese characters apart, and python-docx has no word for it."""
    run.font.name = latin
    run.font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), eastern)


def render(template: bytes, context: Mapping[str, Any], day: date) -> bytes:
    """The document that `template` makes of `context`; text stays text, the template can
    neither call nor change anything.

    Raises TemplateProblem when the file is no Word document, or names a field that `context` lacks.
    """
    if len(template) > CAPTION_BYTES:
        raise TemplateProblem(f"the template is larger than {CAPTION_BYTES // 1_000_000} MB")
    _check_size(template)
    environment = _Sandbox(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(io.BytesIO(template))
        unknown = sorted(document.get_undeclared_template_variables(environment) - context.keys())
    except (TemplateError, RecursionError) as error:
        raise TemplateProblem(
            f"the template has a field or a {{% … %}} that cannot be read: {type(error).__name__}"
        ) from None
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise TemplateProblem("the template is no .docx file") from None
    if unknown:
        raise TemplateProblem(
            f"the template names unknown fields: {', '.join(unknown)}; known: {', '.join(sorted(context))}"
        )
    try:
        document.render({name: printable(value) for name, value in context.items()}, environment, autoescape=True)
    except Exception as error:  # a template is a small program: whatever goes wrong in it is its own
        raise TemplateProblem(f"the template cannot be filled in: {type(error).__name__}") from None
    return settled(document.docx, day)


def _check_size(template: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise TemplateProblem("the template is no .docx file") from None
    if size > UNPACKED_BYTES:
        raise TemplateProblem(
            f"the template unpacks to {size // 1_000_000} MB; more than {UNPACKED_BYTES // 1_000_000} are not opened"
        )


def settled(document: Document, day: date) -> bytes:
    """The bytes of a document, with `day` wherever a clock would stand."""
    properties = document.core_properties
    properties.author = properties.last_modified_by = "hedui"
    properties.created = properties.modified = datetime.combine(day, time())
    properties.revision = 1
    raw, packed = io.BytesIO(), io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in given.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (max(day.year, 1980), day.month, day.day, 0, 0, 0))
            fixed.compress_type, fixed.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(fixed, given.read(entry))
    return packed.getvalue()


def printable(value: Any) -> Any:
    """Text without characters that XML or a reader cannot bear; lists item by item."""
    if isinstance(value, str):
        return "".join(c for c in value if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co"})
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def chinese_day(day: date | None) -> str:
    """2026年4月1日; none is empty."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def chinese_month(day: date | None) -> str:
    """2026年4月; none is empty."""
    return f"{day.year}年{day.month}月" if day else ""
