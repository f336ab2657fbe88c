"""Corrections, minimums and the look through an inbox, with the real intake."""

from __future__ import annotations

import pytest

from flows.batch import ingest
from flows.batch.corrections import corrected
from flows.batch.minimums import refuse_thin
from flows.errors import BatchError
from flows.storage.inbox import listed
from schemas.identity import check_digit
from schemas.local import with_additions
from schemas.model import catalog
from tests.flows.conftest import make_batch
from tests.intake.deliveries import VEHICLE, VEHICLE_HEADER, csv_bytes
from transforms.evidence import gather

FILE = "公安_机动车_20260320.csv"
VALID = ["张三", "62282719900101123" + check_digit("62282719900101123"), *VEHICLE[2:]]
ENTRY = """- dataset: 机动车
  file: 公安_机动车_20260320.csv
  row: 2
  column: 号牌号码
  expect: 甘M12345
  value: 甘M54321
  reason: 车管所电话更正
  reporter: 公安局 数据员
"""


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / FILE).write_bytes(csv_bytes([VEHICLE_HEADER, VALID, [*VEHICLE[:3], "甘M2", *VEHICLE[4:]]]))
    return folder


def taken(store, inbox, known=None, number=1):
    known = known or catalog()
    entries = corrected(listed(inbox, ingest.reader(known)), known)
    assert ingest.take_in_all(store, entries, known, lambda *_: None) == {}
    batch = make_batch(number, f"b{number}")
    ingest.register_files(store, batch, entries)
    refuse_thin(store, batch, known)
    return batch


def plates(store):
    return store.rows("SELECT plate_number FROM clean.vehicles JOIN core.files USING (content_id) ORDER BY ALL")


def test_a_correction_makes_another_content(store, inbox):
    taken(store, inbox)
    assert plates(store) == [("甘M12345",), ("甘M2",)]
    (inbox / "更正_1.yaml").write_text(ENTRY, encoding="utf-8")
    taken(store, inbox)
    assert plates(store) == [("甘M2",), ("甘M54321",)]
    assert store.rows("SELECT file, disposition FROM core.files ORDER BY file") == [
        (FILE, "accepted"),
        ("更正_1.yaml", "passed_over"),
    ]
    assert store.rows(
        "SELECT code FROM core.content_issues JOIN core.files USING (content_id) WHERE code <> 'reading'"
    ) == [("corrected",)]
    (inbox / "更正_1.yaml").unlink()
    taken(store, inbox)
    assert plates(store) == [("甘M12345",), ("甘M2",)]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (("甘M12345", "甘M99999"), "no longer holds"),
        ((FILE, "公安_机动车_20260313.csv"), "holds no such file"),
        (("reporter", "who"), "first entry: unknown key; .*first entry / reporter: this key is missing"),
    ],
)
def test_a_correction_that_does_not_hold_stops_the_batch(store, inbox, change, why):
    (inbox / "更正_1.yaml").write_text(ENTRY.replace(*change), encoding="utf-8")
    with pytest.raises(BatchError, match=why) as stopped:
        taken(store, inbox)
    assert "Nothing was decided" in str(stopped.value) and "甘M" not in str(stopped.value)


def covered(store, batch, folder):
    store.attach_batch(folder / f"{batch.batch_id}.duckdb")
    gather(store.con, catalog(), batch, 45)
    found = store.con.execute(
        "SELECT is_delivered, files, rows_read, coverage FROM coverage WHERE dataset = 'vehicles'"
    ).fetchall()
    store.detach_batch()
    return found[0]


@pytest.mark.parametrize(
    ("minimum", "why"),
    [
        ({"rows": 3}, "只有 2 行可用，少于下限 3 行"),
        ({"valid_ids": 0.6}, "2 行中证件号码有效且可用的占 50.0%，低于下限 60.0%"),
    ],
)
def test_a_delivery_below_its_minimum_is_none(store, inbox, tmp_path, minimum, why):
    batch = taken(store, inbox, with_additions(catalog(), {"vehicles": {"minimum": minimum}}))
    assert store.rows("SELECT disposition FROM core.files") == [("rejected",)]
    ((code, severity, message),) = store.rows("SELECT code, severity, message FROM core.file_issues")
    assert (code, severity) == ("below_minimum", "file_rejected") and why in message
    assert covered(store, batch, tmp_path) == (False, 0, 0, "not_queried")


def test_what_came_before_stays_in_force(store, inbox, tmp_path):
    taken(store, inbox)
    (inbox / FILE).rename(inbox / "公安_机动车_20260327.csv")
    batch = taken(store, inbox, with_additions(catalog(), {"vehicles": {"minimum": {"rows": 3}}}), number=2)
    assert covered(store, batch, tmp_path) == (True, 1, 2, "found")
    assert store.con.execute("SELECT batch_number FROM store.core.files WHERE disposition = 'accepted'").fetchall() == [
        (1,)
    ]


def test_enough_is_enough(store, inbox, tmp_path):
    batch = taken(store, inbox, with_additions(catalog(), {"vehicles": {"minimum": {"rows": 2, "valid_ids": 0.5}}}))
    assert covered(store, batch, tmp_path) == (True, 1, 2, "found")


@pytest.mark.parametrize(
    ("minimum", "why"),
    [
        ({"rows": 3}, "只有 2 行可用，少于下限 3 行"),
        ({"valid_ids": 0.6}, "2 行中证件号码有效且可用的占 50.0%，低于下限 60.0%"),
        ({"rows": 2, "valid_ids": 0.5}, None),
    ],
)
def test_the_look_through_says_what_would_not_count(inbox, minimum, why):
    from flows.desk.preview import previews, short_of_minimum

    known = with_additions(catalog(), {"vehicles": {"minimum": minimum}})
    (inbox / "copy").mkdir()
    (inbox / "copy" / FILE).write_bytes((inbox / FILE).read_bytes())  # the same bytes count once
    said = short_of_minimum(list(previews(listed(inbox), known)), known)
    assert (why in said[0] and len(said) == 1) if why else said == []


def test_a_look_through_an_inbox(inbox, capsys):
    from flows.cli import _exit_code

    (inbox / "财政_一卡通补贴_20260320.csv").write_bytes(b"")
    (inbox / "c.xlsx.part").write_bytes(b"x")
    assert _exit_code(["doctor", "--inbox", str(inbox)]) == 3
    said = capsys.readouterr().out
    assert (
        f"{FILE}: 公安 机动车（vehicles）\n  识别为“机动车”（文件名写明）；编码 UTF-8，逗号分隔；表头在第 1 行，2 行数据；数据截止日取自文件名\n"
        in said
    )
    assert "财政_一卡通补贴_20260320.csv: 退回：文件是空的；" in said and "c.xlsx.part: 不读取：文件还在复制中" in said
    assert "共 3 个文件，1 个可采用" in said
    assert _exit_code(["doctor", "--inbox", str(inbox / "none")]) == 2
    assert not (inbox.parent / "workspace").exists()
