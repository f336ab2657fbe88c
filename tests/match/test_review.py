"""A human's judgements: asked once in a workbook, taken back row by row, and obeyed in later batches."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import polars as pl
import pytest

from reports import match_queue
from schemas.ddl import create
from schemas.model import tables
from tests.match.county import County, Outcome, rid
from tests.match.test_tiers import damaged
from transforms.match import match
from transforms.match.answers import sorted_answers
from transforms.match.review import queue, remember_queue
from transforms.match.rules import RULES

OWNER, TWIN, OTHER = rid("19700101", 11), rid("19700101", 13), rid("19620512", 35)
TODAY = date(2026, 4, 1)


def outcome(county: County, *judgements: tuple) -> Outcome:
    """The county matched with judgements (id_text, name, resident_id, person_name, judgement) in the order given."""
    con = county.connect()
    con.execute(create(tables("core")["judgements"]))
    for number, judgement in enumerate(judgements, start=1):
        con.execute(
            "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, '2026-03-01', '王', 'f.xlsx', ?)", [*judgement, number]
        )
    match(con)
    return Outcome(con)


@pytest.fixture
def county() -> County:
    c = County()
    c.knows(OWNER, "张建国")
    c.knows(OTHER, "李大山", household="H2")
    return c


def test_same_person_makes_t2_and_not_the_same_removes(county):
    text = damaged(OWNER, 12)
    e, f = county.says(text, "张建国"), county.says(OWNER, "张建军")
    assert [outcome(county).of(x)[0] for x in (e, f)] == ["T3", "T3"]
    yes = [(text, "张建国", OWNER, "张建国", "同一人"), (OWNER, "张建军", OWNER, "张建国", "同一人")]
    o = outcome(county, *yes)
    assert [o.of(x) for x in (e, f)] == [("T2", "张建国")] * 2
    assert "经人工判断为同一人" in o.reason(e)
    no = [(*pair[:4], "非同一人") for pair in yes]
    o = outcome(county, *no)
    assert [o.of(x)[0] for x in (e, f)] == ["T5", "T5"]
    assert o.reason(e) == "经人工判断非同一人"
    assert [outcome(county, *[(*p[:4], "不确定") for p in yes]).of(x)[0] for x in (e, f)] == ["T3", "T3"]


def test_the_latest_word_counts(county):
    text = damaged(OWNER, 12)
    e, pair = county.says(text, "张建国"), (text, "张建国", OWNER, "张建国")
    assert outcome(county, (*pair, "同一人"), (*pair, "非同一人")).of(e)[0] == "T5"
    assert outcome(county, (*pair, "非同一人"), (*pair, "同一人")).of(e)[0] == "T2"


def test_a_judgement_is_about_its_pair_alone(county):
    text = damaged(OWNER, 12)
    e, other = county.says(text, "张建國"), county.says(text, "张建国")
    o = outcome(county, (text, "张建国", OWNER, "张建国", "同一人"))
    assert (o.of(other)[0], o.of(e)[0]) == ("T2", "T4")


def test_a_tie_is_settled_by_removing_one():
    c = County()
    c.knows(OWNER, "李春兰")
    c.knows(TWIN, "李春兰", household="H2")
    text = OWNER[:15] + "000"
    e = c.says(text, "李春兰")
    assert outcome(c).of(e)[0] == "T5"
    o = outcome(c, (text, "李春兰", TWIN, "李春兰", "非同一人"))
    assert o.of(e)[0] == "T3"
    assert o.con.execute("SELECT resident_id FROM matches JOIN people USING (person_no)").fetchall() == [(OWNER,)]


def test_a_valid_id_of_nobody_known_can_be_judged_a_known_persons(county):
    stranger = rid("19900909", 51)
    e, same_id = county.says(stranger, "张建国"), county.says(stranger, "钱七")
    o = outcome(county, (stranger, "张建国", OWNER, "张建国", "同一人"))
    assert o.of(e) == ("T2", "张建国")
    assert o.of(same_id) == ("T1", "钱七")


@pytest.mark.parametrize("nothing", ["", None])
def test_no_id_text_is_judged_only_where_the_rules_lead_to_the_person(county, nothing):
    born = date(1970, 1, 1)
    e, name_only = county.says(nothing, "张建国", birth_date=born), county.says(nothing, "张建国")
    o = outcome(county, ("", "张建国", OWNER, "张建国", "同一人"))
    assert (o.of(e)[0], o.of(name_only)[0]) == ("T2", "T5")


def test_a_registry_rows_name_is_judged(county):
    _, row = county.registers(OWNER, "张建军")
    assert outcome(county).of(row)[0] == "T3"
    pair = (OWNER, "张建军", OWNER, "张建国")
    assert outcome(county, (*pair, "同一人")).of(row)[0] == "T2"
    assert outcome(county, (*pair, "非同一人")).of(row)[0] == "conflict"


def queued(
    county: County, *judgements: tuple, doubted: str = "SELECT NULL::BIGINT AS evidence_id WHERE false"
) -> pl.DataFrame:
    con = outcome(county, *judgements).con
    con.execute(create(tables("core")["evidence"]))
    con.execute(
        """INSERT INTO evidence BY NAME SELECT DISTINCT evidence_id, kind, 'f.xlsx' AS file, 's' AS sheet, evidence_id AS row FROM mentions"""
    )
    queue(con, "B1", doubted)
    return con.sql("FROM match_queue ORDER BY pair_id").pl()


def test_only_pairs_that_matter_and_were_not_judged_are_asked(county):
    text = damaged(OWNER, 12)
    car, school = county.says(text, "张建国"), county.says(damaged(OTHER, 9), "李大山", kind="pension")
    county.says(OWNER, "张建国")
    assert queued(county)["id_text"].to_list() == [text]
    both = queued(county, doubted=f"SELECT {school}::BIGINT AS evidence_id")
    assert both["raised"].to_list() == [True, False] and set(both["id_text"]) == {text, damaged(OTHER, 9)}
    for word in ("同一人", "非同一人", "不确定"):
        assert not len(queued(county, (text, "张建国", OWNER, "张建国", word)))
    assert car


@pytest.mark.parametrize("nothing", ["", None])
def test_a_pair_without_an_id_is_asked_once(county, nothing):
    county.says(nothing, "张建国", birth_date=date(1970, 1, 1))
    (pair,) = queued(county).select("id_text", "name").rows()
    assert pair == ("", "张建国")
    assert not len(queued(county, (nothing, "张建国", OWNER, "张建国", "不确定")))


def test_the_queue_of_a_batch_is_kept_once(county):
    county.says(damaged(OWNER, 12), "张建国")
    rows = queued(county).to_arrow()
    con = duckdb.connect()
    con.execute("ATTACH ':memory:' AS store; ATTACH ':memory:' AS batch; CREATE SCHEMA store.core")
    for name in ("store.core.match_queue", "batch.main.match_queue"):
        con.execute(f"CREATE TABLE {name} AS FROM rows")
    con.execute("UPDATE store.core.match_queue SET batch_id = 'B0'")
    for _ in range(2):  # published, and published again
        remember_queue(con, "B1")
    assert con.execute("SELECT batch_id FROM store.core.match_queue ORDER BY ALL").fetchall() == [("B0",), ("B1",)]
    assert len(rows) == 1


def filled(path: Path, words: list[tuple]) -> bytes:
    """The workbook with judgement, judge and date filled in, row by row, as somebody would."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    titles = [cell.value for cell in sheet[1]]
    for number, values in enumerate(words, start=2):
        for title, value in zip(("判断", "判断人", "判断日期"), values, strict=True):
            sheet.cell(number, titles.index(title) + 1, value)
    book.save(path)
    return path.read_bytes()


