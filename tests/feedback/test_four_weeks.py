"""Four weekly batches of a county whose townships answer: nothing is asked twice, and everybody on
the roster is accounted for."""

import shutil
from datetime import date

import duckdb
import openpyxl
import pytest

from flows.desk import returned
from flows.errors import BatchError
from flows.storage.workspace import Workspace
from sample_data.county import generate
from sample_data.people import Row
from tests.feedback.township import column, enter, filled, leave, rows, send
from transforms.feedback.values import result_code

pytestmark = pytest.mark.slow
WEEKS = (date(2026, 3, 31), date(2026, 4, 7), date(2026, 4, 14), date(2026, 4, 21))
GRACE = {"结果代码": "13 属实-给予渐退", "生效月": "2026-04", "豁免到期": date(2026, 4, 10)}
CYCLE = ("30 不属实-同名或串号", "21", "32", "50 无法核实", None)


def roster(workspace, batch):
    """(programme, township, household) → its member rows."""
    query = """
        SELECT h.programme, h.township, h.household_id, count(m.person_id) FROM mart.households h JOIN mart.members m USING (batch_id, household_id)
        WHERE h.batch_id = ? AND m.register = 'roster' GROUP BY ALL"""
    return {tuple(row[:3]): row[3] for row in rows(workspace, query, batch)}


def by_place(members):
    """(programme, township) → households, persons."""
    places: dict[tuple[str, str], tuple[int, int]] = {}
    for (programme, township, _), persons in members.items():
        households, people = places.get((programme, township), (0, 0))
        places[programme, township] = (households + 1, people + persons)
    return places


class County:
    def __init__(self, hedui, folder):
        self.hedui, self.folder, self.workspace = hedui, folder, folder / "workspace"
        self.world = generate(60, 1, 1, WEEKS[0])
        self.batches = []

    def run(self, datasets):
        week = len(self.batches)
        inbox = send(self.world, datasets, WEEKS[week], self.folder / f"inbox{week}", self.folder / "scratch")
        process = self.hedui(
            "run", "--inbox", inbox, "--workspace", self.workspace, "--as-of", WEEKS[week], "--batch", f"w{week + 1}"
        )
        out, err = process.communicate(timeout=180)
        assert "Batch 批次" in out, err
        self.batches.append(f"w{week + 1}")
        self.lists = self.workspace / "out" / self.batches[-1]

    def answers(self, report, decide):
        return filled(self.lists, report, self.folder / f"returned{len(self.batches)}", decide)

    def feedback(self, code=0):
        process = self.hedui("feedback", self.folder / f"returned{len(self.batches)}", "--workspace", self.workspace)
        out, err = process.communicate(timeout=180)
        assert process.returncode == code, (out, err)
        return out

    def asked(self, query, *parameters):
        return rows(self.workspace, query, *parameters)


@pytest.fixture(scope="module")
def county(call, tmp_path_factory):
    return County(call, tmp_path_factory.mktemp("county"))


def answer(code, **more):
    return {"结果代码": code, "核查日期": "2026-04-02", "核查人1": "甲", **more} if code else None


def test_first_week_is_answered(county):
    county.run(None)
    exits = [
        household
        for (household,) in county.asked(
            "SELECT household_id FROM mart.households WHERE list = 'exit' AND decided_by = 2 ORDER BY 1"
        )
    ]
    county.leaving = set(exits[::2])
    (county.exempted,) = county.asked(
        "SELECT household_id, case_id FROM mart.findings WHERE code = 'P02' AND state = 'new' AND list_contains(?, household_id) ORDER BY 1 LIMIT 1",
        exits[1::2],
    )
    county.graced = {
        household
        for (household,) in county.asked("SELECT household_id FROM mart.households WHERE list = 'gradual_exit'")
    }
    assert len(county.leaving) >= 10 and len(county.graced) >= 2
    county.answers(
        "拟退出名单",
        lambda row: answer("10 属实-不再符合", 生效月="2026-04") if row["户编号"] in county.leaving else None,
    )
    county.answers("渐退名单", lambda row: {**GRACE, "核查日期": date(2026, 4, 2)})
    numbers = iter(range(10**6))

    def visit(row):
        if row["户编号"] in county.leaving | county.graced:
            return None
        if row["预警编号"] == county.exempted[1]:
            return answer("20 属实但豁免", 豁免类型="谋生车辆", 豁免到期="2026年4月10日")
        return answer(CYCLE[next(numbers) % len(CYCLE)])

    county.answers("复核清单", visit)
    leads = iter(range(10**6))
    county.answers("拟新增线索", lambda row: answer("40 转其他救助") if next(leads) % 2 else None)
    eligible = [
        h for (h,) in county.asked("SELECT household_id FROM mart.applications WHERE result = 'eligible' ORDER BY 1")
    ]
    county.entering = set(eligible[:3])
    county.answers("申请核对结果", lambda row: answer("12 属实-增发") if row["户编号"] in county.entering else None)
    assert "0 sent back" in county.feedback()


