"""What came out for a case, for tests that are parametrized with `case` (its keys: cases.py)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.assess import cases


@pytest.fixture(scope="module")
def outcome(request: pytest.FixtureRequest) -> Callable[[dict], cases.Result]:
    """The result of a case. All cases of the module that are selected (`-k P02`) are assessed together; the others
    would cost time for nothing."""
    of_module = [item for item in request.session.items if item.getparent(pytest.Module) is request.node]
    selected = [item.callspec.params["case"] for item in of_module if "case" in item.fixturenames]
    results = {id(case): result for case, result in zip(selected, cases.run(selected), strict=True)}
    return lambda case: results[id(case)]
