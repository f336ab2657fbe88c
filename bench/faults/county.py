"""The smallest county whose batch has something of everything that can be left half-written: two deliveries,
lists, return slips, answers."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

from schemas.identity import check_digit

HOUSEHOLDS = (
    "户编号",
    "户主姓名",
    "户主身份证号",
    "救助类型",
    "家庭人口",
    "保障人口",
    "户月保障金额",
    "家庭年总收入",
    "街道（乡镇）",
    "社区（村）",
)
MEMBERS = ("户编号", "户主身份证号", "姓名", "身份证号", "与户主关系")
VEHICLES = ("姓名", "身份证明号码", "号牌种类", "号牌号码", "初次登记日期", "机动车状态")
SURNAMES, GIVEN = "赵钱孙李周吴郑王", "明丽强芳军艳杰娟"


def resident_id(number: int) -> str:
    first = f"9900{number // 1000:02}19700101{number % 1000:03}"
    return first + check_digit(first)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header, *rows])


def write(inbox: Path, week: int, households: int = 40) -> Path:
    """The deliveries of one week: every second household has a vehicle, and week 2 brings more of
    both and a file that is refused."""
    inbox.mkdir(parents=True)
    day = f"202603{13 + 7 * week}"
    people = [(n, SURNAMES[n % 8] + GIVEN[n // 8 % 8], resident_id(n)) for n in range(1, households + 10 * week)]
    roster = [(f"H{n}", name, id_, "农村低保", 1, 1, 300, 1200, f"乡{n % 3}", f"村{n % 7}") for n, name, id_ in people]
    _write(inbox / f"民政_救助家庭_{day}.csv", HOUSEHOLDS, roster)
    _write(
        inbox / f"民政_救助人员_{day}.csv", MEMBERS, [(f"H{n}", id_, name, id_, "户主本人") for n, name, id_ in people]
    )
    vehicles = [(name, id_, "小型汽车", f"澜A{n:05}", "2020-03-01", "正常") for n, name, id_ in people if n % 2]
    _write(
        inbox / f"公安_机动车_{day}.csv",
        VEHICLES,
        [*vehicles, ("李四", resident_id(900), "飞行器", "澜A1", "2020-03-01", "正常")],
    )
    if week > 1:
        (inbox / f"公安_户籍人口_{day}.xlsx").write_bytes(b"PK\x03\x04 and nothing")
    return inbox


def answer(lists: Path, to: Path) -> Path:
    """The lists of a batch filled in: most rows well, some against a rule, so that rows come back."""
    to.mkdir(parents=True)
    for path in sorted(lists.glob("乡镇/*/复核清单_*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            titles = [cell.value for cell in sheet[1]]
            for number, row in enumerate(sheet.iter_rows(min_row=2)):
                row[titles.index("结果代码")].value = ("30", "21", "99", "50")[number % 4]
                row[titles.index("核查日期")].value = "2026-04-02"
                row[titles.index("核查人1")].value = "甲"
        book.save(to / path.name)
    return to