def test_completion_is_what_was_answered(county):
    asked, done = county.asked("""
        SELECT count(*), count(*) FILTER (state = 'closed') FROM mart.cases
        WHERE register = 'roster' AND (state IN ('sent', 'returned') OR outcome IS NOT NULL)""")[0]
    answered = county.asked(
        "SELECT count(*) FROM mart.outcomes WHERE is_current AND subject = 'case' AND register = 'roster' AND outcome <> '50'"
    )[0][0]
    listed = county.asked(
        "SELECT count(*) FROM mart.findings f JOIN mart.households h USING (household_id) WHERE f.register = 'roster' AND f.state = 'new' AND list <> 'keep'"
    )[0][0]
    assert (asked, done) == (listed, answered)
    out, _ = county.hedui("status", "--workspace", county.workspace).communicate(timeout=180)
    assert f"closed 办结 {done}, completion 办结率 {done} of {asked} = {done / asked:.0%}" in out
    assert f"确认退出 {len(county.leaving)}" in out and "属实率, per department" in out


def test_the_same_files_again_change_nothing(county):
    everything = "SELECT * FROM mart.outcomes", "SELECT * FROM mart.ledger", "SELECT * FROM mart.cases"
    before = [county.asked(query) for query in everything]
    assert "Answers 答复      0 new" in county.feedback()
    assert [county.asked(query) for query in everything] == before


def reconciled(county, leaving, entering):
    """opening + in − out = closing, per programme and township, households and persons;
    in and out as the answers say."""
    opening, closing = (roster(county.workspace, batch) for batch in county.batches[-2:])
    went = {
        h
        for (h,) in county.asked(
            "SELECT subject_id FROM mart.ledger WHERE batch_id = ? AND consequence = 'confirmed_exit' AND subject = 'roster'",
            county.batches[-2],
        )
    }
    came = {
        h
        for (h,) in county.asked(
            "SELECT household_id FROM mart.outcomes WHERE batch_id = ? AND subject = 'application' AND outcome = '12'",
            county.batches[-2],
        )
    }
    assert (went, came) == (leaving, entering)
    applied = county.asked("""
        SELECT a.programme, a.township, a.household_id, count(m.person_id) FROM mart.applications a JOIN mart.members m USING (batch_id, household_id)
        WHERE a.batch_id = ? AND m.register = 'application' AND list_contains(?, a.household_id) GROUP BY ALL""", county.batches[-2], sorted(came))  # fmt: skip
    expected = {place: list(count) for place, count in by_place(opening).items()}
    moves = [(key, count, -1) for key, count in opening.items() if key[2] in went] + [
        (tuple(row[:3]), row[3], 1) for row in applied
    ]
    for (programme, township, _), persons, sign in moves:
        place = expected.setdefault((programme, township), [0, 0])
        place[0], place[1] = place[0] + sign, place[1] + sign * persons
    assert {place: tuple(count) for place, count in expected.items() if count[0]} == by_place(closing)
    assert sum(sign < 0 for *_, sign in moves) == len(leaving) and sum(sign > 0 for *_, sign in moves) == len(entering)


