"""departments/ of a jurisdiction: its own datasets, inherited, checked when the policy is loaded."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from schemas.model import catalog
from transforms.policy import PolicyError, datasets, load

DAY = dt.date(2026, 3, 20)
CARRIERS = """\
title: 客货运车辆
grain: one row per vehicle
proves: {vehicle: verified}
columns:
  plate_number: {title: 车牌号码, type: text, required: true, personal: contact, headers: [车牌号码]}
"""
SQL = "SELECT source, 'vehicle' AS kind, plate_number AS item FROM facts\n"


def put(county: Path, **texts: str) -> Path:
    """Files below departments/ of the county: `transport__carriers__yaml` is transport/carriers.yaml."""
    for name, text in texts.items():
        folder, file, ending = name.split("__")
        (county / "departments" / folder).mkdir(parents=True, exist_ok=True)
        (county / "departments" / folder / f"{file}.{ending}").write_text(text, encoding="utf-8")
    return county.parent


@pytest.fixture
def linshan(county, tmp_path) -> Path:
    put(
        tmp_path / "linshan",
        transport__department__yaml="title: 交通运输\n",
        transport__carriers__yaml=CARRIERS,
        transport__carriers__sql=SQL,
    )
    return tmp_path / "linshan"


def test_it_stands_beside_those_of_hedui(linshan):
    known = load("linshan", DAY, roots=[linshan.parent]).catalog
    assert known.datasets.keys() - catalog().datasets.keys() == {"carriers"}
    assert known.departments["transport"].title == "交通运输"
    assert known.datasets["carriers"].evidence_sql == SQL
    assert load("example", DAY).catalog == catalog() == datasets("example")


def test_a_dataset_of_a_known_department(county, tmp_path):
    root = put(tmp_path / "linshan", public_security__carriers__yaml=CARRIERS, public_security__carriers__sql=SQL)
    assert datasets("linshan", [root]).datasets["carriers"].department == "public_security"


def test_children_have_it_and_may_add_spellings(linshan):
    root = linshan.parent
    (root / "dongcun").mkdir()
    (root / "dongcun" / "jurisdiction.yaml").write_text(
        "code: dongcun\ntitle: 东村\ninherits: linshan\n", encoding="utf-8"
    )
    (root / "dongcun" / "deliveries.yaml").write_text("carriers: {headers: {plate_number: [号牌]}}\n", encoding="utf-8")
    assert datasets("dongcun", [root]).datasets["carriers"].columns["plate_number"].headers == ("车牌号码", "号牌")
    put(root / "dongcun", transport__carriers__yaml=CARRIERS, transport__carriers__sql=SQL)
    with pytest.raises(
        PolicyError,
        match=r"dongcun/departments/transport/carriers.yaml: there is a dataset carriers already: .*linshan",
    ):
        datasets("dongcun", [root])


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("carriers.yaml", "车牌号码", "号牌号码"),
        ("carriers.sql", "plate_number AS item", "plate_number AS label"),
        ("department.yaml", "交通运输", "交通"),
    ],
)
def test_the_version_tells_of_every_file(linshan, file, old, new):
    before = load("linshan", DAY, roots=[linshan.parent]).version
    changed = linshan / "departments" / "transport" / file
    changed.write_text(changed.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert load("linshan", DAY, roots=[linshan.parent]).version != before


SLIPS = {
    "a dataset of hedui": (
        {"transport__vehicles__yaml": CARRIERS, "transport__vehicles__sql": SQL},
        "departments/transport/vehicles.yaml: there is a dataset vehicles already: schemas/departments/public_security/"
        "vehicles.yaml; give this one another name",
    ),
    "a title of hedui": (
        {"transport__carriers__yaml": CARRIERS.replace("title: 客货运车辆", "title: 机动车")},
        "departments/transport/carriers.yaml, title: '机动车' is already what vehicles is called",
    ),
    "a department of hedui": (
        {"banks__department__yaml": "title: 银行\n"},
        "departments/banks/department.yaml: there is a department banks (金融机构) already; remove this file",
    ),
    "a word of a department of hedui": (
        {"transport__department__yaml": "title: 银行\n"},
        "departments/transport/department.yaml, title: '银行' is already what banks is called",
    ),
    "no department.yaml": (
        {"forestry__trees__yaml": CARRIERS, "forestry__trees__sql": SQL},
        "departments/forestry/department.yaml: this file is missing; it gives the title of department forestry",
    ),
    "a misspelt key": (
        {"transport__carriers__yaml": CARRIERS.replace("required", "requird")},
        "departments/transport/carriers.yaml, columns / plate_number / requird: unknown key; allowed: ",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_one_line(linshan, slip):
    texts, why = SLIPS[slip]
    put(linshan, **texts)
    with pytest.raises(PolicyError) as refused:
        load("linshan", DAY, roots=[linshan.parent])
    assert [line for line in refused.value.args if why in line], refused.value.args
