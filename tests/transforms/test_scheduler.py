"""Steps side by side: none begins before what it reads is made, whatever the schedule; an error or a
request to stop ends them all."""

from __future__ import annotations

import os
import random
import re
import signal
import threading
import time
from contextlib import contextmanager

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.batch.kernels import in_force
from schemas.batch import Batch
from tests.assess.pipeline import assessed
from tests.assess.random_county import AS_OF, random_county
from transforms import policy as policies
from transforms.assess import Step, assess
from transforms.assess.stages import own_steps as assessing
from transforms.match import own_steps as matching
from transforms.scheduler import StepError, chains, perform, shared_steps, waits
from transforms.statements import read_by


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con, shared_steps(con):
        yield con


def test_the_longest_chain_begins_first():
    steps = [Step(name, name, sql) for name, sql in {"a": "", "b": "", "c": "FROM b", "d": "FROM c, a"}.items()]
    assert waits(steps) == [set(), set(), {1}, {0, 2}]
    assert chains(waits(steps)) == [2, 3, 2, 1]


@st.composite
def plans(draw) -> list[tuple[str, list[str]]]:
    """What each step makes, sometimes what others make too, and what it reads of the earlier ones."""
    made: list[str] = []
    plan = []
    for place in range(draw(st.integers(1, 14))):
        reads = draw(st.lists(st.sampled_from(made), max_size=3)) if made else []
        makes = draw(st.sampled_from([*made, f"t{place}", f"t{place}"]))
        plan.append((makes, reads))
        made.append(makes)
    return plan


@given(plan=plans(), lanes=st.integers(1, 4), seed=st.integers())
@settings(max_examples=60, deadline=None)
def test_no_step_begins_before_what_it_reads_is_made(con, plan, lanes, seed):
    told, cursors = [], set()  # appended to from all lanes, in the order in which things happened
    pause = random.Random(seed)

    def run(name):
        def wait(cursor):
            assert cursor not in cursors, "two steps on one cursor"
            cursors.add(cursor)
            told.append(("begun", name))
            time.sleep(pause.random() / 2000)
            told.append(("ended", name))
            cursors.remove(cursor)

        return wait

    steps = [
        Step(str(place), makes, f"FROM {', '.join(reads)}" if reads else "", run(place))
        for place, (makes, reads) in enumerate(plan)
    ]
    perform(con, steps, lanes)
    for place, (_, reads) in enumerate(plan):
        begun = told.index(("begun", place))
        for earlier in range(place):
            if plan[earlier][0] in reads:
                assert told.index(("ended", earlier)) < begun
    assert sorted(name for what, name in told if what == "ended") == list(range(len(plan)))
    working = most = 0
    for what, _ in told:
        working += 1 if what == "begun" else -1
        most = max(most, working)
    assert most <= lanes


def test_steps_that_do_not_need_each_other_run_at_the_same_time(con):
    both = threading.Barrier(2, timeout=20)
    perform(con, [Step(name, name, "", lambda _: both.wait()) for name in "ab"], 2)


def test_the_first_error_ends_it_when_what_runs_has_ended(con):
    done = []

    def fail(_):
        raise ValueError("first")

    def last_longer(_):
        time.sleep(0.1)
        done.append("longer")

    steps = [
        Step("longer", "longer", "", last_longer),
        Step("bad", "bad", "", fail),
        Step("after", "after", "FROM bad", lambda _: done.append("after")),
    ]
    with pytest.raises(ValueError, match="first"):
        perform(con, steps, 2)
    assert done == ["longer"]


def test_a_failing_statement_leaves_nothing_behind():
    with duckdb.connect() as con:
        with pytest.raises(StepError, match=r"^b\.sql: DuckDB does not understand it: .*nothing"), shared_steps(con):
            perform(
                con,
                [
                    Step("a", "a", "CREATE TABLE steps.a AS SELECT 1 AS i"),
                    Step("b", "b", "CREATE TABLE steps.b AS FROM a, nothing"),
                ],
                2,
            )
        assert con.execute("SELECT count(*) FROM duckdb_databases() WHERE database_name = 'steps'").fetchall() == [(0,)]


class Stop(BaseException):
    pass


