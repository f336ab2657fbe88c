"""Progress where there is no terminal, and what the Prefect artifact is told."""

import json
import logging
from threading import Event
from types import SimpleNamespace

import pytest

from flows.batch import artifacts, progress
from flows.batch.progress import PLAN, Progress


@pytest.fixture
def clock(monkeypatch):
    """A clock that only moves when told."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def run(timings, clock, seconds, told=None):
    with Progress(timings, None if told is None else lambda share, text: told.append((round(share, 3), text))) as shown:
        for title in PLAN:
            with shown.stage(title, 100 if title.startswith("Deliveries") else None) as step:
                if step.total:
                    clock[0] += seconds / 2
                    step.advance(50, 2_000)
                    clock[0] += seconds / 2
                    step.advance(50, 2_000)
                else:
                    clock[0] += seconds
        shown.finish()


def test_the_first_batch_has_rows_and_pace_but_no_time_left(tmp_path, clock, capsys):
    run(tmp_path / "timings", clock, 10)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Deliveries 报送: 2 000 rows in 5.0 s (400 rows/s)" in err.splitlines()
    assert err.splitlines()[-1] == "Publishing 发布: 10.0 s"
    assert "left" not in err
    assert json.loads((tmp_path / "timings").read_text(encoding="utf-8")) == dict.fromkeys(PLAN, 10.0)


def test_the_next_one_knows_how_long_it_will_take(tmp_path, clock, capsys):
    told: list[tuple[float, str]] = []
    run(tmp_path / "timings", clock, 10)
    capsys.readouterr()
    run(tmp_path / "timings", clock, 20, told)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Inbox and policy 收件: 20.0 s, about 1 min 0 s left"
    # The warehouse, built beside the lists, adds nothing.
    assert (
        lines[1] == "Deliveries 报送: 2 000 rows in 10.0 s (200 rows/s), about 1 min 0 s left"
    )  # half of the bytes: as long again, and five stages of 10 s
    assert [share for share, _ in told] == sorted(share for share, _ in told)
    assert (told[0][0], told[-1][0]) == (0, 1)
    assert (0.188, "Deliveries 报送: 2 000 rows in 10.0 s (200 rows/s), about 1 min 0 s left") in told


def test_two_stages_at_once_take_as_long_as_the_longer(tmp_path, clock, capsys):
    run(tmp_path / "timings", clock, 10)
    with Progress(tmp_path / "timings") as shown:
        for title in list(PLAN)[:-3]:
            shown.kept(title)
        with shown.stage("Lists 名单"):
            clock[0] += 2
            with shown.stage("Warehouse 数据库") as step:
                capsys.readouterr()
                clock[0] += 5
                step.advance(0)
    told = capsys.readouterr().err.splitlines()
    assert (
        told[0] == "Warehouse 数据库: 5.0 s, about 15 s left"
    )  # its own five seconds more, while the lists take three, and ten of publishing
    assert told[-1] == "Lists 名单: 7.0 s, about 10 s left"


def test_kept_stages_do_not_spoil_the_times(tmp_path, clock, capsys):
    run(tmp_path / "timings", clock, 10)
    with Progress(tmp_path / "timings") as shown:
        shown.kept("Evidence 证据")
        with shown.stage("Matching 比对"):
            clock[0] += 30
        shown.finish()
    assert "Evidence 证据: kept from the run that was cut off" in capsys.readouterr().err
    assert json.loads((tmp_path / "timings").read_text(encoding="utf-8")) == dict.fromkeys(PLAN, 10.0) | {
        "Matching 比对": 30.0
    }


@pytest.mark.parametrize("content", ["", "[]", '{"Matching 比对": "soon"}', "\x00"])
def test_damaged_times_are_no_times(tmp_path, clock, capsys, content):
    (tmp_path / "timings").write_text(content)
    run(tmp_path / "timings", clock, 1)
    assert "left" not in capsys.readouterr().err


def test_the_artifact_is_told_beside_the_batch_and_ends_with_the_latest(monkeypatch):
    told, answers = [], Event()

    def create(share, key, description):
        assert answers.wait(30)
        told.append((share, description))
        return "id"

    def update(artifact, change):
        told.append((change.data, change.description))

    context = SimpleNamespace(client=SimpleNamespace(update_artifact=update))
    monkeypatch.setattr(artifacts, "FlowRunContext", SimpleNamespace(get=lambda: context))
    monkeypatch.setattr(artifacts, "get_run_logger", lambda: logging.getLogger("test"))
    monkeypatch.setattr(artifacts, "create_progress_artifact", create)
    with artifacts.progress() as watch:  # the server keeps the first waiting: the batch goes on
        for share in (0.2, 0.4, 1.0):
            watch(share, f"{share:.0%}")
        answers.set()
    assert told[-1] == (100.0, "100%")
    assert len(told) <= 2  # what waited was told by its latest


def test_a_server_that_fails_costs_the_picture_only(monkeypatch):
    asked = []

    def create(*_arguments, **_named):
        asked.append(1)
        raise ConnectionError

    monkeypatch.setattr(artifacts, "FlowRunContext", SimpleNamespace(get=lambda: SimpleNamespace(client=None)))
    monkeypatch.setattr(artifacts, "get_run_logger", lambda: logging.getLogger("test"))
    monkeypatch.setattr(artifacts, "create_progress_artifact", create)
    with artifacts.progress() as watch:
        watch(1.0, "100%")
    assert asked
