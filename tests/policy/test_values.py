"""The sample jurisdiction holds the values of docs/rules.md#parameters, complete, each of its kind."""

from __future__ import annotations

import datetime as dt
import pickle
from decimal import Decimal

import duckdb
import pytest

from schemas.model import catalog
from transforms.policy import Policy, PolicyError, load
from transforms.policy.frames import SHAPES, frames

CYCLE = {"A": 12, "B": 6, "C": 3, "一类": 12, "二类": 12, "三类": 6, "四类": 3}


def test_nothing_is_missing_and_nothing_is_extra(example: Policy) -> None:
    assert set(example.values) == set(example.definitions)


def test_every_value_is_of_its_kind(example: Policy) -> None:
    kinds = set()
    for id, value in example.values.items():
        kinds.add(value.kind)
        if value.kind in ("number", "count", "cycle"):
            assert isinstance(value.number, Decimal) and value.number >= 0, id
        if value.kind in ("number", "count"):
            assert example.number(id) == value.number, id
        if value.kind == "count":
            assert example.count(id) == value.number == int(value.number), id
        if value.kind == "words":
            assert example.words(id) == value.words and all(word.strip() for word in value.words), id
        if value.kind == "flag":
            assert example.flag(id) is value.flag, id
    assert kinds == {"number", "count", "words", "flag", "cycle"}


def test_cycle_keeps_its_order(example: Policy) -> None:
    assert list(example.cycle("review_cycle_months").items()) == list(CYCLE.items())


def test_basic_pension_has_two_entries() -> None:
    last, first = (
        load("example", day)["pension.basic_excluded"] for day in (dt.date(2025, 12, 31), dt.date(2026, 1, 1))
    )
    assert last.flag and first.flag
    assert (last.valid_to, first.valid_from, first.valid_to) == (dt.date(2025, 12, 31), dt.date(2026, 1, 1), None)


def test_all_values_are_samples_with_a_clause(example: Policy) -> None:
    for value in example.values.values():
        assert (value.status, value.checked_on) == ("示例", None)
        assert value.clause and value.source
        if value.jurisdiction == "example":
            assert value.valid_from == (
                dt.date(2026, 1, 1) if value.id == "pension.basic_excluded" else dt.date(2025, 1, 1)
            )
        else:
            assert (value.jurisdiction, value.valid_from <= dt.date(2025, 1, 1)) == ("national", True)


def test_words_of_vehicles_are_codes_of_the_catalog(example: Policy) -> None:
    vehicle = catalog().datasets["vehicles"].columns
    assert set(example.words("vehicle.exempt_plate_classes")) <= set(vehicle["plate_class"].codes)
    assert set(example.words("vehicle.exempt_uses")) <= set(vehicle["use"].codes)
    programmes = set(catalog().datasets["roster_households"].columns["programme"].codes)
    assert set(example.definitions["vehicle.exempt_one_for"].allowed) == programmes


def test_source_keys_become_citations(example: Policy) -> None:
    assert example["grace.max_months"].source == "《最低生活保障审核确认办法》（民发〔2021〕57号）"


def test_the_wrong_kind_and_the_unknown_id_say_so(example: Policy) -> None:
    with pytest.raises(PolicyError, match=r"staleness_days is of kind count, not words"):
        example.words("staleness_days")
    with pytest.raises(PolicyError, match=r"no parameter 'staleness'"):
        example["staleness"]


def test_version_is_stable_and_follows_the_content(example: Policy, county) -> None:
    assert example.version == load("example", example.as_of).version
    assert example.version == load("example", dt.date(2025, 6, 1)).version
    root = county("parameters", "# nothing\n")
    before = load("linshan", example.as_of, [root]).version
    county("parameters", "# only another comment\n")
    assert load("linshan", example.as_of, [root]).version == before
    county("jurisdiction", "code: linshan\ntitle: 临山县\ninherits: example\nrequire_encryption: true\n")
    assert load("linshan", example.as_of, [root]).version != before


def test_policy_can_travel(example: Policy) -> None:
    assert pickle.loads(pickle.dumps(example)) == example


def test_frames_go_into_duckdb(example: Policy) -> None:
    tables = frames(example)
    assert list(tables) == list(SHAPES)
    with duckdb.connect() as con:
        for name, frame in tables.items():
            con.register("frame", frame.to_arrow())
            con.execute(f"CREATE TABLE {name} AS FROM frame")
        types = dict(
            con.execute(
                "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'parameters'"
            ).fetchall()
        )
        assert (types["number"], types["words"], types["flag"]) == ("DECIMAL(18,4)", "VARCHAR[]", "BOOLEAN")
        assert con.execute("SELECT number FROM parameters WHERE id = 'dibao_standard.rural'").fetchall() == [
            (Decimal("6600.0000"),)
        ]
        assert con.execute("SELECT word, months FROM review_cycles ORDER BY position").fetchall() == [
            *CYCLE.items(),
            (None, 6),
        ]
        rows = con.execute(
            "SELECT id, number::INT, flag FROM parameters WHERE kind = 'flag' OR id LIKE '%.default' ORDER BY id"
        ).fetchall()
        assert rows == [("pension.basic_excluded", 1, True), ("review_cycle_months.default", 6, None)]
        for table in ("signals", "programmes", "colours", "bounds"):
            count = "any_signals + all_signals" if table == "signals" else table
            told = con.execute(f"SELECT sum({count})::INT FROM catalogue_items").fetchall()
            assert told == con.execute(f"SELECT count(*)::INT FROM catalogue_{table}").fetchall()