@pytest.mark.parametrize("lanes", [1, 2])
def test_a_request_to_stop_ends_statements_that_run(con, lanes):
    def stop(*_):
        raise Stop

    before = signal.signal(signal.SIGUSR1, stop)
    timer = threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGUSR1])
    long = (
        "CREATE OR REPLACE TABLE steps.{} AS SELECT sum(hash(i)) AS s FROM range(20000000000) r(i)"  # a minute or two
    )
    try:
        timer.start()
        begun = time.monotonic()
        with pytest.raises(Stop):
            perform(con, [Step(name, name, long.format(name)) for name in ("x", "y", "z")], lanes)
        assert time.monotonic() - begun < 20
    finally:
        timer.join()
        signal.signal(signal.SIGUSR1, before)


@pytest.mark.parametrize("own_steps", [assessing, matching])
def test_the_order_is_a_table_of_contents(own_steps):
    """What a step reads of what its stage makes has been made before it; tables made twice are made anew in between."""
    steps = own_steps()
    first = {step.makes: place for place, step in reversed(list(enumerate(steps)))}
    for place, (step, awaited) in enumerate(zip(steps, waits(steps), strict=True)):
        for name in (read_by(step.sql) & first.keys()) - {step.makes}:
            assert first[name] < place, f"{step.name} stands before {steps[first[name]].name}, of which it reads {name}"
            assert {maker for maker in range(place) if steps[maker].makes == name} <= awaited


def test_a_table_of_the_assessment_is_whole_before_it_is_read():
    steps = assessing()
    assert len({step.name for step in steps}) == len(steps)
    last = {step.makes: place for place, step in enumerate(steps)}
    for place, step in enumerate(steps):
        late = {name for name in read_by(step.sql) - {step.makes} if last.get(name, -1) > place}
        assert not late, f"{step.name} reads {late} before all of it is there"


@contextmanager
def random_pauses(monkeypatch, seed: int):
    """Every step waits up to 20 ms before and after its work."""
    pause, work = random.Random(seed), Step.perform

    def slow(step: Step, con: duckdb.DuckDBPyConnection) -> None:
        time.sleep(pause.random() / 50)
        work(step, con)
        time.sleep(pause.random() / 50)

    with monkeypatch.context() as patched:
        patched.setattr(Step, "perform", slow)
        yield


def test_results_do_not_depend_on_the_schedule(monkeypatch):
    county = random_county(3)
    con = assessed(county, AS_OF)
    policy = policies.load("example", AS_OF)
    batch = Batch("b1", 1, "routine", AS_OF, "example", policy.version, "")
    con.execute("SET threads = 1")
    assess(con, batch, in_force(policy))
    expected = _rows(con)
    assert expected["mart.findings"] and expected["mart.leads"] and expected["mart.total_rows"]
    con.execute("SET threads = 4")
    for seed in range(10):
        with random_pauses(monkeypatch, seed):
            assess(con, batch, in_force(policy))
        for name, rows in _rows(con).items():
            assert rows == expected[name], f"{name} differs with the pauses of seed {seed}"


def _rows(con: duckdb.DuckDBPyConnection) -> dict[str, list[tuple]]:
    """Every table of mart, and what earlier stages' successors read, in an order of their own."""
    marts = con.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_catalog = 'batch' AND table_schema = 'mart'"
    ).fetchall()
    names = [
        *(f"mart.{name}" for (name,) in marts),
        "person_ids",
        "findings",
        "cases_now",
        "lead_list",
        "counted",
        "household_signals",
    ]
    return {name: con.execute(f"SELECT x::VARCHAR FROM {name} x ORDER BY ALL").fetchall() for name in names}


def test_repeated_facts_are_looked_for_in_every_total_that_asks():
    def kinds_in(sql):
        return set(re.findall(r"'(\w+)'", " ".join(re.findall(r"kind (?:=|IN) (\([^)]*\)|'\w+')", sql))))

    kinds = {
        step.name: kinds_in(step.sql)
        for step in assessing()
        if step.makes == "repeated" or "repeated" in read_by(step.sql)
    }
    known = kinds.pop("totals/repeated")
    assert len(kinds) == 5 and all(kinds.values())
    assert set().union(*kinds.values()) == known
