"""Slips in the files of a dataset, made one by one: each is told in one line with file, key and what is allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

import pytest

from schemas.checked import ContractError
from schemas.dataset_files import OURS, catalog_of, files_of
from schemas.dataset_models import KindFile
from schemas.model import Catalog, catalog, evidence_kinds
from transforms.evidence.contract import EVIDENCE_COLUMNS
from transforms.intake.values import FACTORS

PLACE = "schemas/departments"
PAYROLL, ALIKE = "finance/payroll.yaml", "civil_affairs/application_households.yaml"


@pytest.fixture
def departments(tmp_path: Path) -> Path:
    """A copy of the folders that come with hedui."""
    return Path(shutil.copytree(str(files("schemas") / "departments"), tmp_path / "departments"))


def read(root: Path) -> Catalog:
    return catalog_of(files_of(root, PLACE), PLACE, evidence_kinds(), Catalog({}, {}))


def refused(root: Path) -> list[str]:
    with pytest.raises(ContractError) as told:
        read(root)
    return str(told.value).splitlines()


def replaced(file: str, old: str, new: str) -> Callable[[Path], object]:
    def slip(root: Path) -> None:
        text = (root / file).read_text(encoding="utf-8")
        assert old in text
        (root / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return slip


def moved(file: str, to: str) -> Callable[[Path], object]:
    return lambda root: (root / file).rename(root / to)


def removed(file: str) -> Callable[[Path], object]:
    return lambda root: (root / file).unlink()


def copied(file: str, to: str) -> Callable[[Path], object]:
    return lambda root: (root / to).write_bytes((root / file).read_bytes())


SLIPS = {
    "unknown key of a column": (
        replaced(PAYROLL, "type: money, required:", "type: money, requird:"),
        f"{PLACE}/finance/payroll.yaml, columns / gross_pay / requird: unknown key; "
        "allowed: codes, delivered_unit, headers, personal, required, title, type, unit (did you mean required?)",
    ),
    "unknown key of a dataset": (
        replaced(PAYROLL, "proves:", "prove:"),
        "finance/payroll.yaml, prove: unknown key; allowed: columns, grain,",
    ),
    "type of a column": (
        replaced(PAYROLL, "type: money", "type: mony"),
        "columns / gross_pay / type: 'mony' stands here; allowed: bool, code, date, id, int, money, month, name, "
        "number, text (did you mean money?)",
    ),
    "class of personal data": (
        replaced(PAYROLL, "personal: sensitive", "personal: secret"),
        "'secret' stands here; allowed: contact, identifier, name, none, sensitive",
    ),
    "mode": (replaced(PAYROLL, "mode: events", "mode: event"), "mode: 'event' stands here; allowed: events, snapshot"),
    "no bool": (replaced(PAYROLL, "required: true", "required: maybe"), "'maybe' stands here; allowed: true or false"),
    "no headers": (
        replaced(PAYROLL, "headers: [应发工资, 月应发工资]", "headers: []"),
        "columns / gross_pay / headers: [] stands here; allowed: 1 or more",
    ),
    "headers in words": (
        replaced(PAYROLL, "headers: [应发工资, 月应发工资]", "headers: 应发工资"),
        "columns / gross_pay / headers: '应发工资' stands here; allowed: a list",
    ),
    "title that is no header": (
        replaced(PAYROLL, "headers: [应发工资, 月应发工资]", "headers: [月应发工资]"),
        "columns / gross_pay: title '应发工资' is not among its headers",
    ),
    "header of two columns": (
        replaced(PAYROLL, "headers: [月份, 工资月份]", "headers: [月份, 月应发工资]"),
        "columns / month / headers: '月应发工资' is already a header of gross_pay",
    ),
    "number as a code": (
        replaced("public_security/vehicles.yaml", "{'01': ", "{1: "),
        "vehicles.yaml, columns / plate_class / codes / 1: 1 stands here; allowed: a text",
    ),
    "word of two codes": (
        replaced("public_security/vehicles.yaml", "[大型汽车]", "[大型汽车, 小型汽车]"),
        "columns / plate_class: '小型汽车' means both 01 and 02",
    ),
    "codes of no code column": (
        replaced("public_security/vehicles.yaml", "使用性质, type: code", "使用性质, type: text"),
        "columns / use: type is text, codes are ['private'",
    ),
    "money in no yuan": (
        replaced(PAYROLL, "unit: 元", "unit: 万元"),
        "columns / gross_pay: unit is '万元'; allowed for money: 元",
    ),
    "column that is ours": (
        replaced(PAYROLL, "  month:", "  source:"),
        "payroll.yaml, columns / source: this name is hedui's own",
    ),
    "query date in words": (
        replaced(
            PAYROLL,
            "  month:",
            "  queried_on: {title: 查询日, type: text, personal: none, headers: [查询日]}\n  month:",
        ),
        "payroll.yaml, columns / queried_on: it is the day a row speaks of, and its type is text; allowed: date, month",
    ),
    "column that is no identifier": (
        replaced(PAYROLL, "  month:", "  Pay Month:"),
        "columns / Pay Month: 'Pay Month' stands here; allowed: what fits ^[a-z]",
    ),
    "key that stands twice": (
        replaced(PAYROLL, "  month:", "  gross_pay:"),
        "finance/payroll.yaml: this is no readable YAML: line 14: the key 'gross_pay' stands twice",
    ),
    "keeps names no column": (
        replaced("banks/deposits.yaml", "[[bank, account]]", "[[bank, acount]]"),
        "banks/deposits.yaml, keeps / first entry: 'acount' is no column; allowed: account, account_type,",
    ),
    "sign of a text": (
        replaced("banks/deposits.yaml", "[[bank, account]]", "[[bank, account.sign]]"),
        "keeps / first entry: account is of type text; allowed: money, number, int",
    ),
    "sender names no column": (
        replaced("banks/deposits.yaml", "sender: bank", "sender: branch"),
        "banks/deposits.yaml, sender: 'branch' is no column; allowed:",
    ),
    "party names no column": (
        replaced("civil_affairs/marriages.yaml", "{id: male_id,", "{id: man_id,"),
        "marriages.yaml, parties / first entry / id: 'man_id' is no column; allowed:",
    ),
    "party named by a date": (
        replaced("civil_affairs/marriages.yaml", "name: male_name}", "name: event_on}"),
        "marriages.yaml, parties / first entry / name: event_on is of type date; allowed: name",
    ),
    "class of evidence": (
        replaced(PAYROLL, "fiscal_pay: verified", "fiscal_pay: sure"),
        "proves / fiscal_pay: 'sure' stands here; allowed: indicative, verified",
    ),
    "kind of evidence": (
        replaced(PAYROLL, "fiscal_pay: verified", "fiscal_pey: verified"),
        "finance/payroll.yaml, proves: 'fiscal_pey' is no kind of evidence; allowed: birth,",
    ),
    "share over one": (
        replaced(PAYROLL, "mode: events", "mode: events\nminimum: {valid_ids: 80}"),
        "minimum / valid_ids: 80 stands here; allowed: less than or equal to 1",
    ),
    "like what is not there": (
        replaced(ALIKE, "like: roster_households", "like: roster_household"),
        "like: 'roster_household' is no dataset that can be taken; allowed:",
    ),
    "like what is like another": (
        replaced(ALIKE, "like: roster_households", "like: application_members"),
        "like: 'application_members' is no dataset that can be taken; allowed:",
    ),
    "no department.yaml": (
        removed("finance/department.yaml"),
        f"{PLACE}/finance/department.yaml: this file is missing; it gives the title of department finance",
    ),
    "department without a title": (
        replaced("finance/department.yaml", "title:", "titel:"),
        "finance/department.yaml, titel: unknown key; allowed: aliases, title (did you mean title?)",
    ),
    "title of two departments": (
        replaced("finance/department.yaml", "财政", "银行"),
        "finance/department.yaml, title: '银行' is already what banks is called",
    ),
    "title of two datasets": (
        replaced(PAYROLL, "title: 财政供养", "title: 机动车"),
        "'机动车' is already what payroll is called",
    ),
    "name used twice": (
        copied(PAYROLL, "health/payroll.yaml"),
        f"{PLACE}/health/payroll.yaml: there is a dataset payroll already: {PLACE}/finance/payroll.yaml",
    ),
    "name in capitals": (
        copied(PAYROLL, "health/Pay.yaml"),
        "health/Pay.yaml: 'Pay' is no name of a dataset; allowed:",
    ),
    "other ending": (moved(PAYROLL, "finance/payroll.yml"), "finance/payroll.yml: no file of a dataset is named so"),
    "file beside the folders": (
        moved(PAYROLL, "payroll.yaml"),
        "departments/payroll.yaml: no file of a dataset is named",
    ),
    "no evidence SQL": (
        removed("finance/payroll.sql"),
        "finance/payroll.yaml, proves: it needs payroll.sql beside it, which says the evidence; it is missing",
    ),
    "misnamed evidence SQL": (
        moved("finance/payroll.sql", "finance/payrol.sql"),
        "finance/payrol.sql: no payrol.yaml lies beside it; 'payrol' is no dataset here; allowed: payroll, subsidies",
    ),
    "evidence SQL of what proves nothing": (
        copied("finance/payroll.sql", "civil_affairs/kin_filings.sql"),
        "kin_filings.yaml, proves: this key is missing, and kin_filings.sql says evidence",
    ),
    "no YAML": (replaced(PAYROLL, "mode: events", "mode: [events"), "finance/payroll.yaml: this is no readable YAML:"),
    "empty file": (
        lambda root: (root / PAYROLL).write_text(""),
        "finance/payroll.yaml: nothing stands here; allowed: a mapp",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_in_one_line(departments, slip):
    make, why = SLIPS[slip]
    make(departments)
    told = refused(departments)
    assert [line for line in told if why in line], told
    assert all(line.startswith(f"{PLACE}/") for line in told)


def test_all_slips_are_told_at_once(departments):
    for slip in ("unknown key of a column", "sender names no column", "misnamed evidence SQL"):
        SLIPS[slip][0](departments)
    told = refused(departments)
    for slip in ("unknown key of a column", "sender names no column", "misnamed evidence SQL"):
        assert [line for line in told if SLIPS[slip][1] in line], told


def test_other_files_do_no_harm(departments):
    (departments / "finance" / "README.md").write_text("notes", encoding="utf-8")
    (departments / "notes").mkdir()
    (departments / ".DS_Store").write_bytes(b"\0")
    assert read(departments) == catalog()


def test_what_is_allowed_is_what_the_stages_know():
    assert KindFile.model_fields.keys() - {"title", "parties"} == set(EVIDENCE_COLUMNS) - {"kind"}
    delivered = {column.delivered_unit for d in catalog().datasets.values() for column in d.columns.values()}
    assert delivered - {None} <= FACTORS.keys()
    assert not set(OURS) & {name for d in catalog().datasets.values() for name in d.columns}
