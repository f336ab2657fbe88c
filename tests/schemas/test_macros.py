"""The SQL forms of `schemas.identity`: they say the same, and are planned at once."""

import random
import time

import duckdb
import pytest

from schemas.identity import full_id, is_valid
from schemas.macros import define_macros


@pytest.fixture(scope="module")
def con():
    made = duckdb.connect()
    define_macros(made)
    return made


def test_they_say_what_the_scalar_forms_say(con):
    rng = random.Random(15)
    texts = []
    for number in range(3_000):
        born = f"{rng.randint(0, 99):02}{rng.randint(0, 13):02}{rng.randint(0, 32):02}"
        short = f"99{rng.randint(0, 9999):04}{born}{rng.randint(0, 999):03}"
        whole = full_id(short) or f"99{rng.randint(0, 9999):04}19{born}{rng.randint(0, 9999):04}"
        texts.append((short, whole, whole[:-1] + rng.choice("0123456789X"), short[:-1])[number % 4])
    told = con.execute(
        "SELECT t, is_resident_id(t), full_id(t) FROM (SELECT unnest(?::VARCHAR[]) AS t)", [texts]
    ).fetchall()
    assert [(t, is_valid(t), full_id(t) or t) for t, *_ in told] == told
    assert 500 < sum(valid for _, valid, _ in told) < 2_500


@pytest.mark.parametrize("macro", ["is_resident_id", "full_id", "id_birth_date", "plain", "mask_id"])
def test_they_are_planned_at_once(con, macro):
    """A macro is written out wherever its argument stands; nested ones can grow to a
    text that takes seconds to plan."""
    begun = time.process_time()
    con.execute(f"EXPLAIN SELECT {macro}(t) FROM (SELECT '' AS t)")
    assert time.process_time() - begun < 0.5
