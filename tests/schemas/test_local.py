"""What a county adds to the catalog, and what it may not."""

from __future__ import annotations

import pytest

from schemas.local import AdditionError, merged, with_additions
from schemas.model import Minimum, catalog
from tests.intake.deliveries import VEHICLE, VEHICLE_HEADER, codes_of, csv_bytes
from transforms.intake import take_in

ADDED = {
    "vehicles": {
        "headers": {"plate_number": ["车号"]},
        "codes": {"status": {"active": ["在用"]}},
        "minimum": {"rows": 5},
    }
}


def test_added_spellings_are_taken_in():
    content = csv_bytes([[*VEHICLE_HEADER[:3], "车 号", *VEHICLE_HEADER[4:]], [*VEHICLE[:5], "在用"]])
    assert codes_of(take_in("公安_机动车.csv", content, catalog())) == ["missing_column"]
    local = with_additions(catalog(), ADDED)
    intake = take_in("公安_机动车.csv", content, local)
    assert codes_of(intake) == []
    assert intake.clean.select("plate_number", "status").rows() == [("甘M12345", "active")]
    assert (
        take_in("公安_机动车.csv", csv_bytes([VEHICLE_HEADER, VEHICLE]), local).rows_accepted == 1
    )  # the usual ones stay
    assert local.datasets["vehicles"].minimum == Minimum(5, None)
    assert catalog().datasets["vehicles"].minimum == Minimum()


def test_parent_and_child_add_up():
    both = merged(
        ADDED,
        {
            "vehicles": {"headers": {"plate_number": ["牌照"]}, "minimum": {"valid_ids": 0.5}},
            "registry": {"minimum": {"rows": 1}},
        },
    )
    local = with_additions(catalog(), both)
    assert local.datasets["vehicles"].columns["plate_number"].headers[-2:] == ("车号", "牌照")
    assert (local.datasets["vehicles"].minimum, local.datasets["registry"].minimum) == (
        Minimum(5, 0.5),
        Minimum(1, None),
    )


@pytest.mark.parametrize(
    ("additions", "why"),
    [
        ({"planes": {}}, "planes: there is no such dataset; known: application_households"),
        (
            {"vehicles": {"headers": {"colour": ["颜色"]}}},
            "vehicles: there is no column 'colour'; known: name, resident_id",
        ),
        ({"vehicles": {"headers": {"name": ["号牌 号码"]}}}, "is already a header of plate_number"),
        ({"vehicles": {"codes": {"status": {"sold": ["已售"]}}}}, "there is no code 'sold'; known: active, overdue"),
        ({"vehicles": {"codes": {"status": {"active": ["注销"]}}}}, "already means cancelled"),
        (
            {"vehicles": {"codes": {"brand": {"a": ["b"]}}}},
            "this column has no codes; columns with codes: plate_class, use, status",
        ),
    ],
)
def test_what_does_not_fit_is_one_clear_error(additions, why):
    with pytest.raises(AdditionError, match=why) as refused:
        with_additions(catalog(), additions)
    assert "\n" not in str(refused.value)
