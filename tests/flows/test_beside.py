"""Lists and warehouse at the same time: both are done, or the batch ends when both have ended."""

from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from threading import Event
from types import SimpleNamespace

import pytest

from flows.batch import stages, verify
from flows.errors import BatchError


class Lists:
    """Stands for the task: begins in a thread, waits for the rows of the warehouse, and then does `then`."""

    def __init__(self, then=lambda: None):
        self.then, self.ended = then, None

    def submit(self, run):
        self._done = ThreadPoolExecutor(1).submit(self._write, run)
        return self

    def _write(self, run):
        try:
            run.rows.result(timeout=30)
            self.then()
            self.ended = "written"
        except CancelledError:
            self.ended = "no rows"
            raise

    def wait(self):
        self._problem = self._done.exception(timeout=30)

    @property
    def state(self):
        return SimpleNamespace(
            is_failed=lambda: self._problem is not None, result=lambda raise_on_failure: self._problem
        )


@pytest.fixture
def beside(monkeypatch):
    def done(build, lists):
        monkeypatch.setattr(stages, "build_warehouse", build)
        monkeypatch.setattr(stages, "write_lists", lists)
        verify._write_beside(SimpleNamespace(rows=Future(), called_off=Event()))

    return done


def test_the_lists_get_the_rows_of_the_warehouse(beside):
    lists = Lists()
    beside(lambda run: run.rows.set_result({"matches": 1}), lists)
    assert lists.ended == "written"


def test_a_warehouse_that_fails_ends_the_lists_too(beside):
    def build(run):
        raise BatchError("the disk is full")

    lists = Lists()
    with pytest.raises(BatchError, match="disk is full"):
        beside(build, lists)
    assert lists.ended == "no rows"


def test_a_run_that_is_asked_to_stop_calls_the_lists_off(beside):
    class Writing(Lists):
        def _write(self, run):
            begun.set()
            self.ended = "called off" if run.called_off.wait(30) else "written"

    def build(run):
        begun.wait(30)
        raise KeyboardInterrupt

    begun, lists = Event(), Writing()
    with pytest.raises(KeyboardInterrupt):
        beside(build, lists)
    assert lists.ended == "called off"


def test_lists_that_fail_end_the_batch(beside):
    def fail():
        raise BatchError("no list")

    with pytest.raises(BatchError, match="no list"):
        beside(lambda run: run.rows.set_result({}), Lists(fail))
