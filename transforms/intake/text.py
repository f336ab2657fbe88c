"""Delimited text → one grid. Row = the record, blank records counted; a quoted line break stays within its record.

Encodings: UTF-8 (with or without mark), UTF-16, GB18030, each strictly: a text that no encoding fits is refused, never
mended. Separators: comma, tab, bar, semicolon; the one that finds most known headers counts.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable

import polars as pl

from transforms.intake.refusal import Refused, no_table_file, unreadable
from transforms.intake.sheets import Grid

SEPARATORS = (",", "\t", "|", ";")
HEAD_CHARACTERS = 200_000
HEAD_RECORDS = 40
WIDEST = 2000
"""Fields of a record."""
LONGEST = 1_000_000
"""Characters of a line; a spreadsheet cell holds 32 767."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def decode(content: bytes) -> tuple[str, str]:
    """Bytes → text and the name of the encoding, strictly; raises `Refused`."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strictly(content, "utf-16"), "UTF-16"
    if b"\x00" in content[:4096]:
        return _utf16_without_mark(content), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return _strictly(content, "gb18030"), "GB18030"


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Refused(
            "bad_encoding",
            f"第 {line} 行附近的字符不属于 UTF-8、GB18030 或 UTF-16 编码，文件可能不完整",
            "请重新导出，另存为 UTF-8 编码的 CSV 或 xlsx 后报送",
        ) from problem


def _utf16_without_mark(content: bytes) -> str:
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        head = text[:2000]
        usual = sum(1 for c in head if c in ",\t|;\r\n" or " " <= c <= "~" or "\u4e00" <= c <= "\u9fff")
        if usual > 0.9 * len(head):
            return text
    raise no_table_file("二进制文件")


def read_text(content: bytes, known: Callable[[str], bool]) -> list[Grid]:
    """Decode, choose the separator by the known headers, and split into records. `known`
    tells whether a cell is a header."""
    text, encoding = decode(content)
    if _CONTROL.search(text[:HEAD_CHARACTERS]):
        raise no_table_file("二进制文件")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    _check_lines(text)
    separator, width = _layout(text[:HEAD_CHARACTERS], known)
    return [Grid("", _records(text, separator, width), encoding, separator)]


def _check_lines(text: str) -> None:
    """Refuse a line that no table has: it would become one cell."""
    start = 0
    while len(text) - start > LONGEST:
        end = text.rfind("\n", start, start + LONGEST)
        if end < 0:
            line = text.count("\n", 0, start) + 1
            raise Refused(
                "unsafe_file",
                f"第 {line} 行超过一百万字，不像数据表，未读取",
                "请核实导出程序的换行和分隔符，重新导出后报送",
            )
        start = end + 1


def _too_wide() -> Refused:
    return Refused(
        "unsafe_file", f"有一行超过 {WIDEST} 列，不像数据表，未读取", "请核实分隔符和引号，删除数据区以外的列后重新报送"
    )


def _layout(head: str, known: Callable[[str], bool]) -> tuple[str, int]:
    """The separator and the number of fields of the longest record at the top."""
    best = (-1, -1, ",", 1)
    for separator in SEPARATORS:
        records = []
        try:
            for record in csv.reader(io.StringIO(head, newline=""), delimiter=separator):
                records.append(record)
                if len(records) == HEAD_RECORDS:
                    break
        except csv.Error:
            records = [line.split(separator) for line in head.splitlines()[:HEAD_RECORDS]]
        hits = max((sum(1 for cell in record if known(cell)) for record in records), default=0)
        width = max((len(record) for record in records), default=1)
        # A line end inside quotes can be cut by the head; more known headers first, then more fields.
        if (hits, min(width, 50)) > best[:2]:
            best = (hits, min(width, 50), separator, width)
    if best[3] > WIDEST:
        raise _too_wide()
    return best[2], best[3]


def _records(text: str, separator: str, width: int) -> pl.DataFrame:
    is_quoted = '"' in text
    fields = width
    width += 1  # one to spare, to see longer records
    try:
        frame = _parse(text, separator, width, '"' if is_quoted else None)
        if frame.to_series(width - 1).is_not_null().any():
            width = min(WIDEST + 1, 1 + max(line.count(separator) for line in text.split("\n")))
            frame = _parse(text, separator, width, '"' if is_quoted else None)
            if width > WIDEST and frame.to_series(WIDEST).is_not_null().any():
                raise _too_wide()
    except (KeyboardInterrupt, SystemExit, Refused):
        raise
    except BaseException:  # polars refuses stray quotes, and panics are no Exception
        frame = _by_the_rules(text, separator)
    if is_quoted and _swallows_rows(frame, separator, fields):
        frame = _line_by_line(text, separator)
    names = {name: f"c{i}" for i, name in enumerate(frame.columns)}
    return frame.rename(names).with_row_index("row", offset=1).cast({"row": pl.Int64})


def _swallows_rows(frame: pl.DataFrame, separator: str, fields: int) -> bool:
    """Whether one cell holds a whole record and a line break: then a stray quote has been taken for an opening one."""
    text = pl.all()
    whole = text.str.contains("\n", literal=True) & (
        text.str.count_matches(separator, literal=True) >= max(4, fields - 1)
    )
    return frame.select(pl.any_horizontal(whole.fill_null(False)).any()).item()


def _parse(text: str, separator: str, width: int, quote: str | None) -> pl.DataFrame:
    """Polars takes the width from the first line: one of empty fields is put in front and dropped again."""
    data = b"".join([separator.encode() * (width - 1), b"\n", text.encode()])
    frame = pl.read_csv(
        data,
        has_header=False,
        schema={f"c{i}": pl.String for i in range(width)},
        separator=separator,
        quote_char=quote,
        infer_schema=False,
        truncate_ragged_lines=True,
    )
    return frame.slice(1)


def _by_the_rules(text: str, separator: str) -> pl.DataFrame:
    """Python's reader, which knows quotes within a field; line by line where the rules are broken."""
    try:
        return _framed(list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)))
    except csv.Error:
        return _line_by_line(text, separator)


def _line_by_line(text: str, separator: str) -> pl.DataFrame:
    """Every line a record; a line with a stray quote is cut at the separators as it is."""
    return _framed([_record(line, separator) for line in re.split(r"\r?\n", text)])


def _record(line: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        return line.split(separator)


def _framed(records: list[list[str]]) -> pl.DataFrame:
    width = max((len(record) for record in records), default=0)
    if not width:
        raise unreadable("没有内容")
    if width > WIDEST:
        raise _too_wide()
    columns = {f"c{i}": [record[i] or None if i < len(record) else None for record in records] for i in range(width)}
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