def test_second_week_asks_nothing_twice(county):
    leave(county.world, county.leaving)
    enter(county.world, county.entering)
    # I04 counts months: its value grows with the calendar, so it is asked again.
    answered = dict(county.asked("""
        SELECT case_id, outcome FROM mart.outcomes
        WHERE is_current AND outcome IN ('20', '21', '30', '32') AND register = 'roster' AND code <> 'I04'"""))  # fmt: skip
    before = len(county.asked("SELECT 1 FROM mart.leads WHERE batch_id = 'w1'"))
    county.run({"roster_households", "roster_members", "application_households", "application_members"})
    reconciled(county, county.leaving, county.entering)
    states = dict(
        county.asked("SELECT case_id, state FROM mart.findings WHERE batch_id = 'w2' AND register = 'roster'")
    )
    held = {case: states[case] for case in answered if case in states}
    assert len(held) > 40 and set(held.values()) == {"suppressed"}
    graced = dict(
        county.asked(
            "SELECT household_id, is_in_grace FROM mart.households WHERE batch_id = 'w2' AND list_contains(?, household_id)",
            sorted(county.graced),
        )
    )
    assert graced == dict.fromkeys(county.graced, True)
    assert not county.asked(
        "SELECT 1 FROM mart.households WHERE batch_id = 'w2' AND is_in_grace AND list IN ('exit', 'gradual_exit')"
    )
    saved = county.asked(
        "SELECT households FROM mart.stats WHERE batch_id = 'w2' AND scope = 'county' AND measure = '免复核'"
    )[0][0]
    assert saved == county.asked("""
        SELECT count(*) FROM (SELECT c.household_id FROM mart.cases c JOIN mart.findings f USING (batch_id, case_id)
            WHERE c.batch_id = 'w2' AND c.register = 'roster' AND f.state <> 'exempted'
            GROUP BY ALL HAVING count(*) FILTER (c.state IN ('sent', 'returned')) = 0 AND count(c.outcome) > 0)""")[0][0] > 30  # fmt: skip
    leads = dict(county.asked("SELECT state, count(*) FROM mart.leads WHERE batch_id = 'w2' GROUP BY 1"))
    assert leads["answered"] == before // 2
    shown = sum(
        sheet.max_row - 1
        for path in county.lists.glob("乡镇/*/拟新增线索_*.xlsx")
        for sheet in openpyxl.load_workbook(path)
    )
    assert shown == leads["repeated"] + leads.get("new", 0)  # new: who has left the roster and has signals
    slips = {
        case
        for (case,) in county.asked(
            "SELECT regexp_extract(message, 'C[0-9]{7}') FROM mart.issues WHERE batch_id = 'w2' AND code = 'source_error'"
        )
    }
    refuted = county.asked("""
        SELECT DISTINCT o.case_id FROM mart.outcomes o JOIN mart.findings f USING (batch_id, case_id) JOIN mart.finding_rows r USING (batch_id, finding_id)
        WHERE o.outcome = '32'""")  # fmt: skip
    assert slips == {case for (case,) in refuted} and len(slips) > 5


def test_second_week_answers(county):
    exits = [
        h
        for (h,) in county.asked(
            "SELECT household_id FROM mart.households WHERE batch_id = 'w2' AND list = 'exit' ORDER BY 1"
        )
    ]
    county.leaving, county.entering = set(exits[:2]), set()
    county.answers(
        "拟退出名单", lambda row: answer("10", 核查日期="2026-04-09") if row["户编号"] in county.leaving else None
    )
    county.feedback()


def test_what_was_sent_back_is_put_right_in_the_return_workbook(county):
    (case,) = county.asked(
        "SELECT case_id FROM mart.cases WHERE batch_id = 'w2' AND state = 'returned' ORDER BY 1 LIMIT 1"
    )[0]
    county.answers("复核清单", lambda row: answer("20", 核查日期="2026-04-09") if row["预警编号"] == case else None)
    out = county.feedback(code=3)
    assert "1 sent back" in out
    (slip,) = (county.workspace / "out" / "反馈退回").rglob("*.xlsx")
    book = openpyxl.load_workbook(slip)
    titles = [cell.value for cell in book.active[1]]
    line = book.active[2]
    assert "20 须填豁免类型和豁免到期" in line[0].value and line[titles.index("预警编号")].value == case
    line[titles.index("豁免类型")].value, line[titles.index("豁免到期")].value = "其他", "2026-12-31"
    mended = county.folder / slip.name
    book.save(mended)
    process = county.hedui("feedback", mended, "--workspace", county.workspace)
    out, err = process.communicate(timeout=180)
    assert (process.returncode, "1 taken in" in out, slip.exists()) == (0, True, False), (out, err)
    assert county.asked("SELECT outcome, state FROM mart.cases WHERE batch_id = 'w2' AND case_id = ?", case) == [
        ("20", "closed")
    ]


