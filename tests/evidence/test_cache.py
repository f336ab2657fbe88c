"""What was gathered once stays for the next batch, and only as long as it is what would be gathered again."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from unittest import mock

import pytest

from schemas.batch import Batch
from schemas.model import Catalog, catalog
from tests.assess.pipeline import connect, deliver
from tests.evidence.test_deliveries import AS_OF, FEBRUARY, MARCH, account, car, settlement, unit
from transforms.evidence import cache, gather

NEXT_WEEK = date(2026, 4, 7)
FIRST = {
    "vehicles": [car("甲A1"), car("甲A2", row=3)],
    "deposits": [account("一行", "1", "100"), account("一行", "1", "100", row=3), account("二行", "2", "200", row=4)],
    "settlements": [settlement("S1", "50")],
    "real_estate": [unit("U1"), unit("U1", row=3, resident_id="990000197001010015", name="李四")],
}
SHOWN = (
    "FROM evidence ORDER BY evidence_id", "FROM mentions ORDER BY evidence_id, party", "FROM known_people ORDER BY known_no",
    "SELECT * EXCLUDE (delivered_in) FROM coverage ORDER BY dataset",
)  # fmt: skip


@contextmanager
def after(*batches, marked=False, known: Catalog | None = None):
    """A connection after batches of (deliveries, as_of), one after the other; with `marked` all that the
    first one gathered bears a sign."""
    with connect() as con:
        for number, (rows, as_of) in enumerate(batches, start=1):
            if rows is FIRST and number > 1:  # the same files, still in the inbox
                con.execute(
                    "INSERT INTO store.core.files SELECT * REPLACE (? AS batch_id, ? AS batch_number) FROM store.core.files",
                    [f"b{number}", number],
                )
            else:
                deliver(con, rows, dict.fromkeys(rows, MARCH), number)
            gather(
                con,
                known if known and number > 1 else catalog(),
                Batch(f"b{number}", number, "routine", as_of, "example", "v", ""),
                45,
            )
            if marked and number == 1:
                for dataset in FIRST:
                    con.execute(f"UPDATE cache.facts.{dataset} SET label = 'of the first batch'")
        yield con


def reused(con) -> set[str]:
    return {
        name
        for (name,) in con.execute(
            "SELECT DISTINCT dataset FROM evidence WHERE label = 'of the first batch'"
        ).fetchall()
    }


def test_what_nobody_delivered_again_stays():
    with after((FIRST, AS_OF), ({}, NEXT_WEEK), marked=True) as con:
        assert reused(con) == set(FIRST)


def test_re_delivering_the_same_file_changes_nothing():
    with after((FIRST, AS_OF), (FIRST, NEXT_WEEK), marked=True) as con:
        assert reused(con) == set(FIRST)


@pytest.mark.parametrize(
    ("dataset", "row"),
    [
        ("vehicles", car("甲A3", file="new.csv")),
        ("settlements", settlement("S2", "70", file="new.csv")),
        ("deposits", account("三行", "9", "1", file="new.csv")),
    ],
)
def test_what_was_delivered_again_is_gathered_again_alone(dataset, row):
    with after((FIRST, AS_OF), ({dataset: [row]}, NEXT_WEEK), marked=True) as con:
        assert reused(con) == set(FIRST) - {dataset}


def test_another_reading_of_a_dataset_gathers_it_anew():
    told = catalog()
    changed = replace(told, datasets={**told.datasets, "vehicles": replace(told.datasets["vehicles"], keeps=())})
    with after((FIRST, AS_OF), ({}, NEXT_WEEK), marked=True, known=changed) as con:
        assert reused(con) == set(FIRST) - {"vehicles"}


@pytest.mark.parametrize(
    "news",
    [
        {},
        FIRST,
        {"vehicles": [car("甲A9", file="new.csv")]},
        {"deposits": [account("一行", "1", "900", file="new.csv")], "subsidies": []},
    ],
    ids=len,
)
def test_it_shows_what_a_first_batch_over_the_same_deliveries_would(news):
    with after((FIRST, AS_OF), (news, NEXT_WEEK)) as con, after((FIRST, AS_OF), (news, NEXT_WEEK)) as fresh:
        fresh.execute("DELETE FROM cache.main.entries")
        gather(fresh, catalog(), Batch("b2", 2, "routine", NEXT_WEEK, "example", "v", ""), 45)
        for query in SHOWN:
            assert con.execute(query).fetchall() == fresh.execute(query).fetchall(), query


def test_what_was_cut_off_while_it_was_made_is_never_taken_for_whole(monkeypatch):
    """Neither by the batch that made it nor by an earlier one that is run again, whose
    deliveries it had been made of before."""
    news = {"vehicles": [car("甲A9", file="new.csv")]}
    with after((FIRST, AS_OF)) as con:
        whole = con.execute(SHOWN[0]).fetchall()
        deliver(con, news, dict.fromkeys(news, MARCH), 2)
        with monkeypatch.context() as cut, pytest.raises(KeyboardInterrupt):
            cut.setattr(cache, "finish", mock.Mock(side_effect=KeyboardInterrupt))
            gather(con, catalog(), Batch("b2", 2, "routine", NEXT_WEEK, "example", "v", ""), 45)
        con.execute("DELETE FROM cache.facts.vehicles")  # a part of it had come so far
        gather(con, catalog(), Batch("b1", 1, "routine", AS_OF, "example", "v", ""), 45)
        assert con.execute(SHOWN[0]).fetchall() == whole


def test_what_an_older_version_wrote_is_gathered_again():
    """Its file notes what it gathered in another table; that ours are still in there does not
    make them true of its facts."""
    with after((FIRST, AS_OF), marked=True) as con:
        con.execute(
            "CREATE TABLE cache.main.made AS SELECT dataset, cache_key AS basis, accepted, kept FROM cache.main.entries"
        )
        gather(con, catalog(), Batch("b1", 1, "routine", AS_OF, "example", "v", ""), 45)
        assert not reused(con)


def test_numbers_count_on_over_all_datasets_and_staleness_is_the_batch_s():
    late = date(2026, 6, 30)
    with after((FIRST, AS_OF), ({"businesses": []}, late)) as con:
        numbers = [number for (number,) in con.execute("SELECT evidence_id FROM evidence ORDER BY 1").fetchall()]
        assert numbers == list(range(1, len(numbers) + 1))
        assert con.execute("SELECT bool_and(is_stale) FROM evidence").fetchall() == [(True,)]
        assert con.execute("SELECT count(DISTINCT fact_id) FROM evidence WHERE dataset = 'real_estate'").fetchall() == [
            (1,)
        ]


def test_numbers_that_people_typed_are_masked():
    with connect() as con:
        row = dict(
            reported_on=FEBRUARY,
            hardship="患者证件990122195003071257，无钱住院",
            name="张三",
            file="o.csv",
            sheet="",
            row=2,
            observed_on=MARCH,
        )
        deliver(con, {"outreach": [row]}, {"outreach": MARCH}, 1)
        gather(con, catalog(), Batch("b1", 1, "routine", AS_OF, "example", "v", ""), 45)
        assert con.execute("SELECT label FROM evidence").fetchall() == [("患者证件990****1257，无钱住院",)]
