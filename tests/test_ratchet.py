"""The ratchet of type errors holds in both directions."""

from __future__ import annotations

import pytest

from tests.ratchet import complaints, errors_in

SAID = """\
tests/flows/a.py:3: error: Name "x" is not defined  [name-defined]
tests/flows/a.py:3: note: Did you forget an import?
tests/b.py:12: error: Incompatible types  [assignment]
transforms/c.py:1: error: Missing return statement  [return]
Found 3 errors in 3 files (checked 5 source files)
"""


def test_errors_are_counted_by_folder_and_notes_are_not():
    assert errors_in(SAID) == {"tests": 2, "transforms": 1}


def test_the_written_number_passes():
    assert complaints({"tests": 2}, errors_in(SAID)) == []


@pytest.mark.parametrize(
    ("written", "what_to_do"), [(1, "run `mypy tests`"), (3, "write 2 into"), (99, "write 2 into")]
)
def test_a_rise_and_an_unwritten_fall_are_told_with_what_to_do(written, what_to_do):
    (told,) = complaints({"tests": written}, errors_in(SAID))
    assert told.startswith("tests: 2 type errors") and what_to_do in told


def test_a_folder_that_became_clean_is_told_too():
    assert complaints({"bench": 4}, errors_in(SAID)) == [
        "bench: 0 type errors, 4 are written down; write 0 into tests/typing-baseline.txt, so that it never rises again"
    ]
