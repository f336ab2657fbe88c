"""Which rows are taken in, which go back and why; and that the order and the number of files do not matter."""

import io
from datetime import date, timedelta
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.desk.returned import _store
from flows.storage.store import Store
from schemas.row_keys import RowKeys
from transforms.feedback import Known, KnownBatch, Unreadable, judge, read_book, show

KEYS = RowKeys("s")
AS_OF = date(2026, 3, 31)
CASES = tuple(f"C{n:07d}" for n in range(1, 6))
KNOWN = Known(
    batches={"b1": KnownBatch(AS_OF, 6)},
    cases=frozenset(("b1", case) for case in CASES),
    households={("H", "b1", "H1"): CASES[:2], ("H", "b1", "H2"): (), ("A", "b1", "A1"): ()},
    leads=frozenset({("b1", "L0000001")}),
    townships={("C", "b1", case): "城关镇" for case in CASES} | {("H", "b1", "H1"): "城关镇"},
)
TITLES = [
    "批次号",
    "预警编号",
    "户编号",
    "核查方式",
    "核查日期",
    "结果代码",
    "豁免类型",
    "豁免到期",
    "生效月",
    "备注",
    "核对码",
]


def row(case=CASES[0], key=None, **cells):
    return {"批次号": "b1", "预警编号": case, "核对码": KEYS.sign("C", "b1", case) if key is None else key, **cells}


def book(*rows, titles=TITLES, above=()):
    made = openpyxl.Workbook()
    for line in above:
        made.active.append(line)
    made.active.append(titles)
    for cells in rows:
        made.active.append([cells.get(title) for title in titles])
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def judged(*rows, **options):
    return judge([("一.xlsx", read_book(book(*rows, **options)).answered)], KEYS, KNOWN)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"结果代码": "20"}, "20 须填豁免类型和豁免到期"),
        ({"结果代码": "20", "豁免类型": "其他"}, "20 须填豁免到期"),
        ({"结果代码": "20", "豁免到期": "2026-09-30"}, "20 须填豁免类型"),
        ({"结果代码": "13"}, "13 须填生效月"),
        ({"结果代码": "13", "生效月": "2026-04"}, "13 须填生效月"),
        ({"结果代码": "13", "豁免到期": "2026-09-30"}, "13 须填生效月"),
        ({"结果代码": "13", "生效月": "2026-04", "豁免到期": "2026-10-31"}, "超过 6 个月"),
        ({"结果代码": "13", "生效月": "2026-04", "豁免到期": "2026-03-31"}, "早于"),
        ({"结果代码": "99"}, "15个代码"),
        ({"结果代码": "10", "核查日期": "2026-02-30"}, "不是日历上有的日期"),
        ({"结果代码": "10", "核查日期": "2062-04-01"}, "年份"),
        ({"结果代码": "10", "key": ""}, "没有核对码"),
        ({"结果代码": "10", "key": KEYS.sign("C", "b1", CASES[0])[:-1] + "x"}, "核对码被改动"),
        ({"结果代码": "10", "key": RowKeys("t").sign("C", "b1", CASES[0])}, "核对码被改动"),
        ({"结果代码": "10", "case": "C9999999"}, "查不到"),
        ({"结果代码": "10", "case": "", "key": KEYS.sign("H", "b1", "H2")}, "没有待答复的预警"),
        ({"结果代码": "10", "case": CASES[1], "key": KEYS.sign("C", "b1", CASES[0])}, "与核对码不一致"),
    ],
)
def test_a_row_that_breaks_a_rule_goes_back_and_the_others_are_taken(cells, reason):
    found = judged(row(CASES[3], 结果代码="30"), row(**cells), row(CASES[4], 结果代码=31.0))
    assert [(len(back.reasons), reason in back.reasons[0]) for back in found.sent_back] == [(1, True)], found.sent_back
    assert found.answers.select("subject_id", "outcome").rows() == [(CASES[3], "30"), (CASES[4], "31")]


def test_what_an_answer_says():
    (said,) = judged(
        row(
            结果代码="13 属实-给予渐退", 生效月="2026-04", 豁免到期=date(2026, 9, 30), 核查日期="2026年4月2日", 备注="x"
        )
    ).answers.rows(named=True)
    assert (said["effective_month"], said["grace_until"], said["exempt_until"], said["outcome_on"]) == (
        date(2026, 4, 1),
        date(2026, 9, 30),
        None,
        date(2026, 4, 2),
    )
    (said,) = judged(row(结果代码=20, 豁免类型="其他", 豁免到期="20260930")).answers.rows(named=True)
    assert (said["exempt_until"], said["grace_until"], said["exemption_kind"], said["remark"]) == (
        date(2026, 9, 30),
        None,
        "其他",
        None,
    )


def test_a_household_row_answers_all_its_cases_and_a_single_case_counts_more_that_day():
    household = {"户编号": "H1", "核对码": KEYS.sign("H", "b1", "H1"), "结果代码": "10"}
    found = judged(row(结果代码="30"), household)
    assert found.answers.select("case_id", "outcome", "list_row").rows() == [
        (CASES[0], "10", "household"), (CASES[1], "10", "household"), (CASES[0], "30", "case")
    ]  # fmt: skip


