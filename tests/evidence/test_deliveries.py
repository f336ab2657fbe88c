"""Which deliveries are in force, what counts as one fact, and what coverage says of it:
given deliveries, expect facts."""

from datetime import date
from decimal import Decimal

import pytest

from schemas.batch import Batch
from schemas.model import catalog
from tests.assess.pipeline import connect, deliver
from transforms.evidence import gather

AS_OF = date(2026, 3, 31)
MARCH, FEBRUARY, STALE, OLDEST_FRESH = date(2026, 3, 20), date(2026, 2, 20), date(2026, 2, 13), date(2026, 2, 14)


def car(
    plate, *, row=2, file="c.csv", observed_on=MARCH, resident_id="990000198001010014", name="张三", status="active"
):
    return dict(
        name=name,
        resident_id=resident_id,
        plate_class="02",
        plate_number=plate,
        status=status,
        file=file,
        sheet="",
        row=row,
        observed_on=observed_on,
    )


def account(bank, number, balance, *, row=2, file="d.csv", observed_on=MARCH, queried_on=None):
    return dict(
        name="张三",
        resident_id="990000198001010014",
        bank=bank,
        account=number,
        balance=Decimal(balance),
        queried_on=queried_on or observed_on,
        file=file,
        sheet="",
        row=row,
        observed_on=observed_on,
    )


def settlement(number, amount, *, row=2, file="s.csv", observed_on=MARCH):
    return dict(
        name="张三",
        resident_id="990000198001010014",
        settlement_number=number,
        settled_on=date(2026, 1, 5),
        total=Decimal(amount),
        out_of_pocket=Decimal(amount),
        file=file,
        sheet="",
        row=row,
        observed_on=observed_on,
    )


def unit(
    number,
    *,
    row=2,
    file="u.csv",
    observed_on=MARCH,
    resident_id="990000198001010014",
    name="张三",
    certificate=None,
    location="东街1号",
    area="80",
):
    return dict(
        name=name,
        resident_id=resident_id,
        unit_number=number,
        certificate=certificate,
        location=location,
        floor_area_sqm=Decimal(area),
        use="dwelling",
        status="current",
        file=file,
        sheet="",
        row=row,
        observed_on=observed_on,
    )


@pytest.fixture
def con():
    with connect() as connection:
        yield connection


def gathered(con, batch_number=1, as_of=AS_OF):
    gather(con, catalog(), Batch(f"b{batch_number}", batch_number, "routine", as_of, "example", "v", ""), 45)
    return con


def items(con, columns="item"):
    return [
        row[0] if len(row) == 1 else row
        for row in con.execute(f"SELECT {columns} FROM evidence ORDER BY ALL").fetchall()
    ]


def covered(con, dataset, columns):
    return con.execute(f"SELECT {columns} FROM coverage WHERE dataset = ?", [dataset]).fetchall()[0]


def test_a_newer_snapshot_replaces_the_older_one(con):
    deliver(con, {"vehicles": [car("甲A1", observed_on=FEBRUARY)]}, {"vehicles": FEBRUARY}, 1)
    deliver(con, {"vehicles": [car("甲A2", file="c2.csv")]}, {"vehicles": MARCH}, 2)
    assert items(gathered(con, 2)) == ["02 甲A2"]
    assert covered(con, "vehicles", "delivered_in, files, rows_accepted") == ("b2", 1, 1)


def test_a_snapshot_that_comes_late_but_is_older_does_not_replace(con):
    deliver(con, {"vehicles": [car("甲A1")]}, {"vehicles": MARCH}, 1)
    deliver(con, {"vehicles": [car("甲A2", file="c2.csv", observed_on=FEBRUARY)]}, {"vehicles": FEBRUARY}, 2)
    assert items(gathered(con, 2)) == ["02 甲A1"]