def test_round_trip_through_a_workbook(county, tmp_path):
    for place in (8, 10, 12, 13, 15):
        county.says(damaged(OWNER, place), "张建国", phone="13900000001")
    pairs = queued(county)
    path = tmp_path / "review.xlsx"
    match_queue.book(pairs, {r.rule: r.phrase for r in RULES}, TODAY).save(path)
    assert len(pairs) == 5
    words = [
        ("同一人", "王", "2026-03-30"),
        ("对", "王", None),
        ("非同一人", None, None),
        (None, None, None),
        ("不确定", "李", date(2026, 3, 31)),
    ]
    content = filled(path, words)
    cells = {str(c.value) for line in openpyxl.load_workbook(path).active.iter_rows() for c in line}
    assert not cells & set(pairs["id_text"]) and OWNER not in cells and "13900000001" not in cells  # masked
    answers = match_queue.read(content)
    taken, returned = sorted_answers(answers, pairs, TODAY)
    assert taken.select("pair_id", "judgement", "judged_on").rows() == [
        (pairs["pair_id"][0], "同一人", date(2026, 3, 30)), (pairs["pair_id"][4], "不确定", date(2026, 3, 31))]  # fmt: skip
    assert [(r["row"], r["problem"][:5]) for r in returned.to_dicts()] == [(3, "判断只能填"), (4, "判断人未填")]
    match_queue.write_returned(returned, tmp_path / "back.xlsx", TODAY)
    again = match_queue.read(filled(tmp_path / "back.xlsx", [("同一人", "王", None), ("非同一人", "王", None)]))
    taken, returned = sorted_answers(again, pairs, TODAY)
    assert taken["judged_on"].to_list() == [TODAY, TODAY] and not len(returned)


def test_foreign_and_contradicting_rows_are_returned():
    known = pl.DataFrame({"pair_id": ["B1-M0001", "B1-M0002"]})
    answers = pl.DataFrame(
        [(2, "B9-M0001", "同一人", "王", ""), (3, "B1-M0001", "同一人", "王", ""),
         (4, "B1-M0001", "非同一人", "王", ""), (5, "B1-M0002", "同一人", "王", "2027-01-01")],
        schema=["row", "pair_id", "judgement", "judged_by", "judged_on"], orient="row",
    )  # fmt: skip
    taken, returned = sorted_answers(answers, known, TODAY)
    assert not len(taken) and returned["row"].to_list() == [2, 3, 4, 5]


def test_what_is_no_review_is_refused():
    with pytest.raises(match_queue.NotAReview):
        match_queue.read(b"no workbook")
