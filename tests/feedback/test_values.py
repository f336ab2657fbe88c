"""What people write, and what it means."""

from datetime import date

import pytest

from schemas.outcomes import RESULTS
from transforms.feedback.books import text_of, title_of
from transforms.feedback.values import Wrong, day, last_day, month, months_after, result_code


@pytest.mark.parametrize("code", RESULTS)
def test_every_code_in_every_spelling(code):
    label = RESULTS[code]
    for text in (
        code,
        f"{code} {label}",
        f" {code}{label} ",
        f"{code}.0",
        label,
        f"{code}：{label}",
        "".join(chr(ord(c) + 0xFEE0) for c in code),
    ):
        assert result_code(text) == code, text


@pytest.mark.parametrize("text", ["99", "1", "100", "属实", "30 属实-调减", "10、13", "10/20", "=10", "是", "30 31"])
def test_what_is_no_code(text):
    with pytest.raises(Wrong):
        result_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31",
        "2026/3/31",
        "2026.03.31",
        "2026年3月31日",
        "20260331",
        "46112",
        "2026-03-31 00:00:00",
        "２０２６－０３－３１",
    ],
)
def test_every_spelling_of_a_day(text):
    assert day(text, "核查日期") == date(2026, 3, 31)


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-13-01", "昨天", "03-31", "1899-01-01", "2026-03", "长期", "2026-03-311"]
)
def test_what_is_no_day(text):
    with pytest.raises(Wrong, match="核查日期"):
        day(text, "核查日期")


def test_months_and_ends():
    assert {month(text, "生效月") for text in ("2026-04", "2026年4月", "202604", "2026-04-15", "20260401")} == {
        date(2026, 4, 1)
    }
    assert (last_day("2026-02", "豁免到期"), last_day("2026-02-10", "豁免到期"), last_day("", "豁免到期")) == (
        date(2026, 2, 28),
        date(2026, 2, 10),
        None,
    )
    assert (months_after(date(2026, 8, 1), 6), months_after(date(2026, 1, 1), 6)) == (
        date(2027, 2, 1),
        date(2026, 7, 1),
    )
    with pytest.raises(Wrong, match="不是月份"):
        month("下月", "生效月")


def test_cells_and_titles():
    assert [text_of(value) for value in (30.0, date(2026, 3, 1), " x ", None, 1.5)] == [
        "30",
        "2026-03-01",
        "x",
        "",
        "1.5",
    ]
    assert title_of(" 结果\n代码* ") == "结果代码" and title_of("村(社区)") == "村（社区）"
