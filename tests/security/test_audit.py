"""The audit: every way of touching it is found, and it never holds personal data."""

import json
import os
from datetime import datetime, timedelta

import pytest

from flows.clock import COUNTY_TIME
from flows.custody.audit import FIRST, Audit, entries, heads, problems
from flows.errors import BatchError
from flows.storage.store import Store
from flows.storage.workspace import Workspace


class Clock:
    """A minute later at every look."""

    def __init__(self):
        self.now = datetime(2026, 3, 31, 9, 0, tzinfo=COUNTY_TIME)

    def __call__(self):
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def audit(tmp_path):
    workspace = Workspace(tmp_path / "workspace")
    workspace.create()
    return Audit(workspace, clock=Clock(), who=lambda: "officer")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The bytes of a log of five entries, and what core.duckdb remembers of it."""
    workspace = Workspace(tmp_path_factory.mktemp("kept") / "workspace")
    workspace.create()
    store = Store(workspace.core, workspace.work / "spill")
    for number in range(5):
        Audit(workspace, Clock(), lambda: "officer").record(
            "report", "looked up", store=store, about={"household": f"LC{number}"}, reason="举报核查"
        )
    remembered = heads(store.con, "store")
    store.close()
    return Audit(workspace).path.read_bytes(), remembered


@pytest.fixture
def store(audit):
    opened = Store(audit.workspace.core, audit.workspace.work / "spill")
    yield opened
    opened.close()


@pytest.fixture
def five(audit, store):
    for number in range(5):
        audit.record("report", "looked up", store=store, about={"household": f"LC{number}"}, reason="举报核查")
    return audit


def found(audit, store):
    return problems(audit.path, heads(store.con, "store"))[0]


def lines(audit):
    return audit.path.read_bytes().splitlines(keepends=True)


def rewritten(audit, changed):
    """The chain written anew over changed entries, as a forger who knows how it is made would."""
    previous, out = FIRST, b""
    from flows.custody.audit import _hash, _line

    for number, entry in enumerate(changed, start=1):
        entry |= {"sequence": number, "previous": previous}
        entry["hash"] = previous = _hash(entry)
        out += _line(entry)
    audit.path.write_bytes(out)


def test_what_an_entry_says(five, store):
    entry = entries(five.path)[1]
    assert (entry["sequence"], entry["at"], entry["who"]) == (2, "2026-03-31T09:02:00+08:00", "officer")
    assert (entry["command"], entry["action"]) == ("report", "looked up")
    assert (entry["about"], entry["reason"]) == ({"household": "LC1"}, "举报核查")
    assert entry["previous"] == entries(five.path)[0]["hash"]
    assert problems(five.path, heads(store.con, "store")) == ([], 5)
    assert os.stat(five.path).st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("touch", "told"),
    [
        (lambda ls: [*ls[:2], ls[2].replace("举报核查".encode(), "例行抽查".encode()), *ls[3:]], "entry 3 was changed"),
        (lambda ls: [*ls[:2], ls[2].replace(b"officer", b"visitor"), *ls[3:]], "entry 3 was changed"),
        (lambda ls: [*ls[:1], *ls[2:]], "entry 3 stands where 2 should"),
        (lambda ls: ls[1:], "entry 2 stands where 1 should"),
        (lambda ls: [ls[0], ls[2], ls[1], *ls[3:]], "entry 3 stands where 2 should"),
        (lambda ls: [*ls, ls[4]], "entry 5 stands where 6 should"),
        (lambda ls: ls[:3], "the log ends at 3"),
        (lambda ls: [], "the log ends at 0"),
        (lambda ls: [*ls[:4], ls[4][:-20]], "the last line is incomplete"),
        (lambda ls: [*ls[:2], b"{}\n", *ls[3:]], "line 3 is no entry"),
        (lambda ls: [*ls[:2], ls[2].replace(b'","', b'", "'), *ls[3:]], "line 3 is no entry as hedui writes them"),
    ],
)  # fmt: skip
def test_every_touch_is_found(kept, tmp_path, touch, told):
    content, remembered = kept
    (tmp_path / "audit.jsonl").write_bytes(b"".join(touch(content.splitlines(keepends=True))))
    said, _ = problems(tmp_path / "audit.jsonl", remembered)
    assert any(told in problem for problem in said), said


def test_a_chain_made_anew_is_found_by_what_core_remembers(five, store):
    changed = [entry for entry in entries(five.path)]
    changed[1]["about"] = {"household": "LC999"}
    rewritten(five, changed)
    assert problems(five.path, [])[0] == []  # in itself it is whole
    assert "entry 5 is not the one that core.duckdb remembers" in found(five, store)[0]


def test_a_shortened_chain_made_anew_stays_found_when_work_goes_on(five, store):
    rewritten(five, entries(five.path)[:3])
    five.record("run", "started", store=store)
    five.record("run", "published", store=store)
    assert len(heads(store.con, "store")) == 2
    assert any("core.duckdb remembers" in problem for problem in found(five, store))


def test_the_whole_log_gone(kept, tmp_path):
    assert problems(tmp_path / "audit.jsonl", kept[1])[0] == ["the log is gone: core.duckdb remembers 5 entries"]


def test_a_line_torn_by_a_power_cut_goes_and_the_chain_goes_on(five, store):
    with open(five.path, "ab") as log:
        log.write(lines(five)[4][:40])
    five.record("run", "started", store=store)
    assert problems(five.path, heads(store.con, "store")) == ([], 6)


def test_without_core_open_the_entry_joins_the_chain_and_is_remembered_later(five, store):
    other = Store(
        five.workspace.root / "other.duckdb", five.workspace.work / "spill2"
    )  # keeps this process busy with another file
    five.record("explain", "looked up")
    other.close()
    assert problems(five.path, heads(store.con, "store")) == ([], 6)
    five.record("run", "started", store=store)
    assert heads(store.con, "store") == [(7, entries(five.path)[-1]["hash"])]


def test_on_its_own_it_opens_core_and_remembers(five, store):
    store.close()
    five.record("explain", "looked up", about={"household": "LC1"})
    reopened = Store(five.workspace.core, five.workspace.work / "spill")
    try:
        assert heads(reopened.con, "store") == [(6, entries(five.path)[-1]["hash"])]
    finally:
        reopened.close()


def test_no_personal_data_whatever_is_typed(audit, store):
    audit.record("explain", "looked up", store=store, about={"subject": "990122199001011234", "more": ["19900000001", {"card": "6228000000000001"}]},
                 reason="核对 990122199001011234\n电话19900000001，卡6228000000000001")  # fmt: skip
    text = audit.path.read_text(encoding="utf-8")
    assert not any(number in text for number in ("990122199001011234", "19900000001", "6228000000000001"))
    assert json.loads(text)["reason"].startswith("核对 990122********1234 电话199****0001")


def test_a_log_that_cannot_be_written_stops_the_act(audit):
    audit.path.mkdir()
    with pytest.raises(BatchError, match="what is not recorded is not done"):
        audit.record("run", "started")


@pytest.mark.slow
def test_a_workbook_that_leaves_the_workspace_is_recorded(workspace, hedui_says, tmp_path):
    """One that names people only when it can be; figures also without, for an analyst, who is told."""
    figures, trial = (
        ("stats", "--out", tmp_path / "figures.xlsx"),
        ("whatif", "--set", "dibao_standard.rural=7200", "--out", tmp_path / "trial.xlsx"),
    )
    assert [hedui_says(*order, "--workspace", workspace)[0] for order in (figures, trial)] == [0, 0]
    told = entries(workspace / "audit.jsonl")[-2:]
    assert [(entry["command"], entry["action"]) for entry in told] == [("stats", "exported"), ("whatif", "exported")]
    assert told[1]["about"]["set"] == {"dibao_standard.rural": "7200"}
    assert hedui_says("audit", "verify", "--workspace", workspace)[0] == 0
    assert (tmp_path / "trial.xlsx").stat().st_mode & 0o077 == 0

    for path in ("audit.jsonl", tmp_path / "figures.xlsx", tmp_path / "trial.xlsx"):
        (workspace / path).unlink()
    (workspace / "audit.jsonl").mkdir()
    code, _, said = hedui_says(*figures, "--workspace", workspace)
    assert (code, "Note: this is not recorded" in said, (tmp_path / "figures.xlsx").is_file()) == (0, True, True)
    code, _, said = hedui_says(*trial, "--workspace", workspace)
    assert (code, "what is not recorded is not done" in said, (tmp_path / "trial.xlsx").exists()) == (1, True, False)
