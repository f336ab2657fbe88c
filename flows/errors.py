"""The two ways a command fails, and how an unexpected one becomes a line that is safe to print and to store."""

from __future__ import annotations

import errno
import os
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
ROOT = Path(__file__).resolve().parent.parent
STOPPING = threading.Event()
"""Set by the handler of SIGTERM, before it raises Stopped."""


class Refusal(Exception):
    """A refusal in words for the officer: one line per argument; as text, the lines in one."""

    def __str__(self) -> str:
        return "; ".join(map(str, self.args))


class UsageError(Refusal):
    """Wrong use of the command: one line, exit code 2."""


class BatchError(Refusal):
    """The batch could not be decided: says what, where, why and what next, one line per problem; exit code 1."""


class Stopped(BaseException):
    """SIGTERM came: unwind, so that the workspace is left tidy."""


def _place(error: BaseException) -> str:
    """Module and line of ours where `error` arose: code, never data."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if path.is_relative_to(ROOT) and ".venv" not in path.parts and "site-packages" not in path.parts:
            return f" at {path.relative_to(ROOT).as_posix()}:{frame.lineno}"
    return ""


def described(error: BaseException, stage: str) -> str:
    """One line for an error that nobody foresaw.

    The text of such an error may quote a cell of a delivery, so only its type and the line of code are named. A full
    disk, what cannot be written and exhausted memory are told apart, for they have a remedy.
    """
    kind = type(error).__name__
    if getattr(error, "errno", None) in _FULL or any(
        os.strerror(code) in str(error) for code in _FULL
    ):  # DuckDB quotes the system's words
        return f"{stage}: the disk is full; free some space and run again. Earlier results are unchanged"
    if isinstance(error, OSError) and error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return f"{stage}: a file or folder is read-only ({error.strerror}{_place(error)}); check the permissions of the workspace, then run again"
    if isinstance(error, MemoryError) or kind == "OutOfMemoryException":
        return f"{stage}: memory ran out{_place(error)}; close other programs or use a larger machine, then run again. Earlier results are unchanged"
    return f"{stage} failed unexpectedly ({kind}{_place(error)}); earlier results are unchanged. Run again; if it stays, report this line"


def known_refusal(error: BaseException) -> bool:
    """Whether the message of `error` was written for the officer and holds no personal data: ours, and what the
    stages say of files and rules."""
    written = ("PolicyError", "CorrectionError", "ContractError", "RuleError", "StepError", "ColumnSlip")
    return isinstance(error, Refusal) or type(error).__name__ in written


def is_unforeseen(error: BaseException) -> bool:
    """Whether it is a failure, not a request to stop. A panic of a Rust library counts, although it is no Exception."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


@contextmanager
def explained(stage: str) -> Iterator[None]:
    """Turn whatever escapes a stage into a BatchError that shows nothing of the original error;
    a request to stop stays one.

    What a signal's handler raises while a statement runs DuckDB replaces with an error of its own.
    """
    try:
        yield
    except (UsageError, BatchError):
        raise
    except BaseException as error:
        if not is_unforeseen(error):
            raise
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":
            raise Stopped if STOPPING.is_set() else KeyboardInterrupt from None
        raise BatchError(*(error.args if known_refusal(error) else [described(error, stage)])) from None