@pytest.mark.parametrize("moment", ["_store", "_show", "_place_returns"])
def test_an_import_that_dies_loses_nothing_and_doubles_nothing(county, tmp_path, monkeypatch, moment):
    whole, broken = (Workspace(shutil.copytree(county.workspace, tmp_path / name)) for name in ("whole", "broken"))
    answers = county.folder / "extra"
    if not answers.exists():
        numbers = iter(range(10**6))
        filled(
            county.lists,
            "拟新增线索",
            answers,
            lambda row: answer("41", 核查日期="2026-04-10") if next(numbers) % 3 else answer("99"),
        )
    taken = returned.take_feedback(whole, [answers])
    with monkeypatch.context() as patched, pytest.raises(BatchError):
        patched.setattr(returned, moment, None)
        returned.take_feedback(broken, [answers])
    again = returned.take_feedback(broken, [answers])
    assert (again.answers_new + again.answers_known, again.rows_sent_back) == (taken.answers_new, taken.rows_sent_back)
    assert taken.rows_sent_back > 0
    queries = "SELECT * FROM mart.outcomes", "SELECT * FROM mart.ledger", "SELECT * FROM mart.cases"
    assert [rows(broken.root, query) for query in queries] == [rows(whole.root, query) for query in queries]
    assert {path.name for path in (broken.out / "反馈退回").rglob("*.xlsx")} == {
        path.name for path in (whole.out / "反馈退回").rglob("*.xlsx")
    }
    assert not list(broken.work.iterdir())


def test_third_week_asks_anew_what_has_changed(county):
    leave(county.world, county.leaving)
    at = column("vehicles", "resident_id")
    owned = {str(row[at]): row for row in county.world.tables["vehicles"]}
    suppressed = county.asked(
        "SELECT household_id, case_id, person_id FROM mart.findings WHERE batch_id = 'w2' AND code = 'P02' AND state = 'suppressed' ORDER BY 1"
    )
    ids = clear_ids(county.workspace)
    grown, owner = next(
        (case, ids[person]) for _, case, person in suppressed if ids.get(person) in owned and case != county.exempted[1]
    )
    second = Row("vehicles", list(owned[owner]), owned[owner].group)
    second[column("vehicles", "plate_number")] = "澜Z99999"
    county.world.tables["vehicles"].append(second)
    county.run({"roster_households", "roster_members", "vehicles"})
    reconciled(county, county.leaving, set())
    states = dict(county.asked("SELECT case_id, state FROM mart.findings WHERE batch_id = 'w3'"))
    cases = {
        case: (state, overdue)
        for case, state, overdue in county.asked(
            "SELECT case_id, state, is_overdue FROM mart.cases WHERE batch_id = 'w3'"
        )
    }
    assert states[grown] == "worsened" and cases[grown] == ("sent", False)
    assert states[county.exempted[1]] == "repeated" and cases[county.exempted[1]] == (
        "sent",
        False,
    )  # exempt until 10 April
    ended = dict(
        county.asked(
            "SELECT household_id, list FROM mart.households WHERE batch_id = 'w3' AND list_contains(?, household_id)",
            sorted(county.graced),
        )
    )
    assert ended == dict.fromkeys(county.graced, "exit")
    over = county.asked(
        "SELECT DISTINCT state FROM mart.cases WHERE batch_id = 'w3' AND code = 'I01' AND list_contains(?, household_id)",
        sorted(county.graced),
    )
    assert over == [("sent",)]


def test_fourth_week_closes_the_graces(county):
    county.leaving = county.graced
    county.answers(
        "拟退出名单", lambda row: answer("10", 核查日期=date(2026, 4, 16)) if row["户编号"] in county.graced else None
    )
    returned = county.folder / "returned3"
    shutil.copytree(county.folder / "returned1", returned / "again")  # last month's workbooks come along once more
    assert (
        f"{len(county.asked('SELECT 1 FROM mart.outcomes WHERE batch_id = ?', 'w1'))} known before" in county.feedback()
    )
    leave(county.world, county.leaving)
    county.run({"roster_households", "roster_members"})
    reconciled(county, county.leaving, set())
    history = county.asked(
        "SELECT outcome, is_current FROM mart.outcomes WHERE code = 'I01' AND list_contains(?, household_id) ORDER BY case_id, sequence",
        sorted(county.graced),
    )
    assert history == [("13", False), ("10", True)] * len(county.graced)
    first, last = roster(county.workspace, "w1"), roster(county.workspace, "w4")
    gone = {
        h for (h,) in county.asked("SELECT DISTINCT subject_id FROM mart.ledger WHERE consequence = 'confirmed_exit'")
    }
    assert {key[2] for key in first} - {key[2] for key in last} == gone
    assert {key[2] for key in last} - {key[2] for key in first} == county.entering | {
        h for (h,) in county.asked("SELECT household_id FROM mart.outcomes WHERE subject = 'application'")
    }


def clear_ids(workspace):
    """person_id → resident ID, from the clear register."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{workspace / 'core.duckdb'}' AS store (READ_ONLY)")
    return dict(con.execute("SELECT person_id, resident_id FROM store.core.persons").fetchall())


def test_codes_of_the_cycle_are_codes():
    assert {result_code(code) for code in CYCLE if code} == {"30", "21", "32", "50"}
