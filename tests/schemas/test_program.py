"""The fingerprint of the program: every file counts, wherever it lies in a package, but bytecode."""

import sys

import pytest

from schemas.program import fingerprint


@pytest.fixture
def package(tmp_path, monkeypatch):
    folder = tmp_path / "counted"
    (folder / "sql").mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "sql" / "rule.sql").write_text("SELECT 1")
    (folder / "table.yaml").write_text("a: 1")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "counted", raising=False)
    return folder


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "__init__.py").write_text("x = 1"),
        lambda folder: (folder / "sql" / "rule.sql").write_text("SELECT 2"),
        lambda folder: (folder / "table.yaml").unlink(),
        lambda folder: (folder / "sql" / "more.sql").touch(),
        lambda folder: (folder / "sql").rename(folder / "queries"),
    ],
    ids=["code", "SQL", "one less", "one more", "another name"],
)
def test_a_change_of_any_file_is_seen(package, change):
    before = fingerprint("counted")
    assert fingerprint("counted") == before
    change(package)
    assert fingerprint("counted") != before


def test_bytecode_is_not(package):
    before = fingerprint("counted")
    (package / "sql" / "__pycache__").mkdir()
    (package / "sql" / "__pycache__" / "rule.cpython-311.pyc").touch()
    assert fingerprint("counted") == before


def test_packages_of_the_program():
    assert fingerprint("schemas") != fingerprint("transforms.evidence") != fingerprint("schemas", "transforms.evidence")
