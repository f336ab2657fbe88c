"""What people write into answer columns → values. `Wrong` says, in words for the township, why a value is none."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from schemas.outcomes import RESULTS

_CODE = re.compile(r"([0-9]{2})(?:\.0+)?(?![0-9])(.*)")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_TIME = re.compile(r"[\sT]+[0-9]{1,2}:[0-9:.]+\s*$")
_MONTH = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})月?")
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")
_SERIAL = re.compile(r"[3-6][0-9]{4}")  # a date cell that lost its format: 1982 to 2091
_EPOCH = date(1899, 12, 30)
_YEARS = range(2000, 2100)


class Wrong(ValueError):
    """A value that breaks a rule."""


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _label(text: str) -> str:
    return re.sub(r"[-‐-―_:、,.()（）]", "", text)


_BY_LABEL = {_label(label): code for code, label in RESULTS.items()}


def result_code(text: str) -> str:
    """ "30", "30 不属实-同名或串号", 30.0 or the wording alone → "30"."""
    plain = _plain(text)
    if (label := _label(plain)) in _BY_LABEL:
        return _BY_LABEL[label]
    found = _CODE.fullmatch(plain)
    if not found or found[1] not in RESULTS:
        raise Wrong("结果代码不在规定的15个代码之内，请从下拉列表选择")
    named = _BY_LABEL.get(_label(found[2]), found[1])
    if named != found[1] or re.search(r"[0-9]", found[2]):
        raise Wrong("结果代码与后面的文字不一致或填了多个，请只选一个")
    return found[1]


def _date(year: str, month: str, day: str, title: str) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Wrong(f"{title}不是日历上有的日期") from None
    if found.year not in _YEARS:
        raise Wrong(f"{title}的年份不对")
    return found


def _serial(plain: str) -> date | None:
    return _EPOCH + timedelta(days=int(plain)) if _SERIAL.fullmatch(plain) else None


def day(text: str, title: str) -> date | None:
    """A date in any of the usual spellings; None for an empty cell."""
    plain = _plain(_TIME.sub("", text))
    if not plain:
        return None
    if found := _DAY.fullmatch(plain):
        return _date(found[1], found[2], found[3], title)
    if (found := _COMPACT.fullmatch(plain)) and found[3]:
        return _date(found[1], found[2], found[3], title)
    if serial := _serial(plain):
        return serial
    raise Wrong(f"{title}不是日期，请写成 2026-03-20 的形式")


def month(text: str, title: str) -> date | None:
    """A month, or any day of it, as its first day; None for an empty cell."""
    plain = _plain(text)
    if found := _MONTH.fullmatch(plain) or _COMPACT.fullmatch(plain):
        return _date(found[1], found[2], "1", title)
    try:
        of_it = day(text, title)
    except Wrong:
        raise Wrong(f"{title}不是月份，请写成 2026-04 的形式") from None
    return of_it.replace(day=1) if of_it else None


def last_day(text: str, title: str) -> date | None:
    """A date; a month alone means its last day."""
    plain = _plain(text)
    if found := _MONTH.fullmatch(plain) or re.fullmatch(r"([0-9]{4})(0[1-9]|1[0-2])", plain):
        first = _date(found[1], found[2], "1", title)
        return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return day(text, title)


def months_after(first: date, months: int) -> date:
    """The same day so many months later (first days of months only)."""
    return date(first.year + (first.month - 1 + months) // 12, (first.month - 1 + months) % 12 + 1, first.day)
