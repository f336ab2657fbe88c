"""Hostile files for an inbox, each with the code and the words of the one issue that must come of it."""

from __future__ import annotations

import io
import os
import random
import socket
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as parquet

from tests.hostile.workbooks import (
    GOOD_ROWS,
    HEADER,
    MEGABYTE,
    ROW,
    SHARED,
    cells,
    ods,
    ods_content,
    ods_row,
    packed,
    sheet,
    with_endless_part,
    xlsx,
)

GIGABYTE = 1 << 30
LAST = "XFD1048570"
FAR = f'<row r="1048570"><c r="{LAST}"><v>1</v></c></row>'


@dataclass(frozen=True)
class Hostile:
    """A file: how it is written to a path (or its bytes), and what is said about it."""

    write: Callable[..., Any]
    code: str
    says: str
    is_bytes: bool = True

    def put(self, path: Path) -> None:
        if self.is_bytes:
            path.write_bytes(self.write())
        else:
            self.write(path)


def at(write: Callable[[Path], object], code: str, says: str) -> Hostile:
    return Hostile(write, code, says, is_bytes=False)


def columns_named(count: int) -> Iterable[str]:
    for number in range(1, count + 1):
        letters = ""
        while number:
            number, left = divmod(number - 1, 26)
            letters = chr(65 + left) + letters
        yield letters


def wide_sheet(count: int) -> bytes:
    header = "".join(f'<c r="{name}1" t="inlineStr"><is><t>列</t></is></c>' for name in columns_named(count))
    return sheet(f'<row r="1">{header}</row>' + cells(ROW, 2))


def long_cell(size: int) -> Iterable[bytes]:
    """A sheet with one cell of `size` bytes that hardly compress."""
    letters = bytes(random.Random(1).choices(b"0123456789abcdef", k=MEGABYTE))
    yield sheet(cells(HEADER, 1) + '<row r="2"><c r="A2" t="inlineStr"><is><t>').removesuffix(
        b"</sheetData></worksheet>"
    )
    for _ in range(size // MEGABYTE):
        yield letters
    yield b"</t></is></c></row></sheetData></worksheet>"


def shown_often() -> bytes:
    """One text of 32 000 letters in 360 000 cells: a megabyte that a parser makes 11 GB of."""
    texts = "".join(f"<si><t>{text}</t></si>" for text in ["x" * 32_000, *HEADER])
    header = '<row r="1">' + "".join(f'<c r="{chr(65 + i)}1" t="s"><v>{i + 1}</v></c>' for i in range(6)) + "</row>"
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{letter}{n}" t="s"><v>0</v></c>' for letter in "ABCDEF") + "</row>"
        for n in range(2, 60_000)
    )
    return xlsx(sheet(header + rows), shared=f"{SHARED}{texts}</sst>".encode())


def laughs(root: str) -> str:
    """A billion laughs."""
    steps = zip("bcdefghij", "abcdefghi", strict=True)
    return (
        f'<!DOCTYPE {root} [<!ENTITY a "lol">'
        + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for name, before in steps)
        + "]>"
    )


def repeated_text() -> bytes:
    """A dictionary of one text of 200 KB, in a hundred thousand rows: 20 GB."""
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 200_000]))
    out = io.BytesIO()
    parquet.write_table(
        pa.table({name: text for name in HEADER[:1]} | {name: pa.array(["x"] * 100_000) for name in HEADER[1:]}), out
    )
    return out.getvalue()


def small_parquet(columns: int = 1) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(
        {name: [ROW[i] if i < len(ROW) else ""] for i, name in enumerate([*HEADER, *(f"c{n}" for n in range(columns))])}
    ).write_parquet(out)
    return out.getvalue()


def lying_rows() -> bytes:
    """A good parquet file whose footer is made to speak of 2^40 rows where a byte allows; damage of
    the one or of the other kind."""
    content = bytearray(small_parquet())
    length = int.from_bytes(content[-8:-4], "little")
    for place in range(len(content) - 8 - length, len(content) - 8):
        if content[place] == 0x16 and content[place + 1] == 0x02:  # a thrift i64 that says 1
            content[place : place + 2] = b"\x16\x7e"
    return bytes(content)