def test_leads_and_applications_are_answered_themselves():
    lead = {"核对码": KEYS.sign("L", "b1", "L0000001"), "结果代码": "40"}
    application = {"核对码": KEYS.sign("A", "b1", "A1"), "结果代码": "12"}
    assert set(judged(lead, application).answers.select("subject", "subject_id", "case_id").rows()) == {
        ("lead", "L0000001", None),
        ("application", "A1", None),
    }


def test_moved_inserted_and_repeated_headers_and_notes():
    moved = ["备注", "小组意见", "结果代码", None, "核对码", "核查日期", "预警编号"]
    rows = [
        row(结果代码="30", 核查日期="2026-04-01"),
        dict(zip(moved, moved, strict=True)),
        row(CASES[1], 结果代码="31"),
        {"备注": "以上由甲填写"},
        row(CASES[2]),
    ]
    read = read_book(book(*rows, titles=moved, above=[["某某乡镇反馈表"], []]))
    assert [(r.values["预警编号"], r.values["结果代码"]) for r in read.answered] == [(CASES[0], "30"), (CASES[1], "31")]
    assert read.unanswered == 1
    assert judge([("x", read.answered)], KEYS, KNOWN).sent_back == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-1.4", "户编号,结果代码\n".encode()],
)
def test_what_is_no_workbook_says_so(content):
    with pytest.raises(Unreadable, match="文件"):
        read_book(content)


def state(folder, imports):
    """What stands after these imports (each a list of (file name, workbook)), in a store of its own."""
    folder.mkdir()
    store = Store(folder / "core.duckdb", folder / "spill")
    try:
        with store.writing() as cursor:
            cursor.execute("INSERT INTO core.batches (batch_id, number, as_of) VALUES ('b1', 1, ?)", [AS_OF])
            cursor.execute("INSERT INTO core.case_ids SELECT unnest(?), 'roster', 'H1', 'P02'", [list(CASES)])
        for files in imports:
            found = judge([(name, read_book(content).answered) for name, content in files], KEYS, KNOWN)
            _store(SimpleNamespace(published=None), store, found.answers, 1)
        store.con.execute("CREATE SCHEMA memory.mart")
        show(store.con, "memory.mart", 30, 30)
        current = "SELECT * EXCLUDE (sequence, after_batch, list_row) FROM memory.mart.outcomes WHERE is_current ORDER BY case_id"
        told = (
            store.con.execute(current).fetchall(),
            store.con.execute("SELECT * FROM memory.mart.ledger ORDER BY ALL").fetchall(),
        )
        return told, store.con.execute("SELECT count(*) FROM memory.mart.outcomes").fetchall()
    finally:
        store.close()


# One answer a case and day: two different ones on the same day are told apart by who comes last, which is meant.
ANSWERS = st.dictionaries(
    st.tuples(st.sampled_from(CASES), st.integers(0, 5)),
    st.sampled_from(["10", "11", "30", "50", "13", "20"]),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=ANSWERS, data=st.data())
def test_any_order_and_any_repetition_of_files_gives_the_same(tmp_path_factory, answers, data):
    lines = [
        row(
            case,
            结果代码=code,
            核查日期=AS_OF + timedelta(days=days),
            豁免类型="其他",
            豁免到期="2026-06-30",
            生效月="2026-04",
        )
        for (case, days), code in answers.items()
    ]
    owners = data.draw(st.lists(st.integers(0, 2), min_size=len(lines), max_size=len(lines)))
    files = [
        (f"{owner}.xlsx", book(*part))
        for owner in range(3)
        if (part := [line for line, at in zip(lines, owners, strict=True) if at == owner])
    ]
    shuffled = data.draw(st.permutations(files + data.draw(st.lists(st.sampled_from(files), max_size=3))))
    cuts = data.draw(st.integers(1, len(shuffled)))
    folder = tmp_path_factory.mktemp("order")
    assert state(folder / "a", [files]) == state(folder / "b", [shuffled[:cuts], shuffled[cuts:]])


def test_a_later_check_stands_whatever_came_in_last_and_history_is_kept(tmp_path):
    early, late = (book(row(结果代码=code, 核查日期=on)) for code, on in (("30", "2026-04-01"), ("10", "2026-04-09")))
    (told, _), count = state(tmp_path / "a", [[("晚.xlsx", late)], [("早.xlsx", early)]])
    assert [line[7] for line in told] == ["10"] and count == [(2,)]
    corrected = book(row(结果代码="31", 核查日期="2026-04-09"))
    (told, ledger), count = state(tmp_path / "b", [[("晚.xlsx", late)], [("改.xlsx", corrected)], [("晚.xlsx", late)]])
    assert [line[7] for line in told] == ["31"] and count == [(2,)] and [line[1] for line in ledger] == ["refuted"]