def test_an_earlier_batch_run_again_does_not_see_what_came_later(con):
    deliver(con, {"vehicles": [car("甲A1", observed_on=FEBRUARY)]}, {"vehicles": FEBRUARY}, 1)
    deliver(con, {"vehicles": [car("甲A2", file="c2.csv")]}, {"vehicles": MARCH}, 2)
    assert items(gathered(con, 1)) == ["02 甲A1"]


def test_a_header_only_file_replaces_and_says_none(con):
    deliver(con, {"vehicles": [car("甲A1", observed_on=FEBRUARY)]}, {"vehicles": FEBRUARY}, 1)
    deliver(con, {"vehicles": []}, {"vehicles": MARCH}, 2)
    assert items(gathered(con, 2)) == []
    assert covered(con, "vehicles", "is_delivered, coverage, is_stale") == (True, "none", False)
    assert covered(con, "machinery", "is_delivered, coverage") == (False, "not_queried")


def test_each_bank_replaces_only_its_own(con):
    both = [account("甲行", "1", "10", observed_on=FEBRUARY), account("乙行", "2", "20", row=3, observed_on=FEBRUARY)]
    deliver(con, {"deposits": both}, {"deposits": FEBRUARY}, 1)
    deliver(con, {"deposits": [account("甲行", "1", "11", file="d2.csv")]}, {"deposits": MARCH}, 2)
    assert items(gathered(con, 2), "item, amount") == [("乙行 2", Decimal("20.00")), ("甲行 1", Decimal("11.00"))]


def test_a_bank_that_answers_with_a_header_only_is_known_by_the_file_name(con):
    deliver(con, {"deposits": [account("甲行", "1", "10", observed_on=FEBRUARY)]}, {"deposits": FEBRUARY}, 1)
    deliver(con, {"deposits": []}, {"deposits": MARCH}, 2)
    con.execute("UPDATE store.core.files SET file = '金融机构_银行存款_甲行_20260320.csv' WHERE batch_number = 2")
    assert items(gathered(con, 2)) == []


@pytest.mark.parametrize(
    ("dataset", "row"),
    [("vehicles", car("甲A1")), ("settlements", settlement("J1", "100")), ("deposits", account("甲行", "1", "10"))],
)
def test_the_same_content_in_two_inboxes_is_one_delivery(con, dataset, row):
    deliver(con, {dataset: [row]}, {dataset: MARCH}, 1)
    con.execute(
        "INSERT INTO store.core.files BY NAME SELECT * REPLACE ('b2' AS batch_id, 2 AS batch_number) FROM store.core.files"
    )
    assert len(items(gathered(con, 2))) == 1
    assert covered(con, dataset, "rows_accepted, rows_merged, delivered_in") == (1, 0, "b2")


def test_events_add_up_and_the_same_row_counts_once(con):
    first = settlement("J1", "100", observed_on=FEBRUARY)
    deliver(con, {"settlements": [first]}, {"settlements": FEBRUARY}, 1)
    deliver(
        con,
        {"settlements": [first | {"file": "s2.csv"}, settlement("J2", "50", row=3, file="s2.csv")]},
        {"settlements": MARCH},
        2,
    )
    assert items(gathered(con, 2), "item, amount") == [("J1", Decimal("100.00")), ("J2", Decimal("50.00"))]


def test_a_reversal_never_replaces_what_it_reverses(con):
    deliver(
        con,
        {"settlements": [settlement("J1", "100"), settlement("J1", "-100", row=3), settlement("J1", "120", row=4)]},
        {"settlements": MARCH},
    )
    assert items(gathered(con), "amount") == [Decimal("-100.00"), Decimal("120.00")]


def test_the_latest_balance_of_an_account_wins_by_its_query_date(con):
    rows = [account("甲行", "1", "10", queried_on=MARCH), account("甲行", "1", "99", row=3, queried_on=FEBRUARY)]
    deliver(con, {"deposits": rows}, {"deposits": MARCH})
    assert items(gathered(con), "amount") == [Decimal("10.00")]
    assert covered(con, "deposits", "rows_accepted, rows_merged") == (2, 1)


