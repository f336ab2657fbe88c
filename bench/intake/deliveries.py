"""Large deliveries of made-up people, the same for the same arguments."""

from __future__ import annotations

import io
from pathlib import Path
from random import Random

import xlsxwriter

SUBSIDIES = ("姓名", "身份证号", "补贴项目", "金额", "发放日期", "账号")
DEPOSITS = ("户名", "证件号码", "开户行", "账号", "账户类型", "余额", "币种", "查询日期")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "明丽强芳军艳杰娟涛敏勇静伟霞磊燕鹏玲斌红"
_ITEMS = ("耕地地力保护补贴", "农机购置补贴", "公益林补偿", "高龄津贴", "残疾人两项补贴")


def _person(rng: Random) -> tuple[str, str]:
    name = rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=rng.choice((1, 2, 2))))
    born = f"{rng.randint(1935, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return name, f"99{rng.randint(0, 9999):04}{born}{rng.randint(0, 999):03}{rng.choice('0123456789X')}"


def write_csv(path: Path, rows: int, seed: int = 1) -> None:
    """Subsidies as a GB18030 CSV without quotes, as registers export them."""
    rng = Random(seed)
    with path.open("w", encoding="gb18030", newline="") as out:
        out.write(",".join(SUBSIDIES) + "\r\n")
        for number in range(rows):
            name, resident_id = _person(rng)
            paid = f"{rng.randint(2024, 2026)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
            amount = f"{rng.randint(100, 900_000) / 100:.2f}"
            out.write(f"{name},{resident_id},{rng.choice(_ITEMS)},{amount},{paid},6217{number:012}\r\n")


def write_xlsx(path: Path, rows: int, seed: int = 2) -> None:
    """Deposits of one bank as office programs save them: texts are shared strings, amounts number cells."""
    rng = Random(seed)
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Sheet1")
    sheet.write_row(0, 0, DEPOSITS)
    for number in range(rows):
        name, resident_id = _person(rng)
        queried = f"2026-03-{rng.randint(1, 28):02}"
        cells = (
            name,
            resident_id,
            "澜川农商银行",
            f"6217{number:012}",
            "活期",
            rng.randint(0, 9_000_000) / 100,
            "CNY",
            queried,
        )
        for column, cell in enumerate(cells):
            if isinstance(cell, str):
                sheet.write_string(number + 1, column, cell)
            else:
                sheet.write_number(number + 1, column, cell)
    book.close()
    path.write_bytes(content.getvalue())
