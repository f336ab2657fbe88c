"""What careless offices send beside or instead of the tidy files. Nothing here changes what is true of a household.

Cells in every odd spelling come in two further files about people nobody knows. `truth/messy.csv` has one row per case:
the file, what must become of it, and the code of the issue that must be found (empty: none but how it was read).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from sample_data import damage, forms
from sample_data.deliver import Delivery, content, plan, put, table
from sample_data.world import World

SUBSIDIES = "财政_一卡通补贴_补发_{day}.csv"
CONTRIBUTIONS = "人社_社保缴费_补报_{day}.csv"
DROPPED = "县自定补贴"


@dataclass(frozen=True)
class Case:
    """One thing that happens in real deliveries, and the file in which it happens here."""

    case: str
    file: str
    disposition: str = "accepted"
    code: str = ""


@dataclass(frozen=True)
class Refused:
    """A row of a further file that intake must not take: file, sheet, row, column, reason."""

    file: str
    sheet: str
    row: int
    column: str
    reason: str


def write_messy(world: World, folder: Path) -> tuple[list[Case], list[Refused]]:
    """Add the further files to an inbox that was written in messy layouts."""
    planned = {delivery.dataset: delivery for delivery in plan(world, messy=True)}
    cases, refused = list(_forms(planned)), []
    rng = Random(f"{world.as_of}/messy")
    for case, more, body in _further(world, planned, rng):
        sent_on = world.as_of - timedelta(days=4)
        put(folder / case.file, body, sent_on)
        cases.append(case)
        refused += more
    cases += _cells(world)
    return cases, refused


def _forms(planned: dict[str, Delivery]) -> Iterator[Case]:
    """Cases that lie in how the usual files are written."""
    by_form = {
        "xls": "hardship_workers", "ods": "disaster_relief", "parquet": "public_rental", "xlsx": "registry",
        "csv utf-8": "authorizations", "csv utf-8 with mark": "contributions", "csv gb18030": "pensions", "csv utf-16": "registry_changes",
        "comma": "subsidies", "tab": "marriages", "bar": "settlements", "semicolon": "platform_alerts",
        "header in two rows": "marriages", "merged title": "real_estate", "title rows above": "deaths", "header on row 3": "deaths",
        "footer": "payroll", "a sheet per township": "registry", "hidden sheet": "vehicles", "empty column": "certificates",
        "header with spaces and line break": "illnesses", "full-width brackets": "illnesses", "unit in the header": "contracts",
        "two files for one dataset": "deposits", "id as number": "vehicles", "id in full width": "vehicles", "id of 15 digits": "vehicles",
        "id masked": "deposits", "id with spaces": "vehicles", "id with apostrophe": "enrolment", "id with nbsp": "deposit_flags",
        "id with lower-case x": "certificates", "amount 1.2万": "work_relief", "amount ¥1,234.50": "machinery",
        "amount in full-width digits": "temporary_aid", "amount —": "temporary_aid", "amount 无": "roster_members",
        "date cell": "cremations", "date with midnight": "platform_alerts", "month 2026-03": "contributions", "month 202603": "pensions",
        "month 2026年3月": "payroll",
    }  # fmt: skip
    codes = {"unit in the header": "", "footer": "ignored_column", "hidden sheet": "no_table"}
    for case, dataset in by_form.items():
        yield Case(case, planned[dataset].name, code=codes.get(case, ""))
    yield Case("other dataset than its name says", planned["machinery"].name, code="other_dataset")
    yield Case("sheet that is no table", planned["vehicles"].name, code="no_table")
    yield Case("unknown header", planned["temporary_aid"].name, code="ignored_column")
    yield Case("unknown code", planned["vehicles"].name, code="unknown_code")
    yield Case("impossible date", planned["contracts"].name, code="impossible_date")


def _further(world: World, planned: dict[str, Delivery], rng: Random) -> Iterator[tuple[Case, list[Refused], bytes]]:
    """Whole files beside the usual ones: case, rows that must be quarantined, bytes."""
    day, later = f"{world.as_of - timedelta(days=14):%Y%m%d}", f"{world.as_of - timedelta(days=4):%Y%m%d}"
    twin = planned["kin_filings"]
    yield Case("the same file twice", twin.name.replace(".", "(1).")), [], content(twin)
    yield Case("corrected re-delivery", f"民政_豁免台账_初稿_{day}.csv"), [], _earlier(planned["exemptions"], "依据")
    yield Case("header only", f"发改_以工代赈_二期_{day}.csv"), [], _header_only(planned["work_relief"])
    yield Case("name with ..", f"民政_临时救助_..补充.._{day}.csv"), [], _header_only(planned["temporary_aid"])
    yield (
        Case("name with a control character", f"民政_临时救助_补充\x85_{day}.csv"),
        [],
        _header_only(planned["temporary_aid"]),
    )
    yield (
        Case("unknown table", f"导出_{later}.csv", "rejected", "unknown_file"),
        [],
        forms.text([["序号", "事项"], ["1", "会议"]], "utf-8"),
    )
    notice = "关于报送数据的通知\r\n\r\n各单位：\r\n请于本月 20 日前报送。\r\n"
    yield Case("notice", f"关于报送数据的通知_{later}.txt", "rejected", "unknown_file"), [], notice.encode("gb18030")
    yield Case("zero bytes", f"财政_一卡通补贴_{later}.csv", "rejected", "empty_file"), [], b""
    whole = content(planned["cremations"])
    yield (
        Case("truncated workbook", f"民政_火化_{later}.xlsx", "rejected", "unreadable_file"),
        [],
        whole[: len(whole) // 2],
    )
    yield Case("password", f"金融机构_银行存款_{later}.xlsx", "rejected", "password_protected"), [], forms.locked(rng)
    bomb = forms.zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": b"<workbook/>",
            "xl/worksheets/sheet1.xml": bytes(33 * 1024**2),
        }
    )
    yield Case("zip bomb", f"教育_学籍_{later}.xlsx", "rejected", "unsafe_file"), [], bomb
    yield Case("still being copied", f"公安_机动车_{later}.xlsx.part", "rejected", "being_copied"), [], whole[:1000]
    yield Case("lock file", "~$民政_救助家庭.xlsx", "passed_over"), [], b"\x05clerk"
    subsidies = SUBSIDIES.format(day=day)
    lines, at = _odd_subsidies(world, rng)
    refused = [Refused(subsidies, "", len(lines), "item", "dropped by a correction")]
    yield Case("correction: cell replaced", subsidies, code="corrected"), refused, forms.text(lines, "gb18030")
    yield (
        Case("correction: row dropped", f"更正_{later}.yaml", "passed_over"),
        [],
        _corrections(subsidies, at, len(lines)).encode(),
    )
    yield (
        Case("header spelled in two words", CONTRIBUTIONS.format(day=day)),
        [],
        forms.text(_odd_contributions(world, rng), "utf-8-sig"),
    )


def _cells(world: World) -> list[Case]:
    """Cases that are cells of the two further files."""
    day = f"{world.as_of - timedelta(days=14):%Y%m%d}"
    subsidies = [
        "id in scientific text",
        *(f"date {form}" for form in ("2026-03-10", "2026/3/10", "2026.3.10", "20260310", "2026年3月10日", "serial")),
    ]
    return [Case(case, SUBSIDIES.format(day=day)) for case in subsidies] + [
        Case("row twice (merged)", CONTRIBUTIONS.format(day=day))
    ]


def _stranger(world: World, rng: Random, number: int) -> tuple[str, str]:
    """A name that nobody of the county has, and a free ID."""
    return f"样本{'甲乙丙丁戊己庚辛壬癸'[number]}", world.identities.resident_id(
        rng, date(1950 + number, 3, 7), number % 2 == 0
    )


def _odd_subsidies(world: World, rng: Random) -> tuple[list[list[str]], int]:
    """Every spelling of an ID, an amount and a date; and the row whose item is corrected. The last row is dropped."""
    paid = world.as_of - timedelta(days=21)
    serial = (paid - date(1899, 12, 30)).days
    y, m, d = paid.year, paid.month, paid.day
    dates = [
        f"{paid}",
        f"{y}/{m}/{d}",
        f"{y}.{m}.{d}",
        f"{paid:%Y%m%d}",
        f"{y}年{m}月{d}日",
        f"{serial}",
        f"{paid} 00:00:00",
        f"{paid}",
    ]
    amounts = ["300", "¥1,234.50", "0.03万", "３００．５０", "300元", "1,200", "300.0", "88"]
    ids = [_stranger(world, rng, number) for number in range(8)]
    dressed = [
        f"{ids[0][1][0]}.{ids[0][1][1:15]}E+17",
        f"'{ids[1][1]}",
        f"{ids[2][1]}\u3000",
        damage.full_width(ids[3][1]),
        damage.spaced(ids[4][1]),
    ]
    dressed += [damage.fifteen_digits(ids[5][1]), ids[6][1].lower(), ids[7][1]]
    items = ["耕地地力保护补贴"] * 6 + ["耕地地力保护补帖", DROPPED]
    lines = [["姓名", "身份证号", "补贴项目", "金额", "发放日期", "账号"]]
    for (name, _), resident_id, item, amount, paid_on in zip(ids, dressed, items, amounts, dates, strict=True):
        lines.append([name, resident_id, item, amount, paid_on, "—"])
    return lines, 8


def _odd_contributions(world: World, rng: Random) -> list[list[str]]:
    """Months in their spellings, a header in two words, the same row twice."""
    lines = [["姓 名", "证件号码", "单位名称", "参保类型", "缴费基数（万元）", "缴费月份"]]
    month = world.month(1)
    y, m = month.year, month.month
    for number, written in enumerate((f"{y}-{m:02}", f"{y}{m:02}", f"{y}年{m}月", f"{y}/{m}", f"{y}.{m}")):
        lines.append([*_stranger(world, rng, 9 - number), "样本企业", "职工", "0.4", written])
    return [*lines, lines[1]]


def _corrections(file: str, wrong: int, last: int) -> str:
    common = "reason: 财政局电话说明\n  reporter: 财政局 数据员"
    return (
        "# 更正单：逐条写明文件、行、列、原值（expect）和新值（value），或剔除整行（drop: true）\n"
        f"- dataset: 一卡通补贴\n  file: {file}\n  row: {wrong}\n  column: 补贴项目\n  expect: 耕地地力保护补帖\n  value: 耕地地力保护补贴\n  {common}\n"
        f"- dataset: 一卡通补贴\n  file: {file}\n  row: {last}\n  column: 补贴项目\n  expect: {DROPPED}\n  drop: true\n  {common}\n"
    )


def _header_only(delivery: Delivery) -> bytes:
    return forms.text(table(delivery)[:1], "gb18030")


def _earlier(delivery: Delivery, column: str) -> bytes:
    """The same rows as an older draft, in which one column that stands in no key was written
    otherwise. The later file wins."""
    header, *rows = table(delivery)
    at = header.index(column)
    return forms.text([header, *([*row[:at], "（初稿，待核）", *row[at + 1 :]] for row in rows)], "gb18030")
