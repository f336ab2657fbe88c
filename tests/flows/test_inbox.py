"""Which entries of an inbox are read, under which names, and what their fingerprint depends on."""

import os

import pytest

from flows.errors import BatchError
from flows.storage.inbox import OTHERS, by_department, fingerprint, listed
from schemas.model import catalog


def write(folder, name, content=b"x"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_regular_files_below_the_folder_by_name(tmp_path):
    for name in ("b.csv", "a/z.csv", "a.csv", ".hidden.csv", ".git/config", ".~lock.a.csv#"):
        write(tmp_path, name)
    assert [entry.name for entry in listed(tmp_path)] == ["a.csv", "a/z.csv", "b.csv"]


def test_links_and_devices_are_refused_not_followed(tmp_path):
    outside = write(tmp_path, "outside/secret.csv")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "file.csv").symlink_to(outside)
    (inbox / "folder").symlink_to(outside.parent)
    (inbox / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(inbox / "pipe")
    assert {entry.name: entry.refusal for entry in listed(inbox)} == {
        "file.csv": "link",
        "folder": "link",
        "dangling": "link",
        "pipe": "not_a_file",
    }


def test_names_are_safe_to_print(tmp_path):
    for raw in (b"a\x1b[2J\n.csv", "民政_救助家庭.csv".encode("gb18030"), b"..\xff.csv", "b\u202excod.exe".encode()):
        (tmp_path / os.fsdecode(raw)).write_bytes(b"x")
    assert {entry.name for entry in listed(tmp_path)} == {
        "a�[2J�.csv",
        "民政_救助家庭.csv",
        "b�xcod.exe",
    }  # the third is hidden


def test_content_id_is_name_and_bytes(tmp_path):
    write(tmp_path, "one/a.csv", b"x")
    write(tmp_path, "two/a.csv", b"x")
    write(tmp_path, "two/b.csv", b"x")
    one, two, other = listed(tmp_path)
    assert one.content_id == two.content_id
    assert one.content_id != other.content_id
    assert one.sha256 == other.sha256


def test_fingerprint_depends_on_names_contents_kind_and_policy_only(tmp_path):
    file = write(tmp_path, "a.csv", b"x")
    first = fingerprint(listed(tmp_path), "routine", "example")
    os.utime(file, (1, 1))
    assert fingerprint(listed(tmp_path), "routine", "example") == first
    assert fingerprint(listed(tmp_path), "review", "example") != first
    assert fingerprint(listed(tmp_path), "routine", "national") != first
    file.write_bytes(b"y")
    changed = fingerprint(listed(tmp_path), "routine", "example")
    file.rename(tmp_path / "b.csv")
    assert len({first, changed, fingerprint(listed(tmp_path), "routine", "example")}) == 3


def test_a_file_that_changed_since_is_not_read(tmp_path):
    file = write(tmp_path, "a.csv", b"x")
    (entry,) = listed(tmp_path)
    assert entry.read() == b"x"
    file.write_bytes(b"y")
    with pytest.raises(BatchError, match=r"a\.csv changed while the batch was reading it"):
        entry.read()


def test_a_file_that_is_still_being_copied_is_not_read(tmp_path, monkeypatch):
    for name in ("a.csv", "b.csv", "c.xlsx.part", "d.crdownload"):
        write(tmp_path, name)
    monkeypatch.setattr(
        "flows.storage.inbox.time.sleep", lambda _: write(tmp_path, "a.csv", b"xy")
    )  # between two looks
    assert {entry.name: entry.refusal for entry in listed(tmp_path, settle=1)} == {
        "a.csv": "being_copied", "b.csv": None, "c.xlsx.part": "being_copied", "d.crdownload": "being_copied"
    }  # fmt: skip


def test_an_inbox_that_came_to_rest_is_not_waited_for(tmp_path, monkeypatch):
    os.utime(write(tmp_path, "a.csv"), (1, 1))
    monkeypatch.setattr("flows.storage.inbox.time.sleep", lambda _: pytest.fail("waited"))
    assert listed(tmp_path, settle=1)[0].refusal is None


def test_work_is_shared_out_by_department(tmp_path):
    for name in ("民政_救助家庭_20260320.csv", "银行_存款.csv", "金融机构_证券保险.csv", "sub/民政_x.csv", "数据.xlsx"):
        write(tmp_path, name)
    grouped = by_department(listed(tmp_path), catalog())
    assert {department: len(entries) for department, entries in grouped.items()} == {
        "民政": 2,
        "金融机构": 2,
        OTHERS: 1,
    }


def test_the_department_with_most_to_read_comes_first(tmp_path):
    for name, size in (
        ("民政_救助家庭.csv", 2),
        ("公安_机动车.csv", 5),
        ("民政_火化.csv", 2),
        ("工会_困难职工.csv", 9),
    ):
        write(tmp_path, name, b"x" * size)
    assert list(by_department(listed(tmp_path), catalog())) == ["工会", "公安", "民政"]


def test_modification_date_is_the_countys(tmp_path):
    file = write(tmp_path, "a.csv")
    os.utime(file, (1774972800, 1774972800))  # 2026-03-31 16:00 UTC is already April in the county
    assert listed(tmp_path)[0].modified_on.isoformat() == "2026-04-01"
