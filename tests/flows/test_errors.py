"""What a failure may say: type and line of code, never a value of a delivery."""

import errno
import os
import signal
import threading
import traceback

import duckdb
import pytest

from flows import cli, errors
from flows.errors import BatchError, Stopped, UsageError, explained


def test_unforeseen_error_loses_its_text_and_its_cause():
    with pytest.raises(BatchError) as caught, explained("Match people"):
        raise ValueError("张三 620822199001011234")
    assert str(caught.value).startswith("Match people failed unexpectedly (ValueError at tests/flows/test_errors.py:")
    assert "张三" not in str(caught.value)
    assert "张三" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("kind", [BatchError, UsageError])
def test_our_own_errors_pass(kind):
    with pytest.raises(kind, match="as said"), explained("x"):
        raise kind("as said")


def test_policy_error_keeps_its_words():
    from transforms.policy import PolicyError

    with pytest.raises(BatchError, match="p has no value; q has none") as told, explained("x"):
        raise PolicyError("parameter p has no value", "q has none")
    assert told.value.args == ("parameter p has no value", "q has none")


def test_full_disk_has_a_remedy():
    with pytest.raises(BatchError, match="the disk is full; free some space"), explained("Publish"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_interrupt_is_no_failure():
    with pytest.raises(KeyboardInterrupt), explained("x"):
        raise KeyboardInterrupt


@pytest.mark.parametrize(("sent", "raised"), [(signal.SIGINT, KeyboardInterrupt), (signal.SIGTERM, Stopped)])
def test_a_signal_while_a_statement_runs_is_no_failure_either(monkeypatch, sent, raised):
    monkeypatch.setattr(errors, "STOPPING", threading.Event())
    monkeypatch.setattr(cli, "STOPPING", errors.STOPPING)
    handlers = {
        number: signal.signal(number, handler)
        for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, cli._stop))
    }
    timer = threading.Timer(0.3, os.kill, [os.getpid(), sent])
    try:
        timer.start()
        with pytest.raises(raised), explained("Match people"):
            duckdb.connect().execute(
                "SELECT sum(hash(i)) FROM range(300000000) r(i)"
            )  # a second or two; DuckDB may look for signals only at its end
    finally:
        timer.join()
        for number, handler in handlers.items():
            signal.signal(number, handler)