def holes(path: Path) -> None:
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode())
        file.truncate(10 * GIGABYTE)


def one_line(path: Path) -> None:
    with path.open("wb") as file:
        file.write((",".join(HEADER) + "\n").encode())
        for _ in range(300):
            file.write(b"x" * MEGABYTE)


def deep(path: Path) -> None:
    inner = path / "/".join("d" * 60)
    inner.mkdir(parents=True)
    (inner / "公安_机动车.csv").write_text("x")


def socket_at(path: Path) -> None:
    here = os.open(path.parent, os.O_RDONLY)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def ole(rubbish: int) -> bytes:
    """The head of an old workbook, and nothing that it promises."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(504)
        + "Workbook".encode("utf-16-le")
        + random.Random(rubbish).randbytes(40_000)
    )


MANY_ROWS = ods_row(ROW).replace("table-row>", 'table-row table:number-rows-repeated="1048000">', 1)
FAR_ODS = MANY_ROWS.replace('"', "'").replace("table-cell ", "table-cell table:number-columns-repeated='16000' ", 1)
QUADRATIC = '<!DOCTYPE w [<!ENTITY a "' + "A" * 100_000 + '">]>'
OUTSIDE = '<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
UNSAFE, UNREADABLE, NO_TABLE = "unsafe_file", "unreadable_file", "unknown_file"

HOSTILE: dict[str, Hostile] = {
    # sizes
    "十吉字节.csv": at(holes, "too_large", "超过 2 GB"),
    "一行.csv": at(one_line, UNSAFE, "第 2 行超过一百万字"),
    "百万列.csv": Hostile(
        lambda: (",".join([*HEADER, *map(str, range(1_000_000))]) + "\n").encode(), UNSAFE, "第 1 行超过一百万字"
    ),
    "三千列.csv": Hostile(
        lambda: (",".join([*HEADER, *map(str, range(3000))]) + "\n" + ",".join(ROW) + "\n").encode(),
        UNSAFE,
        "有一行超过 2000 列",
    ),
    "一行三千列.csv": Hostile(
        lambda: (",".join(HEADER) + "\n" * 99 + ",".join([*ROW, *"x" * 3000]) + "\n").encode(),
        UNSAFE,
        "有一行超过 2000 列",
    ),
    "百万列.xlsx": Hostile(lambda: xlsx(wide_sheet(200_000)), UNSAFE, "工作表范围过大"),
    "一万七千列.xlsx": Hostile(lambda: xlsx(wide_sheet(17_000)), UNSAFE, "× 17000 列"),
    "百万列.parquet": Hostile(lambda: small_parquet(17_000), UNSAFE, "parquet 文件展开后过大"),
    "十吉字节一格.xlsx": Hostile(
        lambda: with_endless_part("xl/worksheets/sheet2.xml", 10 * GIGABYTE), UNSAFE, "压缩内容展开后过大"
    ),
    "压缩比.xlsx": Hostile(lambda: with_endless_part("xl/media/image1.png", GIGABYTE), UNSAFE, "压缩比异常"),
    "一格.xlsx": Hostile(lambda: xlsx(long_cell(30 * MEGABYTE)), UNSAFE, "一个单元格的内容超过一百万字"),
    "反复引用.xlsx": Hostile(shown_often, UNSAFE, "内存或时间异常"),
    "很多部件.xlsx": Hostile(
        lambda: packed({f"xl/{n}": b"" for n in range(10_001)} | {"xl/workbook.xml": b"<a/>"}),
        UNSAFE,
        "压缩内容展开后过大",
    ),
    # cells at the end of the world, told in every way a parser takes
    "远格.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR)), UNSAFE, "工作表范围过大（1048570 行 × 16384 列）"),
    "远格单引号.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR.replace('"', "'"))), UNSAFE, "内存或时间异常"),
    "远格空格.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR.replace("r=", "r = "))), UNSAFE, "内存或时间异常"),
    "远格小写.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR.replace("XFD", "xfd"))), UNSAFE, "内存或时间异常"),
    "远格前缀.xlsx": Hostile(
        lambda: xlsx(sheet(GOOD_ROWS + FAR.replace("<c ", "<x:c ").replace("</c>", "</x:c>"))), UNSAFE, "内存或时间异常"
    ),
    "远格换行.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR.replace("<c ", "<c\n"))), UNSAFE, "内存或时间异常"),
    "远格别处.xlsx": Hostile(lambda: xlsx(sheet(GOOD_ROWS + FAR), path="data.bin"), UNSAFE, "工作表范围过大"),
    "远行.xlsx": Hostile(
        lambda: xlsx(sheet(GOOD_ROWS + FAR.replace("1048570", "4294967290"))), UNSAFE, "内存或时间异常"
    ),
    "无坐标.xlsx": Hostile(
        lambda: xlsx(
            sheet(
                GOOD_ROWS + "<row><c><v>1</v></c></row>" * 1_000_000 + "<row>" + "<c><v>1</v></c>" * 16_000 + "</row>"
            )
        ),
        UNSAFE,
        "内存或时间异常",
    ),
    # XML
    "实体.xlsx": Hostile(
        lambda: xlsx(sheet(GOOD_ROWS), shared=f"{laughs('sst')}{SHARED}<si><t>&j;</t></si></sst>".encode()),
        UNREADABLE,
        "损坏",
    ),
    "二次.xlsx": Hostile(
        lambda: xlsx(
            sheet(
                GOOD_ROWS + f'<row r="3"><c r="A3" t="inlineStr"><is><t>{"&a;" * 100_000}</t></is></c></row>',
                before=QUADRATIC,
            )
        ),
        UNREADABLE,
        "损坏",
    ),
    "外部实体.xlsx": Hostile(
        lambda: xlsx(sheet(GOOD_ROWS + cells(["&a;", *ROW[1:]], 3), before=OUTSIDE)), UNREADABLE, "损坏"
    ),
    "实体.ods": Hostile(lambda: ods(ods_content(ods_row(["&j;"]), before=laughs("w"))), UNREADABLE, "损坏"),
    "重复.ods": Hostile(lambda: ods(ods_content(ods_row(HEADER) + MANY_ROWS)), UNSAFE, "重复次数异常"),
    "重复单引号.ods": Hostile(lambda: ods(ods_content(ods_row(HEADER) + FAR_ODS)), UNREADABLE, "损坏"),
    # not what they say they are
    "套娃.xlsx": Hostile(lambda: packed({"公安_机动车.xlsx": xlsx()}), NO_TABLE, "压缩包"),
    "垃圾.xls": Hostile(lambda: ole(1), UNREADABLE, "损坏"),
    "半截.parquet": Hostile(lambda: small_parquet()[:-40], UNREADABLE, "parquet 文件不完整"),
    "大脚.parquet": Hostile(
        lambda: small_parquet()[:-8] + (0x7FFFFFF0).to_bytes(4, "little") + b"PAR1", UNREADABLE, "parquet 文件不完整"
    ),
    "谎报.parquet": Hostile(lying_rows, UNREADABLE, "损坏"),
    "反复.parquet": Hostile(repeated_text, UNSAFE, "内存或时间异常"),
    # no files
    "密码.csv": at(lambda path: path.symlink_to("/etc/passwd"), "link", "链接"),
    "绕圈": at(lambda path: path.symlink_to(path.parent), "link", "链接"),
    "断链.csv": at(lambda path: path.symlink_to("/nowhere"), "link", "链接"),
    "管道.csv": at(os.mkfifo, "not_a_file", "不是普通文件"),
    "套接字.csv": at(socket_at, "not_a_file", "不是普通文件"),
}
