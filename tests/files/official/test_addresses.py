"""The address register as it is published: buildings that exist and have a place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DataError
from geo.files.official.addresses import read_addresses
from geo.model.figures import Address
from geo.model.limits import Limits

REGISTER = Path(__file__).with_name("published") / "aw_eka.csv"
LIMITS = Limits()


def test_what_exists_and_has_a_place_in_latvia_is_read() -> None:
    found = list(read_addresses(REGISTER.read_bytes(), LIMITS).addresses)
    assert found == [
        Address("100000001", "Rīgas iela 12, Daugavpils, LV-5401", 55.871234, 26.516789),
        Address("100000002", "Rīgas iela 12A, Daugavpils, LV-5401", 55.871334, 26.516989),
        Address(
            "100000004",
            '"Torņi", Naujenes pag., Augšdaugavas nov., LV-5462',
            55.921434,
            26.717189,
        ),
        Address("100000005", "Rīgas iela 5, Jelgava, LV-3001", 56.651434, 23.717189),
    ]


def test_the_older_form_with_other_separators_is_read_too() -> None:
    text = (
        "#KODS#;#STATUSS#;#STD#;#DD_N#;#DD_E#\n"
        '#1#;#EKS#;#"Torņi", Naujenes pag., LV-5462#;#55.92#;#26.71#\n'
    )
    (found,) = read_addresses(text.encode(), LIMITS).addresses
    assert found == Address("1", '"Torņi", Naujenes pag., LV-5462', 55.92, 26.71)


def test_another_file_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(DataError) as raised:
        read_addresses(b"KODS,STATUSS,STD\n1,EKS,x\n", LIMITS)
    (fault,) = raised.value.faults
    assert (fault.key, fault.values["columns"]) == ("fault.official_columns", "DD_N, DD_E")


def test_a_file_above_the_limit_is_refused() -> None:
    with pytest.raises(DataError) as raised:
        read_addresses(REGISTER.read_bytes(), replace(LIMITS, file_bytes=100))
    assert raised.value.faults[0].key == "fault.size"


@pytest.mark.parametrize(
    "broken",
    [b"1,EKS\n", b"1,EKS,\xff\xfe,1,2\n"],
    ids=["too few cells", "no UTF-8"],
)
def test_a_broken_row_is_named(broken: bytes) -> None:
    data = b"KODS,STATUSS,STD,DD_N,DD_E\n1,EKS,a,56.0,26.0\n" + broken
    with pytest.raises(DataError) as raised:
        list(read_addresses(data, LIMITS).addresses)
    assert raised.value.faults[0].key in ("fault.official_row", "fault.encoding")


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    try:
        list(read_addresses(b"KODS,STATUSS,STD,DD_N,DD_E\n" + data, LIMITS).addresses)
    except DataError as error:
        assert error.faults