def test_co_owners_stay_linked_to_one_unit_with_the_newest_values(con):
    rows = [unit("U1", area="80"), unit("U1", row=3, resident_id="990000198202020022", name="李四", area="90")]
    deliver(con, {"real_estate": rows}, {"real_estate": MARCH})
    assert items(gathered(con), "fact_id, row, quantity::INTEGER") == [(1, 2, 90), (1, 3, 90)]
    assert con.execute("SELECT name FROM mentions ORDER BY evidence_id").fetchall() == [("张三",), ("李四",)]


def test_a_key_with_an_empty_part_merges_only_equal_rows(con):
    rows = [unit(None), unit(None, row=3), unit(None, row=4, area="81")]
    deliver(con, {"real_estate": rows}, {"real_estate": MARCH})
    assert len(items(gathered(con))) == 2


def test_the_certificate_and_location_serve_where_there_is_no_unit_number(con):
    rows = [unit(None, certificate="Z1"), unit(None, certificate="Z1", row=3, area="81")]
    deliver(con, {"real_estate": rows}, {"real_estate": MARCH})
    assert items(gathered(con), "quantity::INTEGER") == [81]


@pytest.mark.parametrize(("observed_on", "is_stale"), [(OLDEST_FRESH, False), (STALE, True)])
def test_stale_after_the_limit(con, observed_on, is_stale):
    deliver(con, {"vehicles": [car("甲A1", observed_on=observed_on)]}, {"vehicles": observed_on})
    gathered(con)
    assert covered(con, "vehicles", "is_stale, observed_on") == (is_stale, observed_on)
    assert items(con, "is_stale") == [is_stale]


def test_one_stale_sender_makes_the_dataset_stale(con):
    rows = [account("甲行", "1", "10"), account("乙行", "2", "20", file="d2.csv", observed_on=STALE)]
    deliver(con, {"deposits": rows}, {"deposits": MARCH})
    gathered(con)
    assert covered(con, "deposits", "is_stale") == (True,)


def test_a_student_number_and_a_certificate_number_carry_the_id(con):
    student = dict(
        name="张小",
        resident_id=None,
        student_number="G990000201801010016",
        school="小学",
        stage="primary",
        status="enrolled",
        file="e.csv",
        sheet="",
        row=2,
        observed_on=MARCH,
    )
    certificate = dict(
        name="张三",
        certificate_number="99000019800101001442B1",
        kinds="肢体二级",
        status="valid",
        file="z.csv",
        sheet="",
        row=2,
        observed_on=MARCH,
    )
    deliver(con, {"enrolment": [student], "certificates": [certificate]}, {"enrolment": MARCH, "certificates": MARCH})
    gathered(con)
    assert con.execute("SELECT id_text FROM mentions ORDER BY id_text").fetchall() == [
        ("990000198001010014",),
        ("990000201801010016",),
    ]


@pytest.mark.parametrize(
    ("kinds", "level", "category", "highest"),
    [
        ("视力一级", None, "severe", 1),
        ("肢体三级", None, "other", 3),
        ("智力三级", None, "severe", 3),
        ("精神", "三级", "severe", 3),
        ("肢体;精神", "3", "severe", 3),
        ("视力四级；肢体二级", "四级", "severe", 2),
        ("肢体3级;智力4级", "一级", "other", 3),
        ("听力", None, "other", None),
        ("多重一级", None, "severe", 1),
    ],
)
def test_levels_of_a_certificate(con, kinds, level, category, highest):
    row = dict(
        name="张三",
        certificate_number="99000019800101001442",
        kinds=kinds,
        level=level,
        status="valid",
        file="z.csv",
        sheet="",
        row=2,
        observed_on=MARCH,
    )
    deliver(con, {"certificates": [row]}, {"certificates": MARCH})
    assert items(gathered(con), "category, quantity::INTEGER") == [(category, highest)]
